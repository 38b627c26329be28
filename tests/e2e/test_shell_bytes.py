"""Arbitrary text through the spec, the Dockerfile and a real build: what arrives is what was written, byte for byte."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cigen.yamltext import Scalar, parse
from tests.e2e.engine import Engine
from tests.planned import dockerfile

pytestmark = pytest.mark.engine

TOKENS = (
    "'", '"', "\\", "\\\\", "\\\n", "$", "$$", "${x}", "$(x)", "`", "``", "#", "# x\n", "#!/bin/x\n", "\n", "\n\n",
    "\t", "\n\t", " ", "  \n", "<<", "<<EOF", "<<'STEP'", "STEP\n", "\nSTEP\n", "\tSTEP\n", "STEP1\n", "CONTENT\n",
    "EOF\n", "[", "]", '["a"]', "--", "--x", "{", "}", "${{ x }}", "{%", "{#", "@", "!", "&", "&&", "|", ";", "*", "~",
    "%s", "=", ",", "\x80", "\x85", "\xa0", "\u2028", "\u2029", "\u3000", "\ufeff", "\u202e", "é", "日本", "🙂",
    "\\$", "\\n", "\\t", "\\0", "RUN x\n", "FROM x\n", "# escape=`\n", "# syntax=x\n", "ONBUILD", "/", "..", "x", "a b",
)  # fmt: skip
"""What means something to YAML, Jinja, a shell, a Dockerfile or a terminal."""
CHARACTERS = st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
TEXTS = st.lists(st.sampled_from(TOKENS) | st.text(CHARACTERS, min_size=1, max_size=5), min_size=1, max_size=12).map(
    lambda parts: "".join(parts).replace("{{", "{ {")
)
ONE_LINE = TEXTS.map(lambda text: text.replace("\n", " "))
MANY = st.lists(TEXTS.filter(str.strip), min_size=10, max_size=10)

COMMON = settings(
    max_examples=3,
    phases=[Phase.explicit, Phase.generate],  # a build takes seconds: the texts that differ are shown, not shrunk
    suppress_health_check=list(HealthCheck),
)
KEEP = '#!/bin/sh\nn=$(ls /out | wc -l)\nprintf \'%s\' "$1" >"/out/$n"\n'
CHOSEN = [
    "echo one", " echo two ", "echo a\\", "echo a\\ ", "[ a ]", "--x", "# only", "a\nb", "a\nb\n", "\na", "a\n\n\n",
    "cat <<X\n$x\nX", "STEP", "STEP\nSTEP1", "a\\\nb", "'", '"', "`", "\\", "$x", "\ta\t", "a\u3000", "a\xa0", "a\x85",
    "a\u2028", "a # b", "a \\# b", "a\n# b\\\nc", "&& x", "<<EOF", "x <<'EOF' y", "#!x", "{", "🙂",
]  # fmt: skip


def quoted(text: str) -> str:
    """A YAML scalar that no reader can take for anything else."""
    plain = (c if " " <= c <= "~" and c not in '"\\' else f"\\U{ord(c):08x}" for c in text)
    return f'"{"".join(plain)}"'


def built(engine: Engine, stages: str, tests: str = "", target: str = "out") -> dict[str, bytes]:
    """The files of a target of the spec that these make."""
    tests = tests or "  t: {from: busybox, steps: ['true']}\n"
    done = engine.build(dockerfile(f"stages:\n{stages}tests:\n{tests}"), target=target)
    assert done.code == 0, done.log[-3000:]
    return done.files()


def same(files: dict[str, bytes], wanted: Sequence[str], name: str = "out/{}") -> None:
    found = [files[name.format(number)].decode() for number in range(len(wanted))]
    assert [pair for pair in zip(found, wanted, strict=True) if pair[0] != pair[1]] == []


def stage(steps: Sequence[str], before: str = "") -> str:
    head = f"  s:\n    from: busybox\n    steps:\n      - mkdir /out\n{before}"
    tail = "  out: {from: scratch, steps: [{copy: /out /out, from: s}]}\n"
    return head + "".join(f"      - {step}\n" for step in steps) + tail


@COMMON
@given(MANY)
def test_run__of_a_stage_gets_its_text(engine: Engine, texts: list[str]) -> None:
    """Any program can be the shell, which is handed the text as it stands; spaces around one line mean nothing."""
    texts = [*CHOSEN, *dict.fromkeys(texts)]
    texts = [text for text in texts if not text.startswith("#!")]
    before = f"      - {{copy: /keep, content: {quoted(KEEP)}, chmod: '0755'}}\n      - {{shell: [/keep]}}\n"
    files = built(engine, stage([quoted(text) for text in texts], before))
    found = [files[f"out/{number}"].decode().strip(" \t\n") for number in range(len(texts))]
    wanted = [text.strip(" \t\n") for text in texts]
    assert [pair for pair in zip(found, wanted, strict=True) if pair[0] != pair[1]] == []


def here(text: str, path: str, mark: str = "CIGEN-MARK") -> str:
    """A script that writes a text to a file."""
    return f"cat >{path} <<'{mark}'\n{text}\n{mark}\n"


LONG = "# filler\n" * (128 * 1024 // 9)
"""More than a shell takes as one word."""


@COMMON
@given(MANY)
def test_run__of_a_stage_hands_a_here_document_through(engine: Engine, texts: list[str]) -> None:
    """In a shell: as heredoc, and as a file where it is too long for one."""
    texts = [*CHOSEN, *dict.fromkeys(texts)]
    steps = [quoted(here(text, f"/out/{n}") + (LONG if n % 10 == 0 else "")) for n, text in enumerate(texts)]
    same(built(engine, stage(steps)), [f"{text}\n" for text in texts])


@COMMON
@given(MANY)
def test_run__by_a_program_of_its_own_gets_its_text(engine: Engine, texts: list[str]) -> None:
    """`#!` names the program, which reads the script as a file."""
    texts = [*CHOSEN, *dict.fromkeys(texts)]
    program = '#!/bin/sh\nn=$(ls /out | wc -l)\ncat "$1" >"/out/$n"\n'
    before = f"      - {{copy: /own, content: {quoted(program)}, chmod: '0755'}}\n"
    scripts = [f"#!/own\n{text}" + (f"\n{LONG}" if n % 10 == 0 else "") for n, text in enumerate(texts)]
    files = built(engine, stage([quoted(script) for script in scripts], before))
    same(files, [script if script.endswith("\n") else f"{script}\n" for script in scripts])


@COMMON
@given(MANY)
def test_run__of_a_test_gets_its_text(engine: Engine, texts: list[str]) -> None:
    """The recorder keeps the step as its program got it; `cat`, by its `#!`, prints it; a shell may read it, too."""
    texts = [*CHOSEN, *dict.fromkeys(texts)]
    scripts = [f"#!/bin/cat\n{text}" for text in texts]
    scripts += [f"exit 0 # a shell reads no further\n{text}" for text in texts]
    scripts += [f"#!/bin/cat\n{texts[0]}\n{LONG}", f"exit 0\n{texts[1]}\n{LONG}"]
    steps = "".join(f"      - {{run: {quoted(script)}, always: true}}\n" for script in scripts)
    tests = f"  t:\n    from: busybox\n    steps:\n{steps}"
    files = built(engine, "  s: {from: busybox}\n", tests, target="results")
    wanted = [script if script.endswith("\n") else f"{script}\n" for script in scripts]
    numbered = {name.partition("t/")[2]: data for name, data in files.items() if name.startswith("cells/t/")}
    commands = {str(n): numbered[f"{n + 1}.cmd"] for n in range(len(scripts))}
    same(commands, wanted, "{}")
    logs = {str(n): numbered[f"{n + 1}.log"] for n, script in enumerate(scripts) if script.startswith("#!")}
    assert {number: log.decode() for number, log in logs.items()} == {n: wanted[int(n)] for n in logs}


@COMMON
@given(MANY)
def test_content__is_written_as_it_stands(engine: Engine, texts: list[str]) -> None:
    texts = [*CHOSEN, *dict.fromkeys(texts)]
    steps = [f"{{copy: /out/{n}, content: {quoted(text)}}}" for n, text in enumerate(texts)]
    same(built(engine, stage(steps)), [text if text.endswith("\n") else f"{text}\n" for text in texts])


@COMMON
@given(MANY)
def test_env__of_one_step_has_its_text(engine: Engine, texts: list[str]) -> None:
    """On one line, in a heredoc and behind a script's `#!`; a `$` is only a `$`."""
    texts = [*CHOSEN, *dict.fromkeys(texts)]
    show = 'printf %s "$V" >/out/{}'
    runs = [show.format(n) + ("\ntrue" if n % 3 == 1 else "") for n in range(len(texts))]
    runs = [f"#!/bin/sh\n{run}" if n % 3 == 2 else run for n, run in enumerate(runs)]
    steps = [f"{{run: {quoted(run)}, env: {{V: {quoted(text)}}}}}" for run, text in zip(runs, texts, strict=True)]
    same(built(engine, stage(steps)), texts)


