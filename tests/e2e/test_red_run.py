"""A red run, then one commit that mends it, each on a fresh engine: what is built again, by cigen and by hand."""

from __future__ import annotations

import pytest

from bench.red_run import BROKEN, CELLS, CHANGED, PREPARE, STAGES, Run, measure
from tests.e2e.engine import Engine

pytestmark = pytest.mark.engine


def stages(run: Run) -> list[str]:
    """The stage of each RUN that was executed."""
    return sorted(stage for stage, _ in run.executed)


def test_mended_run__executes_the_changed_steps_of_one_cell_where_a_plain_dockerfile_begins_anew(
    engine: Engine,
) -> None:
    measured = measure(engine, turns=0)
    cigen, plain = measured["cigen"], measured["plain Dockerfile"]
    everything = STAGES + CELLS * (len(PREPARE) + len(CHANGED))
    assert (cigen.red.code, len(cigen.red.executed)) == (1, everything)
    assert (cigen.mended.code, stages(cigen.mended)) == (0, [f"t-{BROKEN}"] * len(CHANGED))
    assert (plain.red.code, plain.mended.code, len(plain.mended.executed)) == (1, 0, everything)
