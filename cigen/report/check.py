"""A Report in, `check.json` out: a check run with annotations, within the limits of GitHub's Checks API.

https://docs.github.com/en/rest/checks/runs#create-a-check-run
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from cigen.rendered import RenderedFile
from cigen.report import comment
from cigen.report.annotation import Annotation, Level, cut
from cigen.report.annotations import Drawn, drawn
from cigen.report.escape import comment_name, line
from cigen.report.verdict import verdict
from cigen.results.model import Report

FORMAT = 1
LONGEST_TITLE = 255
LONGEST_TEXT = 65_535
"""Bytes of the summary, and of the text below it."""
MOST = 1_000
"""Annotations; nobody reads more, and each 50 of them are a request."""
MOST_DETAILS = 500_000
"""Characters of all details: more than a few long logs help nobody."""
BUDGETS = (65_000, 25_000)
"""Bytes of the comment: a character that the API refuses takes two and a half times as much room."""
LINES, DETAILS = 12, 60
"""Of a log in a message, and in the details below it."""
NOWHERE = ".github"
"""Where GitHub's runner puts what has no place, as an annotation has to have one."""
LEVELS = {Level.ERROR: "failure", Level.WARNING: "warning", Level.NOTICE: "notice"}

_SIGNS = {"🚫": "⛔"}
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_OWN_LINE = re.compile(r"<!-- cigen:[^\n]*-->\n")


def render(report: Report) -> RenderedFile:
    """One check run: the verdict, the page that a comment has, and what failed at its line."""
    levels = drawn(report)
    found = tuple(_annotations(levels))
    left = sum(len(level.all) + level.unkept for level in levels) - len(found)
    tree = {
        "format": FORMAT,
        "name": f"cigen: {comment_name(report.name)}" if report.name else "cigen",
        "conclusion": "failure" if report.red else "success",
        "title": _basic(line(verdict(report).headline, 200))[:LONGEST_TITLE],
        "summary": _summary(report),
        "text": f"{left:,} more are not annotated, the job summary has all of them." if left else "",
        "annotations": found,
        "left_out": left,
    }
    return RenderedFile("check.json", json.dumps(tree, ensure_ascii=False, indent=1) + "\n")


def _summary(report: Report) -> str:
    """What the comment says; where that is too much for a check, the verdict."""
    for budget in BUDGETS:
        page = comment.render(report, budget=budget).text
        while match := _OWN_LINE.match(page):
            page = page[match.end() :]
        page = _basic(page).strip("\n")
        if len(page.encode("utf-8", "replace")) <= LONGEST_TEXT:
            return page
    found = verdict(report)
    return _basic(line(" · ".join((found.headline, *found.facts)), 1000))


def _annotations(levels: tuple[Drawn, ...]) -> Iterator[dict[str, object]]:
    left, room = MOST, MOST_DETAILS
    for level in levels:
        for draw in level.all[:left]:
            tree = _tree(draw(LINES, DETAILS if room > 0 else 0), room)
            room -= len(str(tree.get("raw_details", "")))
            yield tree
        left -= min(left, len(level.all))


def _tree(one: Annotation, room: int) -> dict[str, object]:
    """An annotation as the API takes it."""
    known = one.file and not _ASTRAL.search(one.file)
    at = max(1, one.line) if known else 1
    tree: dict[str, object] = {
        "path": one.file if known else NOWHERE,
        "start_line": at,
        "end_line": at,
        "annotation_level": LEVELS[one.level],
        "title": cut(_basic(one.title), LONGEST_TITLE),
        "message": _basic(one.message),
    }
    details = _basic(one.details)
    return tree | {"raw_details": details} if 0 < len(details) <= room and one.details not in one.message else tree


def _basic(text: str) -> str:
    """Without characters above U+FFFF, which the Checks API refuses: ours as others, a test's as `\\U0001f600`."""
    for sign, other in _SIGNS.items():
        text = text.replace(sign, other)
    return _ASTRAL.sub(lambda match: f"\\U{ord(match[0]):08x}", text)
