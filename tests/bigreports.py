"""Realistic Reports for looking at pages: the first seed's 26 cells with one failure, and a thousand cells with 300."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import product

from cigen.report.happened import MOST_CAUSES
from cigen.results.happened import Cause, Chain, Happened, Link, Moved, Why
from cigen.results.model import (
    Build,
    Cell,
    Change,
    Changes,
    Dimension,
    Log,
    News,
    Origin,
    Outcome,
    Report,
    Run,
    Spot,
    Step,
    Tested,
)
from cigen.results.model import Test as Trial
from cigen.source import Position
from tests.factories import relocatable
from tests.reports import report

ORIGIN = Origin(
    server="https://github.com",
    repository="dra27/relocatable",
    run=9876543210,
    attempt=2,
    number=214,
    commit="a1b2c3d4e5f60718293a4b5c6d7e8f9012345678",
    workflow=".github/workflows/relocatable.yml",
    job="28123456789",
)
BASELINE = Run(213, "3f2c1ab" + "0" * 33, "main", 1_790_000_000.0)
ODD_WORDS = ("differ", "missing", "too short", "not executable", "a stray link", "another owner", "not empty")


def small() -> Report:
    """26 cells of 22 steps: one new failure in 4.11 relocatable, a flaky step, one that was fixed."""
    plan = relocatable()
    (planned,) = plan.tests
    steps = tuple((step.number, step.name) for step in planned.steps)
    trial = Trial(planned.name, planned.dimensions, steps)
    cells = []
    for number, one in enumerate(plan.cells):
        made = [_step(k, name, 33 + k, _seconds(number, k), cached=number % 13 != 3) for k, name in steps]
        cells.append(Cell(one.name, one.test, one.values, Outcome.PASSED, Position("cigen.yml", 24, 3), tuple(made)))
    by_name = {cell.name: place for place, cell in enumerate(cells)}
    red, weak = by_name["test-4.11-relocatable"], by_name["test-5.2-vanilla"]
    log = "\n".join(f"install -c -m 644 file{n}.cmi _opam/lib/ocaml" for n in range(14))
    text = "Files _opam/bin/ocamlc and _opam.ref/bin/ocamlc differ"
    spot = Spot(15, "_opam/bin/ocamlc differs from the reference", "error", "tools/compare.sh", 12, known=True)
    cells[red] = _failed(cells[red], 8, f"{log}\n{text}\n", 12.3, (spot,))
    cells[weak] = _flaky(cells[weak], 17)
    news = News(
        baseline=BASELINE,
        runs=19,
        failing=_changes([_change("install unchanged", "test-4.11-relocatable", was="passed")]),
        flaky=_changes([_change("display mode", "test-5.2-vanilla")]),
        fixed=_changes([_change("no stray INSTALL_", "test-trunk-vanilla")]),
    )
    found = report(cells, name="relocatable", tests=[trial], build=_build(cells, ran=23, cached=589))
    return replace(found, news=news, origin=ORIGIN)


def green() -> Report:
    """The same cells, all well."""
    found = small()
    cells = [replace(cell, outcome=Outcome.PASSED, steps=tuple(map(_well, cell.steps))) for cell in found.cells]
    made = report(cells, name=found.name, tests=found.tests, build=_build(cells, ran=4, cached=608))
    return replace(made, news=News(baseline=BASELINE, runs=19), origin=ORIGIN)


def large(failures: int = 300) -> Report:
    """1,000 cells in three dimensions, 12 steps each; so many distinct failures, some flaky, some new."""
    dimensions = (
        Dimension("os", ("debian-12", "debian-13", "ubuntu-22.04", "ubuntu-24.04", "fedora-42", "alpine-3.22",
                         "arch", "opensuse-15.6", "rocky-9", "oracle-9")),
        Dimension("compiler", ("gcc-11", "gcc-12", "gcc-13", "gcc-14", "gcc-15", "clang-16", "clang-17", "clang-18",
                               "clang-19", "clang-20")),
        Dimension("version", ("4.14", "5.0", "5.1", "5.2", "5.3", "5.4", "5.5", "trunk", "flambda", "tsan")),
    )  # fmt: skip
    names = ("checkout", "depends", "configure", "build", "install", "unit tests", "integration tests", "examples",
             "documentation", "lint", "pack", "compare")  # fmt: skip
    points = list(product(*(one.values for one in dimensions)))
    cells = [_large_cell(number, point, dimensions, names) for number, point in enumerate(points)]
    bad = [place for place in range(len(points)) if points[place][0] == "alpine-3.22"]
    bad += [place for place in range(0, len(points), 4) if place not in set(bad)]
    for number, place in enumerate(bad[:failures]):
        cells[place] = _failed(cells[place], 3 + number % 9, _noise(number), 1.0 + number % 90)
    for place in range(1, len(cells), 97):
        cells[place] = cells[place] if cells[place].outcome.red else _flaky(cells[place], 6)
    trial = Trial("test", dimensions, tuple(enumerate(names, 1)))
    told = [(names[2 + number % 9], cells[place].name) for number, place in enumerate(bad[:failures])]
    new = [replace(one, was="passed") for one in _gathered(told[:14])]
    still = [replace(one, since=BASELINE) for one in _gathered(told[14:])]
    news = News(BASELINE, 20, failing=_changes(new), still=_changes(still))
    found = report(cells, name="compilers", tests=[trial], build=_build(cells, ran=3211, cached=8789))
    return replace(found, news=news, origin=ORIGIN)


def _large_cell(number: int, point: tuple[str, ...], dimensions: tuple[Dimension, ...], names: tuple[str, ...]) -> Cell:
    values = tuple((one.name, value) for one, value in zip(dimensions, point, strict=True))
    steps = [_step(k, name, 60 + k, _seconds(number, k), cached=number % 4 != 0) for k, name in enumerate(names, 1)]
    return Cell("-".join(("test", *point)), "test", values, Outcome.PASSED, Position("cigen.yml", 40, 3), tuple(steps))


def _noise(number: int) -> str:
    """A log of sixty lines whose end is another one in each, in letters as numbers make no difference."""
    what = "".join("abcdefghij"[int(digit)] for digit in f"{number:03}")
    lines = [f"gcc -O2 -Wall -c src/part{k}.c -o _build/part{k}.o" for k in range(57)]
    lines += [f"FAIL check_{what}: expected 0, got {number}", f"  in section {what} at src/{what}.ml"]
    return "\n".join([*lines, f"{ODD_WORDS[number % 7]}: _build/{what}.cmxa"]) + "\n"


def _seconds(cell: int, step: int) -> float:
    return round(0.2 + (cell * 7 + step * 13) % 29 / 10 + (36.0 + cell % 6 if step == 3 else 0), 2)


def _step(number: int, name: str, line: int, seconds: float, *, cached: bool) -> Step:
    return Step(
        number, name, Position("cigen.yml", line, 9), Outcome.PASSED, exit_code=0, seconds=seconds, cached=cached
    )


def _failed(cell: Cell, number: int, text: str, seconds: float, spots: tuple[Spot, ...] = ()) -> Cell:
    def one(step: Step) -> Step:
        if step.number < number:
            return step
        if step.number > number:
            reason = f"after step {number}"
            return replace(step, outcome=Outcome.SKIPPED, message=reason, exit_code=None, seconds=None)
        log = Log(f"logs/{cell.name}/{number:02}.log", len(text), "", text, spots)
        return replace(
            step, outcome=Outcome.FAILED, message="exit 1", exit_code=1, seconds=seconds, cached=False, log=log
        )

    return replace(cell, outcome=Outcome.FAILED, steps=tuple(map(one, cell.steps)))


def _flaky(cell: Cell, number: int) -> Cell:
    def one(step: Step) -> Step:
        if step.number != number:
            return step
        log = Log(f"logs/{cell.name}/{number:02}.attempt-1.log", 10, "", "timed out\n")
        message = "failed, then passed at attempt 2"
        return replace(step, outcome=Outcome.FLAKY, message=message, attempts=2, attempt_logs=(log,))

    return replace(cell, outcome=Outcome.FLAKY, steps=tuple(map(one, cell.steps)))


def _well(step: Step) -> Step:
    return replace(step, outcome=Outcome.PASSED, message="", exit_code=0, attempts=1, attempt_logs=(), log=None)


def _change(name: str, cell: str, *, was: str = "") -> Change:
    return Change(Tested(name, step=True), (cell,), was)


def _gathered(told: Iterable[tuple[str, str]]) -> Iterator[Change]:
    """A change for each step, with all of its cells."""
    places: dict[str, list[str]] = {}
    for name, cell in told:
        places.setdefault(name, []).append(cell)
    yield from (Change(Tested(name, step=True), tuple(cells)) for name, cells in places.items())


def _changes(found: Iterable[Change]) -> Changes:
    every = tuple(found)
    return Changes(every, len({change.tested for change in every}))


def _build(cells: list[Cell], *, ran: int, cached: int) -> Build:
    last = max(cells, key=lambda cell: sum(step.seconds or 0 for step in cell.steps))
    links = tuple(_chain(last))
    seconds = round(sum(link.seconds for link in links), 2)
    happened = Happened(
        causes=(
            Cause(Why.CHANGED, "base", "RUN apt-get install -y gawk", 12, steps=ran - 1, cells=max(1, ran // 12)),
            Cause(Why.FILES, last.name, "RUN", 35, (last.name, 2), own=1, steps=1, cells=1),
        )[:MOST_CAUSES],
        imported=12,
        moved=Moved(context=90_000, images=4_100_000, imported=12_000_000, results=150_000),
        chain=Chain(links, seconds, seconds * 7.5),
        spec="cigen.yml",
    )
    return Build(seconds=round(seconds * 1.2, 1), ran=ran, cached=cached, happened=happened)


def _chain(cell: Cell) -> Iterator[Link]:
    yield Link("base", "RUN apt-get update && apt-get install -y gawk autoconf2.69", 21.0)
    yield Link("base", "RUN git clone https://github.com/dra27/ocaml.git", 17.5)
    for step in cell.steps:
        if step.seconds:
            yield Link(cell.name, "RUN exec /.cigen/record", step.seconds, (cell.name, step.number))
    yield Link("results", "COPY <<MANIFEST /manifest.json", 0.4)
