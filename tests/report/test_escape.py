import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cigen.report import escape

HOSTILE = st.text(
    alphabet=st.sampled_from(list("`|\\~<>&@#*_[]()!-=+.:/ \t\n\r\x1b\x9b\x00\u202e\u200b\U000e0041aw1é☃")), max_size=40
)


def parsed(text: str) -> list[tuple[str, str]]:
    """Every token that a CommonMark reader with GitHub's tables sees, with its text."""
    reader = MarkdownIt("commonmark", {"html": True}).enable("table")
    found = []
    for token in reader.parse(text):
        found.append((token.type, token.content))
        found += [(child.type, child.content) for child in token.children or ()]
    return found


@given(HOSTILE)
def test_span__is_one_code_span_and_nothing_else(text: str) -> None:
    span = escape.span(f"x{text}")
    if span.startswith("<code>"):
        kinds = [kind for kind, _ in parsed(f"a {span.replace('<!-- -->', '')} b")]
        assert [kind for kind in kinds if kind not in ("text", "text_special")] == [
            "paragraph_open", "inline", "html_inline", "html_inline", "paragraph_close",
        ]  # fmt: skip
    else:
        assert [token for token in parsed(f"a {span} b") if token[0] == "code_inline"] == [
            ("code_inline", escape.line(f"x{text}"))
        ]


@given(HOSTILE, HOSTILE)
def test_span_and_name__never_break_a_table(one: str, two: str) -> None:
    row = f"| {escape.span(one)} | {escape.name(two)} |"
    kinds = [kind for kind, _ in parsed(f"| a | b |\n| --- | --- |\n{row}\n")]
    assert kinds.count("td_open") == 2
    assert kinds.count("tr_open") == 2
    assert kinds[-1] == "table_close"


@given(HOSTILE)
def test_fence__holds_everything_and_ends_where_it_should(text: str) -> None:
    block = escape.fence(text)
    if not block:
        assert not escape.plain(text).strip()
        return
    tokens = parsed(f"before\n\n{block}\n\nafter")
    assert [kind for kind, _ in tokens if kind not in ("inline", "text")] == [
        "paragraph_open", "paragraph_close", "fence", "paragraph_open", "paragraph_close",
    ]  # fmt: skip
    assert ("fence", escape.plain(text).strip("\n") + "\n") in tokens


@given(HOSTILE)
def test_html_code__is_only_text_inside_its_tags(text: str) -> None:
    code = escape.html_code(text)
    inside = code.removeprefix("<code>").removesuffix("</code>").replace("&#64;<!-- -->", "&#64;")
    assert not re.search(r"[<>`|*_\[\]@\\\n]|&(?!#\d+;)|#(?!\d+;)", inside)


@given(HOSTILE)
def test_line__is_one_line_of_bounded_length(text: str) -> None:
    assert "\n" not in escape.line(text * 50)
    assert len(escape.line(text * 50)) <= 200


@given(HOSTILE)
def test_comment_name__never_ends_the_comment(text: str) -> None:
    name = escape.comment_name(text)
    assert name
    assert not re.search(r"--|[<>\n]|^-|-$", name)


@given(HOSTILE, HOSTILE)
def test_comment_name__is_the_same_for_the_same_name_only(one: str, two: str) -> None:
    assert (escape.comment_name(f"x{one}") == escape.comment_name(f"x{two}")) == (one == two)


def test_comment_name__shows_that_there_was_more_to_it() -> None:
    assert escape.comment_name("") == "report"
    assert escape.comment_name("unit-a 1.2_b") == "unit-a 1.2_b"
    assert escape.comment_name("unit/a") == "unit-a-9eee5276"
    assert escape.comment_name("テスト") == "report-8a535a3f"
    assert escape.comment_name("\ud800").startswith("ud800-")
    long, longer = (escape.comment_name("x" * length) for length in (101, 102))
    assert len(long) == len(longer) <= 109
    assert long != longer


@pytest.mark.parametrize(
    "text",
    [
        "@octocat",
        "#1",
        "GH-1",
        "octo/repo#1",
        "deadbeef",
        "0123456789abcdef",
        "www.evil.example",
        "http://evil",
        "a@b.c",
    ],
)
def test_name__what_github_links_stands_in_code(text: str) -> None:
    assert escape.name(text) == f"`{text}`"


@pytest.mark.parametrize("text", ["4.08", "trunk", "ubuntu-24.04", "test 4.11 relocatable", "C++ x"[:1], "py_3.11+x"])
def test_name__harmless_names_stand_as_they_are(text: str) -> None:
    assert escape.name(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[1;31mred\x1b[0m", "red"),
        ("\x9b31mred", "red"),
        ("\x1b]8;;http://evil\x07link\x1b]8;;\x1b\\", "link"),
        ("\x1b]52;c;aGVsbG8=\x07x", "x"),
        ("\x1b]0;unfinished\nnext line", "\nnext line"),
        ("\x1bPq#0;2;0\x1b\\x", "x"),
        ("\x1b(Bx\x1b7y\x1b", "xy"),
        ("a\x00\x07\x08b\x7f\x85c", "abc"),
        ("tab\tand\nline", "tab\tand\nline"),
        ("one\r\ntwo\r\n", "one\ntwo\n"),
        (" 10%\r 50%\r100%\nnext", "100%\nnext"),
        ("\u202eevil\u2066", "\\u202eevil\\u2066"),
        ("a\u200bb\ufeff\u00ad", "a\\u200bb\\ufeff\\xad"),
        ("\U000e0041", "\\U000e0041"),
        ("\ud800", "\\ud800"),
        ("é☃👍", "é☃👍"),
    ],
)
def test_plain__strips_what_acts_and_shows_what_hides(text: str, shown: str) -> None:
    assert escape.plain(text) == shown


def test_xml__shows_what_xml_forbids() -> None:
    assert escape.xml("\x1b[31ma\x00b\x0c\ufffe\ud800\tc\n") == "a\\x00b\\x0c\\ufffe\\ud800\tc\n"


@pytest.mark.parametrize(
    "line", ["::error::x", "  ::add-mask::e", "\t::stop-commands::x", "a ##[add-mask]e", "\u3000::error::x"]
)
def test_inert__the_runner_finds_no_command(line: str) -> None:
    text = escape.inert(f"one\n{line}\ntwo")
    assert not re.search(r"^\s*::|##\[", text, re.MULTILINE)
    assert len(text.splitlines()) == 3


@pytest.mark.parametrize("piece", ["\x1b", "\x1b[", "\x1b]", "\x1bP", "\x1b[0", "\x9b;", "`", "\r", "a\r"])
def test_plain__takes_linear_time(piece: str) -> None:
    before = time.perf_counter()
    escape.plain(piece * 500_000)
    escape.fence(piece * 100_000)
    assert time.perf_counter() - before < 10


@pytest.mark.parametrize(
    "text",
    ["see www.evil.example now", "a GH-1", "x-GH-12", "by deadbeefcafe in it", "a.www.evil.example", "0123456 1"],
)
def test_name__what_github_links_in_the_middle_stands_in_code_too(text: str) -> None:
    assert escape.name(text) == f"`{text}`"
