"""The composite action as a runner runs it: each step's script by bash, its `env` and `if` filled in from the inputs.

Knows the few expressions that action.yml holds, and refuses any other.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "action.yml").read_text(encoding="utf-8")
ACTION: Any = YAML(typ="safe", pure=True).load(io.StringIO(TEXT))
STEPS = ACTION["runs"]["steps"]
TOKEN = "a-token-of-the-run"
JOB = "4711"
_EXPRESSION = re.compile(r"\$\{\{ (.*?) \}\}")
_OUTPUT = re.compile(r"steps\.([a-z]+)\.outputs\.([a-z]+)")


@dataclass(frozen=True)
class Ran:
    """What a call of the action said and set."""

    code: int
    text: str
    steps: tuple[str, ...]
    outputs: Mapping[str, str]
    summary: str

    @property
    def errors(self) -> list[str]:
        """What it told the runner to show as an error."""
        return [line for line in self.text.splitlines() if line.startswith("::error")]


@dataclass
class Job:
    """A job on a runner: its steps share a workspace and RUNNER_TEMP. `action` is the folder of the action.

    Whether somebody has `cancelled` it is asked while a script runs.
    """

    folder: Path
    action: Path = ROOT
    env: dict[str, str] = field(default_factory=dict)
    calls: int = 0
    cancelled: Callable[[], bool] = lambda: False

    def __post_init__(self) -> None:
        for path in (self.workspace, self.temp):
            path.mkdir(parents=True)

    @property
    def workspace(self) -> Path:
        """Where the repository is checked out."""
        return self.folder / "workspace"

    @property
    def temp(self) -> Path:
        """RUNNER_TEMP."""
        return self.folder / "temp"

    @property
    def venv(self) -> Path:
        """Where the action installs what cigen needs."""
        return self.temp / "cigen-python"

    def installed(self, *, packages: bool) -> Job:
        """The job as after a call of the action, with the packages of this test's own Python, or none."""
        subprocess.run([sys.executable, "-I", "-m", "venv", "--without-pip", self.venv], check=True)
        if packages:
            (site,) = self.venv.glob("lib/python3.*/site-packages")
            (site / "packages.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
        shutil.copyfile(self.action / "requirements.lock", self.venv / "requirements.lock")
        return self

    def use(self, **inputs: str) -> Ran:
        """Call the action; `_` in a name stands for `-`."""
        self.calls += 1
        place = self.folder / f"call-{self.calls}"
        place.mkdir()
        given = _inputs({name.replace("_", "-"): value for name, value in inputs.items()})
        steps: list[str] = []
        outputs: dict[str, dict[str, str]] = {}
        text, code = "", 0
        for step in STEPS:
            if code == 0 and expand(step.get("if", "${{ true }}"), given) == "true":
                code, said, outputs[step.get("id", step["name"])] = self._run(step, given, place)
                text += said
                steps.append(step["name"])
        summary = place / "summary.md"
        return Ran(code, text, tuple(steps), _outputs(outputs), summary.read_text() if summary.exists() else "")

    def _run(self, step: Any, given: Mapping[str, str], place: Path) -> tuple[int, str, dict[str, str]]:
        script, output = place / "script.sh", place / f"output-{step['name']}"
        script.write_text(step["run"])
        output.touch()
        environ = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "CIGEN_"))},
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(self.action),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(place / "summary.md"),
            "GITHUB_WORKSPACE": str(self.workspace),
            "RUNNER_TEMP": str(self.temp),
            **self.env,
            **{name: expand(value, given) for name, value in step.get("env", {}).items()},
        }
        assert step["shell"] == "bash"
        command = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)]
        code, said = self._executed(command, environ, script.with_suffix(".log"))
        lines = output.read_text().splitlines()
        return code, said, dict(line.split("=", 1) for line in lines)

    def _executed(self, command: list[str], environ: Mapping[str, str], log: Path) -> tuple[int, str]:
        """The exit code and what was said; what a script leaves behind may still hold the log, which is a file."""
        with log.open("wb") as out:
            process = subprocess.Popen(
                command, cwd=self.workspace, env=environ, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT
            )
        end = time.monotonic() + 300
        while process.poll() is None:
            assert time.monotonic() < end, log.read_text()
            if self.cancelled():
                cancel(process)
            time.sleep(0.02)
        return process.returncode, log.read_text()


def cancel(process: subprocess.Popen[bytes]) -> None:
    """What the runner does: signals for the script's own process, that nobody else is sent, then the end of all.

    https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-cancellation
    """
    for number, seconds in ((signal.SIGINT, 7.5), (signal.SIGTERM, 2.5), (signal.SIGKILL, 60)):
        process.send_signal(number)
        try:
            process.wait(seconds)
            return
        except subprocess.TimeoutExpired:
            continue


def _inputs(given: Mapping[str, str]) -> Mapping[str, str]:
    assert given.keys() <= ACTION["inputs"].keys(), "an input that there is not"
    defaults = {name: str(one.get("default", "")) for name, one in ACTION["inputs"].items()}
    return {**{name: expand(value, {}) for name, value in defaults.items()}, **given}


def expand(text: str, inputs: Mapping[str, str]) -> str:
    """A text of action.yml with its expressions filled in."""
    return _EXPRESSION.sub(lambda match: _value(match[1], inputs), text)


def _value(expression: str, inputs: Mapping[str, str]) -> str:
    if equal := re.fullmatch(r"inputs\.([a-z-]+) == '([a-z-]+)'", expression):
        return "true" if inputs[equal[1]] == equal[2] else "false"
    if name := re.fullmatch(r"inputs\.([a-z-]+)", expression):
        return inputs[name[1]]
    return {"true": "true", "github.token": TOKEN, "job.check_run_id": JOB}[expression]


def _outputs(steps: Mapping[str, Mapping[str, str]]) -> Mapping[str, str]:
    found = {}
    for name, output in ACTION["outputs"].items():
        alternatives = [steps.get(match[1], {}).get(match[2], "") for match in _OUTPUT.finditer(output["value"])]
        found[name] = next((value for value in alternatives if value), "")
    return found
