"""requirements.lock and the environment that the action makes from it, with the machine's own package index."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.actionrun import ROOT, Job

TEXT = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PINS = dict(re.findall(r"^([a-z0-9-]+)==(\S+)", TEXT, re.MULTILINE))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
INDEX = ("-I", "-m", "pip", "--disable-pip-version-check", "--no-input", "--quiet")
DEAD = {
    "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
    "PIP_EXTRA_INDEX_URL": "",
    "PIP_FIND_LINKS": "",
    "PIP_RETRIES": "0",
}
"""An index that nobody answers at, as on a machine without a network."""


def test_lock__fits_what_the_project_depends_on() -> None:
    for line in PROJECT["dependencies"]:
        wanted = Requirement(line)
        assert wanted.specifier.contains(PINS[canonicalize_name(wanted.name)]), f"{line}: run scripts/lock"


def test_lock__holds_what_those_need_in_turn_and_no_more() -> None:
    needed, rest = set[str](), [Requirement(line).name for line in PROJECT["dependencies"]]
    while rest:
        name = canonicalize_name(rest.pop())
        found = [Requirement(line) for line in metadata.requires(name) or ()] if name not in needed else []
        needed.add(name)
        rest += [one.name for one in found if one.marker is None or one.marker.evaluate({"extra": ""})]

    assert set(PINS) == needed


def test_lock__every_package_has_hashes_and_no_place_to_get_it_from() -> None:
    packages = re.split(r"^(?=\S)", TEXT, flags=re.MULTILINE)[1:]

    assert len(packages) == len(PINS)
    for package in packages:
        assert re.fullmatch(r"[a-z0-9-]+==[0-9.]+( \\\n    --hash=sha256:[0-9a-f]{64})+\n", package), package


def test_lock__without_uv_the_script_says_what_to_do(tmp_path: Path) -> None:
    for name in ("bash", "dirname"):
        (tmp_path / name).symlink_to(shutil.which(name) or "")
    result = subprocess.run(
        [tmp_path / "bash", ROOT / "scripts/lock"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (result.returncode, result.stderr) == (4, "lock: uv is needed and not in PATH: pip install uv\n")


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the lock names, as wheels for this machine."""
    folder = tmp_path_factory.mktemp("wheels")
    if _pip("download", "--dest", str(folder), "--no-deps", "six").returncode != 0:
        pytest.skip("no package index answers here")
    options = (
        "--require-hashes",
        "--only-binary",
        ":all:",
        "--no-deps",
        "--requirement",
        str(ROOT / "requirements.lock"),
    )
    result = _pip("download", "--dest", str(folder), *options)
    assert result.returncode == 0, result.stderr
    return folder


def test_install__from_the_package_index(tmp_path: Path, wheels: Path) -> None:
    job = Job(tmp_path / "job", env={"PIP_CONSTRAINT": "hostile.txt", "PIP_TARGET": "elsewhere", "PIP_USER": "1"})
    (job.workspace / "hostile.txt").write_text("pydantic==1.0\n")
    (job.workspace / "junit.xml").write_text('<testsuite name="s"><testcase name="a"/></testsuite>')
    ran = job.use(mode="report", files="junit.xml")

    assert (ran.code, ran.outputs["passed"]) == (0, "1"), ran.text
    assert not (job.workspace / "elsewhere").exists()
    assert _installed(job) == PINS


def test_install__with_no_network_from_a_folder_of_wheels(tmp_path: Path, wheels: Path) -> None:
    """The environment names the folder, or it lies in the runner's tool cache."""
    for number, env in enumerate(({"CIGEN_WHEELS": str(wheels)}, {"RUNNER_TOOL_CACHE": str(tmp_path)})):
        shutil.copytree(wheels, tmp_path / "cigen-wheels", dirs_exist_ok=True)
        job = Job(tmp_path / f"job-{number}", env={**DEAD, **env})
        (job.workspace / "junit.xml").write_text('<testsuite name="s"><testcase name="a"/></testsuite>')

        assert job.use(mode="report", files="junit.xml").code == 0
        assert _installed(job) == PINS


def test_install__a_folder_that_lacks_one_wheel_is_made_up_for_by_the_index(tmp_path: Path, wheels: Path) -> None:
    some = shutil.copytree(wheels, tmp_path / "some", ignore=shutil.ignore_patterns("six-*"))
    job = Job(tmp_path / "job", env={"CIGEN_WHEELS": str(some)})
    job.use(mode="report")

    assert _installed(job) == PINS


def test_install__another_file_than_the_one_that_was_locked_is_refused(tmp_path: Path, wheels: Path) -> None:
    (tmp_path / "action").mkdir()
    lock = re.sub(r"(?<=^six==1.17.0 \\\n).*?(?=^\S)", f"    --hash=sha256:{'0' * 64}\n", TEXT, flags=re.M | re.S)
    assert lock.count("0" * 64) == 1
    (tmp_path / "action/requirements.lock").write_text(lock)
    job = Job(tmp_path / "job", tmp_path / "action", env={**DEAD, "CIGEN_WHEELS": str(wheels)})
    ran = job.use(mode="report")

    assert (ran.code, ran.steps[-1], len(ran.errors)) == (4, "Install cigen", 1)
    assert "hash" in ran.text.lower()
    assert not (job.venv / "requirements.lock").exists()
    assert not list(job.venv.glob("lib/python3.*/site-packages/six.py"))


def test_install__no_network_and_no_wheels_is_said_with_the_remedy(tmp_path: Path) -> None:
    ran = Job(tmp_path / "job", env=DEAD).use(mode="report")

    assert (ran.code, len(ran.errors)) == (4, 1)
    assert "is there a package index, or a folder of wheels?" in ran.text


def _pip(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *INDEX, *words], capture_output=True, text=True, timeout=300, check=False)


def _installed(job: Job) -> dict[str, str]:
    """Everything that is in the job's environment, as it says itself; pip is where the Python has none to lend."""
    (site,) = job.venv.glob("lib/python3.*/site-packages")
    found = metadata.distributions(path=[str(site)])
    return {name: one.version for one in found if (name := canonicalize_name(one.metadata["Name"])) != "pip"}
