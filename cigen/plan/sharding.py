"""The `workflow.shards` of a spec in, how many jobs share its cells out, for each platform of them the same number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from cigen.plan.evaluate import Evaluator
from cigen.plan.model import Stage
from cigen.plan.runners import platforms
from cigen.source import Diagnostic
from cigen.yamltext import Mapping, Scalar

MOST_JOBS = 256
"""What one matrix of GitHub takes, https://docs.github.com/actions/reference/limits."""
AUTO = "auto"
EACH = 25
MOST_AUTO = 16


def shards(given: Any, stages: Iterable[Stage], evaluator: Evaluator) -> int:
    """How many; 1 where every cell is in one job, and never more than the platform with most cells has of them."""
    if given is None:
        return 1
    stages = tuple(stages)
    named = platforms(stages)
    most = MOST_JOBS // max(1, len(named))
    cells = max(Counter(stage.platform or "".join(named[:1]) for stage in stages if stage.cell).values(), default=1)
    if isinstance(given, Scalar) and given.text == AUTO:
        return max(1, min(-(-cells // EACH), MOST_AUTO, most))
    count = given.value if isinstance(given, Scalar) else None
    if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= most:
        evaluator.report(_refused(given, most, len(named)))
        return 1
    return min(count, cells)


def _refused(given: Any, most: int, platforms: int) -> Diagnostic:
    """A matrix of more jobs than GitHub takes would never start."""
    why = f" (GitHub takes {MOST_JOBS} jobs, and there are {platforms} platforms)" if most < MOST_JOBS else ""
    message = f"a whole number from 1 to {most}{why} or `{AUTO}` is wanted here, found {_shown(given)}"
    width = len(given.text) if isinstance(given, Scalar) else 1
    return Diagnostic(given.position, message, "wrong-type", width)


def _shown(given: Any) -> str:
    if isinstance(given, Scalar):
        return f"`{given.text:.40}`{given.in_quotes}" if given.text else "nothing"
    return "a mapping" if isinstance(given, Mapping) else "a list"
