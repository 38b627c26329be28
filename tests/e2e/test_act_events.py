"""A push, a pull request, its re-run, an older run, a fork's, a cancelled one: what each read, wrote and posted."""

from __future__ import annotations

import time
from collections.abc import Iterator
from uuid import uuid4

import pytest

from tests.e2e.act import running
from tests.e2e.engine import Engine
from tests.e2e.events import FORK, TOKEN, commit, pull_request, push, workflow_run
from tests.e2e.story import Seen, Story, begin
from tests.fakegithub import serve

pytestmark = pytest.mark.engine

LUCKY, UNLUCKY = "a fortune", "a misery"
ENDLESS = f"sleep {uuid4().int % 10**6 + 600}"
MARKER = "<!-- cigen:report it .github/workflows/it.yml -->"
STRANGE = pull_request(8, "stranger", of=FORK)
PARTS = ("base", "test", *(f"test ({number}/4)" for number in range(1, 5)))
LAST = {("cigen-last-it-7000001-1", "refs/heads/main")}
COUNTS = {"errors": "0", "skipped": "0", "flaky": "0", "cells": "4", "missing": "0"}
PASSED = {"outcome": "passed", "total": "8", "passed": "8", "failed": "0", **COUNTS}
FAILED = {"outcome": "failed", "total": "8", "passed": "7", "failed": "1", **COUNTS}


