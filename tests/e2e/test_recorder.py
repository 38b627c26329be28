"""The three scripts that a build carries, in real builds: each scenario in every shell, as root and as a plain user."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

import pytest

from tests.e2e.engine import Built, Engine
from tests.e2e.recorded import Cell, Step, dockerfile, verdict

pytestmark = pytest.mark.engine

SH = "/bin/sh -e"
BASH = "/bin/bash -euo pipefail"
ROOM = "RUN mkdir -m 1777 /room"
BARE = """RUN mkdir /bare; for p in sh cat rm mv mkdir sleep date; do ln -s $(command -v $p) /bare/$p; done
ENV PATH=/bare"""
SHELLS = {
    "ash": (f"FROM busybox\n{ROOM}", SH),
    "dash": (f"FROM debian:bookworm-slim\n{ROOM}", SH),
    "bash": (f'FROM debian:bookworm-slim\nSHELL ["/bin/bash", "-euo", "pipefail", "-c"]\n{ROOM}', BASH),
    "bashsh": (f"FROM debian:bookworm-slim\nRUN ln -sf bash /bin/sh\n{ROOM}", SH),
}
USERS = ("root", "1234")
VARIANTS = [f"{shell}-{user}" for shell, user in product(SHELLS, USERS)]

NASTY = r"""# a comment, then every kind of quote
printf '%s\n' 'single $HOME `id` \n "double"' "double 'single' \$x \`y\` \\"
printf '{%s}\n' "a  b" 'c\d' # {{ not jinja }} ${{ nor GitHub }}
x=abc.tar.gz; echo "${x%.*} ${x%%.*} ${#x} $((1 + 2))"
echo one \
  two
cat <<INNER
	tab, Grüße, 日本語, 🙂 $x
INNER
cat <<'INNER'
\ at the end \
$x 'EOF' "STEP"
INNER
echo to-stdout >/dev/stdout; echo to-stderr >&2; echo again >/dev/stderr
echo "<$(cat)>" # standard input is empty
printf 'no newline at the end'"""
NASTY_LOG = r"""single $HOME `id` \n "double"
double 'single' $x `y` \
{a  b}
{c\d}
abc.tar abc 10 3
one two
	tab, Grüße, 日本語, 🙂 abc.tar.gz
