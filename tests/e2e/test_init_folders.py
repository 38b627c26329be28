"""`cigen init` in a folder of Python and Go: what it writes builds and tests that folder for real."""

from __future__ import annotations

import pytest

from tests.e2e.adopted import docker
from tests.e2e.command import Done, Folder
from tests.e2e.engine import Engine

pytestmark = pytest.mark.engine

TOOLS = """FROM debian:bookworm-slim
RUN apt-get -qq update && apt-get -qq install -y --no-install-recommends \
      python3 python3-pip python3-pytest python-is-python3 golang-go >/dev/null
ENV PIP_BREAK_SYSTEM_PACKAGES=1
"""
"""Debian's own tools stand in for the official images, which can't be pulled everywhere."""
OFFICIAL = [f"python:{version}-slim" for version in ("3.11", "3.12", "3.13", "3.14")] + ["golang:1.24", "golang:1.25"]
FILES = {
    "requirements.txt": "pytest\n",
    "test_sums.py": "def test_sums():\n    assert 1 + 1 == 2\n\n\ndef test_products():\n    assert 2 * 2 == 4\n",
    "go.mod": "module example.org/sums\n\ngo 1.19\n",
    "sums.go": "package sums\n\nfunc Sum(a, b int) int { return a + b }\n",
    "sums_test.go": 'package sums\n\nimport "testing"\n\nfunc TestSum(t *testing.T) {\n\tif Sum(1, 1) != 2 {\n'
    '\t\tt.Error("sum")\n\t}\n}\n',
}


@pytest.fixture(scope="module")
def built(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Done:
    folder = Folder(tmp_path_factory.mktemp("sums"), engine)
    (folder.path / ".git").mkdir()
    for name, text in FILES.items():
        (folder.path / name).write_text(text)
    image = f"{engine.env['CIGEN_TEST_REGISTRY']}/cigen-e2e-tools:1"
    tools = docker(engine, "buildx", "build", "--push", f"--tag={image}", "-", stdin=TOOLS)
    assert tools.returncode == 0, tools.stderr.decode()
    made = folder.cigen("init")
    assert made.code == 0, made.stderr
    spec = folder.path / "cigen.yml"
    spec.write_text(spec.read_text().replace("'1.23', ", ""))
    options = [f"--option=--build-context={official}=docker-image://{image}" for official in OFFICIAL]
    return folder.cigen("build", *options)


def test_init__writes_a_spec_whose_cells_all_pass(built: Done) -> None:
    assert built.code == 0, built.stdout + built.stderr
    outcomes = {cell["name"]: cell["outcome"] for cell in built.report["results"]["cells"]}
    assert set(outcomes.values()) == {"passed"}
    assert len([name for name in outcomes if name.startswith("python-")]) == 4
    assert len([name for name in outcomes if name.startswith("go-")]) == 2


def test_init__has_the_junit_files_of_pytest_reported(built: Done) -> None:
    assert "test_products" in built.text("junit.xml")
