"""Other people's judgement on rendered text: each function returns the complaints as a text, empty for none."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

WORKFLOW = ".github/workflows/rendered.yml"

_PIN = re.compile(r"@[0-9a-f]{40} # v([0-9]+)\..*")


def actionlint(text: str, beside: Mapping[str, str] | None = None) -> str:
    """What actionlint says about a workflow; `beside` are other files of its repository, such as a local action.yml."""
    return _complaints(["actionlint", "-no-color", "-shellcheck", _tool("shellcheck"), WORKFLOW], text, beside or {})


def zizmor(text: str, path: str = WORKFLOW) -> str:
    """What zizmor's strictest persona says, offline, about a workflow or, by its path, an action."""
    return _complaints(["zizmor", "--persona=auditor", "--offline", "--quiet", "--no-config", path], text, {}, path)


WORKFLOWS = ("actionlint", "tag twin", "zizmor", "schema")
"""Who looks at whole workflows."""


def workflows(judge: str, texts: Mapping[str, str], beside: Mapping[str, str] | None = None) -> str:
    """What one of `WORKFLOWS` says about many at once, each by a name of its own; `beside` as for actionlint."""
    files = {f".github/workflows/{name}.yml": text for name, text in texts.items()}
    if judge == "tag twin":
        files = {path: tag_twin(text) for path, text in files.items()}
    commands = {
        "zizmor": ["zizmor", "--persona=auditor", "--offline", "--quiet", "--no-config"],
        "schema": ["check-jsonschema", "--builtin-schema", "vendor.github-workflows"],
    }
    lint = ["actionlint", "-no-color", "-shellcheck", _tool("shellcheck")]
    return _complaints_on([*commands.get(judge, lint), *files], {**(beside or {}), **files})


def schema(text: str, name: str) -> str:
    """What the JSON Schema `name` (`github-workflows`, `github-actions`) says."""
    return _complaints(["check-jsonschema", "--builtin-schema", f"vendor.{name}", "action.yml"], text, {}, "action.yml")


def shellcheck(script: str) -> str:
    """What shellcheck says about a bash script."""
    return _complaints(
        ["shellcheck", "--shell=bash", "--enable=all", "--exclude=SC2154", "script"], script, {}, "script"
    )


def tag_twin(text: str) -> str:
    """The same workflow with tags in the place of commits: linters know the inputs of actions by tag only."""
    return _PIN.sub(r"@v\1", text)


def _complaints(command: list[str], text: str, beside: Mapping[str, str], path: str = WORKFLOW) -> str:
    return _complaints_on(command, {**beside, path: text})


def _complaints_on(command: list[str], files: Mapping[str, str]) -> str:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / ".git").mkdir()
        for name, content in files.items():
            file = Path(folder) / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content.encode())
        result = subprocess.run(
            [_tool(command[0]), *command[1:]], cwd=folder, capture_output=True, text=True, timeout=120, check=False
        )
    return "" if result.returncode == 0 else result.stdout + result.stderr or f"exit code {result.returncode}"


def _tool(name: str) -> str:
    return str(Path(sys.executable).parent / name)
