%% 8 tests: 4 pass, 2 fail, 2 end by an exception (eunit calls all four failed).
-module(mixed_tests).
-include_lib("eunit/include/eunit.hrl").

passes_test() -> ?assertEqual(2, 1 + 1).
prints_test() -> io:format("\e[32mcoloured\e[0m <out> & ~ts~n", ["größe 🐧"]).
fails_test() -> ?assertEqual("größe <&> ]]>", "a & b").
throws_test() -> throw({out_of, "<memory> & luck"}).
exits_test() -> exit(said_no).
described_test_() -> {"größe <&> \"quoted\"", ?_assert(true)}.
several_test_() -> [?_assert(true), {"second", ?_assert(false)}].