\ at the end \
$x 'EOF' "STEP"
to-stdout
to-stderr
again
<>
no newline at the end"""
SURROUNDINGS = """pwd; umask; id -u; ls /proc/self/fd | wc -l; grep -E 'Sig(Blk|Ign)' /proc/self/status
env | grep -vE '^(_|SHLVL|OLDPWD)=' | sort"""
PLAIN = f"""ENV _x=1 step=2 cell='a b' TERM=dumb
WORKDIR /some/where
USER @USER
RUN <<'PLAIN'
{{ {SURROUNDINGS}; }} >/room/plain
PLAIN"""
LINE = "x" * 90
LINES = f'i=0; while [ $i -lt 50000 ]; do echo "$i 日本 {LINE}"; i=$((i + 1)); done'
TREE = "trap '' TERM; (trap '' TERM; sleep 100 & sleep 100) & echo begun; sleep 100"
GRACE = "(trap 'sleep 2; echo cleaned; exit' TERM; while :; do sleep 0.1; done) & echo begun; sleep 100"
COUNT = "echo x >>/room/count; wc -l </room/count; [ $(wc -l </room/count) = 3 ]"
LEAVE = """mkdir -p _build/sub 'with space' dist; echo c >config.cache; echo d >dist/d; ln -s /nowhere dangling
echo 1 >_build/1.xml; echo 2 >_build/sub/2.xml; echo 3 >'with space/3 4.xml'
mkfifo _build/pipe.xml; ln -s /etc/passwd _build/link.xml"""
FILES = """artifact 1 config.cache
artifact 2 dist/
artifact 3 nothing*
artifact 4 dangling
artifact 5 /proc/self/maps
junit 1 _build/**/*.xml
junit 2 with space/*.xml
junit 3 nothing/**/*.xml
junit 4 /room/with*/3 ?.xml"""
GATHERED = """artifact 1 present
artifact 2 present
artifact 3 missing
artifact 4 missing
artifact 5 missing
junit 1 1-1.xml _build/1.xml
junit 1 1-2.xml _build/sub/2.xml
junit 2 2-1.xml with space/3 4.xml
junit 3 missing
junit 4 4-1.xml /room/with space/3 4.xml
"""


@dataclass(frozen=True)
class Scenario:
    """Steps that every variant runs."""

    steps: tuple[Step, ...]
    before: str = ""
    gather: str = ""


def scenario(*steps: str | Step, before: str = "", gather: str = "") -> Scenario:
    return Scenario(tuple(one if isinstance(one, Step) else Step(one) for one in steps), before, gather)


SCENARIOS = {
    "pass": scenario("true", "echo two"),
    "nasty": scenario(NASTY),
    "surroundings": scenario(SURROUNDINGS, "cat /room/plain", before=PLAIN),
    "big": scenario(LINES),
    "exit": scenario("echo before; exit 7", "echo skipped", Step("echo always", "--always"), "echo skipped too"),
    "high": scenario("exit 255"),
    "kill": scenario("echo before; kill -9 $$"),
    "interrupt": scenario("trap 'echo trapped; exit 3' INT; kill -INT 0; sleep 1"),
    "group": scenario("trap 'kill 0' EXIT; echo before"),
    "everybody": scenario("echo before; sleep 1; kill -9 -1; exit 5", "echo skipped"),
    "timeout": scenario(Step("echo begun; sleep 100 >/dev/null & sleep 100", "--timeout=1"), "echo skipped"),
    "tree": scenario(Step(TREE, "--timeout=1")),
    "grace": scenario(Step(GRACE, "--timeout=1")),
    "intime": scenario(Step("echo quick", "--timeout=30")),
    "daemon": scenario("(while sleep 0.3; do echo tick; done) & echo begun", "echo next"),
    "flaky": scenario(Step(COUNT, "--retries=3"), "echo next"),
    "retries": scenario(Step("echo tried; exit 4", "--retries=1")),
    "slow": scenario(Step("echo tried; sleep 100 & sleep 100", "--timeout=1 --retries=1")),
    "nothing": scenario(Step("echo", interpreter="/no/such/program"), "echo skipped"),
    "unwritable": scenario("echo not recorded", before="RUN echo >/cigen/records"),
    "removed": scenario("echo gone; rm -rf /cigen/records"),
    "users": scenario(
        Step("umask 077; echo one", user="root"), Step("exit 9", user="1234"), Step("echo", "--always", user="root")
    ),
    "bare": scenario("echo out; echo err >&2; exit 4", before=BARE),
    "leave": scenario(LEAVE, before="WORKDIR /room", gather=FILES),
}
GREEN = ("pass", "nasty", "intime", "flaky")
RED = ("exit", "kill", "timeout", "nothing", "removed")


def cell(variant: str, name: str) -> Cell:
    shell, _, user = variant.partition("-")
    base, interpreter = SHELLS[shell]
    one = SCENARIOS[name]
    return Cell(f"{variant}-{name}", base, interpreter, user, one.steps, one.before.replace("@USER", user), one.gather)


def cells(names: tuple[str, ...] = tuple(SCENARIOS)) -> list[Cell]:
    return [cell(variant, name) for variant, name in product(VARIANTS, names)]


def verdicts() -> list[str]:
    return [verdict(f"verdict-{shell}", base, "1234") for shell, (base, _) in SHELLS.items()]


@dataclass(frozen=True)
class Records:
    """What one cell brought home."""

    files: dict[str, bytes]

    def log(self, step: int, attempt: int = 0) -> str:
        return self.files[f"{step}.attempt-{attempt}.log" if attempt else f"{step}.log"].decode()

    def result(self, step: int) -> dict[str, str]:
        return dict(line.split("=", 1) for line in self.files[f"{step}.result"].decode().splitlines())

    def seconds(self, step: int) -> float:
        result = self.result(step)
        return float(result["ended"]) - float(result["started"])

    def outcome(self, step: int) -> str:
        """The result in a few words, without its times."""
        result = self.result(step)
        words = [result[key] for key in ("outcome", "signal", "code", "reason") if key in result]
        return " ".join(words) + (f" attempts={result['attempts']}" if result["attempts"] != "1" else "")


@pytest.fixture(scope="module")
def everything(engine: Engine) -> dict[str, bytes]:
    """All scenarios in all variants, built once."""
    built = engine.build(dockerfile(cells()), target="results")
    assert built.code == 0, built.log
    return built.files()


@pytest.fixture(params=VARIANTS)
def records(request: pytest.FixtureRequest, everything: dict[str, bytes]) -> Callable[[str], Records]:
    """The records of a scenario in one variant."""

    def of(name: str) -> Records:
        folder = f"cells/{request.param}-{name}/"
        return Records({path[len(folder) :]: data for path, data in everything.items() if path.startswith(folder)})

    return of


Of = Callable[[str], Records]


def test_recorder__success_is_an_outcome(records: Of) -> None:
    assert records("pass").outcome(1) == "exited 0"
    assert records("pass").log(2) == "two\n"
    assert set(records("pass").files) == {"1.cmd", "1.log", "1.result", "2.cmd", "2.log", "2.result"}


def test_recorder__result_has_every_key_once_and_times_that_make_sense(records: Of) -> None:
    text = records("pass").files["1.result"].decode()
    assert re.fullmatch(r"outcome=exited\ncode=0\nstarted=\d{10}\.\d\d\nended=\d{10}\.\d\d\nattempts=1\n", text)
    assert 0 <= records("pass").seconds(1) < 10
    assert float(records("pass").result(1)["ended"]) <= float(records("pass").result(2)["started"])


def test_recorder__step_reaches_its_shell_and_its_log_byte_for_byte(records: Of) -> None:
    assert records("nasty").files["1.cmd"].decode() == NASTY + "\n"
    assert records("nasty").log(1) == NASTY_LOG
    assert records("nasty").outcome(1) == "exited 0"


def test_recorder__step_sees_what_a_plain_run_sees(records: Of) -> None:
    assert records("surroundings").log(1) == records("surroundings").log(2)


def test_recorder__log_of_five_megabytes_is_kept_whole(records: Of) -> None:
    assert records("big").log(1) == "".join(f"{number} 日本 {LINE}\n" for number in range(50000))


def test_recorder__exit_code_is_kept_and_later_steps_are_skipped_unless_always(records: Of) -> None:
    outcomes = [records("exit").outcome(step) for step in (1, 2, 3, 4)]
    skipped = "skipped after step 1 attempts=0"
    assert outcomes == ["exited 7", skipped, "exited 0", skipped]
    assert records("exit").log(1) == "before\n"
    assert "2.log" not in records("exit").files
    assert records("exit").files["failed"] == b"1\n"


def test_recorder__high_exit_code_is_no_signal(records: Of) -> None:
    assert records("high").outcome(1) == "exited 255"


def test_recorder__signal_is_an_outcome(records: Of) -> None:
    assert records("kill").outcome(1) == "signaled 9 137"
    assert records("kill").log(1) == "before\n"


def test_recorder__step_can_interrupt_its_process_group(records: Of) -> None:
    assert records("interrupt").outcome(1) == "exited 3"
    assert records("interrupt").log(1) == "trapped\n"


def test_recorder__step_can_end_its_process_group(records: Of) -> None:
    assert records("group").outcome(1) == "signaled 15 143"
    assert records("group").log(1) == "before\n"


def test_recorder__survives_a_step_that_kills_everybody(records: Of) -> None:
    assert records("everybody").outcome(1) == "exited 5"
    assert records("everybody").outcome(2) == "skipped after step 1 attempts=0"
    assert records("everybody").log(1) == "before\n"


def test_recorder__timeout_ends_the_step(records: Of) -> None:
    assert records("timeout").outcome(1) == "timeout 143"
    assert 1 <= records("timeout").seconds(1) < 4
    assert records("timeout").log(1) == "begun\n"
    assert records("timeout").outcome(2) == "skipped after step 1 attempts=0"


def test_recorder__timeout_ends_a_tree_that_ignores_it(records: Of) -> None:
    assert records("tree").outcome(1) == "timeout 137"
    assert 6 <= records("tree").seconds(1) < 12
    assert records("tree").log(1) == "begun\n"


def test_recorder__what_a_timeout_ends_may_clean_up(records: Of) -> None:
    assert records("grace").outcome(1) == "timeout 143"
    assert records("grace").log(1).endswith("cleaned\n")


def test_recorder__timeout_that_is_not_reached_changes_nothing(records: Of) -> None:
    assert records("intime").outcome(1) == "exited 0"


def test_recorder__does_not_wait_for_a_daemon_that_holds_the_log(records: Of) -> None:
    assert records("daemon").outcome(1) == "exited 0"
    assert records("daemon").seconds(1) < 2
    assert records("daemon").log(1).startswith("begun\n")
    assert records("daemon").outcome(2) == "exited 0"


def test_recorder__retries_keep_every_attempt(records: Of) -> None:
    assert records("flaky").outcome(1) == "exited 0 attempts=3"
    assert [records("flaky").log(1, attempt) for attempt in (1, 2, 0)] == ["1\n", "2\n", "3\n"]
    assert records("flaky").outcome(2) == "exited 0"


def test_recorder__retries_end(records: Of) -> None:
    assert records("retries").outcome(1) == "exited 4 attempts=2"
    assert [records("retries").log(1, attempt) for attempt in (1, 0)] == ["tried\n", "tried\n"]


def test_recorder__timeout_counts_for_each_attempt(records: Of) -> None:
    assert records("slow").outcome(1) == "timeout 143 attempts=2"
    assert 2 <= records("slow").seconds(1) < 15


def test_recorder__missing_interpreter_is_an_error_of_the_step(records: Of) -> None:
    assert records("nothing").outcome(1) == "error the image has no /no/such/program attempts=0"
    assert records("nothing").outcome(2) == "skipped after step 1 attempts=0"


def test_recorder__what_can_not_be_recorded_has_no_result(records: Of) -> None:
    assert records("unwritable").files == {}
    assert records("removed").files == {}


def test_recorder__users_can_follow_each_other(records: Of) -> None:
    assert [records("users").outcome(step) for step in (1, 2, 3)] == ["exited 0", "exited 9", "exited 0"]
    assert records("users").log(1) == "one\n"


def test_recorder__needs_neither_tee_nor_mkfifo(records: Of) -> None:
    assert records("bare").outcome(1) == "exited 4"
    assert records("bare").log(1) == "out\nerr\n"


def test_gather__notes_what_is_there_and_what_is_not(records: Of) -> None:
    assert records("leave").files["gathered"].decode() == GATHERED


def test_gather__copies_regular_junit_files_only(records: Of) -> None:
    kept = {path: data for path, data in records("leave").files.items() if path.startswith("junit/")}
    assert kept == {
        "junit/1-1.xml": b"1\n",
        "junit/1-2.xml": b"2\n",
        "junit/2-1.xml": b"3\n",
        "junit/4-1.xml": b"3\n",
    }


def test_recorder__bash_arrays_are_not_ours_to_read(engine: Engine) -> None:
    base, interpreter = SHELLS["bash"]
    script = "a=(x 'y z'); echo ${#a[@]} \"${a[1]}\"; printf '{%s}\\n' ${a[0]}; false | true"
    built = engine.build(dockerfile([Cell("arrays", base, interpreter, "root", (Step(script),))]), target="results")
    assert built.files()["cells/arrays/1.log"] == b"2 y z\n{x}\n"
    assert b"code=1\n" in built.files()["cells/arrays/1.result"]


def test_recorder__last_line_says_how_it_ended(engine: Engine) -> None:
    base, interpreter = SHELLS["ash"]
    steps = (Step(f"printf {uuid.uuid4()}"), Step("kill -9 $$"), Step("true"))
    built = engine.build(dockerfile([Cell("last", base, interpreter, "1234", steps)]), target="results")
    lines = re.findall(r"^#\d+ [\d.]+ (\[cigen\] .*)$", built.log, re.MULTILINE)
    assert lines == ["[cigen] last 1 exited 0", "[cigen] last 2 signaled 9", "[cigen] last 3 skipped -"]


@pytest.mark.parametrize("shell", SHELLS)
def test_verdict__is_red_and_names_each_failed_cell(engine: Engine, shell: str) -> None:
    built = engine.build(
        dockerfile(cells(GREEN + RED), *verdicts()), target=f"verdict-{shell}", output="type=cacheonly"
    )
    *lines, last = _said(built)
    assert built.code == 1
    assert [line for line in lines if line.startswith("✗ dash-root-")] == [
        "✗ dash-root-exit: step 1 exited 7",
        "✗ dash-root-kill: step 1 was ended by signal 9",
        "✗ dash-root-timeout: step 1 took too long",
        "✗ dash-root-nothing: step 1: error, the image has no /no/such/program",
        "✗ dash-root-removed: no result for step 1",
    ]
    assert len(lines) == len(cells(RED))
    assert last == f"{len(lines)} of {len(cells(GREEN + RED))} cells failed"


@pytest.mark.parametrize("shell", SHELLS)
def test_verdict__is_green_if_every_planned_step_passed(engine: Engine, shell: str) -> None:
    fresh = Cell("fresh", *SHELLS["ash"], "root", (Step(f"echo {uuid.uuid4()}"),))
    text = dockerfile([*cells(GREEN), fresh], *verdicts())
    built = engine.build(text, target=f"verdict-{shell}", output="type=cacheonly")
    assert built.code == 0, built.log
    assert _said(built) == [f"all {len(VARIANTS) * len(GREEN) + 1} cells passed"]


def _said(built: Built) -> list[str]:
    """What the verdict printed, once."""
    said = re.findall(r"^#\d+ [\d.]+ (.*)$", built.log, re.MULTILINE)
    return [line for line in said if line.startswith("✗") or "cells" in line]


COLLECTED = {
    "file": "/cache-4.08",
    "folder": "/dist-4.08",
    "globbed": "/texts/",
    "never": "/never",
    "linked": "/linked",
    "same": "/same",
    "into": "/folder/",
}


def _artifacts(content: str) -> str:
    base, interpreter = SHELLS["ash"]
    script = f"""echo {content} >config.cache; echo same >same; echo a >a.txt; echo b >b.txt; ln -s config.cache link
