"""A Report in, what happened in its build out: how much ran and why, the longest chain, what moved. All quoted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from cigen.duration import duration
from cigen.pagetemplate import Quoted
from cigen.report.escape import line, name, span, words
from cigen.report.export import cache_told, volume
from cigen.report.verdict import counted
from cigen.results.model import Build, Cause, Link, Report, Why

MOST_CAUSES = 5
MOST_LINKS = 6
MOST_TITLE = 60
SHORTEST = 0.1
"""Seconds; a shorter chain is no news."""
OWN = "cigen"
"""The stage with cigen's own scripts."""

Quote = Callable[[str], str]


def happened(report: Report, causes: int = MOST_CAUSES) -> tuple[Quoted, ...]:
    """One line of Markdown each; none where the build's account is missing, or not even `causes` have room."""
    build = report.build
    if build is None or not build.ran + build.cached or not causes:
        return ()
    lines = [words(_amounts(build)), *(_cause(cause, report) for cause in build.happened.causes[:causes])]
    if left := len(build.happened.causes) - causes:
        lines += [words(f"… and {counted(left, 'more cause')}")] if left > 0 else []
    return (*lines, *_chain(report, build), *_parallel(build), *_moved(build), *cache_told(build))


def chain_fact(report: Report, quote: Quote, code: Quote) -> tuple[str, ...]:
    """The longest chain and its heaviest link in a few words; nothing where no step ran, or none took its time."""
    chain = report.build.happened.chain if report.build and report.build.ran else None
    if chain is None or chain.seconds < SHORTEST or not chain.links:
        return ()
    heaviest = max(chain.links, key=lambda link: link.seconds)
    doing = heaviest.own or f"in {_title(heaviest, report, code)}"
    most = f", {duration(heaviest.seconds)} of it {doing}" if len(chain.links) > 1 else ""
    return (f"critical path {duration(chain.seconds)} ({quote(_end(chain.links))}{most})",)


def cause_line(report: Report) -> str:
    """Why most of the steps ran that did, for a terminal; empty where none did or none could be compared with."""
    build = report.build
    if build is None or not build.happened.causes or build.happened.causes[0].why is Why.FIRST:
        return ""
    first, *others = build.happened.causes
    more = f", and {counted(len(others), 'more cause')}, see summary.md" if others else ""
    return f"{counted(build.ran, 'step')} ran: {_said(first, report, line, line)}{more}"


def _amounts(build: Build) -> str:
    imported = f" ({build.happened.imported:,} from another machine)" if build.happened.imported else ""
    steps = f"{counted(build.ran + build.cached, 'step')}, stages included"
    return f"{steps}: {build.cached:,} cached{imported}, {build.ran:,} ran"


def _cause(cause: Cause, report: Report) -> Quoted:
    ran = f"{counted(cause.steps, 'step')} ran"
    cells = f" in {counted(cause.cells, 'cell')}" if cause.cells else ""
    return Quoted(f"{ran}{cells}: {_said(cause, report, span, name)}")


def _said(cause: Cause, report: Report, code: Quote, plain: Quote) -> str:
    """The reason, in our own words around what is quoted."""
    if cause.why is Why.FIRST:
        return "there is no earlier run to compare with"
    if cause.stage == OWN:
        return "cigen itself records in another way"
    place = f" ({code(f'{report.spec}:{cause.line}')})" if cause.line and report.spec else ""
    if cause.recorded is not None:
        own = plain(cause.recorded[0]) if cause.own == 1 else counted(cause.own, "cell")
        what = f"step {code(_step_name(cause.recorded, report))} of {own}"
    else:
        what = f"{code(cause.instruction)} in stage {plain(cause.stage)}" if cause.stage else code(cause.instruction)
    return f"{what}{place} {_reason(cause)}"


def _reason(cause: Cause) -> str:
    if cause.why is Why.CHANGED:
        return "is another image" if cause.instruction.startswith("FROM ") else "is new or was changed"
    return {
        Why.FILES: "takes other files",
        Why.ASKED: "was asked for",
        Why.GONE: "was in no cache any more",
    }[cause.why]


def _chain(report: Report, build: Build) -> Iterator[Quoted]:
    chain = build.happened.chain
    if chain.seconds < SHORTEST or not build.ran:
        return
    groups = [list(group) for _, group in groupby(chain.links, key=lambda link: link.stage)]
    timed = [(group, sum(link.seconds for link in group)) for group in groups]
    joined = [(group, seconds) for group, seconds in timed if seconds >= SHORTEST]
    heaviest = sorted(range(len(joined)), key=lambda place: -joined[place][1])[:MOST_LINKS]
    shown = [_linked(*joined[place], report) for place in sorted(heaviest)]
    more = f", and {counted(len(joined) - len(shown), 'shorter one')}" if len(joined) > len(shown) else ""
    yield Quoted(f"critical path {duration(chain.seconds)}: {', then '.join(shown)}{more}")


def _linked(links: Sequence[Link], seconds: float, report: Report) -> str:
    """A stage's share of the chain, with the link that took most of it."""
    heaviest = max(links, key=lambda link: link.seconds)
    stage = name(links[0].stage) if links[0].stage else words("the context")
    most = "" if not links[0].stage else f", most of it {_title(heaviest, report, span)}"
    return f"{stage} {duration(seconds)}{most}"


def _parallel(build: Build) -> Iterator[Quoted]:
    chain = build.happened.chain
    if chain.seconds < SHORTEST or build.seconds <= 0 or not build.ran:
        return
    achieved, possible = chain.work / build.seconds, chain.work / chain.seconds
    took = f"{duration(chain.work)} of work in {duration(build.seconds)}"
    yield words(f"{took}: {achieved:.1f} at a time, {possible:.1f} is as many as the critical path allows")


def _moved(build: Build) -> Iterator[Quoted]:
    moved = build.happened.moved
    parts = (
        (moved.context, "of files sent"),
        (moved.images, "of images pulled"),
        (moved.imported, "of cache pulled"),
        (moved.results, "of results brought back"),
    )
    if told := [f"{volume(size)} {what}" for size, what in parts if size]:
        yield words(", ".join(told))


def _end(links: Sequence[Link]) -> str:
    """The cell that the chain leads to, or the last of its stages."""
    cells = [link.recorded[0] for link in links if link.recorded]
    return cells[-1] if cells else links[-1].stage or "the context"


def _title(link: Link, report: Report, quote: Quote) -> str:
    """What is done there, in our own words where it is our own doing."""
    text = link_title(link, report)
    return link.own or quote(text if len(text) <= MOST_TITLE else f"{text[: MOST_TITLE - 1]}…")


def link_title(link: Link, report: Report) -> str:
    """The same, whole and not quoted."""
    return link.own or (_step_name(link.recorded, report) if link.recorded else link.instruction)


def _step_name(recorded: tuple[str, int], report: Report) -> str:
    cell = next((cell for cell in report.cells if cell.name == recorded[0]), None)
    steps = cell.steps if cell is not None else ()
    return next((step.name for step in steps if step.number == recorded[1]), f"{recorded[1]}")
