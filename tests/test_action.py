from __future__ import annotations

import argparse
import importlib
import re
from pathlib import Path
from typing import Any

import pytest

from cigen.edge.runner import OUTPUTS
from tests.actionrun import ACTION, STEPS, TEXT
from tests.linters import actionlint, schema, shellcheck, zizmor

MODES = {
    "build": "build",
    "report": "report",
    "release": "release",
    "comment": "publish",
    "cache-export": "cache export",
    "cache-sweep": "cache sweep",
}
SPECIAL = {"github-token": "GITHUB_TOKEN", "summary": "SUMMARY", "files": "CIGEN_PATHS", "report-name": "CIGEN_NAME"}
COMMANDS = STEPS[2:]
USER = """\
name: user
on:
  push:
permissions: {}
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
      - uses: ./
        with:
          mode: build
"""


def test_action__the_schema_is_met() -> None:
    assert schema(TEXT, "github-actions") == ""


def test_action__zizmor_finds_nothing() -> None:
    assert zizmor(TEXT, "action.yml") == ""


def test_action__actionlint_finds_nothing() -> None:
    assert actionlint(USER, {"action.yml": TEXT}) == ""


def test_action__actionlint_does_look_at_it() -> None:
    assert "branding" in actionlint(USER, {"action.yml": TEXT.replace("icon: layers", "icon: nothing")})
    assert "mood" in actionlint(USER.replace("mode:", "mood:"), {"action.yml": TEXT})


def test_action__every_value_of_a_context_is_known_to_actionlint() -> None:
    """It looks into no action, so that what one holds is shown to it in a workflow."""
    values = set(re.findall(r"\$\{\{ ((?:job|github)\.\S+) \}\}", TEXT))
    env = "".join(f"          V{number}: ${{{{ {value} }}}}\n" for number, value in enumerate(sorted(values)))

    assert values == {"github.token", "job.check_run_id"}
    assert actionlint(f"{USER}        env:\n{env}", {"action.yml": TEXT}) == ""


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step["name"])
def test_action__shellcheck_finds_nothing(step: Any) -> None:
    assert shellcheck(step["run"]) == ""


@pytest.mark.parametrize("name", ACTION["inputs"])
def test_input__is_documented_a_string_and_handed_on_by_the_environment(name: str) -> None:
    given = ACTION["inputs"][name]
    value = f"${{{{ inputs.{name} }}}}"
    variables = {key for step in STEPS for key, one in step.get("env", {}).items() if value in one}

    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", name)
    assert given["description"].endswith(".")
    assert given.get("required") or isinstance(given["default"], str)
    assert variables == {SPECIAL.get(name, f"CIGEN_{name.upper().replace('-', '_')}")}


@pytest.mark.parametrize("command", MODES.values())
def test_input__each_variable_is_an_option_of_the_command_that_gets_it(command: str) -> None:
    known = {f"CIGEN_{action.dest.upper()}" for action in options(command)} | {"CIGEN_JOB"}
    (step,) = [one for one in COMMANDS if one["run"].endswith(f" {command}\n")]

    assert set(re.findall("CIGEN_[A-Z_]+", str(step))) <= known


@pytest.mark.parametrize("step", COMMANDS, ids=lambda step: step["name"])
def test_input__each_default_and_choice_is_the_command_s(step: Any) -> None:
    """A choice that the first step lets pass is one that the command takes, and the other way round."""
    _, _, command = step["run"].strip().rpartition("-m cigen ")
    for action in options(command):
        name = {v: k for k, v in SPECIAL.items()}.get(f"CIGEN_{action.dest.upper()}", action.dest.replace("_", "-"))
        checked = re.search(rf"^one_of {name} \S+ (.*)$", STEPS[0]["run"], re.MULTILINE)
        if action.choices is not None and f"CIGEN_{action.dest.upper()}" in step["env"]:
            assert checked, f"{name}: nobody checks the input"
            assert checked[1].split() == list(action.choices)
            assert ACTION["inputs"][name]["default"] in (action.default or "", "")


def options(command: str) -> list[argparse.Action]:
    """Everything that a command takes, or its sub-command."""
    name, *verbs = command.split()
    parser = argparse.ArgumentParser()
    importlib.import_module(f"cigen.commands.{name}").add_arguments(parser)
    for verb in verbs:
        (inner,) = [one for one in parser._actions if isinstance(one, argparse._SubParsersAction)]
        parser = inner.choices[verb]
    return parser._actions


def test_input__nothing_is_expanded_inside_a_script() -> None:
    assert not [step["name"] for step in STEPS if "${{" in step["run"]]


def test_mode__each_has_one_step_that_runs_its_command() -> None:
    for mode, command in MODES.items():
        (step,) = [one for one in COMMANDS if one["if"] == f"${{{{ inputs.mode == '{mode}' }}}}"]
        assert step["run"].splitlines()[-1] == f'exec "${{RUNNER_TEMP}}/cigen-python/bin/python" -I -m cigen {command}'
        assert f" {mode}" in STEPS[0]["run"]


def test_mode__only_what_talks_to_github_is_given_the_token() -> None:
    assert [step["name"] for step in STEPS if "GITHUB_TOKEN" in step.get("env", {})] == ["Comment", "Sweep the cache"]


def test_output__each_comes_from_whichever_mode_ran() -> None:
    assert tuple(ACTION["outputs"]) == OUTPUTS
    for name, output in ACTION["outputs"].items():
        assert output["value"] == f"${{{{ steps.build.outputs.{name} || steps.report.outputs.{name} }}}}"


def test_install__nothing_of_the_workspace_is_imported() -> None:
    calls = [
        call for step in STEPS for call in re.findall(r'"(?:\$\{(?:python|name)\}|\S*/python)" -?\w+', step["run"])
    ]

    assert len(calls) == 6 + len(COMMANDS)
    assert {call.rpartition(" ")[2] for call in calls} == {"-I"}


def test_docs__every_input_and_output_stands_in_its_table() -> None:
    page = (Path(__file__).parents[1] / "docs/action.md").read_text(encoding="utf-8")

    for name, given in ACTION["inputs"].items():
        default = given.get("default", "required") or "none"
        assert (
            f"| `{name}` | {given['description']} | {default if default in ('required', 'none') else f'`{default}`'} |"
            in page
        )
    for name, given in ACTION["outputs"].items():
        assert f"| `{name}` | {given['description']} |" in page
