"""The rendered workflow as a whole, by `act`: of four shards one is lost, as when a machine is taken away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.engine import Engine
from tests.e2e.events import push
from tests.e2e.story import Story, begin
from tests.fakegithub import serve

pytestmark = pytest.mark.engine


@pytest.fixture
def story(engine: Engine, tmp_path: Path) -> Iterator[Story]:
    """A project with four shards."""
    with serve() as github:
        yield begin(engine, tmp_path, github, shards=4)


def test_workflow__a_lost_shard_is_red_and_named_and_the_others_are_whole(story: Story) -> None:
    story.change("sleep 2")
    process = story.act.start(push("x", LUCK="a fortune"), number=1)
    story.act.kill_shard("2/4", process)
    ran = story.act.finish(process, 1)

    assert ran.code != 0
    assert ran.broken == {"test (2/4)", "report"}, ran.text
    missing = {cell["name"] for cell in ran.report["results"]["cells"] if cell["missing"]}
    assert ran.report["verdict"] == "failed"
    assert ran.report["cells"] | {"missing": 0, "passed": 0} == {**ran.report["cells"], "missing": 0, "passed": 0}
    assert ran.report["cells"]["passed"] == 4 - len(missing)
    assert 1 <= len(missing) <= 2
    assert all(name in ran.summaries["report"] for name in missing)
    assert "s2" in ran.summaries["report"]
    (check,) = story.checks.runs.values()
    assert check["conclusion"] == "failure"
