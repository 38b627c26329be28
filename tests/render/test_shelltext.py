"""A script's form behind RUN never changes what its shell does: tried with a model of the parser and real shells."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cigen.render.shelltext import as_heredoc, as_line, sets_errexit

SHELLS = tuple(shell for shell in ("sh", "bash") if shutil.which(shell))
WORDS = (
    "echo a", "false", "true", "printf '%s.' x", "&&", "||", "|", ";", "(", ")", "{", "}", "$(", "$((1", "))",
    "${x:-", "}", "`", "'", '"', "#", " ", "  ", "\t", "\\", "\\\\", "\\;", "\\'", '\\"', "$'", "!", "if", "then", "fi",
    "case a in a)", "esac", "set -e", "eval", "<<<", "<<X", "é", "cat", "=", "x=1", "$x", "[", "[ 1 ]", "--x", "~",
)  # fmt: skip
PARTS = st.lists(st.sampled_from(WORDS), min_size=0, max_size=5).map(" ".join)
TIGHT = st.lists(st.sampled_from(WORDS), min_size=0, max_size=5).map("".join)
LINES = st.lists(st.one_of(PARTS, TIGHT), min_size=1, max_size=4)
CONTINUED = st.builds(lambda lines, end: " \\\n".join(lines) + end, LINES, st.sampled_from(["", "\n"]))
ANY = st.builds(lambda lines: "\n".join(lines), LINES)


def seen(instruction: str) -> str:
    """The command that BuildKit hands to the shell for `RUN …`, all on lines that go on; a model of its parser."""
    first, *others = instruction.split("\n")
    whole, goes_on = _cut(first.lstrip())
    for line in others:
        assert goes_on, "BuildKit would take this line for another instruction"
        if line.lstrip().startswith("#") or not line.strip():
            continue
        rest, goes_on = _cut(line)
        whole += rest
    assert not goes_on, "BuildKit would go on with the next instruction"
    keyword, _, command = whole.strip().partition(" ")
    command = command.strip()
    assert keyword == "RUN"
    assert not command.startswith("--"), "a flag"
    assert not re.search(r"(?:^|\s)[0-9]*<<-?[^<\s]", command), "a here-document"
    if command.startswith("["):
        with pytest.raises(ValueError):
            json.loads(command)
    return command


def _cut(line: str) -> tuple[str, bool]:
    """Without the `\\` that lets it go on; one that is doubled is taken either way by BuildKit's versions."""
    assert not line.rstrip(" \t").endswith("\\\\")
    cut = re.sub(r"\\[ \t]*$", "", line)
    return cut, cut != line


def run(shell: str, script: str, folder: Path) -> tuple[int, bytes]:
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(folder)}
    done = subprocess.run(
        [shell, "-c", script], capture_output=True, cwd=folder, env=environment, timeout=20, stdin=subprocess.DEVNULL
    )
    return done.returncode, done.stdout


def _is_sound(shell: str, script: str) -> bool:
    """Whether the shell can read it; bash ends with other codes where it can't, by the line that it is on."""
    return not subprocess.run([shell, "-n", "-c", script], capture_output=True, timeout=20).stderr


@pytest.mark.parametrize("shell", SHELLS)
@given(script=st.one_of(CONTINUED, ANY), strict=st.booleans())
@example(script=" \nfalse ; echo a", strict=True)
@settings(max_examples=400)
def test_as_line__does_what_the_script_does(
    shell: str, tmp_path_factory: pytest.TempPathFactory, script: str, strict: bool
) -> None:
    line = as_line(script, strict=strict)
    if line is None:
        return
    command = seen(f"RUN {line}")
    folder = tmp_path_factory.getbasetemp()
    if not _is_sound(shell, command):
        return
    several = "\n" in script.strip("\n")
    assert run(shell, command, folder) == run(shell, f"set -e\n{script}" if strict and several else script, folder)


