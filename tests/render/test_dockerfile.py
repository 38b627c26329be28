"""Whole Dockerfiles, and what holds for every one."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cigen.plan.manifest import from_json, to_json
from cigen.plan.model import Checkout, Clone, Pairs, Parent, Recorded, Run
from cigen.plan.repositories import checkout_script
from cigen.render import dockerfile, instruction
from cigen.render.quoting import heredoc
from cigen.source import Position
from cigen.work.project import scripts
from tests.commandline import cigen
from tests.conftest import Golden
from tests.planned import plan

GOLDEN = Path(__file__).parents[1] / "golden"
CASES = ("smallest", "matrix", "chain", "sharded", "lanes", "platforms")
HERE = Position("cigen.yml", 1, 1)
SMALL = "tests: {t: {from: busybox, steps: [make]}}\n"
LINES = st.lists(st.sampled_from(["STEP", "STEP1", "\tSTEP", "CONTENT", "echo \\", "", "x", "\t", "STEP "]), max_size=8)
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from(list("$\"'\\ \t#=`<>")), max_size=30)


@pytest.mark.parametrize("case", CASES)
def test_dockerfile__as_in_its_golden_file(case: str, tmp_path: Path, golden: Golden) -> None:
    shutil.copytree(GOLDEN / case, tmp_path, dirs_exist_ok=True)
    (tmp_path / ".git").mkdir()
    result = cigen("render", "--stdout", cwd=tmp_path)
    assert (result.code, result.err) == (0, "")
    head, _, rest = result.out.partition("COPY --chmod=0755")
    golden(GOLDEN / case / "Dockerfile", head + rest[rest.index("\n# An empty folder") :])


@pytest.mark.parametrize("case", CASES)
def test_dockerfile__names_only_stages_that_stand_above(case: str) -> None:
    seen = {"scratch", "busybox", "busybox:1.36", "debian:bookworm", "debian:bookworm-slim"}
    for line in (GOLDEN / case / "Dockerfile").read_text().splitlines():
        named = re.match(r"FROM (?:--platform=\S+ )?(\S+) AS (\S+)$", line)
        if named:
            assert named[1] in seen
            assert named[2] not in seen
            assert re.fullmatch(r"[a-z][a-z0-9_.-]*", named[2])
            seen.add(named[2])
        for origin in re.findall(r"^COPY .*--from=(\S+)", line):
            assert origin in seen


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 45), min_size=1, max_size=3))
def test_dockerfile__every_planned_cell_is_collected_once(sizes: list[int]) -> None:
    tests = "".join(
        f"  t{n}: {{from: busybox, matrix: {{v: '{{{{ range({size}) }}}}'}}, steps: [make]}}\n"
        for n, size in enumerate(sizes)
    )
    made = plan(f"tests:\n{tests}")
    text = dockerfile.render(made, scripts()).text
    collected = re.findall(r"^COPY --link --from=(\S+) /cigen/record\[s\]/\S+ /cells/\S+/$", text, re.M)
    assert sorted(collected) == sorted(cell.name for cell in made.manifest.cells)
    assert len(collected) == sum(sizes)
    inside = {stage.name: [i for i in stage.instructions if hasattr(i, "origin")] for stage in made.stages}
    assert all(len(inside[name]) <= 16 for name in inside if name.startswith("cigen-") or name == "results")
    assert sorted(_reached("results", inside)) == sorted(collected)


def _reached(name: str, inside: Mapping[str, Sequence[object]]) -> list[str]:
    """The cells whose records end up in a stage."""
    found: list[str] = []
    for copy in inside[name]:
        origin = str(getattr(copy, "origin", ""))
        found += _reached(origin, inside) if origin.startswith("cigen-part-") else [origin]
    return found


@given(LINES)
def test_heredoc__never_ends_early(lines: list[str]) -> None:
    body = "\n".join(lines)
    text = heredoc("STEP", body)
    opening, *rest = text.split("\n")
    mark = opening[3:-1]
    assert rest.index(mark) == len(rest) - 2
    assert "\n".join(rest[:-2]).rstrip("\n") == body.rstrip("\n")


@given(TEXTS)
def test_env__comes_back_as_it_was_written(value: str) -> None:
    """Undone as BuildKit does it: inside double quotes a backslash protects the quote, itself and the dollar."""
    line = instruction.text(Pairs(HERE, "ENV", (("A", value),)))
    assert line.startswith("ENV A=")
    assert line.count("\n") == 1
    quoted = line[6:-1]
    if not quoted.startswith('"'):
        assert quoted == value
        return
    inner = quoted[1:-1]
    assert re.fullmatch(r'(?:[^"\\]|\\["\\$])*', inner)
    assert re.sub(r'\\(["\\])', r"\1", re.sub(r"\\\$", "\0", inner)).replace("\0", "\\$") == value


@given(st.dictionaries(st.from_regex(r"[A-Z_]{1,5}", fullmatch=True), TEXTS, min_size=1, max_size=3))
def test_run__variables_reach_the_shell_as_they_are(env: dict[str, str]) -> None:
    line = instruction.text(Run(HERE, "", "make", ("/bin/sh",), env=tuple(env.items())))
    words = shlex.split(line.removeprefix("RUN ").rpartition("; make")[0])
    assert words == ["export", *(f"{name}={value}" for name, value in env.items())]


@pytest.mark.parametrize("case", CASES)
def test_dockerfile__is_deterministic(case: str) -> None:
    text = (GOLDEN / case / "cigen.yml").read_text()
    data = {"commits": {"4.14": "800a2df7", "5.0": "1b9b6e6a"}}
    assert dockerfile.render(plan(text, data), scripts()) == dockerfile.render(plan(text, data), scripts())


def test_dockerfile__stages_of_cigens_own_never_clash_with_those_of_users() -> None:
    names = ("records", "everything", "a", "a-1", "collect-a", "part-1-a", "script-1-a", "script-2-t")
    stages = "".join(f"  {name}: {{from: scratch, collect: [t]}}\n" for name in names)
    test = "{from: busybox, matrix: {v: '{{ range(20) }}'}, steps: [make], artifacts: [{path: log}]}"
    text = dockerfile.render(plan(f"stages:\n{stages}tests: {{t: {test}}}\n"), scripts()).text
    found = re.findall(r"^FROM \S+ AS (\S+)$", text, re.M)
    assert len(found) == len(set(found))


def test_dockerfile__no_line_is_too_long_for_thousands_of_values() -> None:
    made = plan("tests: {t: {from: busybox, matrix: {v: '{{ range(9000) }}'}, steps: [make]}}\n")
    text = to_json(made.manifest)
    assert max(map(len, text.splitlines())) < 65_535
    assert from_json(text) == made.manifest


def _rendered(text: str, **changes: Any) -> str:
    return dockerfile.render(replace(plan(text), **changes), scripts()).text


def test_header__syntax_is_the_first_line_of_all() -> None:
    text = _rendered(f"syntax: docker/dockerfile:1\n{SMALL}")
    assert text.startswith("# syntax=docker/dockerfile:1\n# Generated by cigen from cigen.yml.")


def test_header__says_which_contexts_a_plain_build_needs() -> None:
    text = _rendered(SMALL, contexts=(("src", "../my src"), ("base", "docker-image://busybox")))
    words = "--build-context 'src=../my src' --build-context base=docker-image://busybox"
    assert text.splitlines()[1] == f"# Without cigen, `docker build` needs: {words}"


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("debian:bookworm", "debian:bookworm@sha256:1"),
        ("debian", "debian@sha256:1"),
        ("localhost:5000/a:b", "localhost:5000/a:b@sha256:1"),
        ("debian:bookworm@sha256:0", "debian:bookworm@sha256:1"),
    ],
)
def test_image__keeps_its_tag_before_the_digest(name: str, line: str) -> None:
    assert dockerfile.image(Parent(name, is_stage=False, digest="sha256:1")) == line
    assert dockerfile.image(Parent(name, is_stage=False)) == name


def test_image__of_a_stage_and_of_the_verdict_has_its_digest() -> None:
    locked = Parent("busybox:1", is_stage=False, digest="sha256:1")
    found = plan(SMALL)
    stages = tuple(replace(stage, parent=locked) if stage.cell else stage for stage in found.stages)
    text = dockerfile.render(replace(found, stages=stages, verdict_parent=locked), scripts()).text
    assert "FROM busybox:1@sha256:1 AS t\n" in text
    assert "FROM busybox:1@sha256:1 AS verdict\n" in text


def test_git__what_a_run_clones_and_checks_out_is_kept_beside_its_script() -> None:
    found = plan(
        "tests: {t: {from: busybox, steps: [{clone: /r, branch: b}, {checkout: v1, remote: up, repository: /q}]}}\n"
    )
    cell = next(stage for stage in found.stages if stage.cell)
    runs = [line.run for line in cell.instructions if isinstance(line, Recorded)]
    assert [run.git for run in runs] == [Clone("/r", "b"), Checkout("v1", "up", "/q")]
    assert runs[1].script == checkout_script("v1", "up")
