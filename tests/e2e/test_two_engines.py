"""Two engines with a store each, and one registry between them: what one has built, the other one does not build."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest

from tests.e2e.command import Done, Folder
from tests.e2e.engine import Built, Engine
from tests.e2e.secondengine import SecondEngine

pytestmark = pytest.mark.engine

SPEC = """name: two
stages:
  base: {{from: busybox, steps: [echo {unique} | tee /unique]}}
  loose: {{from: base, steps: [touch /loose]}}
  logs: {{from: base, collect: [t], into: /logs}}
tests:
  t:
    from: base
    matrix: {{n: [1, 2, 3, 4]}}
    steps:
      - echo {{{{ n }}}} > log
      - run: test {{{{ n }}}} -lt {least}
      - cat log
    artifacts: [{{path: log, to: "{{{{ cell }}}}"}}]
  all: {{from: logs, steps: [ls /logs]}}
"""
GREEN, RED = 5, 3
FLAKY = """name: flaky
tests:
  t:
    from: busybox
    matrix: {{n: [1, 2]}}
    steps:
      - echo {unique} {{{{ n }}}}
      - run: test {{{{ n }}}} = 1 || {{ echo it is $(cat /state); grep -q good /state; }}
        mounts: [{{type: secret, id: state, target: /state}}]
      - echo end
"""


@pytest.fixture
def places(engine: Engine, second: SecondEngine, tmp_path: Path) -> tuple[Folder, Folder]:
    """A folder for each engine."""
    folders = Folder(tmp_path / "a", engine), Folder(tmp_path / "b", second.engine)
    for folder in folders:
        folder.path.mkdir()
    return folders


def reference(engine: Engine) -> str:
    return f"{engine.env['CIGEN_TEST_REGISTRY']}/two-engines/cache:{uuid.uuid4().hex}"


def build(folder: Folder, *options: str) -> Done:
    return folder.cigen("build", "--quiet", "--option=--network=none", *options)


def assert_same_report(one: Done, other: Done) -> None:
    """To the byte what was recorded, with its times and logs; only how it came about differs."""
    assert Built(0, one.files["results.tar"], "").files() == Built(0, other.files["results.tar"], "").files()
    assert one.text("junit.xml") == other.text("junit.xml")
    assert one.report["verdict"] == other.report["verdict"]
    assert outcomes(one) == outcomes(other)
    assert logs(one) == logs(other) != {}


def outcomes(done: Done) -> dict[str, str]:
    return {cell["name"]: cell["outcome"] for cell in done.report["results"]["cells"]}


def logs(done: Done) -> dict[str, bytes]:
    return {name: content for name, content in done.files.items() if name.startswith("logs/")}


@pytest.mark.parametrize(("least", "code"), [(GREEN, 0), (RED, 1)])
def test_second_engine__executes_nothing_that_the_first_one_cached(
    places: tuple[Folder, Folder], least: int, code: int
) -> None:
    one, other = places
    cache = reference(one.engine)
    text = SPEC.format(unique=uuid.uuid4(), least=least)
    for folder in places:
        folder.spec(text)

    built = build(one, "--cache-to", cache)
    assert (built.code, len(built.steps)) == (code, 13)
    again = build(other, "--cache-from", cache)
    assert (again.code, again.runs, again.steps) == (code, set(), set())
    assert_same_report(again, built)


def test_second_engine__has_what_a_rerun_on_the_first_one_found_out(places: tuple[Folder, Folder]) -> None:
    """A cell that passes in the end is flaky on either, with what it printed both times."""
    one, other = places
    cache = reference(one.engine)
    text = FLAKY.format(unique=uuid.uuid4())
    for folder in places:
        folder.spec(text)

    red = build(one, *state(one, "bad"), "--cache-to", cache)
    assert (red.code, red.cell("t-2")["outcome"]) == (1, "failed")
    rerun = build(one, *state(one, "good"), "--rerun", "failed", "--cache-to", cache)
    assert (rerun.code, rerun.steps) == (0, {("t-2", 2), ("t-2", 3)})
    again = build(other, *state(other, "bad"), "--cache-from", cache)
    assert (again.code, again.runs, again.report["totals"]["flaky"]) == (0, set(), 1)
    assert_same_report(again, rerun)
    printed = b"".join(logs(again).values())
    assert (b"it is bad\n" in printed, b"it is good\n" in printed) == (True, True)


def state(folder: Folder, word: str) -> tuple[str, ...]:
    """A word that the second cell looks at, and that is in no cache key."""
    (folder.path / "state").write_text(word)
    return ("--secret=id=state,src=state",)


def test_second_engine__executes_nothing_of_any_shard_that_the_first_one_cached(
    engine: Engine, second: SecondEngine, tmp_path: Path
) -> None:
    text, cache = SPEC.format(unique=uuid.uuid4(), least=GREEN), reference(engine)
    parts = {"base": ("--stages",), "s1": ("--shard", "1/2"), "s2": ("--shard", "2/2")}
    reads = [f"--cache-from={cache}-{name}" for name in parts]
    ran: dict[str, set[tuple[str, int]]] = {}
    reports = []
    for name, place in (("a", engine), ("b", second.engine)):
        folders = {part: Folder(tmp_path / name / part, place) for part in parts}
        for part, folder in folders.items():
            folder.path.mkdir(parents=True)
            folder.spec(text)
            done = build(folder, *parts[part], *reads, f"--cache-to={cache}-{part}")
            assert done.code == 0, done.stderr
            assert name == "a" or done.runs == set()
            ran[name + part] = done.steps
        whole = Folder(tmp_path / name, place)
        reports.append(whole.cigen("report", "--quiet", "s1/cigen-report", "s2/cigen-report"))
    assert (ran["abase"], ran["as1"] & ran["as2"], len(ran["as1"] | ran["as2"])) == (set(), set(), 13)
    assert [(one.code, one.report["cells"]["passed"]) for one in reports] == [(0, 5), (0, 5)]
    assert reports[0].text("junit.xml") == reports[1].text("junit.xml")
