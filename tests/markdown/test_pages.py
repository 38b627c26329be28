"""The pages as GitHub renders them: nothing that a test, a spec or a branch says becomes more than text."""

import json
import sys
from collections.abc import Callable
from itertools import product
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cigen.pagetemplate import Quoted
from cigen.rendered import RenderedFile
from cigen.report import check, comment, escape, markdown
from cigen.results.model import Report
from tests import hostile
from tests.hostile import ATTACKS, EVERY, FIELDS, ORIGIN
from tests.markdown.gfm import intrusions, skeleton

Page = Callable[[Report], RenderedFile]


def check_page(report: Report) -> RenderedFile:
    """The texts of a check run that are Markdown."""
    tree = json.loads(check.render(report).text)
    return RenderedFile("check.md", f"{tree['summary']}\n\n{tree['text']}\n")


PAGES: dict[str, Page] = {"summary": markdown.render, "comment": comment.render, "check": check_page}
SITUATIONS = {"nowhere": {}, "in a run": {"origin": ORIGIN}, "a stranger's": {"origin": ORIGIN, "untrusted": True}}
LETTERS = st.sampled_from(list("`|\\~<>&@#*_[]()!-=+.:;/$%^{}\"' \t\n\r\x1b\x9b\x00\u202e\u200b\U000e0041aw1éF☃"))
SHARP = (
    "see @octocat now", "a|me@evil.example", "![x](http://evil/x.png)", "</summary></details><h1>evil", "-->",
    "\n\n# evil\n\n", "> [!WARNING]\n> evil", "| a | b |\n|---|---|\n| c | d |", "```\n# evil", "`](http://evil)",
    "$`x`$", "\u202eevil", "a|b`c",
)  # fmt: skip
"""One of each kind."""
GROSS = (
    "@octocat/evil", "see #12 now", "see GH-12 now", "octo/repo#1", "fixed by deadbeefcafe1234 here",
    "www.evil.example", "see https://evil.example", "mail me@evil.example", "![x](http://evil/x.png)",
    "[x](http://evil)", "[x][y]\n\n[y]: http://evil", "<http://evil>", "<img src=//evil>", "<a href=//evil>x</a>",
    "</summary></details><h1>evil", "<!-- cigen:report demo -->", "\n\n# evil\n\n", "1. evil", "> evil",
    "> [!WARNING]\n> evil", "[!NOTE]", "    evil", "***", "---", "~~evil~~", "_evil_", "```\n# evil", "~~~\n# evil",
    "$x^2$", "$`x`$", "$$\nx\n$$", "a[^1]\n\n[^1]: evil", ":+1:", "```mermaid\ngraph LR; a-->b\n```",
    "```math\nx\n```", "```geojson\n{}\n```", "- [ ] task", "&#64;octocat", "&commat;octocat",
    "\x1b[31mevil\x1b]8;;http://evil\x07x", "\u202eevil", "\u200b@octocat", "\U000e0041", "[x](javascript:alert(1))",
    "\0", "\\@octocat",
)  # fmt: skip
"""Those that do harm in the middle of a page, by themselves."""
PIECES = st.sampled_from([attack for attack in ATTACKS if 0 < len(attack) < 100])
TEXTS = st.lists(st.one_of(LETTERS, PIECES), max_size=6).map("".join)


def allowed(report: Report) -> tuple[str, ...]:
    """The run's own addresses, and those of the files that are told as known."""
    if report.origin is None:
        return ()
    files = [("cigen.yml", line) for line in (3, 7, 9)] + [("src/a.c", 12), ("t.py", 3)]
    return (*hostile.links(report), *(report.origin.file_url(file, line) for file, line in files))


def checked(page: Page, field: str, text: str, situation: str) -> list[str]:
    found = hostile.report(field, text, **SITUATIONS[situation])  # type: ignore[arg-type]
    return intrusions(
        page(found).text,
        (*allowed(found), *(named(text) if "file" in field or "spec" in field or field == EVERY else ())),
    )


def named(path: str) -> tuple[str, ...]:
    """The addresses of a file that the report names, which must stay below the commit's files in any browser."""
    below = quote(path.encode("utf-8", "replace"))
    if not path or any(part in ("", ".", "..") for part in path.split("/")):
        return ()
    return tuple(f"{ORIGIN.home}/blob/{ORIGIN.commit}/{below}#L{line}" for line in (3, 7, 9, 12))


@pytest.mark.parametrize(("page", "situation"), list(product(PAGES, SITUATIONS)))
def test_pages__no_text_becomes_more_than_text_if_all_are_the_same(page: str, situation: str) -> None:
    for attack in ATTACKS:
        assert not checked(PAGES[page], EVERY, attack, situation), attack


@pytest.mark.parametrize("field", FIELDS)
def test_pages__no_text_of_a_report_becomes_more_than_text(field: str) -> None:
    for attack, page in product(SHARP, PAGES):
        assert not checked(PAGES[page], field, attack, "in a run"), attack


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(FIELDS), TEXTS, st.sampled_from(sorted(PAGES)), st.sampled_from(sorted(SITUATIONS)))
def test_pages__no_mix_of_them_does_either(field: str, text: str, page: str, situation: str) -> None:
    assert not checked(PAGES[page], field, text, situation)


@pytest.mark.parametrize("attack", GROSS)
def test_intrusions__finds_every_attack_that_nobody_quoted(attack: str) -> None:
    assert intrusions(f"## demo\n\n{attack}\n")


ORDINARY = [attack for attack in ATTACKS if attack.strip() and "\0" not in attack and len(attack) < 100]


@pytest.mark.parametrize("page", PAGES)
def test_pages__have_the_same_parts_whatever_the_texts_say(page: str) -> None:
    calm = skeleton(PAGES[page](hostile.report(EVERY, "calm words", origin=ORIGIN)).text)
    for attack in ORDINARY:
        assert skeleton(PAGES[page](hostile.report(EVERY, attack, origin=ORIGIN)).text) == calm, attack


DEFENCES = ("span", "name", "fence", "html_code", "comment_name")


@pytest.mark.parametrize("defence", DEFENCES)
def test_pages__fall_to_an_attack_where_one_defence_is_taken_away(
    defence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken_away(defence, monkeypatch)
    fields = {"comment_name": ("name",), "fence": ("log", "details"), "name": ("cell", "value")}.get(
        defence, ("case", "step")
    )
    fallen = [
        attack for attack in SHARP for page in PAGES for one in fields if checked(PAGES[page], one, attack, "in a run")
    ]
    assert fallen


def taken_away(defence: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every module that quotes with it shows text as it is from now on."""
    known = getattr(escape, defence)
    for module in [one for name, one in sys.modules.items() if name.startswith("cigen.report")]:
        if getattr(module, defence, None) is known:
            monkeypatch.setattr(module, defence, Quoted)
