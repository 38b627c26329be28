"""`cigen build --rerun` for real: what is executed again, what is kept, and what later builds find."""

from __future__ import annotations

import subprocess
import uuid
from pathlib import Path

import pytest

from tests.e2e.command import Done, Folder
from tests.e2e.engine import Engine
from tests.e2e.secondengine import SecondEngine

pytestmark = pytest.mark.engine

SPEC = """\
stages:
  base: {{from: busybox, steps: [echo {mark}]}}
tests:
  t:
    from: base
    network: none
    matrix: {{v: "{{{{ range({cells}) }}}}"}}
    steps:
      - echo prepared
      - run: echo try; test {{{{ v }}}} != 3 || cat /weather; test {{{{ v }}}} != 3 || grep -q fine /weather
        mounts: [{{type: secret, id: weather, target: /weather, required: false}}]
      - "test {{{{ v }}}} != 8"
      - "test {{{{ v }}}} != 20"
      - {{run: echo cleaned, always: true}}
"""


@pytest.fixture
def folder(engine: Engine, tmp_path: Path) -> Folder:
    """A project that no cache knows: cells 8 and 20 fail, cell 3 does in foul weather."""
    made = Folder(tmp_path, engine)
    made.spec(SPEC.format(mark=uuid.uuid4().hex, cells=26))
    return made


def build(folder: Folder, weather: str, *words: str) -> Done:
    """A build with a secret, whose content is in no cache key."""
    (folder.path / "weather").write_text(f"{weather}\n")
    return folder.cigen("build", "--quiet", "--secret=id=weather,src=weather", *words)


def outcomes(done: Done) -> dict[str, str]:
    """The cells that did not simply pass."""
    cells = {cell["name"]: cell["outcome"] for cell in done.report["results"]["cells"]}
    return {name: outcome for name, outcome in cells.items() if outcome != "passed"}


def results(done: Done) -> object:
    """What a report tells of the tests, without what only that build did."""
    cells = done.report["results"]["cells"]
    return [
        {**cell, "steps": [{k: v for k, v in step.items() if k != "cached"} for step in cell["steps"]]}
        for cell in cells
    ]


def test_rerun__does_only_what_failed_and_the_next_build_does_nothing(folder: Folder) -> None:
    first = build(folder, "foul")
    assert outcomes(first) == {"t-3": "failed", "t-8": "failed", "t-20": "failed"}

    second = build(folder, "fine", "--rerun", "failed")
    third = build(folder, "foul")

    assert second.code == third.code == 1
    assert sorted(second.steps) == [
        ("t-20", 4), ("t-20", 5), ("t-3", 2), ("t-3", 3), ("t-3", 4), ("t-3", 5), ("t-8", 3), ("t-8", 4), ("t-8", 5),
    ]  # fmt: skip
    assert len([vertex for vertex in second.executed if vertex.instruction == "RUN"]) == 9
    assert outcomes(second) == {"t-3": "flaky", "t-8": "failed", "t-20": "failed"}
    assert second.report["cells"]["flaky"] == 1
    assert [vertex.name for vertex in third.executed if vertex.instruction == "RUN"] == []
    assert results(third) == results(second)


def test_rerun__a_flaky_cell_keeps_both_logs_and_says_where(folder: Folder) -> None:
    build(folder, "foul")

    done = build(folder, "fine", "--rerun", "failed")

    step = done.cell("t-3")["steps"][1]
    assert (step["outcome"], step["attempts"], step["message"]) == ("flaky", 2, "passed at attempt 2")
    assert done.text(step["log"]) == "try\nfine\n"
    earlier = done.text(step["earlier_log"]).splitlines()
    assert earlier[0].startswith("=== step 2 echo try;")
    assert ", attempt 1: exit 1, begun 20" in earlier[0]
    assert earlier[1:] == ["try", "foul"]
    assert step["earlier_log"] in done.text("summary.md")
    assert "2 attempts" in done.cell("t-8")["message"]


def test_rerun__goes_on_counting_from_report_to_report(folder: Folder) -> None:
    build(folder, "foul")
    build(folder, "foul", "--rerun", "failed")

    done = build(folder, "fine", "--rerun", "cell=t-3", "--from", "cigen-report/report.json")

    step = done.cell("t-3")["steps"][1]
    assert step["message"] == "passed at attempt 3"
    heads = [line for line in done.text(step["earlier_log"]).splitlines() if line.startswith("===")]
    assert [head.partition(", attempt ")[2][:1] for head in heads] == ["1", "2"]
    assert {cell for cell, _ in done.steps} == {"t-3"}


def test_rerun__of_named_cells_starts_where_they_failed_or_at_the_start(folder: Folder) -> None:
    build(folder, "foul")

    done = build(folder, "fine", "--rerun", "cell=t-[89]")

    assert sorted(done.steps) == [("t-8", 3), ("t-8", 4), ("t-8", 5), *(("t-9", step) for step in range(1, 6))]
    assert outcomes(done) == {"t-3": "failed", "t-8": "failed", "t-20": "failed"}


