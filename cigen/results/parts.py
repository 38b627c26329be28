"""The manifests of the parts of one build in, what all of them together planned out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from cigen.plan.manifest import Manifest, PlannedCell, PlannedTest


def united(manifests: Iterable[Manifest]) -> Manifest | None:
    """The first manifest with the cells of every other part of the same whole, in the order of the spec."""
    found: Manifest | None = None
    for other in manifests:
        if found is None or (found.whole and are_parts(found, other)):
            found = other if found is None else _sum(found, other)
    return _ordered(found) if found is not None and found.whole else found


def is_of(whole: Manifest | None, other: Manifest) -> bool:
    """Whether `other` planned the same as `whole`, or is one of its parts."""
    if whole is None or whole == other:
        return whole is not None
    return are_parts(whole, other) and set(other.cells) <= set(whole.cells)


def are_parts(one: Manifest, other: Manifest) -> bool:
    """Whether two manifests are shares of one plan: they agree in all that both of them hold."""
    if not one.whole or (one.name, one.spec, one.whole) != (other.name, other.spec, other.whole):
        return False
    tests, cells = {test.name: test for test in one.tests}, {cell.name: cell for cell in one.cells}
    same_tests = all(tests.get(test.name, test) == test for test in other.tests)
    return same_tests and all(cells.get(cell.name, cell) == cell for cell in other.cells)


def _sum(one: Manifest, other: Manifest) -> Manifest:
    tests = tuple(dict.fromkeys((*one.tests, *other.tests)))
    return replace(one, tests=tests, cells=tuple(dict.fromkeys((*one.cells, *other.cells))))


def _ordered(manifest: Manifest) -> Manifest:
    tests = tuple(sorted(manifest.tests, key=lambda test: (test.line, test.column)))
    places = {test.name: (number, _place(test)) for number, test in enumerate(tests)}

    def place(cell: PlannedCell) -> tuple[int, tuple[int, ...]]:
        number, inside = places.get(cell.test, (len(tests), lambda _: ()))
        return number, inside(cell)

    return replace(manifest, tests=tests, cells=tuple(sorted(manifest.cells, key=place)))


def _place(test: PlannedTest) -> Callable[[PlannedCell], tuple[int, ...]]:
    """Where a cell is among those of its test: by its values, the first dimension first, as the matrix has it."""
    numbers = {one.name: {value: number for number, value in enumerate(one.values)} for one in test.dimensions}

    def place(cell: PlannedCell) -> tuple[int, ...]:
        values = dict(cell.values)
        return tuple(known.get(values.get(name, ""), len(known)) for name, known in numbers.items())

    return place
