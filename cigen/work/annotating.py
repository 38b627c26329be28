"""A report and `--annotations` in, the lines out that make GitHub's runner annotate the run."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import TYPE_CHECKING

from cigen.edge.console import Edge
from cigen.errors import OutsideError

if TYPE_CHECKING:
    from cigen.results.model import Origin, Report

AUTO, ON, OFF = "auto", "on", "off"


def add_annotation_options(parser: ArgumentParser) -> None:
    """The option that `cigen build` and `cigen report` share."""
    parser.add_argument(
        "--annotations",
        metavar="WHEN",
        choices=(AUTO, ON, OFF),
        default=AUTO,
        help="print annotations for GitHub's runner: on, off, or auto, which is on in GitHub Actions (default: auto)",
    )


def known_origin(edge: Edge) -> Origin | None:
    """The run of GitHub Actions; where its event can't be read, the report goes without links."""
    from cigen.work.origins import find_origin

    try:
        return find_origin(edge.environ)
    except OutsideError as error:
        edge.err(f"cigen: the report has no links, as {error}")
        return None


def annotate(report: Report, when: str, edge: Edge) -> None:
    """Print them, if they are wanted; nothing may be printed after them that a runner could take for more."""
    if when == OFF or (when == AUTO and not _is_own(report, edge)):
        return
    from cigen.report.annotations import render

    if text := render(report).text:
        edge.out(text)


def _is_own(report: Report, edge: Edge) -> bool:
    """Whether this is a run on the commit that is reported on: annotations always are on that of the run itself."""
    started = edge.environ.get("GITHUB_EVENT_NAME") == "workflow_run"
    return edge.environ.get("GITHUB_ACTIONS") == "true" and not report.untrusted and not started
