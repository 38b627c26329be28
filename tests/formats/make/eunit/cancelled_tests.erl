%% 1 passes; the set-up of the other throws, so that it is cancelled.
-module(cancelled_tests).
-include_lib("eunit/include/eunit.hrl").

passes_test() -> ok.
broken_test_() -> {setup, fun() -> error(no_database) end, fun(_) -> ok end, fun(_) -> [?_assert(true)] end}.
