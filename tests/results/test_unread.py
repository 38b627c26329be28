"""Caches that could not be read, and builds that are to be done once more without."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from cigen.results.model import BrokenStep, Build, Unread
from cigen.results.solve import Solve, fold, merge
from cigen.results.unread import at_fault, forgotten, imported, read_unread, unread, unread_line, waiting
from cigen.results.vertex import Vertex

REF = "localhost:5000/a/cache:main"
FOUND = Vertex("sha256:1", f"importing cache manifest from {REF}", "", "", None, started=1.0, completed=2.0)
PULL = "failed to compute cache key: failed to copy: httpReadSeeker: failed open: not found"


def build(instruction: str, why: str) -> Build:
    return Build(seconds=1.0, ran=1, cached=0, error=why, broken=BrokenStep("a", instruction, why))


def test_unread__leaves_out_what_nobody_wrote_yet() -> None:
    nobody = replace(FOUND, error=f"failed to configure registry cache importer: {REF}: not found")
    huge = replace(
        FOUND, error=f"failed to configure registry cache importer: rejecting 9 byte manifest for {REF}: not found"
    )
    lost = replace(FOUND, error="unexpected end of JSON input")
    assert unread([FOUND, nobody]) == ()
    assert [one.cache for one in unread([huge])] == [REF]
    assert unread([lost, lost]) == (Unread(REF, "unexpected end of JSON input"),)


def test_imported__names_what_was_read() -> None:
    assert imported([FOUND, replace(FOUND, error="EOF"), replace(FOUND, completed=None)]) == (REF,)


def test_waiting__names_what_is_still_looked_for() -> None:
    assert waiting([FOUND, replace(FOUND, completed=None, name="importing cache manifest from b")]) == ("b",)


@pytest.mark.parametrize(
    ("instruction", "why", "guilty"),
    [
        ("RUN make", PULL, True),
        ("COPY --from=a /x /", "short read: expected 3146565 bytes but got 7: unexpected EOF", True),
        ("RUN make", "exit code 1", False),
        ("COPY x /", 'failed to calculate checksum of ref: "/x": not found', False),
        ("FROM busybox", PULL, False),
        ("ADD https://example.com/a /", "failed to do request: EOF", False),
    ],
)
def test_at_fault__is_a_cache_that_lacks_a_layer(instruction: str, why: str, guilty: bool) -> None:
    assert bool(at_fault([FOUND], build(instruction, why))) is guilty
    assert at_fault([], build(instruction, why)) == ()
    assert at_fault([FOUND], Build(seconds=1.0, ran=0, cached=0)) == ()
    assert at_fault([FOUND], Build(seconds=1.0, ran=0, cached=0, error=PULL))


def test_account__keeps_what_it_did_without() -> None:
    lost = (Unread(REF, "EOF"),)
    solve = Solve()
    solve.feed(unread_line(lost))
    told = solve.build(0)
    assert told.unread == lost
    both = merge((told, told))
    assert both is not None
    assert both.unread == lost
    assert fold(replace(told, unread=()), told).unread == lost


@pytest.mark.parametrize("value", [None, 3, "x", [1], [["a"]], [["a", 2]], {"a": 1}, [["a", "b", "c"]]])
def test_read_unread__takes_nothing_from_what_is_not_ours(value: object) -> None:
    assert read_unread({"cigen-unread": value}) == ()


def test_read_unread__is_bounded() -> None:
    found = read_unread(json.loads(unread_line([Unread("a" * 9999, "b" * 9999)] * 1000)))
    assert len(found) == 100
    assert len(found[0].cache) == 400


@pytest.mark.parametrize("before", ["merge", "diff"])
def test_forgotten__names_the_record_whose_files_are_gone(before: str) -> None:
    active, kept = "z4zkp1vgjdtb7aybxcz5xl2qz", "m68y21mlc55896t66yej1dt6e"
    said = (
        f"failed to build: failed to solve: failed to finalize parent during {before}: failed to commit {active}"
        f" to {kept} during finalize: failed to stat active key during commit: snapshot {active} does not exist"
    )
    assert forgotten(build("", said)) == active
    assert forgotten(build("", said.replace(f"snapshot {active}", f"snapshot {kept}"))) == ""
    assert forgotten(build("", said.replace(active, "--all"))) == ""
    assert forgotten(build("", "")) == ""