def test_rerun__of_all_runs_every_step_and_nothing_beneath(folder: Folder) -> None:
    folder.spec(SPEC.format(mark=uuid.uuid4().hex, cells=4))
    build(folder, "foul")

    done = build(folder, "fine", "--rerun", "all")

    assert len(done.steps) == 4 * 5
    assert len([vertex for vertex in done.executed if vertex.instruction == "RUN"]) == 4 * 5
    assert outcomes(done) == {"t-3": "flaky"}


def test_rerun__retries_are_counted_on_and_each_log_is_kept(folder: Folder) -> None:
    spec = SPEC.format(mark=uuid.uuid4().hex, cells=4).replace("/weather\n", "/weather\n        retries: 1\n")
    folder.spec(spec)
    build(folder, "foul")

    again = build(folder, "foul", "--rerun", "failed")
    fine = build(folder, "fine", "--rerun", "failed")

    assert again.cell("t-3")["steps"][1]["message"] == "exit 1, 4 attempts"
    assert again.cell("t-3")["steps"][1]["attempt_logs"] == ["logs/t-3/02.attempt-3.log"]
    assert fine.cell("t-3")["steps"][1]["message"] == "passed at attempt 5"
    assert fine.text("logs/t-3/02.earlier.log").count("try\nfoul\n") == 4


def test_rerun__without_a_failure_is_a_plain_build(folder: Folder) -> None:
    folder.spec(SPEC.format(mark=uuid.uuid4().hex, cells=3))
    build(folder, "fine")

    done = folder.cigen("build", "--rerun", "failed")

    assert done.code == 0
    assert "cigen: no cell has to run again" in done.stderr
    assert done.steps == set()


def test_rerun__keeps_the_environment_of_the_steps_before_it(folder: Folder) -> None:
    folder.spec(f"""\
tests:
  t:
    from: busybox
    network: none
    steps:
      - echo {uuid.uuid4().hex}
      - arg: {{PLACE: here}}
      - env: {{A: b c}}
      - workdir: /some/where
      - user: "1000"
      - mkdir /tmp/made
      - echo "$PLACE $A $PWD $(id -u) $(ls -d /tmp/made)"; false
""")
    first = folder.cigen("build", "--quiet")

    done = folder.cigen("build", "--quiet", "--rerun", "failed")

    assert first.text("logs/t/03.log") == done.text("logs/t/03.log") == "here b c /some/where 1000 /tmp/made\n"
    assert done.steps == {("t", 3)}


def test_rerun__the_newest_result_wins_whichever_cache_is_read_first(second: SecondEngine, tmp_path: Path) -> None:
    mark = uuid.uuid4().hex
    folder, caches = Folder(tmp_path, second.engine), f"localhost:5000/rerun/{mark}"
    folder.spec(SPEC.format(mark=mark, cells=4))

    def read(*tags: str, to: str = "") -> tuple[dict[str, str], int]:
        """What an empty engine makes of these caches: who did not pass, and how much was executed."""
        command = ["docker", "builder", "prune", "--all", "--force"]
        subprocess.run(command, env=dict(second.engine.env), check=True, capture_output=True)
        options = [f"--cache-from={caches}:{tag}" for tag in tags] + ([f"--cache-to={caches}:{to}"] if to else [])
        done = build(folder, "foul", *options)
        return outcomes(done), len([vertex for vertex in done.executed if vertex.instruction == "RUN"])

    build(folder, "foul", f"--cache-to={caches}:old")
    build(folder, "fine", "--rerun", "failed", f"--cache-to={caches}:new")
    red, flaky = ({"t-3": "failed"}, 0), ({"t-3": "flaky"}, 0)

    assert read("old", to="later") == red
    assert read("later") == red
    assert read("new") == flaky
    for tags in (("old", "new"), ("new", "old"), ("later", "new"), ("new", "later")):
        assert read(*tags) == flaky, tags
    assert read("later", "new", to="both") == flaky
    assert read("both") == flaky


SHELLS = """\
stages:
  ash: {{from: busybox, steps: [echo {mark}]}}
  dash: {{from: "debian:bookworm-slim", steps: [echo {mark}]}}
  bash: {{from: dash, steps: [ln -sf bash /bin/sh]}}
tests:
  t:
    from: "{{{{ shell }}}}"
    network: none
    matrix: {{shell: [ash, dash, bash], user: ["0", "1234"]}}
    steps:
      - user: "{{{{ user }}}}"
      - run: cat /weather; grep -q fine /weather
        retries: 1
        mounts: [{{type: secret, id: weather, target: /weather, required: false, mode: "0444"}}]
"""


def test_rerun__every_shell_and_user_keeps_the_earlier_logs(folder: Folder) -> None:
    folder.spec(SHELLS.format(mark=uuid.uuid4().hex))
    build(folder, "foul")

    done = build(folder, "fine", "--rerun", "failed")

    assert done.code == 0, done.stderr
    assert len(done.steps) == 6
    for cell in done.report["results"]["cells"]:
        [step] = cell["steps"]
        assert step["message"] == "passed at attempt 3", cell["name"]
        earlier = done.text(step["earlier_log"])
        assert earlier.count("foul\n") == 2, cell["name"]
        assert earlier.startswith("=== step 1 cat /weather;"), cell["name"]
