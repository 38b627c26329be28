"""What BuildKit's own checks and hadolint say about the Dockerfiles of the examples and of the golden specs."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.commandline import cigen
from tests.e2e.command import Folder
from tests.e2e.engine import ROOT, Engine

SPECS = sorted(path.parent for folder in ("examples", "tests/golden") for path in ROOT.glob(f"{folder}/*/cigen.yml"))
HADOLINT = Path(sys.executable).parent / "hadolint"
THE_AUTHORS = {"WorkdirRelativePath"}
"""What the spec says is printed as it stands: `workdir: src`."""


@pytest.fixture(params=SPECS, ids=lambda path: path.name)
def rendered(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A freshly rendered Dockerfile."""
    source: Path = request.param
    project = tmp_path / source.name
    shutil.copytree(source, project, ignore=shutil.ignore_patterns("cigen-report", "tree", ".cigen", ".github"))
    (project / ".git").mkdir()
    result = cigen("render", cwd=project)
    assert (result.code, result.err) == (0, "")
    return project / ".cigen/Dockerfile"


@pytest.mark.engine
def test_checks__of_buildkit_find_nothing(engine: Engine, rendered: Path) -> None:
    folder = Folder(rendered.parent, engine)
    targets = _called(folder, "targets")["targets"]
    bases = {target.get("base", "") for target in targets} - {target["name"] for target in targets} - {"", "scratch"}
    # No base image is asked for: what is checked is ours.
    images = [f"--build-context={base}=docker-image://busybox" for base in sorted(bases)]
    found = _called(folder, "check", *images).get("warnings") or []
    assert [warning for warning in found if warning["ruleName"] not in THE_AUTHORS] == []


def _called(folder: Folder, call: str, *words: str) -> Any:
    done = folder.docker("buildx", "build", f"--call={call},format=json", *words, ".")
    assert done.stdout.startswith(b"{"), done.stderr
    return json.loads(done.stdout)


def test_hadolint__finds_nothing_but_what_has_a_reason(rendered: Path) -> None:
    command = [str(HADOLINT), "--no-color", "--config", str(ROOT / ".hadolint.yaml"), str(rendered)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@pytest.mark.parametrize("line", [line for line in (ROOT / ".hadolint.yaml").read_text().splitlines() if "- " in line])
def test_hadolint__each_exception_has_its_reason(line: str) -> None:
    assert re.fullmatch(r'  - (DL|SC)\d{4} # ".+": .{15,}', line)
