%% 2 tests: both pass.
-module(green_tests).
-include_lib("eunit/include/eunit.hrl").

one_test() -> ok.
two_test() -> ok.
