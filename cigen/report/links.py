"""A Report in, links to what people want to open out: its run, its files, its commit, lines of the repository."""

from __future__ import annotations

import re

from cigen.pagetemplate import Quoted
from cigen.report.escape import span, words
from cigen.results.model import Origin, Report

LONGEST_PATH = 200
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.:-]+(?:/[A-Za-z0-9._~%-]+)*(?:#[A-Za-z0-9-]+)?")
"""Nothing in it ends a link in Markdown, or leaves the server."""
_UPWARDS = re.compile(r"(?:^|/)(?:%2e|\.){1,2}(?:[/#]|$)", re.IGNORECASE)


def link(text: str, address: str) -> Quoted:
    """A link with a text that is quoted; only that text where the address is none that can stand in Markdown."""
    safe = _ADDRESS.fullmatch(address) and not _UPWARDS.search(address.partition("://")[2].partition("/")[2])
    return Quoted(f"[{text}]({address})" if safe else text)


def page_links(report: Report) -> tuple[Quoted, ...]:
    """What a job summary links to; nothing where the run is not known."""
    origin = report.origin
    if origin is None:
        return ()
    job = (link("job", origin.job_url),) if origin.job else ()
    return (run_link(origin), *job, *files(report, origin), commit(origin))


def run_link(origin: Origin) -> Quoted:
    """The link to the run, or to an attempt of it."""
    attempt = f", attempt {origin.attempt:,}" if origin.attempt > 1 else ""
    return link(words(f"run {origin.number}{attempt}"), origin.run_url)


def short_links(report: Report) -> tuple[Quoted, ...]:
    """What a comment links to."""
    origin = report.origin
    if origin is None:
        return ()
    return (link("summary", origin.summary_url), *files(report, origin), commit(origin))


def files(report: Report, origin: Origin) -> tuple[Quoted, ...]:
    """The link to the artifact with all logs; none where there are no logs."""
    steps = (step for cell in report.cells for step in cell.steps)
    logged = any(step.log or step.attempt_logs or step.earlier_log for step in steps)
    return (link("logs", origin.artifacts_url),) if logged else ()


def commit(origin: Origin) -> Quoted:
    """The link to the commit that was tested."""
    return link(span(origin.commit[:7]), origin.commit_url)


def place(report: Report, path: str, line: int = 0) -> Quoted:
    """A file and line, linked to where the repository has it; `path` must be known as one of its files for that."""
    text = span(f"{path}:{line}" if line else path)
    if report.origin is None or report.untrusted or not inside(path):
        return text
    return link(text, report.origin.file_url(path, line))


def inside(path: str) -> bool:
    """Whether a path can only be one below the repository's top."""
    return 0 < len(path) <= LONGEST_PATH and path.isprintable() and not {"", ".", ".."} & set(path.split("/"))
