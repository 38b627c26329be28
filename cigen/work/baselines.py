"""`--baseline` in, the runs before this one out; a report in, the same with its news and its history out."""

from __future__ import annotations

import re
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from cigen.edge.commit import branch, commit
from cigen.edge.console import Edge
from cigen.edge.files import is_regular, read_chunks
from cigen.errors import OutsideError
from cigen.results.carry import carried
from cigen.results.compare import compared
from cigen.results.history import History, Run, short
from cigen.results.historyfile import HistoryError, read, whole
from cigen.results.model import News, Report
from cigen.results.oldreport import history_of
from cigen.results.survey import Survey

AUTO = "auto"
ARTIFACT = "cigen-report"
"""What the rendered workflow uploads, see `render/jobs.py`."""
NAMES = ("history.json", "report.json")


@dataclass(frozen=True, slots=True)
class Baseline:
    """The runs to compare with; `refused` says why there are none."""

    history: History = field(default_factory=History)
    refused: str = ""


def find(args: Namespace, edge: Edge, *, workflow: str = "") -> Baseline | None:
    """What `--baseline` names, None where it names nothing; whatever is wrong with it is told and ends nothing.

    `workflow` is the file of the workflow whose runs `auto` looks at, where GitHub's runner does not say.
    """
    if not args.baseline:
        return None
    try:
        if args.baseline == AUTO and not (edge.cwd / AUTO).exists():
            return _auto(edge, workflow)
        return _named(args.baseline, edge.cwd)
    except (HistoryError, OutsideError) as error:
        reason = str(error).removeprefix(f"{edge.cwd / args.baseline}: ")
        return Baseline(refused=f"{_called(args.baseline)}: {reason}")


def _called(given: str) -> str:
    """How people know the file: where a runner keeps it says nothing to them."""
    path = Path(given)
    return path.name if path.is_absolute() else given


def _named(given: str, cwd: Path) -> Baseline:
    path = cwd / given
    if not path.exists():
        return Baseline(refused=f"{_called(given)}: there is no such file, as before a first run")
    if not is_regular(path.resolve()):
        return Baseline(refused=f"{_called(given)}: it is no regular file")
    return Baseline(_history(partial(read_chunks, path)))


def _history(chunks: Callable[[], Iterator[bytes]]) -> History:
    """The history in a document, or what its results alone tell."""
    found = read(chunks)
    return found if found is not None else history_of(whole(chunks()))


def _auto(edge: Edge, workflow: str) -> Baseline:
    from cigen.edge.artifacts import member

    with _downloaded(edge, workflow) as archive:
        if archive is None:
            return Baseline(refused=f"auto: no run of the default branch has an artifact {ARTIFACT}")
        found = member(archive, NAMES)
        if found is None:
            return Baseline(refused=f"auto: the newest artifact {ARTIFACT} has neither {' nor '.join(NAMES)}")
        return Baseline(_history(found[1]))


@contextmanager
def _downloaded(edge: Edge, workflow: str) -> Iterator[Path | None]:
    """The newest artifact of the default branch; None where there is none."""
    from cigen.edge.artifacts import fetch, newest
    from cigen.edge.buildfiles import temporary_folder
    from cigen.edge.github import GitHub
    from cigen.edge.origin import repository
    from cigen.edge.runner import read_runner

    runner, name = read_runner(edge.environ), repository(edge.cwd, edge.environ)
    if not name:
        raise OutsideError("this is no clone of a repository on GitHub, set GITHUB_REPOSITORY or name a file")
    if not runner.token:
        raise OutsideError("artifacts can't be had without a token, set GITHUB_TOKEN or GH_TOKEN, or name a file")
    github = GitHub(runner.api_url, runner.token, told=edge.err)
    found = newest(
        github, name, ARTIFACT, workflow=_workflow(edge) or workflow, besides=edge.environ.get("GITHUB_RUN_ID", "")
    )
    if found is None:
        yield None
        return
    with temporary_folder() as folder:
        fetch(github, name, found, folder / "artifact.zip")
        yield folder / "artifact.zip"


def _workflow(edge: Edge) -> str:
    """The file of the workflow that this runs in, as GitHub's runner says."""
    return edge.environ.get("GITHUB_WORKFLOW_REF", "").partition("@")[0].rpartition("/")[2]


def told(report: Report, baseline: Baseline | None, args: Namespace, edge: Edge) -> Report:
    """The report with its news, if it was to be compared, and with the history for the next run."""
    if args.fail_on:
        report = replace(report, only_new=args.fail_on == "new")
    before = _fitting(report, baseline)
    now = Survey(report, before.history)
    run = _run(report, edge)
    after = carried(before.history, now, run, name=report.name)
    news: News | None = News(refused=before.refused)
    if not before.refused:
        news = compared(before.history.without(run.id), now, after)
    elif baseline is None and not report.only_new:
        news = None
    return replace(report, history=after, news=news)


def _fitting(report: Report, baseline: Baseline | None) -> Baseline:
    """The baseline, if it is one of the same spec."""
    if baseline is None:
        return Baseline(refused="no earlier run was named, `--baseline` does")
    known = baseline.history
    if known.runs and known.name != short(report.name):
        return Baseline(refused=f"the baseline is of {known.name or 'no spec'}, this is {report.name or 'no spec'}")
    return baseline


def _run(report: Report, edge: Edge) -> Run:
    """This run, as those after it will know it."""
    started = (step.started for cell in report.cells for step in cell.steps if step.started is not None)
    return Run(
        0,
        commit(edge.cwd, edge.environ),
        short(branch(edge.cwd, edge.environ)),
        max(started, default=0.0),
        id=given if re.fullmatch(r"[0-9]{1,20}", given := edge.environ.get("GITHUB_RUN_ID", "")) else "",
    )
