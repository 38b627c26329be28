"""Made-up Reports of any shape and with any text in them, their totals true; for tests of what is made of a Report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import strategies as st

from cigen.results.case import count
from cigen.results.join import count_cells
from cigen.results.model import (
    Artifact,
    Build,
    Case,
    Cases,
    Cell,
    Dimension,
    Log,
    Outcome,
    Problem,
    Report,
    Step,
    Test,
)
from cigen.source import Position

HOSTILE = (
    "", " ", "a", "a / b", "x" * 300, "]]>", "<&>\"'", "\x1b[31mred", "\x9b31m", "\0", "\ud800", "\ufffe", "\u202ea",
    "</testsuite>", "é👍", "\r\n", "\t", "&#0;", "<![CDATA[", "-->",
)  # fmt: skip
TEXTS = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=6))
NAMES = TEXTS.filter(bool)
"""Steps and cases have a name, be it `(without a name)`."""
OUTCOMES = st.sampled_from(list(Outcome))
SECONDS = st.one_of(st.none(), st.floats(0, 1e6))
LOGS = st.builds(Log, TEXTS, st.integers(0, 1 << 40), TEXTS, TEXTS)
POSITIONS = st.builds(Position, TEXTS, st.integers(0, 9999), st.integers(0, 99))
CASES = st.builds(
    Case,
    suite=TEXTS,
    classname=TEXTS,
    name=NAMES,
    outcome=OUTCOMES,
    source=st.sampled_from(("a.xml", "b.xml")),
    seconds=SECONDS,
    message=TEXTS,
    details=TEXTS,
    file=TEXTS,
    line=st.integers(0, 9999),
)
STEPS = st.builds(
    Step,
    number=st.integers(1, 3),
    name=NAMES,
    position=POSITIONS,
    outcome=OUTCOMES,
    message=TEXTS,
    exit_code=st.one_of(st.none(), st.integers(0, 255)),
    signal=st.one_of(st.none(), st.integers(1, 64)),
    seconds=SECONDS,
    started=st.one_of(st.none(), st.floats(0, 4e9)),
    attempts=st.integers(0, 5),
    cached=st.one_of(st.none(), st.booleans()),
    imported=st.booleans(),
    log=st.one_of(st.none(), LOGS),
    attempt_logs=st.lists(LOGS, max_size=2).map(tuple),
    earlier_log=st.one_of(st.none(), LOGS),
)


def _first_go(step: Step) -> Step:
    """What passed at a later attempt is flaky."""
    return replace(step, attempts=1, attempt_logs=(), earlier_log=None) if step.outcome is Outcome.PASSED else step


CELLS = st.builds(
    Cell,
    name=TEXTS,
    test=TEXTS,
    values=st.lists(st.tuples(TEXTS, TEXTS), max_size=2).map(tuple),
    outcome=OUTCOMES,
    position=POSITIONS,
    steps=st.lists(STEPS.map(_first_go), max_size=3).map(tuple),
    cases=st.lists(CASES, max_size=3).map(lambda cases: Cases.of(*cases)),
    artifacts=st.lists(st.builds(Artifact, TEXTS, st.booleans(), POSITIONS), max_size=1).map(tuple),
    message=TEXTS,
    missing=st.booleans(),
)
TESTS = st.builds(
    Test,
    name=TEXTS,
    dimensions=st.lists(st.builds(Dimension, TEXTS, st.lists(TEXTS, max_size=2).map(tuple)), max_size=2).map(tuple),
    steps=st.lists(st.tuples(st.integers(1, 9), TEXTS), max_size=2).map(tuple),
)
BUILDS = st.builds(Build, seconds=st.floats(0, 1e6), ran=st.integers(0, 99), cached=st.integers(0, 99), error=TEXTS)


def report(
    cells: Sequence[Cell] = (),
    cases: Sequence[Case] = (),
    *,
    name: str = "demo",
    tests: Sequence[Test] = (),
    problems: Sequence[Problem] = (),
    build: Build | None = None,
) -> Report:
    """A Report of these, its totals counted."""
    outcomes = [part.outcome for cell in cells for part in (*cell.steps, *cell.cases)]
    return Report(
        name=name,
        tests=tuple(tests),
        cells=tuple(cells),
        cases=Cases.of(*cases),
        problems=tuple(problems),
        totals=count([*outcomes, *(case.outcome for case in cases)]),
        cell_totals=count_cells(tuple(cells)),
        build=build,
    )


REPORTS = st.builds(
    report,
    st.lists(CELLS, max_size=2),
    st.lists(CASES, max_size=4),
    name=TEXTS,
    tests=st.lists(TESTS, max_size=1),
    problems=st.lists(st.builds(Problem, TEXTS, TEXTS), max_size=2),
    build=st.one_of(st.none(), BUILDS),
)
