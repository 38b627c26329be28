"""Results in that say which part of a plan they are; what was planned, which of them count, and what is lost, out.

Parts of another commit, of another plan or of another cut do not count: their cells are missing, as if they never came.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from cigen.plan.manifest import Manifest
from cigen.results.collected import Collected
from cigen.results.model import Problem
from cigen.results.partfile import Part
from cigen.results.parts import is_of, united

SHOWN = 12
"""So many names stand in a sentence; all of them are in the list of cells."""
SHORT = 12


@dataclass(frozen=True, slots=True)
class Assembly:
    """What all parts together planned, the results that count, and why each cell of a lost part did not come.

    `cut` is each part's name with its cells; nothing where the results say of no part.
    """

    planned: Manifest | None
    parts: tuple[Collected, ...]
    problems: tuple[Problem, ...] = ()
    lost: dict[str, str] = field(default_factory=dict)
    cut: tuple[tuple[str, tuple[str, ...]], ...] = ()


def assembled(collected: Sequence[Collected], given: Manifest | None = None) -> Assembly:
    """The parts of one build; `given` is what the caller planned, who reports on these cells alone."""
    marked = [(one, one.part) for one in collected if one.part is not None]
    if given is not None or not marked:
        planned = given or united(one.manifest for one in collected if one.manifest is not None)
        return Assembly(planned, tuple(_belonging(planned, collected)), tuple(_mixed(planned, collected)))
    first, part = _reference(marked)
    planned = replace(part.plan, whole=len(part.plan.cells))
    problems: list[Problem] = []
    good: list[tuple[Collected, Part]] = []
    for one, its in marked:
        reason = _foreign(its, part, first.file) or _forged(one, its) or _doubled(its, good)
        if reason:
            problems.append(Problem(one.file, reason))
        else:
            good.append((one, its))
    lost = dict(_lost(part, [its for _, its in good]))
    reasons = {cell: f"nothing came back: {why}" for why, cells in lost.items() for cell in cells}
    problems += [Problem(planned.spec, _missing(why, cells)) for why, cells in lost.items()]
    problems += [Problem(one.file, _unmarked(first.file)) for one in collected if one.manifest and not one.part]
    parts = [one for one, _ in good]
    return Assembly(
        planned, tuple(_belonging(planned, parts)), (*problems, *_mixed(planned, parts)), reasons, part.parts
    )


def _belonging(planned: Manifest | None, collected: Sequence[Collected]) -> Iterator[Collected]:
    return (one for one in collected if one.manifest is not None and is_of(planned, one.manifest))


def _mixed(planned: Manifest | None, collected: Sequence[Collected]) -> Iterator[Problem]:
    """Those that planned something else."""
    name = planned.name if planned else ""
    for one in collected:
        if one.manifest is None or is_of(planned, one.manifest):
            continue
        if one.manifest.name != name:
            reason = f"these results are of {one.manifest.name!r}, the others of {name!r}; report them one by one"
        else:
            reason = "these results were planned otherwise than the others; take them from one run of one commit"
        yield Problem(one.file, f"mixed: {reason}")


def _reference(marked: Sequence[tuple[Collected, Part]]) -> tuple[Collected, Part]:
    """One of those that most others agree with, the first of them."""
    groups: list[list[tuple[Collected, Part]]] = []
    for one, part in marked:
        group = next((group for group in groups if _agree(group[0][1], part)), None)
        if group is None:
            groups.append(group := [])
        group.append((one, part))
    return max(groups, key=len)[0]


def _agree(one: Part, other: Part) -> bool:
    return (one.commit, one.parts, one.plan) == (other.commit, other.parts, other.plan)


def _foreign(part: Part, reference: Part, file: str) -> str:
    """Why it is no part of the same build; empty if it is."""
    if part.commit != reference.commit:
        return (
            f"mixed: part `{part.name}` is of {_commit(part)}, {file} of {_commit(reference)}; "
            "take all parts from one run"
        )
    if part.plan != reference.plan:
        return f"mixed: part `{part.name}` was planned otherwise than {file}; take all parts from one run of one commit"
    if part.parts != reference.parts:
        return (
            f"mixed: part `{part.name}` is of another cut of the cells than {file}; "
            "build all parts with the same N and the same --last"
        )
    return ""


def _forged(one: Collected, part: Part) -> str:
    """What a part that brings other cells than it says is called."""
    if one.manifest is None:
        return ""
    own = {cell.name for cell in one.manifest.cells}
    if own <= set(part.cells) and own.issuperset(one.cells):
        return ""
    return f"it holds cells of another part than `{part.name}`, which it says it is"


def _unmarked(file: str) -> str:
    return f"mixed: it does not say which part of which commit it is, as {file} does; take all parts from one run"


def _doubled(part: Part, good: Sequence[tuple[Collected, Part]]) -> str:
    before = next((one for one, its in good if (its.name, its.piece) == (part.name, part.piece)), None)
    return f"part `{part.name}` is in {before.file} too, the first one counts; report each part once" if before else ""


def _lost(part: Part, came: Sequence[Part]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What did not come, with its cells."""
    names = {one.name for one in came}
    for name, cells in part.parts:
        if name not in names and cells:
            yield f"part `{name}` of {len(part.parts)} did not arrive", cells


def _missing(why: str, cells: Sequence[str]) -> str:
    more = f" and {len(cells) - SHOWN:,} more" if len(cells) > SHOWN else ""
    noun = "its cell is" if len(cells) == 1 else f"its {len(cells):,} cells are"
    return f"{why}, {noun} missing: {', '.join(cells[:SHOWN])}{more}"


def _commit(part: Part) -> str:
    return f"commit {part.commit[:SHORT]}" if part.commit else "no known commit"
