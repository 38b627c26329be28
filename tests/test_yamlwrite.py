from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from cigen.yamlwrite import Entry, Flow, Folded, Free, Items, Noted, Words, comment, document, scalar

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


def test_document__texts_are_free_of_quotes_where_yaml_allows_it() -> None:
    texts = (
        'echo "a" && b | c',
        ". /src",
        "30s",
        "443/tcp",
        "echo a: b",
        "a #b",
        "yes",
        "010",
        "a && \\\n  b\n",
        "\ta\nb",
    )
    assert document((Entry("steps", Items(tuple(map(Free, texts)))),)) == (
        "steps:\n"
        '  - echo "a" && b | c\n'
        "  - . /src\n"
        "  - 30s\n"
        "  - 443/tcp\n"
        "  - 'echo a: b'\n"
        "  - 'a #b'\n"
        "  - 'yes'\n"
        "  - '010'\n"
        "  - |\n    a && \\\n      b\n"
        "  - |2-\n    \ta\n    b\n"
    )


def test_document__short_mappings_and_lists_stand_on_one_line() -> None:
    mount = Flow((("type", "cache"), ("target", "/a, b"), ("readonly", "true")))
    assert document((Entry("mounts", Items((mount,))), Entry("run", Words(("sh", "-c", "a b", ""))))) == (
        "mounts:\n  - {type: cache, target: '/a, b', readonly: 'true'}\nrun: [sh, -c, a b, '']\n"
    )


def test_document__entries_of_a_sequence_have_comments_or_are_nothing_else() -> None:
    items = Items((Noted((Entry("run", "a"), Entry("raw", True)), ("one", "two")), Noted(None, ("the end",))))
    assert document((Entry("steps", items),)) == "steps:\n  # one\n  # two\n  - run: a\n    raw: true\n  # the end\n"


@settings(deadline=None)
@given(st.lists(TEXT | st.sampled_from(HOSTILE) | st.lists(TEXT, min_size=2).map("\n".join), min_size=1, max_size=4))
def test_document__free_texts_come_back_as_they_are(texts: list[str]) -> None:
    items = Items(tuple(map(Free, texts)))
    flow = Flow(tuple((f"k{number}", text) for number, text in enumerate(texts)))
    entries = (Entry("items", items), Entry("words", Words(tuple(texts))), Entry("flow", flow))
    written = document((*entries, *(Entry(f"e{number}", Free(text)) for number, text in enumerate(texts))))
    for version in ((1, 1), (1, 2)):
        tree = load(written, version)
        assert tree["items"] == tree["words"] == list(tree["flow"].values()) == texts
        assert [tree[f"e{number}"] for number in range(len(texts))] == texts