@given(names=st.lists(st.sampled_from(["a", "echo 'x y'", '"$(b c)"', "${x}", "`d`"]), min_size=2, max_size=5))
def test_as_line__keeps_the_lines_of_a_list_of_commands(names: list[str]) -> None:
    script = " && \\\n    ".join(names)
    assert as_line(f"{script}\n", strict=True) == script


@pytest.mark.parametrize(
    "script",
    [
        "a 'b \\\n c'",
        "a $'b\\' \\\n c'",
        "a \"$(b 'c \\\n d')\"",
        "a # b \\\n c",
        "a (# b \\\n c)",
        "a && \\\n# b\\\n c",
        "a && \\\n  \n c",
        "a \\\\\n c",
        "a \\ \n c",
        "a \\\n c \\",
        "a \\\n<<b",
        "\"$(case x in a) echo 'y';; esac)\" \\\n '\n'",
        "`a \\\n b`",
        "${a:-'b \\\n c'}",
        "a \\\r\n b",
        " \\\n--a",
        "\\\n[1]",
    ],
)
def test_as_line__leaves_alone_what_a_dockerfile_would_change(script: str) -> None:
    assert as_line(script, strict=False) is None


@pytest.mark.parametrize(
    "script", ["a; \\\n b", "a \\\\; \\\n b", "a & \\\n b", "a && \\\n . b", "a && \\\n eval b", "{ a; \\\n b; }"]
)
def test_as_line__a_strict_script_keeps_its_set_e_where_it_matters(script: str) -> None:
    assert as_line(script, strict=True) is None
    assert as_line(script, strict=False) == script
    assert as_line(f"set -eux; \\\n{script}", strict=True) == f"set -eux; \\\n{script}"


@pytest.mark.parametrize("script", ['["a", "b"]', "[]", "[1]", "--x", "# x", "x <<y", "", " ", "\u00a0x", "x \\"])
def test_as_line__is_no_form_for_what_a_dockerfile_reads_as_something_else(script: str) -> None:
    assert as_line(script, strict=False) is None


@pytest.mark.parametrize("script", ["[ -f x ] && y", '["a"] || b', "cat <<<x", "x=--y"])
def test_as_line__is_the_form_of_a_plain_line(script: str) -> None:
    assert as_line(f"{script}\n", strict=True) == script


@pytest.mark.parametrize("script", ["cat <<X\na\nX", "cat <<-'X' >y\n\ta\nX", 'a "b c" <<"X" | d\nX'])
def test_as_heredoc__is_the_form_of_a_command_with_its_text(script: str) -> None:
    assert as_heredoc(f"{script}\n", strict=True) == script


@pytest.mark.parametrize(
    "script",
    [
        "cat <<X\na",
        "cat <<X\nX\na",
        "cat <<X\nX\nX",
        "cat <<X <<Y\nX\nY",
        "cat <<X;b\na\nX",
        "cat <<X ; b\na\nX",
        'echo "<<X"\na\nX',
        'echo "a <<X b"\na\nX',
        "echo $(cat <<X )\na\nX",
        "# <<X\na\nX",
        "cat<<X\na\nX",
        "--a <<X\na\nX",
        "cat <<-X\na\n\tX",
        "cat \\ <<X\na\nX",
        "a\ncat <<X\nX",
    ],
)
def test_as_heredoc__leaves_alone_what_is_not_clear(script: str) -> None:
    assert as_heredoc(script, strict=True) is None


@pytest.mark.parametrize("script", ["set -e", "set -eux; a", "set -x -e\na", " set -e && a", "set -euo pipefail\na"])
def test_sets_errexit__knows_the_usual_forms(script: str) -> None:
    assert sets_errexit(script)


@pytest.mark.parametrize("script", ["set -- -e", "set -x", "set -e | a", "set -e || a", "set e", "a; set -e", "set +e"])
def test_sets_errexit__is_not_taken_in(script: str) -> None:
    assert not sets_errexit(script)
