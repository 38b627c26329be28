%% 2 tests: both pass.
-module(green_SUITE).
-export([all/0, one/1, two/1]).

all() -> [one, two].
one(_) -> ok.
two(_) -> ok.
