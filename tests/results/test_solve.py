import pytest
from hypothesis import given
from hypothesis import strategies as st

from cigen.plan.manifest import Manifest
from cigen.results.live import LiveCount
from cigen.results.model import Build
from cigen.results.solve import Event, Finished, Hint, Solve, Started, merge
from tests.factories import log, manifest, rawjson, recorded, vertex

CANCELLED = (
    'process "/bin/sh -c sleep 9" did not complete successfully: exit code: 137: context canceled: context canceled'
)


def build(*objects: dict[str, object], error: str = "", code: int | None = None) -> Build:
    solve = Solve()
    solve.feed(rawjson(*objects, error=error))
    return solve.build(code)


def events(data: bytes, size: int = 1000) -> list[Event]:
    solve = Solve()
    return [event for start in range(0, len(data), size) for event in solve.feed(data[start : start + size])]


def test_solve__vertices_come_several_times_and_the_last_word_counts() -> None:
    name = "[base  1/12] RUN make"
    found = build(vertex("a", name), vertex("a", name, started=1), vertex("a", name, started=1, completed=4.5))
    assert found == Build(seconds=3.5, ran=1, cached=0)


def test_solve__what_is_pulled_for_a_cached_step_does_not_make_it_one_that_ran() -> None:
    """Its layers are told of by the same vertex, which says no more that it is cached."""
    name = recorded("test-1", 1)
    pulled = vertex("a", name, started=2, completed=3)
    found = build(vertex("a", name, started=1, completed=1, cached=True), vertex("a", name, started=2), pulled)
    assert (found.ran, found.cached, found.ran_steps) == (0, 1, ())


def test_solve__only_run_steps_are_counted() -> None:
    found = build(
        vertex("a", "[base 1/3] FROM busybox", started=0, completed=1),
        vertex("b", "[base 2/3] RUN a", started=1, completed=1, cached=True),
        vertex("c", "[linux/arm64 base 3/3] RUN b", started=1, completed=3),
        vertex("d", "[internal] load build context", started=0, completed=1),
        vertex("e", "exporting to image", started=3, completed=4),
        vertex("f", "[base 4/4] RUN never"),
    )
    assert found == Build(seconds=4, ran=1, cached=1)


def test_solve__recorded_steps_that_ran_are_named() -> None:
    found = build(
        vertex("a", recorded("test-1", 1), started=1, completed=1, cached=True),
        vertex("b", recorded("test-1", 2), started=1, completed=3),
        vertex("c", recorded("test-2", 12)),
        vertex("d", "[x 1/1] RUN echo exec /.cigen/recorded test-9 9 x", started=1, completed=2),
    )
    assert found.ran_steps == (("test-1", 2),)


def test_solve__a_failing_step_outside_the_tests_breaks_the_build() -> None:
    found = build(
        vertex("v", "[other 2/9] RUN sleep 9", started=1),
        vertex("a", "[base 2/3] RUN apt-get install gawk", started=1),
        log("a", b"E: Unable to locate"),
        log("a", b" package gawk\n"),
        vertex("v", "[other 2/9] RUN sleep 9", started=1, completed=2, error=CANCELLED),
        vertex(
            "a", "[base 2/3] RUN apt-get install gawk", started=1, completed=3,
            error='process "/bin/sh -c apt-get install gawk" did not complete successfully: exit code: 100',
        ),
        error="failed to build: failed to solve: exit code: 100",
    )  # fmt: skip
    assert found.broken is not None
    assert (found.broken.stage, found.broken.instruction) == ("base", "RUN apt-get install gawk")
    assert (found.broken.reason, found.broken.log) == ("exit code 100", "E: Unable to locate package gawk\n")
    assert found.error == "failed to build: failed to solve: exit code: 100"
    assert not found.interrupted


def test_solve__a_missing_cache_is_nobodys_fault() -> None:
    missing = vertex("a", "importing cache manifest from ghcr.io/x", started=1, completed=2, error="not found")
    assert build(missing, code=0).broken is None
    assert build(missing).error == ""
    failed = build(missing, error="failed to solve: something else")
    assert (failed.broken, failed.error) == (None, "failed to solve: something else")


