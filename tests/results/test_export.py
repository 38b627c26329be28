"""What an export came to, and whether the build ran anything, from BuildKit's account."""

from __future__ import annotations

import json
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cigen.results.export import exported, note, noted, ran, reason, summed
from cigen.results.model import Export
from cigen.results.vertex import Vertex

ADDRESS = 'Put "https://s3.example/blob?X-Signature=abc&x=1": EOF'


def vertex(name: str, *, stage: str = "", instruction: str = "", cached: bool = False, error: str = "", inputs: int = 1,
           started: float | None = 1.0, completed: float | None = 3.5) -> Vertex:  # fmt: skip
    return Vertex(
        digest=f"sha256:{name}",
        name=name,
        stage=stage,
        instruction=instruction or name,
        recorded=None,
        started=started,
        completed=completed,
        cached=cached,
        error=error,
        inputs=("sha256:0",) * inputs,
    )


def test_exported__is_none_without_an_export() -> None:
    assert exported([vertex("[a 1/1] RUN true", stage="a")]) is None


def test_exported__takes_time_and_error_of_every_export() -> None:
    fine, lost = vertex("exporting cache to registry"), vertex("exporting cache to client directory", error=ADDRESS)
    assert exported([fine]) == Export(seconds=2.5)
    assert exported([fine, lost]) == Export(seconds=2.5, error='Put "https://s3.example/blob": EOF')


def test_exported__says_that_it_was_ended() -> None:
    found = exported([vertex("exporting cache to registry", completed=None)])
    assert found == Export(error="it was ended before its end")


@pytest.mark.parametrize(
    ("step", "counts"),
    [
        (vertex("RUN make", stage="a"), True),
        (vertex("COPY . .", stage="a", inputs=2), True),
        (vertex("RUN make", stage="a", cached=True), False),
        (vertex("RUN make", stage="a", completed=None), False),
        (vertex("FROM busybox", stage="a"), False),
        (vertex("ADD https://example.com/a.tar /", stage="a", inputs=0), False),
        (vertex("WORKDIR /cigen", stage="a", inputs=0), False),
        (vertex("LINK COPY --link --from=a / /", stage="a", inputs=2), False),
        (vertex("[internal] load build context", inputs=0), False),
        (vertex("exporting to client tarball", inputs=1), False),
    ],
)
def test_ran__counts_steps_and_no_sources(step: Vertex, counts: bool) -> None:
    assert ran([step]) is counts


def test_summed__is_skipped_only_if_all_were() -> None:
    skipped, written = Export(skipped="nothing ran"), Export(seconds=2.0, bytes=7)
    assert summed([None, None]) is None
    assert summed([None, skipped]) == skipped
    assert summed([skipped, skipped]) == skipped
    assert summed([skipped, written, Export(seconds=1.0, error="EOF")]) == Export(3.0, 7, "", "EOF")


@given(st.floats(0, 1e6), st.integers(0, 10**12), st.text(max_size=50))
def test_noted__reads_what_note_wrote(seconds: float, size: int, skipped: str) -> None:
    export = Export(seconds=seconds, bytes=size, skipped=skipped, error="EOF")
    assert noted(note(export)) == export


@pytest.mark.parametrize(
    "tree",
    [
        [], 1, None, {}, {"cigen-export": 3}, {"cigen-export": {}},
        {"cigen-export": {"seconds": "x", "bytes": 1, "skipped": "", "error": ""}},
        {"cigen-export": {"seconds": 1, "bytes": -1, "skipped": "", "error": ""}},
        {"cigen-export": {"seconds": 1e300, "bytes": 1, "skipped": "", "error": ""}},
    ],
)  # fmt: skip
def test_noted__takes_nothing_from_a_line_that_is_not_ours(tree: object) -> None:
    assert noted(json.dumps(tree).encode()) is None
    assert noted(b"\xff{") is None


REASONS = (
    (
        "error writing layer blob: unexpected status from HEAD request to http://localhost:1/v2/a/b/blobs/sha256:"
        + "0" * 64
        + ": 401 Unauthorized",
        "unexpected status from HEAD request to http://localhost:1/a/b: 401 Unauthorized",
    ),
    (
        'error writing layer blob: failed commit on ref "layer-sha256:00": failed to do request: Put '
        '"http://h/v2/a/blobs/uploads/b07?_state=Uk%3D&digest=sha256%3A3d": EOF',
        'failed to do request: Put "http://h/a": EOF',
    ),
    (
        "failed to configure registry cache importer: unexpected status from HEAD request to "
        "https://ghcr.io/v2/o/r/manifests/main: 403 Forbidden",
        "unexpected status from HEAD request to https://ghcr.io/o/r: 403 Forbidden",
    ),
)


@pytest.mark.parametrize(("error", "shown"), REASONS)
def test_reason__is_what_matters_of_an_error(error: str, shown: str) -> None:
    assert reason(error) == shown


def test_reason__is_one_bounded_line() -> None:
    assert reason("a\n  b\tc") == "a b c"
    assert len(reason("x" * 10_000)) == 400


def test_reason__is_found_at_once_in_what_a_registry_repeats() -> None:
    begun = perf_counter()
    assert reason("https://x/v2/a" * 20_000).startswith("https://x/v2/a")
    assert perf_counter() - begun < 5