@pytest.fixture(scope="module", params=[1, 4], ids=["one job", "four shards"])
def story(request: pytest.FixtureRequest, engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """The project of all that follows."""
    with serve() as github:
        yield begin(engine, tmp_path_factory.mktemp("story"), github, shards=request.param)


@pytest.fixture(scope="module")
def pushed(story: Story) -> Seen:
    """Run 1: all is well on the default branch."""
    story.change("echo first")
    return story.run(push("first", LUCK=LUCKY), number=1)


@pytest.fixture(scope="module")
def requested(story: Story, pushed: Seen) -> Seen:
    """Run 3: a pull request of the same repository breaks a cell."""
    story.change("echo second")
    return story.run(pull_request(7, "second", LUCK=UNLUCKY), number=3)


@pytest.fixture(scope="module")
def again(story: Story, requested: Seen) -> Seen:
    """Run 3, second attempt: that cell passes."""
    story.change("echo second")
    return story.run(pull_request(7, "second", LUCK=LUCKY), number=3, attempt=2)


@pytest.fixture(scope="module")
def late(story: Story, again: Seen) -> Seen:
    """Run 2, of the same commit and begun before run 3, comes to its end after it, and is red."""
    story.change("echo slow")
    return story.run(pull_request(7, "second", LUCK=UNLUCKY), number=2)


@pytest.fixture(scope="module")
def forked(story: Story, pushed: Seen) -> Seen:
    """Run 4: a fork's pull request, which is given no secret and so breaks a cell."""
    story.change("echo stranger")
    return story.run(STRANGE, number=4)


@pytest.fixture(scope="module")
def told(story: Story, forked: Seen) -> Seen:
    """Run 5: the workflow that reports on what forks ran, after run 4 has ended."""
    event = workflow_run(STRANGE, run=forked.ran.run, number=4)
    return story.run(event, number=5, workflow="it-forks.yml")


@pytest.fixture(scope="module")
def cancelled(story: Story) -> tuple[Seen, float]:
    """Run 6: a pull request whose run is cancelled while it builds."""
    story.change(ENDLESS)
    return story.cancel(pull_request(9, "endless", LUCK=LUCKY), number=6, command=ENDLESS)


def test_push__writes_the_cache_of_all_and_the_summary_and_no_comment(story: Story, pushed: Seen) -> None:
    ran = pushed.ran

    assert (ran.code, ran.broken) == (0, set()), ran.text
    assert pushed.wrote == _tags("main", story.shards)
    assert ran.outputs["report"].items() >= PASSED.items()
    assert "4 cells passed" in ran.summaries["report"]
    assert set(ran.summaries) == {"report"}
    assert ran.artifacts == _artifacts(story.shards)
    assert "Leave it for the next run" in ran.did("report")
    assert (ran.imported - _tags("main", story.shards), ran.restored) == (set(), set())
    assert {of for _, of in ran.fetched} == {ran.run}
    assert pushed.changed("issues") == []
    (check,) = pushed.checks
    assert (check["conclusion"], check["head_sha"], check["annotations"]) == ("success", commit("first"), [])


def test_pull_request__reads_the_cache_of_all_writes_its_own_and_comments_once(
    story: Story, pushed: Seen, requested: Seen
) -> None:
    ran = requested.ran

    assert ran.code != 0
    assert "report" in ran.broken
    assert _tags("main", story.shards) < ran.imported <= _tags("main", story.shards) | _tags("pr-7", story.shards)
    assert requested.wrote == _tags("pr-7", story.shards)
    assert ran.restored == LAST
    assert {of for _, of in ran.fetched} == {ran.run}
    assert ran.outputs["report"].items() >= FAILED.items()
    assert "t-2-b" in ran.summaries["report"]
    assert "Leave it for the next run" not in ran.did("report")
    assert requested.changed("issues") == ["POST"]
    (comment,) = requested.comments[7]
    assert comment.splitlines()[:2] == [MARKER, "<!-- cigen:state run=3 attempt=1 outcome=failed change=yes -->"]
    assert commit("second")[:7] in comment
    assert "t-2-b" in comment
    check = requested.checks[-1]
    assert (check["conclusion"], check["head_sha"]) == ("failure", commit("second"))
    assert [(one["path"], one["annotation_level"]) for one in check["annotations"]] == [("cigen.yml", "failure")]


def test_pull_request__has_an_annotation_at_the_step(requested: Seen) -> None:
    spec = (requested.ran.store.parent / "project/cigen.yml").read_text().splitlines()
    (line,) = [number for number, text in enumerate(spec, 1) if "name: check" in text]

    errors = [one for one in requested.ran.annotations if one["level"] == "error" and "file" in one]

    assert [(one["job"], one["file"], one["line"]) for one in errors] == [("report", "cigen.yml", str(line))]


def test_rerun__brings_the_one_comment_up_to_date(story: Story, requested: Seen, again: Seen) -> None:
    ran = again.ran

    assert (ran.code, ran.broken) == (0, set()), ran.text
    assert ran.artifacts >= requested.ran.artifacts
    assert ran.report["build"]["ran"] == 1
    assert {f"cigen-results{part}" for part in _parts(story.shards)} <= {name for name, _ in ran.fetched}
    (cell,) = [one for one in ran.report["results"]["cells"] if one["name"] == "t-2-b"]
    assert [step["attempts"] for step in cell["steps"]] == [1, 2]
    assert again.changed("issues") == ["PATCH"]
    (comment,) = again.comments[7]
    assert comment.startswith(f"{MARKER}\n<!-- cigen:state run=3 attempt=2 outcome=passed ")
    assert [check["conclusion"] for check in again.checks] == ["success", "failure", "success"]


def test_older_run__leaves_the_comment_of_the_newer_one(again: Seen, late: Seen) -> None:
    assert late.ran.code != 0
    assert "a newer run has reported on pull request 7" in late.ran.text
    assert late.changed("issues") == []
    assert late.comments[7] == again.comments[7]


def test_fork__builds_and_sums_up_but_writes_nothing(story: Story, forked: Seen) -> None:
    ran = forked.ran

    assert ran.code != 0
    assert "report" in ran.broken
    assert ran.imported == _tags("main", story.shards)
    assert ran.restored == LAST
    assert forked.wrote == frozenset()
    assert forked.asked == ()
    assert "Write the cache" not in {step for job in PARTS for step in ran.did(job)}
    assert "t-2-b" in ran.summaries["report"]
    assert ran.outputs["report"].items() >= FAILED.items()
    assert ran.artifacts == _artifacts(story.shards, cache=False)


def test_fork_reporter__comments_as_for_a_stranger_and_on_the_right_pull_request(
    again: Seen, forked: Seen, told: Seen
) -> None:
    ran = told.ran

    assert ran.code == 0, ran.text
    assert ran.artifacts == {"cigen-comment"}
    read = {name for name, of in ran.fetched if of == forked.ran.run}
    assert read == forked.ran.artifacts - {"cigen-last", "cigen-report"}
    assert ran.fetched - {(name, forked.ran.run) for name in read} == {("cigen-comment", ran.run)}
    assert ran.restored == set()
    assert ran.summaries == {}
    assert told.wrote == frozenset()
    assert told.changed("issues") == ["POST"]
    assert told.changed("check-runs") == []
    (comment,) = told.comments[8]
    assert comment.splitlines()[:2] == [MARKER, "<!-- cigen:state run=4 attempt=1 outcome=failed change=unknown -->"]
    assert "fork" in comment
    assert "t-2-b" in comment


def test_cancelled__ends_soon_and_writes_nothing_any_more(story: Story, cancelled: tuple[Seen, float]) -> None:
    """With shards, the job `base` had ended well before, and so has its cache."""
    seen, seconds = cancelled

    assert seen.ran.code != 0
    assert seconds < 20
    assert seen.wrote == (frozenset() if story.shards == 1 else {"pr-9-base"})
    assert seen.asked == ()
    assert seen.ran.summaries == {}
    assert seen.ran.artifacts <= {"cigen-last", "cigen-results-base"}
    assert _left_running(story) == []


def test_runs__never_say_the_token(
    pushed: Seen, requested: Seen, again: Seen, late: Seen, forked: Seen, told: Seen, cancelled: tuple[Seen, float]
) -> None:
    for seen in (pushed, requested, again, late, forked, told, cancelled[0]):
        kept = [path for path in seen.ran.artifacts_folder.rglob("*") if path.is_file()]
        assert TOKEN not in seen.ran.text
        assert TOKEN not in str(seen.comments) + str(seen.checks)
        assert not [path for path in kept if TOKEN.encode() in path.read_bytes()]


def _left_running(story: Story) -> list[str]:
    """What of a run, on the runner and in the engine, does not end within a few seconds."""
    end = time.monotonic() + 10
    while left := [*story.act.left_running(), *(f"{ENDLESS}, process {pid}" for pid in running(ENDLESS))]:
        if time.monotonic() > end:
            break
        time.sleep(0.2)
    return left


def _tags(writer: str, shards: int) -> frozenset[str]:
    if shards == 1:
        return frozenset({writer})
    return frozenset({f"{writer}-base", *(f"{writer}-s{number}" for number in range(1, shards + 1))})


def _parts(shards: int) -> list[str]:
    return [f"-s{number}" for number in range(1, shards + 1)] if shards > 1 else [""]


def _artifacts(shards: int, *, cache: bool = True) -> set[str]:
    if shards == 1:
        return {"cigen-results", "cigen-report"} | ({"cigen-results-cache"} if cache else set())
    parts = [f"cigen-results{part}" for part in _parts(shards)]
    caches = {"cigen-results-base", *(f"{part}-cache" for part in parts)} if cache else set()
    return {"cigen-last", "cigen-report", *parts} | caches