def test_solve__a_failed_export_breaks_nothing_when_the_build_ended_well() -> None:
    export = vertex("a", "exporting cache to registry", started=1, completed=2, error="403 Forbidden")
    assert build(export, code=0).broken is None
    broken = build(export, code=1).broken
    assert broken is not None
    assert broken.reason == "403 Forbidden"


def test_solve__only_cancelled_steps_mean_that_somebody_stopped_it() -> None:
    found = build(vertex("v", "[a 2/9] RUN sleep 9", started=1, completed=2, error=CANCELLED), error="context canceled")
    assert found.interrupted
    assert found.broken is None


def test_solve__a_failure_without_any_account_is_still_one() -> None:
    assert Solve().build(1).error == "the build ended with exit code 1"
    assert Solve().build() == Build(0, 0, 0)


@pytest.mark.parametrize("size", [1, 5, 1000])
def test_feed__tells_what_starts_and_ends(size: int) -> None:
    data = rawjson(
        vertex("a", recorded("test-1", 2)),
        vertex("a", recorded("test-1", 2), started=1),
        vertex("a", recorded("test-1", 2), started=1),
        log("a", b"hello\n\n[cigen] test-1 2 exi"),
        log("a", b"ted 3\n"),
        vertex("a", recorded("test-1", 2), started=1, completed=2),
        vertex("a", recorded("test-1", 2), started=1, completed=2),
    )
    started, hint, finished = events(data, size)
    assert isinstance(started, Started)
    assert hint == Hint("test-1", 2, "exited", 3)
    assert isinstance(finished, Finished)
    assert finished.vertex.recorded == ("test-1", 2)


def test_feed__a_step_can_speak_of_itself_alone() -> None:
    data = rawjson(
        vertex("a", recorded("test-1", 2), started=1),
        vertex("b", "[base 1/1] RUN x", started=1),
        log("a", b"[cigen] test-2 2 exited 0\n [cigen] test-1 2 exited 0\n[cigen] test-1 2 exited x\n"),
        log("b", b"[cigen] test-1 2 exited 0\n"),
        log("c", b"[cigen] test-1 2 exited 0\n"),
        log("a", b"[cigen] test-1 2 " + b"x" * 100_000),
    )
    assert [event for event in events(data) if isinstance(event, Hint)] == []


FIELDS = st.sampled_from(["digest", "name", "started", "completed", "cached", "error", "vertex", "data"])
VALUES = st.sampled_from([None, True, 7, "", "x", "[a 1/1] RUN x", "é", "9999-99-99T99:99:99Z", "2026-01-01T00:00:00Z"])


@given(
    st.fixed_dictionaries({"vertexes": st.lists(st.dictionaries(FIELDS, VALUES), max_size=3), "logs": st.just([{}, 3])})
)
def test_solve__never_raises(tree: dict[str, object]) -> None:
    build(tree, code=1)


def test_merge__shards_ran_side_by_side() -> None:
    assert merge(()) is None
    merged = merge((Build(3, 1, 2, (("a", 1),)), Build(5, 4, 0, (("b", 1),), error="no")))
    assert merged == Build(5, 5, 2, (("a", 1), ("b", 1)), error="no")


def count(planned: Manifest, data: bytes) -> tuple[int, int, int]:
    live = LiveCount(planned)
    for event in events(data):
        live.take(event)
    return live.counts.done, live.counts.failed, live.counts.running


def test_live__cells_are_counted_also_where_they_come_from_the_cache() -> None:
    planned = manifest(3, steps=("a", "b"))
    cached = [vertex(f"c{n}", recorded("test-1", n), started=1, completed=1, cached=True) for n in (1, 2)]
    running = [
        vertex("x", recorded("test-2", 1), started=1),
        log("x", b"[cigen] test-2 1 exited 1\n"),
        vertex("x", recorded("test-2", 1), started=1, completed=2),
        vertex("y", recorded("test-2", 2), started=2),
    ]
    skipped = [
        log("y", b"[cigen] test-2 2 skipped -\n"),
        vertex("y", recorded("test-2", 2), started=2, completed=3),
    ]
    assert count(planned, rawjson(*cached)) == (1, 0, 0)
    assert count(planned, rawjson(*cached, *running)) == (1, 1, 1)
    assert count(planned, rawjson(*cached, *running, *skipped)) == (2, 1, 0)
