"""Every kind of step and every option, each with its golden lines."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cigen.plan.model import Gather, Run
from cigen.plan.steps import _TRANSLATE
from cigen.render.command import MOST_BODY, too_long
from cigen.render.instruction import text
from cigen.source import Position
from cigen.spec.steps import STEP_KINDS, UseStep
from cigen.yamltext import parse, plain
from tests.conftest import Golden
from tests.planned import dockerfile

GOLDEN = Path(__file__).parents[1] / "golden" / "instructions"
CASES = sorted(path.stem for path in GOLDEN.glob("*.yml"))
HERE = Position("cigen.yml", 1, 1)


@pytest.mark.parametrize("case", CASES)
def test_instruction__as_in_its_golden_file(case: str, golden: Golden) -> None:
    steps = "".join(f"      {line}\n" for line in (GOLDEN / f"{case}.yml").read_text().splitlines())
    stage = f"  s:\n    from: busybox\n    steps:\n{steps}"
    if case.startswith("recorded"):
        left = "    artifacts: [{path: 'a b*'}]\n    junit: ['**/*.xml']\n"
        spec = f"stages: {{other: {{from: scratch}}}}\ntests:\n{stage}{left}"
    else:
        other = "\n  other: {from: scratch}"
        spec = f"stages:{other}\n{stage}tests: {{t: {{from: s, steps: [make]}}}}\n"
    if case == "syntax":
        spec = f"syntax: docker/dockerfile:1\n{spec}"
    golden(GOLDEN / f"{case}.Dockerfile", _stage(dockerfile(spec), "s"))


def _stage(text: str, name: str) -> str:
    """The lines of one stage, up to the next one or its comment."""
    start = text.index(f" AS {name}\n")
    rest = re.split(r"\n\n(?=(?:# [^\n]*\n)?FROM )", text[text.rindex("\n", 0, start) + 1 :], maxsplit=1)
    return f"{rest[0]}\n"


def test_instruction__every_kind_of_step_has_golden_lines() -> None:
    seen: set[str] = set()
    for case in CASES:
        tree, _ = parse((GOLDEN / f"{case}.yml").read_text(), case)
        assert tree is not None
        seen |= {next(kind for kind in STEP_KINDS if kind in s) if isinstance(s, dict) else "run" for s in plain(tree)}
    assert seen == set(STEP_KINDS) - {"use"}


def test_instruction__every_kind_of_step_but_use_is_translated() -> None:
    assert set(_TRANSLATE) == set(STEP_KINDS.values()) - {UseStep}


def test_instruction__a_long_script_travels_as_a_file() -> None:
    line = "echo " + "x" * 1000 + "\n"
    long = Run(HERE, "", line * (MOST_BODY // 1000), ("/bin/sh", "-e"))
    assert too_long(long)
    assert text(long, "carrier") == (
        "RUN --mount=type=bind,from=carrier,source=/step,target=/.cigen/step /bin/sh -e /.cigen/step\n"
    )


def test_instruction__a_long_script_is_carried_by_a_stage_of_its_own() -> None:
    body = "".join(f"          echo {'x' * 990} {n}\n" for n in range(140))
    rendered = dockerfile(f"tests:\n  t:\n    from: busybox\n    steps:\n      - run: |\n{body}")
    assert "FROM scratch AS cigen-script-2-t\nCOPY <<'STEP' /step\n" in rendered
    assert "--mount=type=bind,from=cigen-script-2-t,source=/step,target=/.cigen/step exec" in rendered
    assert " t 1 /bin/sh -e < /.cigen/step\n" in rendered


def test_instruction__variables_of_a_step_count_into_its_length() -> None:
    env = tuple((f"V{n}", "x" * 10_000) for n in range(14))
    assert too_long(Run(HERE, "", "make\n", ("/bin/sh",), env=env))


def test_instruction__gather_lists_artifacts_and_junit_files() -> None:
    gather = Gather("t-1", (("artifact", 1, "a b"), ("junit", 1, "FILES")))
    assert text(gather).splitlines()[-3:] == ["artifact 1 a b", "junit 1 FILES", "FILES"]
