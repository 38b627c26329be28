"""`check.json` and the run it is of in, a check run on the commit out; whatever goes wrong with it is a warning."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cigen.edge.checks import Check, Checks
from cigen.edge.console import Edge
from cigen.edge.files import read_regular
from cigen.edge.github import ForbiddenError, MissingError
from cigen.errors import OutsideError
from cigen.report.escape import inert, line
from cigen.results.model import is_decent
from cigen.results.origin import Origin

if TYPE_CHECKING:
    from cigen.edge.github import GitHub, Json

MOST_BYTES = 64 << 20
MOST = 1_000
"""Annotations of one check run."""
LONGEST_NAME, LONGEST_TITLE, LONGEST_TEXT = 120, 255, 65_535
PREFIX = "cigen"
"""How all names begin, so that no file makes a check that stands in for another one."""
CONCLUSIONS = ("success", "failure")
LEVELS = ("failure", "warning", "notice")
_NEXT_STEP = "give its job `permissions: checks: write`, or leave `check-run` out"


class CheckError(ValueError):
    """The file is no `check.json` that can be posted."""


def post_check(github: GitHub, origin: Origin, path: Path, edge: Edge) -> None:
    """Post it once for each attempt of a run; the verdict on the tests is given elsewhere, so nothing is raised."""
    try:
        url = Checks(github, origin.repository).keep(_read(path, origin))
    except (ForbiddenError, MissingError) as error:
        edge.err(f"warning: {inert(line(str(error), 400))}")
        _warn(edge, f"the token may not make a check run: {_NEXT_STEP}")
    except (OutsideError, CheckError) as error:
        _warn(edge, f"there is no check run, or not all of it: {inert(line(str(error), 400))}")
    else:
        edge.out(f"made a check run: {inert(line(url, 400))}")


def _warn(edge: Edge, text: str) -> None:
    if edge.environ.get("GITHUB_ACTIONS") == "true":
        edge.out(f"::warning title=cigen::{text.replace('%', '%25')}")
    else:
        edge.err(f"warning: {text}")


def _read(path: Path, origin: Origin) -> Check:
    """The check run that a file describes; of what can't be right nothing is sent."""
    try:
        tree = json.loads(read_regular(path, MOST_BYTES))
    except (ValueError, RecursionError) as error:
        raise CheckError(f"{path.name}: it is no JSON") from error
    if not isinstance(tree, dict) or tree.get("format") != 1:
        raise CheckError(f"{path.name}: it is of another format than this cigen reads")
    name, conclusion = _text(tree, "name", LONGEST_NAME), _text(tree, "conclusion", 20)
    if not (name == PREFIX or name.startswith(f"{PREFIX}: ")) or conclusion not in CONCLUSIONS:
        raise CheckError(f"{path.name}: {name!r:.60} or {conclusion!r:.20} can't be the name and the end of a check")
    found = tree.get("annotations")
    return Check(
        name=name,
        commit=origin.commit,
        id=f"{origin.run}/{origin.attempt}/{name}",
        conclusion=conclusion,
        title=_text(tree, "title", 4 * LONGEST_TITLE)[:LONGEST_TITLE] or conclusion,
        summary=_text(tree, "summary", LONGEST_TEXT) or conclusion,
        text=_text(tree, "text", LONGEST_TEXT),
        url=origin.run_url,
        annotations=tuple(_annotations(found))[:MOST] if isinstance(found, list) else (),
    )


def _annotations(found: list[object]) -> Iterator[dict[str, Json]]:
    """Those that GitHub takes; one that it does not would cost the other 49 of its request."""
    for one in found:
        if not isinstance(one, dict):
            continue
        path, message, level = (_text(one, key, LONGEST_TEXT) for key in ("path", "message", "annotation_level"))
        start, end = one.get("start_line"), one.get("end_line")
        fits = type(start) is int and type(end) is int and 0 < start <= end < 2**31
        if fits and message and level in LEVELS and is_decent(path):
            tree: dict[str, Json] = {"path": path, "start_line": start, "end_line": end}
            tree |= {"annotation_level": level, "message": message}
            for key, most in (("title", 4 * LONGEST_TITLE), ("raw_details", LONGEST_TEXT)):
                if text := _text(one, key, most):
                    tree[key] = text[:LONGEST_TITLE] if key == "title" else text
            yield tree


def _text(tree: dict[str, object], key: str, most: int) -> str:
    """A text of at most so many bytes, empty where there is none that can be."""
    value = tree.get(key, "")
    return value if isinstance(value, str) and len(value.encode("utf-8", "replace")) <= most else ""
