"""What `init` makes of each instruction, as the spec says it and as cigen renders it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings

from cigen.adopt.dockerfile import Dockerfile, Instruction, parse
from cigen.adopt.place import Place
from cigen.adopt.run import script
from cigen.adopt.spectext import Adopted, adopt
from cigen.adopt.stages import read
from cigen.spec.load import load
from cigen.yamltext import parse as parse_yaml
from cigen.yamltext import plain
from tests.adopt.printed import dockerfile_texts
from tests.commandline import cigen

DOCKERFILES = sorted((Path(__file__).parent / "dockerfiles").glob("*.Dockerfile"))


def parsed(text: str) -> Dockerfile:
    dockerfile, problems = parse(text, "Dockerfile")
    assert dockerfile is not None, problems
    return dockerfile


def adopted(text: str) -> Adopted:
    dockerfile = parsed(text)
    stages, problems = read(dockerfile, "Dockerfile")
    assert stages is not None, problems
    return adopt(dockerfile, stages, source="Dockerfile")


def steps(text: str) -> list[object]:
    tree, problems = parse_yaml(adopted(f"FROM busybox\n{text}").text, "cigen.yml")
    assert tree is not None, problems
    found: list[object] = plain(tree)["stages"]["final"]["steps"]
    return found


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("RUN echo a", "echo a"),
        ("RUN a && \\\n    b", "a && \\\n    b\n"),
        ("RUN 'a \\\n b'", "'a  b'"),
        ('RUN ["a", "b c"]', {"run": ["a", "b c"]}),
        ("RUN a; \\\n b", {"run": "a; \\\n b\n", "errexit": False}),
        ("RUN set -e; \\\n b", "set -e; \\\n b\n"),
        ("RUN <<E\na\nb\nE", {"run": "a\nb\n", "errexit": False}),
        ("RUN echo {{.Id}}", {"run": "echo {{.Id}}", "raw": True}),
        ("RUN --network=none a", {"run": "a", "network": "none"}),
        ("COPY a b /c/", {"copy": "a b /c/"}),
        ('COPY ["a b", "/c/"]', {"copy": ["a b"], "to": "/c/"}),
        ("COPY --link --chmod=755 a /b", {"copy": "a /b", "chmod": "755", "link": True}),
        ("COPY --parents a /b", {"copy": "a /b", "parents": True}),
        ("COPY <<E /a\nb\nE", {"copy": "/a", "content": "b\n"}),
        ("ADD --checksum=sha256:aa http://x/y /z", {"add": "http://x/y /z", "checksum": "sha256:aa"}),
        ("ADD --keep-git-dir=true a /z", {"add": "a /z", "keep-git-dir": True}),
        ("ENV A=1 B='$C'", {"env": {"A": "1", "B": r"\$C"}}),
        ("ENV A b  c", {"env": {"A": "b  c"}}),
        ("ARG A", {"arg": "A"}),
        ("ARG A=1 B", {"arg": {"A": "1", "B": None}}),
        ("ARG A=", {"arg": {"A": ""}}),
        ("USER a:b", {"user": "a:b"}),
        ("EXPOSE 80", {"expose": 80}),
        ("EXPOSE 80 53/udp", {"expose": ["80", "53/udp"]}),
        ("VOLUME /a /b", {"volume": ["/a", "/b"]}),
        ("CMD a  b", {"cmd": "a  b"}),
        ("ENTRYPOINT []", {"entrypoint": []}),
        ("HEALTHCHECK NONE", {"healthcheck": "none"}),
        ("HEALTHCHECK --retries=2 --timeout=3s CMD a", {"healthcheck": "a", "timeout": "3s", "retries": 2}),
        ("STOPSIGNAL SIGINT", {"stopsignal": "SIGINT"}),
        ("ONBUILD RUN a", {"onbuild": "RUN a"}),
        ('SHELL ["/bin/bash", "-c"]', {"shell": ["/bin/bash", "-c"]}),
    ],
)
def test_adopt__writes_each_instruction_as_a_step(text: str, step: object) -> None:
    assert steps(text) == [step]


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("RUN --device=gpu a", "the flag `--device` of RUN is left out"),
        ("RUN <<E\nE", "the RUN has an empty script"),
        ("COPY a", "COPY needs a source and a destination"),
        ("COPY --chwon=a b c", "the flag `--chwon` of COPY is left out"),
        ("ENV A=1\nCOPY <<E /a\n$A\nE", "`content` is written as it stands, the Dockerfile filled $A in"),
        ("COPY <<E /a\n${B:-c}\nE", "the Dockerfile filled $B in"),
        ("ENV A=\\\\$B", "ENV is left out: a backslash stands right before a variable"),
        ("LABEL 'a b'=c", "`'a b'=c` is left out"),
        ("RUN printf '\x1b[1m'", "the control character U+001B is left out"),
        ("HEALTHCHECK CMD", "HEALTHCHECK is left out"),
        ("ONBUILD COPY <<E /a", "an ONBUILD holds no here-document"),
        ("CMD a \\\\", "a backslash at its end"),
    ],
)
def test_adopt__lists_what_can_not_be_carried_over(text: str, remark: str) -> None:
    made = adopted(f"FROM busybox\n{text}\n")
    lost = [one for one in made.remarks if one.lost]
    assert any(remark in one.message for one in lost), made.remarks
    assert any(f"Line {one.line}: {one.message}" in made.text for one in lost)


def test_adopt__keeps_comments_at_their_places() -> None:
    text = "# top\nFROM busybox AS a\n# one\nRUN a \\\n# two\n  b\n# end\n"
    lines = [line.strip() for line in adopted(text).text.splitlines()]
    start = lines.index("# top")
    assert lines[start + 1] == "a:"
    assert lines[lines.index("# one") + 1] == "# two"
    assert "# end" in lines


@pytest.mark.parametrize("path", DOCKERFILES, ids=[path.stem for path in DOCKERFILES])
def test_adopt__makes_a_spec_that_is_fine(path: Path, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "cigen.yml").write_text(adopted(path.read_bytes().decode()).text)
    checked = cigen("check", cwd=tmp_path)
    assert (checked.err, checked.code) == ("", 0)


@pytest.mark.parametrize("path", DOCKERFILES, ids=[path.stem for path in DOCKERFILES])
def test_adopt__makes_tests_that_run_the_same_commands(path: Path, tmp_path: Path) -> None:
    """Recorded steps are no RUN of the Dockerfile any more, so they are compared as the shell reads them."""
    text = path.read_bytes().decode()
    made = adopted(text)
    (tmp_path / "cigen.yml").write_text(made.text)
    rendered = parsed(cigen("render", "--stdout", cwd=tmp_path).out)
    after, _ = read(rendered, "Dockerfile")
    before, _ = read(parsed(text), "Dockerfile")
    assert before is not None
    assert after is not None
    for name, _ in made.tests:
        old = next(stage for stage in before.stages if stage.name == name)
        new = next(stage for stage in after.stages if stage.name == name)
        wanted = [_command(one) for one in old.instructions if one.keyword == "RUN"]
        assert [_command(one) for one in new.instructions if " exec /.cigen/record " in f" {one.rest}"] == wanted


def _command(one: Instruction) -> str:
    recorded = "exec /.cigen/record" in one.rest
    text = one.heredocs[0].body if recorded else script(one, Place("\\", str, str))
    return re.sub(r"\\\n", "", text).strip()


@settings(max_examples=60)
@given(dockerfile_texts())
def test_adopt__always_makes_yaml_that_holds_the_texts(text: str) -> None:
    dockerfile = parsed(text)
    made = adopted(text)
    loaded = load(made.text, "cigen.yml")
    assert loaded.diagnostics == ()
    tree, _ = parse_yaml(made.text, "cigen.yml")
    assert tree is not None
    found = plain(tree)["stages"]["final"].get("steps") or ()
    runs = [step if isinstance(step, str) else step["run"] for step in found if isinstance(step, str) or "run" in step]
    place = Place("\\", str, str)
    wanted = [script(one, place) for one in dockerfile.instructions if one.keyword == "RUN"]
    assert runs == [one for one in wanted if one.strip()]
