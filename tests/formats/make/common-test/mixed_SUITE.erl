%% 9 tests: 3 pass, 1 fails by a match, 1 by ct:fail, 1 is killed by its time trap; 1 is skipped, 2 because their group's set-up breaks.
-module(mixed_SUITE).
-compile(export_all).
-compile(nowarn_export_all).

suite() -> [{timetrap, {seconds, 1}}].
all() -> [passes, prints, {group, inner}, fails, fails_with_words, takes_too_long, skips, {group, broken}].
groups() -> [{inner, [], [inside]}, {broken, [], [never, never_either]}].
init_per_group(broken, _) -> error(no_database);
init_per_group(_, Config) -> Config.
end_per_group(_, _) -> ok.

passes(_) -> ok.
prints(_) -> ct:pal("\e[32mcoloured\e[0m <out> & ~ts", ["größe 🐧"]).
inside(_) -> ok.
fails(_) -> 1 = length("größe <&> ]]>").
fails_with_words(_) -> ct:fail("said <no> & \"left\"").
takes_too_long(_) -> timer:sleep(5000).
skips(_) -> {skip, "no <network>"}.
never(_) -> ok.
never_either(_) -> ok.
