"""A Report in, what is new against earlier runs out: for pages in Markdown, for a terminal, for `report.json`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass

from cigen.duration import duration
from cigen.pagetemplate import Quoted
from cigen.report.escape import line, name, span, words
from cigen.report.parts import enumeration
from cigen.report.verdict import counted
from cigen.results.model import Change, Changes, News, Report, Run, Tested

MOST_NEW = 20
"""Lines of new failures; what they look like is told below anyway."""
MOST_OTHERS = 5
MOST_PLACES = 6
FEW = 2
MOST_LISTED = 200

Quote = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Pen:
    """How names of tests and of places are quoted, and words made to stand out."""

    test: Quote
    place: Quote
    places: Callable[[tuple[str, ...]], str]
    strong: Quote


TERMINAL = Pen(
    test=lambda text: f"`{line(text)}`",
    place=line,
    places=lambda names: _several(tuple(map(line, names)), MOST_PLACES),
    strong=lambda text: text,
)


def told(report: Report, most: int = MOST_NEW) -> tuple[Quoted, ...]:
    """One line of Markdown each, new failures first, at most so many; none where nothing was to be compared, or nothing
    changed.
    """
    pen = Pen(
        test=span,
        place=name,
        places=lambda names: enumeration(names, MOST_PLACES),
        strong=lambda text: f"**{text}**",
    )
    return tuple(map(Quoted, _lines(report, pen, most)))


def changed(report: Report) -> str:
    """Whether anything came out otherwise than before, as `comment.md` has it: `yes`, `no`, or `unknown`."""
    news = report.news
    if news is None or news.refused:
        return "unknown"
    kinds = (news.failing, news.fixed, news.flaky, news.added, news.removed)
    return "yes" if any(kind.count for kind in kinds) else "no"


def news_lines(report: Report) -> Iterator[str]:
    """The same for a terminal."""
    yield from (f"  {text}" for text in _lines(report, TERMINAL, MOST_OTHERS))


def _lines(report: Report, pen: Pen, most: int) -> Iterator[str]:
    news = report.news
    if news is None:
        return
    if news.refused:
        yield f"{pen.strong('Compared with nothing')}: {pen.test(news.refused)}"
        if report.only_new:
            yield words("so every failure counts, although only new ones are to")
        return
    yield from _failing(news, pen, most)
    yield from _others(news, pen, most, "cell" if report.cells else "file")
    if report.only_new and news.unsure and news.still.count:
        yield f"{pen.strong('Known failures count as well')}: {pen.test(news.unsure)}"
    if news.cut and (news.failing.count or news.still.count):
        yield words(f"tests that came or went are not told: {news.cut}")


def _failing(news: News, pen: Pen, most: int) -> Iterator[str]:
    """A line for each new failure."""
    rates = {change.tested: change for change in news.rates.shown}
    for change in news.failing.shown[:most]:
        facts = [_before(change, news.baseline, pen), _rate(rates.get(change.tested))]
        inside = f" ({', '.join(filter(None, facts))})" if any(facts) else ""
        where = pen.strong(pen.places(change.places)) if len(change.places) == 1 else pen.places(change.places)
        yield f"{pen.strong('New')}: {pen.test(title(change.tested))} fails in {where}{inside}"
    left = len({change.tested for change in news.failing.shown[most:]}) + news.failing.count
    left -= len({change.tested for change in news.failing.shown})
    if left > 0:
        more = "more tests" if most else "tests"
        yield words(f"{pen.strong('New')}: {left:,} {more if left > 1 else more[:-1]} that did not fail before")


def _before(change: Change, baseline: Run | None, pen: Pen) -> str:
    if change.was == "absent":
        return "a new test"
    if not change.was or baseline is None:
        return ""
    verb = {"passed": "passed", "skipped": "was skipped", "flaky": "was flaky"}[change.was]
    return f"{verb} {_run(baseline, pen)}"


def _run(run: Run, pen: Pen) -> str:
    """Such as `on main at 3f2c1ab`."""
    where = f"on {pen.place(run.branch)}" if run.branch else "before"
    return f"{where} at {pen.test(run.commit[:7])}" if run.commit else where


def _rate(change: Change | None) -> str:
    if change is None or change.tried < 2:
        return ""
    return f"flaky in {change.flaky:,} of {counted(change.tried, 'run')}"


def _others(news: News, pen: Pen, most: int, noun: str) -> Iterator[str]:
    """A line for each kind of change."""
    kinds = (
        ("Still failing", news.still),
        ("Newly flaky", news.flaky),
        ("Fixed", news.fixed),
        ("Slower", news.slower),
        ("Removed", news.removed),
        ("Added", news.added),
    )
    for kind, changes in kinds:
        if changes.count:
            shown = changes.shown[: min(most, MOST_OTHERS)]
            texts = [f"{pen.test(title(one.tested))} in {_where(one, noun, pen)}{_more(one, pen)}" for one in shown]
            left = changes.count - len({one.tested for one in shown})
            rest = [counted(left, "more test" if shown else "test")] if left > 0 else []
            yield f"{pen.strong(kind)}: {_joined((*texts, *rest))}"


def _where(change: Change, noun: str, pen: Pen) -> str:
    """Few places by name, else how many: this is not what one has to look at first."""
    return pen.places(change.places) if len(change.places) <= FEW else counted(len(change.places), noun)


def _more(change: Change, pen: Pen) -> str:
    """What else is known of it."""
    if change.since is not None and change.since.commit:
        return f" (since {pen.test(change.since.commit[:7])})"
    return f" ({duration(change.now)}, usually {duration(change.before)})" if change.before else ""


def _joined(texts: Iterable[str]) -> str:
    *most, last = texts
    return f"{', '.join(most)} and {last}" if most else last


def _several(names: tuple[str, ...], most: int) -> str:
    left = len(names) - most
    return ", ".join(names[:most]) + (f" and {left:,} more" if left > 0 else "")


def title(one: Tested) -> str:
    """A test's full name, as failures show it."""
    return one.name if one.step else ".".join(filter(None, (one.classname, one.name)))


def tree(report: Report) -> dict[str, object] | None:
    """The value of `news` in `report.json`, None where nothing was to be compared."""
    news = report.news
    if news is None:
        return None
    kinds = ("failing", "still", "fixed", "flaky", "removed", "added", "slower", "rates")
    return {
        "baseline": _run_tree(news.baseline),
        "runs": news.runs,
        "refused": news.refused,
        "unsure": news.unsure,
        "cut": news.cut,
        "forgiven": report.known,
        **{kind: _changes(getattr(news, kind)) for kind in kinds},
    }


def _changes(changes: Changes) -> dict[str, object]:
    return {"count": changes.count, "shown": list(map(_change, changes.shown))}


def _change(change: Change) -> dict[str, object]:
    """Without what says nothing."""
    one = asdict(change.tested)
    tree: dict[str, object] = {key: value for key, value in one.items() if value or key == "name"}
    left = len(change.places) - MOST_LISTED
    more: dict[str, object] = {"more_places": max(0, left), "was": change.was}
    more |= {"flaky": change.flaky, "tried": change.tried, "before": change.before, "now": change.now}
    since = {"since": _run_tree(change.since)} if change.since else {}
    return {
        **tree,
        "places": change.places[:MOST_LISTED],
        **since,
        **{key: value for key, value in more.items() if value},
    }


def _run_tree(run: Run | None) -> dict[str, object] | None:
    if run is None:
        return None
    return {"number": run.number, "commit": run.commit, "branch": run.branch, "when": run.when}
