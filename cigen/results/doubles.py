"""All cases of a cell in, a word on tests that came more than once out: each of them counts, none is folded away.

A test that failed and one of the same name that passed are two tests, as nobody can know that they are one; only what
a format itself calls a further attempt makes a flaky one.
"""

from __future__ import annotations

from cigen.results.case import Totals
from cigen.results.caseline import decoded, identities, identity
from cigen.results.cases import Cases, FileCases
from cigen.results.model import Odd

MOST = 500_000
"""Names that are compared; with more, nothing is said."""
SHOWN = 3


def doubled(cases: Cases) -> tuple[Odd, ...]:
    """One word for each file of a cell with tests which came before, in it or in a file before it."""
    if cases.totals.tests > MOST or any(file.stored is None for file in cases.files) or _distinct(cases):
        return ()
    seen: dict[int, str] = {}
    return tuple(Odd(file.source, notes=(note,)) for file in cases.files if (note := _note(file, seen)))


def alike(cases: Cases) -> tuple[Odd, ...]:
    """The same for files of no cell: they may be of one machine each, so only what is doubled in one file is odd.

    Two files that tell exactly the same, with the same times, are odd too.
    """
    odd: list[Odd] = []
    first: dict[tuple[int, Totals], str] = {}
    for file in cases.files:
        odd += doubled(Cases((file,)))
        before = first.setdefault((file.print, file.totals), file.source)
        if before != file.source and file.stored is not None and file.totals.tests:
            odd.append(Odd(file.source, notes=(f"it tells exactly what {before} does; both count",)))
    return tuple(odd)


def _distinct(cases: Cases) -> bool:
    """Whether no name comes twice, which is quickly seen."""
    seen: set[int] = set()
    count = 0
    for file in cases.files:
        for block in file.blocks():
            names = identities(block)
            count += len(names)
            seen.update(names)
    return len(seen) == count


def _note(file: FileCases, seen: dict[int, str]) -> str:
    places: set[str] = set()
    names: list[str] = []
    count = 0
    for line in file.raw():
        before = seen.setdefault(key := hash(identity(line)), "")
        if before:
            count += 1
            places.add(before)
            names += [decoded(line, "").name] if len(names) < SHOWN else []
        else:
            seen[key] = file.source
    return _words(file, count, names, places - {file.source})


def _words(file: FileCases, count: int, names: list[str], places: set[str]) -> str:
    if not count:
        return ""
    if count == file.totals.tests and len(places) == 1:
        return f"all that it tells of came before, in {places.pop()}; all of it counts"
    shown = ", ".join(dict.fromkeys(names))
    where = f" (also in {min(places)})" if places else ""
    again = "1 test came" if count == 1 else f"{count:,} tests came"
    return f"{again} more than once{where}, each counts: {shown}"