mkdir -p dist/sub; echo {content} >dist/f; mkfifo dist/pipe; ln -s ../../config.cache dist/sub/link"""
    patterns = ("config.cache", "dist", "*.txt", "never", "link", "same", "config.cache")
    gather = "\n".join(f"artifact {number} {pattern}" for number, pattern in enumerate(patterns, 1))
    made = Cell("made", base, interpreter, "1234", (Step(script),), "WORKDIR /room", gather)
    stages = [
        f"FROM scratch AS {name}\nCOPY --link --from=made /cigen/artifact[s]/made/{number}/* {to}"
        for number, (name, to) in enumerate(COLLECTED.items(), 1)
    ]
    together = "\n".join(["FROM scratch AS together", *(f"COPY --link --from={name} / /" for name in COLLECTED)])
    return dockerfile([made], *stages, together)


def test_artifacts__copy_follows_links_and_tolerates_what_is_missing(engine: Engine) -> None:
    built = engine.build(_artifacts("content"), target="together")
    assert built.files() == {
        "cache-4.08": b"content\n",
        "dist-4.08/f": b"content\n",
        "folder/config.cache": b"content\n",
        "linked": b"content\n",
        "same": b"same\n",
        "texts/a.txt": b"a\n",
        "texts/b.txt": b"b\n",
    }
    assert built.members()["dist-4.08/sub/link"].issym()


def test_artifacts__copy_runs_again_only_for_new_content(engine: Engine) -> None:
    engine.build(_artifacts("content"), target="together", output="type=cacheonly")
    changed = {name: not _cached(engine, name, _artifacts(f"changed-{uuid.uuid4()}")) for name in COLLECTED}
    assert {name for name, again in changed.items() if again} == {"file", "folder", "linked", "into"}
    assert all(_cached(engine, name, _artifacts("content")) for name in COLLECTED)


def _cached(engine: Engine, target: str, text: str) -> bool:
    """Whether the only COPY of a target was taken from the cache."""
    vertices = engine.build(text, target=target, output="type=cacheonly", progress="rawjson").vertices()
    return bool(next(vertex for name, vertex in vertices.items() if name.startswith(f"[{target} 1/1]")).get("cached"))
