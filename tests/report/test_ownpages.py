"""A project's own pages in place of ours: used where they work, and never the reason for a lost report."""

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from cigen import pagetemplate
from cigen.report import comment, markdown
from cigen.results.model import Report
from tests import bigreports
from tests.hostile import ORIGIN, report
from tests.markdown.gfm import intrusions

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {"summary.md.j2": markdown.render, "comment.md.j2": comment.render}


def drawn(name: str, text: str, one: Report | None = None) -> str:
    one = one or bigreports.small()
    return PAGES[name](replace(one, templates=((name, text),))).text


@pytest.mark.parametrize("name", PAGES)
def test_own_page__stands_in_for_ours(name: str) -> None:
    text = drawn(name, "# Our page\n\n{{ title }}\n{% for line in news %}\n* {{ line }}\n{% endfor %}\n")
    assert "# Our page\n\n❌ relocatable: 1 of 26 cells failed, 1 new\n* **New**: `install unchanged`" in text
    assert "could not be used" not in text


def test_own_comment__keeps_the_hidden_lines() -> None:
    lines = drawn("comment.md.j2", "hello").split("\n")
    assert lines == [*comment.render(bigreports.small()).text.split("\n")[:2], "hello", ""]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("\n{{ nope }}", "2: 'nope' is undefined"),
        ("{% for a in range(999) %}{% for b in range(999) %}{% endfor %}{% endfor %}", "1: it"),
        ("{% for a in range(900) %}" + "x" * 3_000 + "{% endfor %}", " 2,7"),
        ("{{ cells }}", "1: only quoted text and numbers can be shown, this is a group of numbers"),
        ("\n{{ red }}", "2: only quoted text and numbers can be shown, this is yes or no"),
        ("{{ news }}", "1: only quoted text and numbers can be shown, this is a list"),
        ("x" * 100_001, "1: a template has at most 100,000 characters"),
        ("{% if red %}{% endif %}\n \n", " it shows nothing"),
        ("{% if %}", "1: expected an expression, got 'end of statement block'"),
    ],
)  # fmt: skip
def test_own_page__that_fails_leaves_ours_and_says_why(name: str, text: str, why: str) -> None:
    found, ours = drawn(name, text), PAGES[name](bigreports.small()).text
    assert found.startswith(ours.rstrip("\n"))
    last = found.rstrip("\n").split("\n")[-1]
    assert last.startswith("This is not the project's own page, which could not be used: `")
    assert f"{name}:{why}" in last
    assert not intrusions(found, [*links(found)])


def links(text: str) -> list[str]:
    return re.findall(r"\]\((https://github\.com/[^)]+)\)", text)


def test_own_page__within_the_budget_has_less_detail_before_it_is_given_up() -> None:
    text = drawn("comment.md.j2", "{% include 'cigen/comment.md.j2' %}" + "x" * 30_000, bigreports.large())
    assert "could not be used" not in text
    assert "**Left out** to keep this comment small" in text
    assert len(text.encode()) <= comment.BUDGET


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    "text", ["hello", "<!-- {% if untrusted %}{% include 'cigen/PAGE' %}{% endif %} -->", "{{ nope }}", ""]
)
def test_own_page__of_a_strangers_run_says_so_before_all_else(name: str, text: str) -> None:
    found = drawn(name, text.replace("PAGE", name), replace(bigreports.small(), untrusted=True))
    first = next(line for line in found.split("\n") if not line.startswith("<!-- cigen:"))
    assert first.startswith("From a pull request of a fork: ")
    assert found.count("pull request of a fork") == 1


def test_own_page__of_summaries_alone_has_all_of_them() -> None:
    page = "{% for one in failures %}\n- {{ one.summary }}\n{% endfor %}\n{{ left_out }}"
    found = replace(bigreports.large(), templates=(("summary.md.j2", page),))
    text = markdown.render(found, budget=200_000).text
    assert len(re.findall("^- <code>", text, re.MULTILINE)) == 300
    assert "Left out" not in text


@pytest.mark.parametrize("name", PAGES)
def test_own_page__can_replace_one_part_of_ours(name: str) -> None:
    text = drawn(name, "{% extends 'cigen/" + name + "' %}{% block title %}\n# {{ headline }}!\n{% endblock %}")
    ours = PAGES[name](bigreports.small()).text
    assert "# 1 of 26 cells failed, 1 new!" in text
    assert text.split("\n")[-20:] == ours.split("\n")[-20:]


@pytest.mark.parametrize("attack", ["see @octocat now", "<img src=//evil>", "```\n# evil", "a|me@evil.example"])
def test_own_page__that_shows_everything_shows_no_attack(attack: str) -> None:
    example = list(examples().values())[1]
    found = replace(report("every field", attack, origin=ORIGIN), templates=(("comment.md.j2", example),))
    text = comment.render(found).text
    assert "could not be used" not in text
    assert not [one for one in intrusions(text) if "link to 'https://github.example/octo/repo/" not in one]


def examples() -> dict[str, str]:
    """The templates in the docs, by the line before them."""
    page = (DOCS / "templates.md").read_text()
    blocks = page.split("```jinja\n")
    return {before.rstrip().split("\n")[-1]: after.partition("```")[0] for before, after in pairwise(blocks)}


@pytest.mark.parametrize("example", examples().values(), ids=[*map(str, range(len(examples())))])
@pytest.mark.parametrize("one", [bigreports.small, bigreports.green, bigreports.large])
def test_docs__their_templates_work(example: str, one: Callable[[], Report]) -> None:
    for name in PAGES:
        if f"cigen/{name}" in example or "cigen/" not in example:
            assert "could not be used" not in drawn(name, example, one())


def test_docs__name_every_value_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: set[str] = set()

    def page(_: str, /, **values: object) -> str:
        seen.update(values)
        return ""

    monkeypatch.setattr(pagetemplate, "page", page)
    for render in PAGES.values():
        render(bigreports.small())
    docs = (DOCS / "templates.md").read_text()
    assert len(seen) > 20
    assert seen == markdown.value_names() == comment.value_names()
    assert seen == set(re.findall(r"^\| `(\w+)` \|", docs, re.MULTILINE))
