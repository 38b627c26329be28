"""Every text of a report, hostile: in no output does it become more than text."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from cigen.rendered import RenderedFile
from cigen.report import comment, data, junit, markdown, terminal
from cigen.results.model import (
    Artifact,
    BrokenStep,
    Build,
    Case,
    Cases,
    Cell,
    CellTotals,
    Dimension,
    Log,
    Outcome,
    Problem,
    Report,
    Step,
    Totals,
)
from cigen.results.model import Test as Trial
from cigen.source import Position

Page = Callable[[Report], RenderedFile]

FIELDS = (
    "name", "spec", "step", "said", "log", "log path", "suite", "classname", "case", "source", "message", "details",
    "case file", "dimension", "value", "test", "cell", "artifact", "stage", "instruction", "reason", "build log",
    "build error", "problem file", "problem reason",
)  # fmt: skip
ATTACKS = (
    "@octocat/evil", "see @octocat now", "#1", "see #12 now", "GH-1", "see GH-12 now", "octo/repo#1", "deadbeefcafe",
    "fixed by deadbeefcafe1234 here", "www.evil.example", "see www.evil.example now", "a_www.evil.example",
    "see https://evil.example", "mail me@evil.example", "![x](http://evil/x.png)", "[x](http://evil)", "[x]: http://evil",
    "<img src=//evil>", "<a href=//evil>x</a>", "</summary></details><h1>evil", "<!-- cigen:report demo -->", "-->",
    "\n\n# evil\n\n", "\n- a\n- b\n", "1. evil", "- evil", "> evil", "    evil", "***", "===", "~~evil~~", "**evil**",
    "_evil_", "| a | b |\n|---|---|\n| c | d |", "`", "```\n# evil", "~~~\n# evil", "\\`", "\\|", "a|b`c",
    "&#64;octocat", "\x1b[31mevil\x1b]8;;http://evil\x07x", "\u202eevil", "\u200b@octocat", "::error::evil",
    "##[error]evil", "\r::error::evil", "\x9b31m\x85::error::evil", "x" * 5000, "|" * 3000, "`" * 3000, "", " ", "\n",
    "\0", "\ud800", "{{ 7 * 7 }}", "{% raw %}",
)  # fmt: skip
OURS = {"details", "/details", "summary", "/summary", "code", "/code"}
LINKED = re.compile(r"@|(?<!\w)#\d|\bGH-\d|www\.|://|\b[0-9a-f]{7,40}\b|octocat|evil", re.IGNORECASE)


def report(field: str, text: str) -> Report:
    """A run in which everything occurs, where one kind of text is hostile."""

    def of(one: str, otherwise: str) -> str:
        return text if one == field else otherwise

    position = Position(of("spec", "cigen.yml"), 3, 1)
    log = Log(of("log path", "logs/x/01.log"), 10, "", of("log", "boom\n"))
    failed = Step(1, of("step", "build"), position, Outcome.FAILED, of("said", "exit 1"), seconds=3.0, log=log)
    skipped = Step(2, of("step", "build"), position, Outcome.SKIPPED, "after step 1")
    flaky = replace(failed, outcome=Outcome.FLAKY, attempts=2, attempt_logs=(log,))
    case = Case(
        suite=of("suite", "s"),
        classname=of("classname", "c"),
        name=of("case", "n"),
        outcome=Outcome.FAILED,
        source=of("source", "out.xml"),
        message=of("message", "m"),
        details=of("details", "d"),
        file=of("case file", "t.py"),
        line=3,
    )
    cases = Cases.of(case, replace(case, outcome=Outcome.FLAKY))
    test, name = of("test", "test"), of("cell", "cell")
    values = ((of("dimension", "os"), of("value", "linux")), ("n", "1"))
    artifacts = (Artifact(of("artifact", "a.out"), True, position),)
    cell = Cell(name, test, values, Outcome.FAILED, position, (failed, skipped), cases, artifacts, "bad")
    cells = (
        cell,
        replace(cell, name=f"{name}2", outcome=Outcome.FLAKY, steps=(flaky,)),
        replace(cell, name=f"{name}3", outcome=Outcome.ERROR, steps=(), cases=Cases(), missing=True),
    )
    dimensions = (Dimension(of("dimension", "os"), (of("value", "linux"),)), Dimension("n", ("1",)))
    broken = BrokenStep(of("stage", "base"), of("instruction", "RUN x"), of("reason", "exit"), of("build log", "no"))
    return Report(
        name=of("name", "demo"),
        tests=(Trial(test, dimensions, ((1, "build"),)),),
        cells=cells,
        cases=cases,
        problems=(Problem(of("problem file", "f"), of("problem reason", "r")),),
        totals=Totals(9, 4, 4, 0, 1, 4),
        cell_totals=CellTotals(3, 1, 1, 0, 1, 1),
        build=Build(3, 1, 1, (), None if field == "build error" else broken, of("build error", "it broke")),
    )


def leaks(text: str) -> Iterator[str]:
    """What a reader of GitHub's Markdown takes for more than text, or would link."""
    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    tokens = reader.parse(text)
    headings = [token for token in tokens if token.type == "heading_open"]
    yield from (token.type for token in headings[1:])
    for token in tokens:
        if token.type in ("blockquote_open", "ordered_list_open", "hr", "code_block"):
            yield token.type
        if token.type == "html_block":
            yield from _html(token.content)
        if token.type == "inline":
            yield from _inline(token.children or [])


