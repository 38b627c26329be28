"""Which `${…}` BuildKit can read, as it was seen to do."""

from __future__ import annotations

import pytest

from cigen.plan.expansion import UnreadableError, unreadable, variables

_READABLE = r"""
$ $1 $(date) ${A} ${1} ${10} ${@} ${$} ${A:-} ${A-b} ${A:+b} ${A:?b} ${A?b} ${A:-${B}} ${A:-{}} ${A:-$} ${A:-it's}
${A#x*} ${A##x} ${A%[} ${A%%x} ${A/a/b} ${A//a/b} ${A/}/b} ${A///b} ${A/${B}/c} ${A/a/\$} ${A:-\$} ${A:-\${} \${A^}
\\${A
"""
_UNREADABLE = r"""
${ ${} ${A ${A.b} ${A:-b ${A:-${B} ${A:=b} ${A=b} ${A^} ${A,,} ${A[0]} ${#A} ${!A} ${A:0:2} ${A:#x} ${A/a} ${A//a}
${A@Q} ${A:} ${A:b} ${$A} ${0x} ${-x} ${:-x} ${A//c} ${A#"} ${A#'} ${A/\$/c} ${{A}} ${A:-'${B^}'}
"""


@pytest.mark.parametrize("text", _READABLE.split())
def test_unreadable__lets_pass_what_buildkit_reads(text: str) -> None:
    assert unreadable(text) == (0, "")


@pytest.mark.parametrize("text", _UNREADABLE.split())
def test_unreadable__finds_what_buildkit_refuses(text: str) -> None:
    assert "write `\\${` where none is meant" in unreadable(text)[1]


def test_unreadable__says_which_one_it_is() -> None:
    number, message = unreadable("${A} \\${B ${C:-${D^}}")
    assert number == 3
    assert "`${D^}}`" in message
    assert "${NAME:-text}" in message


@pytest.mark.parametrize(
    ("text", "names", "plain"),
    [
        ("debian", (), "debian"),
        ("debian:$A", ("A",), "debian:x"),
        ("$A/${b}:${_C1}", ("A", "b", "_C1"), "x/x:x"),
        ("${A:-x}${A-x}${A:+x}${A+x}${A:?x}${A?x}", ("A",) * 6, "x" * 6),
        ("${A#v}${A##v}${A%-*}${A%%-*}${A/a/b}${A//a/b}", ("A",) * 6, "x" * 6),
        ("${A:-${B:-$C}}-slim", ("A", "B", "C"), "x-slim"),
        ("a}b", (), "a}b"),
    ],
)
def test_variables__reads_every_form_of_buildkit(text: str, names: tuple[str, ...], plain: str) -> None:
    assert variables(text) == (names, plain)


@pytest.mark.parametrize(
    "text", ["$", "a$", "$1", "${", "${A", "${A^}", "${A:x}", "${}", "${A:-${B}", "${A,,}", "${A/a}"]
)
def test_variables__refuses_what_buildkit_can_not_read(text: str) -> None:
    with pytest.raises(UnreadableError):
        variables(text)
