"""How `cigen build` ends: whose fault it is."""

from __future__ import annotations

import pytest

from cigen.commands.build import _is_ours
from cigen.results.model import BrokenStep, Build

RUN = "RUN apt-get install gawk"
RECORDED = "RUN --mount=type=bind,from=cigen,source=/record exec /.cigen/record t-1 2 /bin/sh <<'STEP'"
GONE = "failed to calculate checksum of ref a::b: lstat /tmp/buildkit-mount41/cigen/3.cmd: no such file or directory"
LOST = "failed to commit a to b during finalize: failed to stat active key during commit: snapshot does not exist"


@pytest.mark.parametrize(
    ("instruction", "reason", "ours"),
    [
        (RUN, "exit code 100", True),
        (RUN, "exit code 74", True),
        (RUN, "write /var/lib/x/config.json: no space left on device", False),
        (RUN, LOST, False),
        (RECORDED, "exit code 127", True),  # the image has no shell
        (RECORDED, "exit code 74", False),  # the recorder had no room
        (RECORDED, "exit code 137", False),  # the engine was ended
        (RECORDED, LOST, False),
        ("FROM busybox:no-such-tag", "not found", False),
        ("COPY --link --from=t-2 /cigen /", "database not open", False),  # the engine was being ended
        ("COPY --link --from=t-2 /cigen /", GONE, False),
        ("COPY none /", 'failed to calculate checksum of ref a::b: "/none": not found', True),
    ],
)
def test_build__a_step_that_fails_is_ours_and_an_engine_without_room_is_not(
    instruction: str, reason: str, ours: bool
) -> None:
    broken = BrokenStep("t-1", instruction, reason, "")
    assert _is_ours(Build(seconds=1, ran=1, cached=0, broken=broken, error=f"failed to solve: {reason}")) == ours


@pytest.mark.parametrize(
    "gone",
    [
        "failed to build: failed to receive status: rpc error: code = Unavailable desc = EOF",
        "failed to build: failed to solve: Unavailable: error reading from server: EOF",
    ],
)
def test_build__that_its_engine_left_is_not_ours_whatever_it_said_of_a_step(gone: str) -> None:
    """Seen as an engine was stopped: the step that was going on was the last it told of."""
    broken = BrokenStep("results", "COPY --link --from=t-1 /cigen /", "failed to create lease: EOF", "")
    assert not _is_ours(Build(seconds=1, ran=1, cached=0, broken=broken, error=gone))
    ours = f"failed to solve: process \"/bin/sh -c echo '{gone}'\" did not complete successfully: exit code: 1"
    assert _is_ours(Build(seconds=1, ran=1, cached=0, broken=BrokenStep("a", RUN, "exit code 1", ""), error=ours))


def test_build__that_no_step_broke_is_not_ours() -> None:
    assert not _is_ours(Build(seconds=1, ran=0, cached=0, error="failed to receive status: EOF"))