def _html(block: str) -> Iterator[str]:
    outside = re.sub(r"<code>[^<]*</code>|<!-- cigen:report [\w. -]+ -->", "", block)
    yield from (tag for tag in re.findall(r"<([!/]?[\w-]+)", outside) if tag not in OURS)
    yield from LINKED.findall(outside)


def _inline(children: list[Token]) -> Iterator[str]:
    plain, inside = "", 0
    for token in children:
        if token.type == "html_inline":
            inside += 1 if token.content == "<code>" else -1
            if token.content not in ("<code>", "</code>"):
                yield token.content
        elif token.type in ("link_open", "image", "s_open", "em_open"):
            yield token.type
        elif not inside and token.type in ("text", "text_special"):
            plain += token.content
    yield from (f"{found} in {plain}" for found in LINKED.findall(plain))


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("page", [markdown.render, comment.render])
def test_pages__no_text_of_a_report_becomes_more_than_text(page: Page, field: str) -> None:
    for attack in ATTACKS:
        text = page(report(field, attack.replace("evil", "www.evil"))).text
        assert not list(leaks(text)), attack
        assert not re.search("[\0-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\ud800-\udfff]", text), attack


@pytest.mark.parametrize("field", FIELDS)
def test_terminal__no_text_of_a_report_acts(field: str) -> None:
    for attack in ATTACKS:
        text = terminal.render(report(field, attack)).text
        assert not re.search(r"^\s*::|##\[", text, re.MULTILINE), attack
        assert not re.search("[\0-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\ud800-\udfff]", text), attack


@pytest.mark.parametrize("field", FIELDS)
def test_files__stay_well_formed_whatever_is_in_them(field: str) -> None:
    for attack in ATTACKS:
        found = report(field, attack)
        text = junit.render(found).text
        assert len(ElementTree.fromstring(text).findall(".//testcase")) == 9
        assert "\u202e" not in text
        assert data.render(found).text.isascii()


@pytest.mark.parametrize("attack", ["|" * 5000, "`" * 5000, "é\n" * 5000, "👍" * 5000])
def test_pages__the_smallest_level_fits_whatever_is_in_it(attack: str) -> None:
    found = report("", "")
    many = [report(field, attack) for field in FIELDS]
    cells = tuple(
        replace(
            cell,
            name=f"{attack[:300]}{n}",
            artifacts=tuple(Artifact(f"{n}{k}{attack}", True, cell.position) for k in range(40)),
        )
        for n, cell in enumerate([cell for one in many for cell in one.cells] * 20)
    )
    build = Build(1, 1, 1, (), BrokenStep(attack, attack, attack, attack * 10), attack)
    problems = tuple(Problem(f"{n}{attack}", attack) for n in range(100))
    found = replace(found, name=attack, cells=cells, problems=problems, build=build)
    assert len(comment.render(found).text) <= comment.BUDGET
    assert len(markdown.render(found).text.encode()) <= markdown.BUDGET