@COMMON
@given(st.lists(ONE_LINE, min_size=10, max_size=10))
def test_env_and_label__of_an_image_have_their_text(engine: Engine, texts: list[str]) -> None:
    """With `\\$` for a dollar, as in every Dockerfile."""
    texts = [*(text.replace("\n", " ") for text in CHOSEN), *texts]
    values = [quoted(text.replace("$", "\\$")) for text in texts]
    labels = ", ".join(f"l{n}: {value}" for n, value in enumerate(values))
    variables = ", ".join(f"V{n}: {value}" for n, value in enumerate(values))
    text = dockerfile(
        f"stages:\n  s: {{from: scratch, steps: [{{env: {{{variables}}}}}, {{label: {{{labels}}}}}]}}\n"
        "tests: {t: {from: busybox, steps: ['true']}}\n"
    )
    done = engine.build(text, target="s", output="type=oci,dest=-")
    assert done.code == 0, done.log[-3000:]
    config = image_config(done.tar)
    found = dict(pair.split("=", 1) for pair in config["Env"])
    assert [(found[f"V{n}"], text) for n, text in enumerate(texts) if found[f"V{n}"] != text] == []
    kept = config["Labels"]
    assert [(kept[f"l{n}"], text) for n, text in enumerate(texts) if kept[f"l{n}"] != text] == []


def image_config(tar: bytes) -> Any:
    with tarfile.open(fileobj=io.BytesIO(tar)) as archive:
        blobs = {member.name: archive.extractfile(member) for member in archive if member.isfile()}
        read = {name: stream.read() for name, stream in blobs.items() if stream is not None}
    index = json.loads(read["index.json"])
    manifest = json.loads(read[_blob(index["manifests"][0]["digest"])])
    while "manifests" in manifest:
        manifest = json.loads(read[_blob(manifest["manifests"][0]["digest"])])
    return json.loads(read[_blob(manifest["config"]["digest"])])["config"]


def _blob(digest: str) -> str:
    return "blobs/" + digest.replace(":", "/")


@given(TEXTS)
def test_quoted__is_read_back_as_the_text(text: str) -> None:
    tree, problems = parse(quoted(text), "x")
    assert isinstance(tree, Scalar)
    assert (tree.text, problems) == (text, ())
