"""How many bytes moved in a build, whatever its account tells."""

from __future__ import annotations

import pytest

from cigen.report.export import volume
from cigen.results.moved import CONTEXT, Transfers
from cigen.results.vertex import read_vertex

SENT = read_vertex({"digest": "a", "name": "[internal] load build context"})


def test_moved__is_what_was_told_last() -> None:
    transfers = Transfers()
    for current in (10, 30):
        transfers.take({"id": CONTEXT, "vertex": "a", "current": current})
    assert transfers.moved({"a": SENT}).context == 30


@pytest.mark.parametrize("current", [-5, 10**400, True, 1.5, float("nan"), "9", None])
def test_moved__what_no_transfer_can_have_counts_as_nothing(current: object) -> None:
    transfers = Transfers()
    transfers.take({"id": CONTEXT, "vertex": "a", "current": current})
    assert volume(transfers.moved({"a": SENT}).context) == "0 bytes"
