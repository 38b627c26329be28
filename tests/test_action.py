from __future__ import annotations

import argparse
import importlib
import io
import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from cigen.edge.runner import OUTPUTS
from tests.linters import actionlint, schema, shellcheck, zizmor

TEXT = (Path(__file__).parents[1] / "action.yml").read_text(encoding="utf-8")
ACTION: Any = YAML(typ="safe", pure=True).load(io.StringIO(TEXT))
STEPS = ACTION["runs"]["steps"]
MODES = {
    "build": "build",
    "report": "report",
    "release": "release",
    "comment": "publish",
    "cache-export": "cache export",
    "cache-sweep": "cache sweep",
}
SPECIAL = {"github-token": "GITHUB_TOKEN", "summary": "SUMMARY"}
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


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step["name"])
def test_action__shellcheck_finds_nothing(step: Any) -> None:
    assert shellcheck(step["run"]) == ""


@pytest.mark.parametrize("name", ACTION["inputs"])
def test_input__is_documented_a_string_and_handed_on_by_the_environment(name: str) -> None:
    given = ACTION["inputs"][name]
    value = f"${{{{ inputs.{name} }}}}"
    variables = {key for step in STEPS for key, one in step["env"].items() if one == value}

    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", name)
    assert given["description"].endswith(".")
    assert given.get("required") or isinstance(given["default"], str)
    assert variables == {SPECIAL.get(name, f"CIGEN_{name.upper().replace('-', '_')}")}


@pytest.mark.parametrize("command", MODES.values())
def test_input__each_variable_is_an_option_of_the_command_that_gets_it(command: str) -> None:
    known = {f"CIGEN_{action.dest.upper()}" for action in options(command)}
    (step,) = [one for one in STEPS if one["run"].endswith(f" {command}\n")]

    assert set(re.findall("CIGEN_[A-Z_]+", str(step))) <= known


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
        (step,) = [one for one in STEPS if one.get("if") == f"${{{{ inputs.mode == '{mode}' }}}}"]
        assert step["run"].endswith(f'/bin/cigen" {command}\n')
        assert mode in STEPS[0]["run"]


def test_mode__only_what_talks_to_github_is_given_the_token() -> None:
    assert [step["name"] for step in STEPS if "GITHUB_TOKEN" in step["env"]] == ["Comment", "Sweep the cache"]


def test_output__each_comes_from_whichever_mode_ran() -> None:
    assert tuple(ACTION["outputs"]) == OUTPUTS
    for name, output in ACTION["outputs"].items():
        assert output["value"] == f"${{{{ steps.build.outputs.{name} || steps.report.outputs.{name} }}}}"


def test_install__nothing_of_the_workspace_is_imported() -> None:
    for line in STEPS[0]["run"].splitlines():
        assert not re.search(r"python3?\"? (?!-I )", line.partition("echo")[0])


def test_docs__every_input_and_output_stands_in_its_table() -> None:
    page = (Path(__file__).parents[1] / "docs/workflow.md").read_text(encoding="utf-8")

    for name, given in {**ACTION["inputs"], **ACTION["outputs"]}.items():
        assert re.search(rf"^\| `{name}` \| .*{re.escape(given['description'])}", page, re.MULTILINE), name
