"""The workflows of docs/action.md as they stand there, in a project without a spec, with JUnit files of its own."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.act import Act
from tests.e2e.command import Folder
from tests.e2e.engine import ROOT, Engine, scrubbed
from tests.e2e.events import FORK, commit, pull_request, push
from tests.fakegithub import FakeGitHub, serve

PAGE = (ROOT / "docs/action.md").read_text()
MAKEFILE = """\
test:
	mkdir -p build/unit
	cp results.xml build/unit/junit-$(VERSION).xml
	! grep '<failure' results.xml > /dev/null
"""
PASSING = '<testcase classname="suite" name="adds" file="tests/test_sum.py" line="3" time="0.1"/>'
FAILING = """<testcase classname="suite" name="subtracts" file="tests/test_sum.py" line="7" time="0.1">
<failure message="1 != 2">::error::thank @everyone</failure></testcase>"""
MARKER = "<!-- cigen:report tests .github/workflows/matrix.yml -->"


@pytest.fixture
def github() -> Iterator[FakeGitHub]:
    """GitHub, where nothing has happened yet."""
    with serve() as server:
        yield server


@pytest.fixture
def act(github: FakeGitHub, tmp_path: Path) -> Act:
    """A project with a Makefile and the workflows of the page; no engine is needed."""
    project = Folder(tmp_path / "project", Engine(scrubbed()))
    workflows = project.path / ".github/workflows"
    workflows.mkdir(parents=True)
    blocks = [block for block in re.findall(r"^```yaml\n(.*?)^```", PAGE, re.M | re.S) if "\njobs:\n" in block]
    for name in ("tests", "matrix"):
        (text,) = [block for block in blocks if block.startswith(f"name: {name}\n")]
        (workflows / f"{name}.yml").write_text(text)
    (project.path / "Makefile").write_text(MAKEFILE)
    (project.path / "tests").mkdir()
    (project.path / "tests/test_sum.py").write_text("pass\n" * 9)
    return Act(project, tmp_path / "store", api_url=github.url)


def results(act: Act, *cases: str) -> None:
    """What the tests of the next commit will say."""
    (act.folder.path / "results.xml").write_text(f'<testsuite name="unit">{"".join(cases)}</testsuite>')
    act.commit()


def test_shortest_use__is_a_summary_annotations_and_a_verdict_without_a_request(act: Act, github: FakeGitHub) -> None:
    results(act, PASSING)
    green = act.run(push("a"), number=1, workflow="tests.yml")
    results(act, PASSING, FAILING)
    red = act.run(pull_request(8, "b", of=FORK), number=2, workflow="tests.yml")

    assert (green.code, green.broken) == (0, set()), green.text
    assert (green.outputs["test"]["outcome"], green.outputs["test"]["total"]) == ("passed", "1")
    assert list(green.summaries) == ["test"]
    assert (red.code, red.broken) == (1, {"test"})
    assert (red.outputs["test"]["outcome"], red.outputs["test"]["failed"]) == ("failed", "1")
    assert "subtracts" in red.summaries["test"]
    (error,) = [one for one in red.annotations if one["level"] == "error" and "file" in one]
    assert (error["file"], error["line"]) == ("tests/test_sum.py", "7")
    assert github.requests == []


def test_matrix__is_compared_with_the_default_branch_and_commented_on_once(act: Act, github: FakeGitHub) -> None:
    results(act, PASSING)
    green = act.run(push("a"), number=1, workflow="matrix.yml")
    _keep(github, green.artifacts_folder / "cigen-report")
    results(act, PASSING, FAILING)
    github.open_pull(7, "topic-7", commit("b"))
    red = act.run(pull_request(7, "b"), number=2, workflow="matrix.yml")
    first = github.bodies(7)
    results(act, PASSING, FAILING.partition("<failure")[0] + "</testcase>")
    again = act.run(pull_request(7, "b"), number=2, attempt=2, workflow="matrix.yml")

    assert (green.code, green.broken) == (0, set()), green.text
    assert green.did("comment") == ()
    assert red.broken == {"test 3.13", "test 3.14", "report"}
    assert len(first) == 1, red.text
    assert first[0].startswith(f"{MARKER}\n<!-- cigen:state run=2 attempt=1 outcome=failed change=yes -->\n")
    assert "subtracts" in first[0]
    assert red.artifacts == {"results-3.13", "results-3.14", "cigen-report"}
    assert (again.code, again.broken) == (0, set()), again.text
    (second,) = github.bodies(7)
    assert second.startswith(f"{MARKER}\n<!-- cigen:state run=2 attempt=2 outcome=passed ")


def test_fork__is_not_commented_on_and_its_verdict_is_the_tests(act: Act, github: FakeGitHub) -> None:
    results(act, PASSING)
    github.writes = False

    ran = act.run(pull_request(8, "b", of=FORK), number=1, workflow="matrix.yml")

    assert (ran.code, ran.broken) == (0, set()), ran.text
    assert ran.did("comment") == ()
    assert list(ran.summaries) == ["report"]
    assert {method for method, _, _ in github.requests} <= {"GET"}


def _keep(github: FakeGitHub, folder: Path) -> None:
    """What the default branch's run has uploaded is to be found there."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, path.relative_to(folder))
    github.upload(github.ran("main", workflow="matrix.yml"), stream.getvalue())
