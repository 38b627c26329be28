"""Dockerfiles are read as BuildKit reads them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cigen.adopt.dockerfile import MOST_BYTES, Dockerfile, Instruction, parse
from cigen.adopt.spectext import adopt
from cigen.adopt.stages import read
from tests.adopt.printed import dockerfile_texts, printed


def parsed(text: str) -> Dockerfile:
    dockerfile, problems = parse(text, "Dockerfile")
    assert dockerfile is not None, problems
    return dockerfile


def last(text: str) -> Instruction:
    return parsed(f"FROM busybox\n{text}").instructions[-1]


def problem(text: str) -> str:
    dockerfile, problems = parse(text, "Dockerfile")
    assert dockerfile is None
    return str(problems[0])


def test_parse__joins_continued_lines_without_a_blank() -> None:
    assert last("RUN a && \\\n    b\\\nc\n").rest == "a &&     bc"


def test_parse__leaves_comments_and_empty_lines_in_a_continuation_out() -> None:
    one = last("RUN a \\\n  # about b\n\n  b \\\n# about c\n  c\n")
    assert one.rest == "a   b   c"
    assert one.comments == ("about b", "about c")


def test_parse__two_backslashes_continue_nothing() -> None:
    assert last("RUN echo \\\\\nRUN b\n").rest == "b"


def test_parse__blanks_behind_the_backslash_are_no_matter() -> None:
    assert last("RUN a \\  \t\n  b\n").rest == "a   b"


def test_parse__keywords_are_known_in_any_case() -> None:
    assert [one.keyword for one in parsed("from busybox\nRun a\n").instructions] == ["FROM", "RUN"]


def test_parse__the_keyword_may_be_continued() -> None:
    one = last("RU\\\nN echo a\n")
    assert (one.keyword, one.rest) == ("RUN", "echo a")


def test_parse__takes_flags_off_over_several_lines() -> None:
    one = last('RUN --mount=type=cache,target=/a \\\n  --network="none" \\\n  cmd --not-mine\n')
    assert one.flags == ("--mount=type=cache,target=/a", "--network=none")
    assert one.rest == "cmd --not-mine"


def test_parse__heredocs_are_those_outside_of_quotes() -> None:
    one = last("RUN cat <<A 3<<-'B' \"<<C\" $((1<<2)) <<<D\na $x\nA\n\tb\n\tB\n")
    assert [(d.mark.name, d.mark.expand, d.text) for d in one.heredocs] == [("A", True, "a $x\n"), ("B", False, "b\n")]


def test_parse__a_heredoc_may_hold_what_looks_like_instructions() -> None:
    dockerfile = parsed("FROM busybox\nCOPY <<EOF /a\n# no comment\nFROM nowhere \\\nEOF\nRUN b\n")
    assert [one.keyword for one in dockerfile.instructions] == ["FROM", "COPY", "RUN"]
    assert dockerfile.instructions[1].heredocs[0].body == "# no comment\nFROM nowhere \\\n"


def test_parse__directives_stand_on_top_only() -> None:
    dockerfile = parsed("# syntax=docker/dockerfile:1\n# escape=`\n# a comment\n# check=skip=all\nFROM a\n")
    assert [(one.name, one.value) for one in dockerfile.directives] == [
        ("syntax", "docker/dockerfile:1"),
        ("escape", "`"),
    ]
    assert dockerfile.instructions[0].comments == ("a comment", "check=skip=all")


def test_parse__escape_may_be_a_backtick() -> None:
    dockerfile = parsed("# escape=`\nFROM busybox\nRUN dir c:\\ `\n  /b\n")
    assert dockerfile.instructions[-1].rest == "dir c:\\   /b"


def test_parse__byte_order_mark_and_windows_line_ends_are_no_matter() -> None:
    dockerfile = parsed("\ufeffFROM busybox\r\nRUN a \\\r\n  b\r\nCOPY <<E /x\r\ntext\r\nE\r\n")
    assert [one.rest for one in dockerfile.instructions] == ["busybox", "a   b", "<<E /x"]
    assert dockerfile.instructions[-1].heredocs[0].body == "text\n"
    assert dockerfile.has_carriage_returns


def test_parse__instructions_know_their_lines() -> None:
    assert [one.line for one in parsed("\n# a\nFROM b\n\nRUN c \\\n d\nRUN e\n").instructions] == [3, 5, 7]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Dockerfile:1:1: the Dockerfile has no instructions, it needs at least a `FROM` [empty-dockerfile]"),
        ("FROM a\nFORM b\n", "Dockerfile:2:1: `FORM` is no instruction"),
        ("FROM a\nRUN\n", "Dockerfile:2:1: `RUN` says nothing, write what it is for [empty-instruction]"),
        ("FROM a\nRUN <<E\nb\n", "Dockerfile:2:1: the here-document `E` is never closed"),
        ("# escape=x\nFROM a\n", "Dockerfile:1:1: `escape` is a backslash or a backtick, found `x` [bad-directive]"),
        ("# syntax=a\n# syntax=b\nFROM a\n", "Dockerfile:2:1: the directive `syntax` stands twice"),
        ("FROM a\n\0\n", "Dockerfile:2:1: this is no text, it holds a zero byte"),
        ("\x7fELF\x02", "Dockerfile:1:1: `'\\x7fELF\\x02'` is no instruction"),
    ],
)
def test_parse__says_what_is_wrong(text: str, message: str) -> None:
    assert message in problem(text)


def test_parse__refuses_what_is_too_large_in_one_message() -> None:
    assert "[large-dockerfile]" in problem("FROM a\n" + "#" * MOST_BYTES)
    assert "more than 2,000 stages start before here" in problem("FROM a\n" * 3000)


@pytest.mark.parametrize(
    "text",
    [
        "FROM a\nRUN " + "a \\\n" * 100_000 + "b\n",
        "A\\\n" * 200_000,
        "FROM a\n" + "RUN <<E\n" * 200_000,
        "FROM a\nRUN " + "<<E " * 50_000 + "\n",
        "FROM a\nRUN " + "'\"" * 100_000 + "\n",
        "FROM a\nENV " + 'a="$' * 50_000 + "\n",
        "FROM a\nENV A=" + "${a:-" * 50_000 + "\n",
        "FROM a\nRUN --" + "--a " * 50_000 + "\n",
        "#" + " " * 1_000_000 + "\nFROM a\n",
        "FROM a\nCMD " + "[" * 100_000 + "\n",
        "".join(f"FROM image{n} AS stage{n}\nCOPY --from=stage{n // 2} /a /b\n" for n in range(2000)),
    ],
    ids=range(11),
)
def test_init__takes_no_long_time_whatever_it_is_given(text: str) -> None:
    begun = time.process_time()
    dockerfile, _ = parse(text, "Dockerfile")
    stages, _ = read(dockerfile, "Dockerfile") if dockerfile else (None, ())
    if dockerfile and stages:
        adopt(dockerfile, stages, source="Dockerfile")
    assert time.process_time() - begun < 10


@given(dockerfile_texts())
def test_parse__reads_what_it_printed(text: str) -> None:
    first = parsed(text)
    again = parsed(printed(first))

    def shown(dockerfile: Dockerfile) -> list[object]:
        return [(i.keyword, i.flags, i.pieces, i.comments, i.heredocs) for i in dockerfile.instructions]

    assert shown(again) == shown(first)


FRAGMENT = st.sampled_from(
    [
        "FROM",
        "RUN",
        "COPY",
        "ADD",
        "ENV",
        "ARG",
        "LABEL",
        "HEALTHCHECK",
        "SHELL",
        "ONBUILD",
        "--from=0",
        "--mount=",
        "type=bind,from=",
        "<<EOF",
        "EOF",
        "\\",
        "`",
        "'",
        '"',
        "$",
        "${",
        "}",
        ":-",
        "[",
        "]",
        "{{",
        "=",
        "#",
        "# escape=`",
        "as",
        "busybox",
        "CMD",
        "NONE",
        ",",
        "\t",
    ]
)


@given(st.lists(st.one_of(FRAGMENT, st.sampled_from(["\n", " ", "\r\n"]), st.text(max_size=4)), max_size=40))
def test_init__never_raises_whatever_the_text(parts: list[str]) -> None:
    text = "FROM busybox\n" + "".join(parts)
    dockerfile, problems = parse(text, "Dockerfile")
    assert (dockerfile is None) == bool(problems)
    if dockerfile is not None:
        stages, problems = read(dockerfile, "Dockerfile")
        assert (stages is None) == bool(problems)
        if stages is not None:
            adopt(dockerfile, stages, source="Dockerfile")
