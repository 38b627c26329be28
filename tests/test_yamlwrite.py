from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from cigen.yamlwrite import Entry, Folded, Items, comment, document, scalar

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
HOSTILE = (
    "", " ", "a ", " a", "yes", "No", "on", "null", "~", "1", "1.0", ".5", ".inf", "0x1f", "1_000",
    "12:30:45", "2026-11-22", "a: b", "a:", "a #b", "#a", "- a", "-", "?", "!tag", "&a", "*a", "{a}", "[a]",
    "'a'", '"a"', "a\nb", "a\n", "\n", "\ta", "a\u2028b", "a\u0085b", "\u202ea", "\x1b[0m", "\x00", "\ufeffa",
    "%a", "@a", "`a`", "|", ">", "<<", "=", "...", "---", "${{ a }}", "${{ a: b }}", "C:\\a", "a''b",
    "\U0001f600",
)  # fmt: skip


def load(text: str, version: tuple[int, int]) -> Any:
    yaml = YAML(typ="safe", pure=True)
    yaml.version = version
    return yaml.load(io.StringIO(text))


@pytest.mark.parametrize("version", [(1, 1), (1, 2)])
@pytest.mark.parametrize("text", HOSTILE)
def test_scalar__comes_back_from_every_reader(text: str, version: tuple[int, int]) -> None:
    assert load(document((Entry("key", text), Entry("list", Items((text,))))), version) == {"key": text, "list": [text]}


@settings(deadline=None)
@given(TEXT)
def test_scalar__any_text_survives(text: str) -> None:
    for version in ((1, 1), (1, 2)):
        assert load(f"key: {scalar(text)}\n", version) == {"key": text}


@settings(deadline=None)
@given(TEXT, TEXT)
def test_document__a_comment_never_becomes_content(above: str, note: str) -> None:
    text = document((Entry("a", "b", above=(above,), note=note), Entry("c", 1)), header=(above,))

    assert load(text, (1, 2)) == {"a": "b", "c": 1}


@settings(deadline=None)
@given(st.lists(TEXT, min_size=1).map("\n".join))
def test_document__a_block_of_text_says_exactly_what_it_was(block: str) -> None:
    assert load(document((Entry("a", (Entry("run", block),)),)), (1, 2)) == {"a": {"run": block}}


@pytest.mark.parametrize("block", ["a\n", "a\n\nb\n", "a\n b\n", " a\n", "\na\n", "a\n\n", "a\n \nb\n", "a\t\nb\n"])
def test_document__blanks_and_empty_lines_of_a_block_are_kept(block: str) -> None:
    assert load(document((Entry("run", block),)), (1, 2)) == {"run": block}


def test_document__plain_things_look_hand_written() -> None:
    steps = Items(((Entry("name", "a", above=("why",)), Entry("run", "b\nc\n")), (Entry("name", "d"),)), apart=True)
    tree = (
        Entry("name", "x"),
        Entry("permissions", (), note="none", apart=True),
        Entry("pull_request", None),
        Entry("number", 5),
        Entry("flag", True),
        Entry("text", "true"),
        Entry("long", Folded(("${{ a", "|| b }}"))),
        Entry("steps", steps),
    )

    assert document(tree, header=("Generated.",)) == (
        "# Generated.\nname: x\n\npermissions: {} # none\npull_request:\nnumber: 5\nflag: true\ntext: 'true'\n"
        "long: >-\n  ${{ a\n  || b }}\n"
        "steps:\n  # why\n  - name: a\n    run: |\n      b\n      c\n\n  - name: d\n"
    )


def test_document__a_folded_text_is_joined_by_blanks() -> None:
    folded = Folded(("${{ a", "|| b }}"))

    assert load(document((Entry("if", folded),)), (1, 2)) == {"if": str(folded)} == {"if": "${{ a || b }}"}


def test_comment__line_ends_cannot_leave_it() -> None:
    assert comment("a\nb\u2028c") == "# a\\x0ab\\u2028c"
