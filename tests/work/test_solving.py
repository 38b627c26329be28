from argparse import Namespace
from typing import Any

import pytest

from cigen.results.model import Build
from cigen.work import solving
from cigen.work.solving import MOST_DROPPED, Solved, Solver

RECORDS = [f"{number:025}" for number in range(2 * MOST_DROPPED)]


def ended(record: str) -> Solved:
    error = (
        f"failed to solve: failed to commit {record} to {'b' * 25} during finalize:"
        f" failed to stat active key during commit: snapshot {record} does not exist: not found"
    )
    return Solved(Build(1.0, 0, 0, error=error if record else ""), ())


@pytest.fixture
def dropped(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is dropped; the engine refuses a record of nines."""
    records: list[str] = []

    def drop(_: object, record: str) -> bool:
        records.append(record)
        return record != "9" * 25

    monkeypatch.setattr(solving, "drop", drop)
    return records


def solve(monkeypatch: pytest.MonkeyPatch, lost: list[str]) -> Solved:
    """A solver whose builds end as told, one after another, for want of these records."""
    solver: Any = object.__new__(Solver)
    solver.args, solver.engine = Namespace(quiet=True), None
    left = list(lost)
    monkeypatch.setattr(Solver, "_once", lambda *_: ended(left.pop(0)))
    job: Any = Namespace(exports=False)
    solved: Solved = solver.solve(None, job)
    assert left == []
    return solved


def test_solve__makes_again_what_the_engine_has_lost(monkeypatch: pytest.MonkeyPatch, dropped: list[str]) -> None:
    assert solve(monkeypatch, [*RECORDS[:3], ""]).build.error == ""
    assert dropped == RECORDS[:3]


def test_solve__gives_up_where_dropping_does_not_help(monkeypatch: pytest.MonkeyPatch, dropped: list[str]) -> None:
    assert RECORDS[0] in solve(monkeypatch, [RECORDS[0], RECORDS[1], RECORDS[0]]).build.error
    assert dropped == RECORDS[:2]


def test_solve__gives_up_where_nothing_can_be_dropped(monkeypatch: pytest.MonkeyPatch, dropped: list[str]) -> None:
    assert "9" * 25 in solve(monkeypatch, ["9" * 25]).build.error
    assert dropped == ["9" * 25]


def test_solve__does_not_go_on_for_ever(monkeypatch: pytest.MonkeyPatch, dropped: list[str]) -> None:
    solved = solve(monkeypatch, RECORDS[: MOST_DROPPED + 1])
    assert RECORDS[MOST_DROPPED] in solved.build.error
    assert dropped == RECORDS[:MOST_DROPPED]
