"""What a folder holds in, for each build system the versions to try and the steps that test it out.

Each starts from an official image, brings the list of dependencies before the sources, so that a change of these alone
fetches nothing again, and keeps the package manager's downloads in a cache mount.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cigen.adopt.versions import fitting
from cigen.yamlwrite import Entry, Flow, Free, Items, Node, Noted, Words

PYTHONS = ("3.10", "3.11", "3.12", "3.13", "3.14")
NODES = ("20", "22", "24")
GOS = ("1.23", "1.24", "1.25")
OCAMLS = ("4.14", "5.2", "5.3")


@dataclass(frozen=True, slots=True)
class Folder:
    """The names in a folder (folders end in `/`), and the texts of some of its files."""

    names: frozenset[str]
    texts: Mapping[str, str]

    def has(self, *names: str) -> bool:
        """Whether one of these is there."""
        return any(name in self.names for name in names)

    def text(self, name: str) -> str:
        """The text of a file, empty where it is not there."""
        return self.texts.get(name, "")

    def toml(self, name: str) -> dict[str, Any]:
        """A TOML file; empty where it is not there or not to be read."""
        try:
            return tomllib.loads(self.text(name))
        except (tomllib.TOMLDecodeError, RecursionError):
            return {}

    def json(self, name: str) -> dict[str, Any]:
        """A JSON file; empty where it is not there or not to be read."""
        try:
            found = json.loads(self.text(name) or "{}")
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True, slots=True)
class Found:
    """A test that could be made: the files that were `seen`, the versions to try of `image`, the steps, JUnit files."""

    name: str
    seen: tuple[str, ...]
    image: str
    versions: tuple[str, ...]
    steps: tuple[Node, ...]
    junit: str = ""


def python(folder: Folder) -> Found | None:
    """Python: pyproject.toml, setup.py, requirements.txt or tox.ini."""
    seen = [n for n in ("pyproject.toml", "setup.py", "requirements.txt", "tox.ini") if folder.has(n)]
    if not seen:
        return None
    every = "\n".join(
        text for name, text in folder.texts.items() if name.endswith((".toml", ".txt", ".ini", ".cfg", ".py"))
    )
    uses_pytest = "pytest" in every or folder.has("pytest.ini", "conftest.py")
    steps: list[Node] = [_workdir(), *_python_dependencies(folder)]
    runner = "uv run " if folder.has("uv.lock") else "poetry run " if folder.has("poetry.lock") else ""
    if not runner and not _lists_pytest(folder):
        steps.insert(1, _cached("pip install pytest", "/root/.cache/pip"))
    elif runner and not uses_pytest:
        runner = "uv run --with pytest " if folder.has("uv.lock") else runner
        steps += [] if folder.has("uv.lock") else [Free("poetry run pip install pytest")]
    # pytest runs unittest's tests, too, and fails where it finds none, which `python -m unittest` passes before 3.12.
    steps.append(Free(f"{runner}pytest --junitxml=junit.xml"))
    versions = fitting(PYTHONS, _wanted_python(folder) or ">=3.11")
    return Found("python", tuple(seen), "python:{{ python }}-slim", versions, tuple(steps), "junit.xml")


def _wanted_python(folder: Folder) -> str:
    """What the project says of the versions it works with, in `[project]` or in the words of older tools."""
    project = folder.toml("pyproject.toml").get("project")
    if isinstance(project, dict) and "requires-python" in project:
        return str(project["requires-python"])
    match = re.search(r"python_requires\s*=\s*['\"]?([^'\"\n]+)", folder.text("setup.cfg") + folder.text("setup.py"))
    poetry = re.search(
        r"^\[tool\.poetry\.dependencies\][^\[]*?^python\s*=\s*\"([^\"]+)", folder.text("pyproject.toml"), re.M
    )
    return match[1] if match else poetry[1] if poetry else ""


def _lists_pytest(folder: Folder) -> bool:
    """Whether what gets installed brings pytest."""
    return "pytest" in "".join(folder.text(name) for name in _requirements(folder)) or bool(_extra(folder))


def _requirements(folder: Folder) -> list[str]:
    names = ("requirements.txt", "requirements-dev.txt", "requirements-test.txt", "dev-requirements.txt")
    return [name for name in names if folder.has(name)]


def _python_dependencies(folder: Folder) -> list[Node]:
    """The steps up to the sources, these included."""
    if folder.has("uv.lock"):
        return _locked(
            "uv", "pyproject.toml uv.lock", "uv sync --frozen --no-install-project", "uv sync --frozen", "uv"
        )
    if folder.has("poetry.lock"):
        return _locked("poetry", "pyproject.toml poetry.lock", "poetry install --no-root", "poetry install", "pypoetry")
    steps: list[Node] = []
    lists = _requirements(folder)
    if lists:
        options = " ".join(f"-r {name}" for name in lists)
        steps += [_first(f"{' '.join(lists)} ./"), _cached(f"pip install {options}", "/root/.cache/pip")]
    steps += _version_from_git(folder)
    steps.append(_sources())
    if folder.has("setup.py") or _is_package(folder):
        extra = _extra(folder)
        steps.append(_cached(f"pip install -e '.[{extra}]'" if extra else "pip install -e .", "/root/.cache/pip"))
    return steps


def _locked(tool: str, files: str, dependencies: str, project: str, cache: str) -> list[Node]:
    folder = f"/root/.cache/{cache}"
    return [
        _cached(f"pip install {tool}", "/root/.cache/pip"),
        _first(f"{files} ./"),
        _cached(dependencies, folder),
        _sources(),
        _cached(project, folder),
    ]


def _is_package(folder: Folder) -> bool:
    tree = folder.toml("pyproject.toml")
    return "project" in tree or "build-system" in tree


def _extra(folder: Folder) -> str:
    """The extra that brings what tests need."""
    project = folder.toml("pyproject.toml").get("project")
    extras = project.get("optional-dependencies", {}) if isinstance(project, dict) else {}
    names = ("test", "tests", "testing", "dev")
    return next((name for name in names if isinstance(extras, dict) and "pytest" in str(extras.get(name, ""))), "")


def _version_from_git(folder: Folder) -> list[Node]:
    """`.git` is not part of the build context, so a version taken from it has to be made up."""
    if not re.search(r"setuptools[_-]scm|hatch-vcs|pdm.*scm", folder.text("pyproject.toml")):
        return []
    note = ("The version comes from git, which the build does not see.",)
    return [Noted((Entry("env", (Entry("SETUPTOOLS_SCM_PRETEND_VERSION", "0.0.0"),)),), note)]


def node(folder: Folder) -> Found | None:
    """Node: package.json, with the lock file of npm, yarn or pnpm."""
    if not folder.has("package.json"):
        return None
    lock, tool, install, cache = _node_tool(folder)
    scripts = folder.json("package.json").get("scripts")
    has_test = isinstance(scripts, dict) and "test" in scripts and "no test specified" not in str(scripts["test"])
    steps: list[Node] = [_workdir()]
    steps += [Free("corepack enable")] if tool != "npm" else []
    steps += [_first(f"package.json {lock} ./" if lock else "package.json ./"), _cached(install, cache), _sources()]
    steps.append(Free(f"{tool} test" if has_test else "node --test"))
    engines = folder.json("package.json").get("engines")
    wanted = str(engines.get("node", "")) if isinstance(engines, dict) else ""
    seen = ("package.json", lock) if lock else ("package.json",)
    return Found("node", seen, "node:{{ node }}-slim", fitting(NODES, wanted), tuple(steps))


def _node_tool(folder: Folder) -> tuple[str, str, str, str]:
    """The lock file, the tool that made it, how it installs and where it keeps what it fetched."""
    if folder.has("pnpm-lock.yaml"):
        store = "/root/.local/share/pnpm/store"
        return "pnpm-lock.yaml", "pnpm", f"pnpm install --frozen-lockfile --store-dir {store}", store
    if folder.has("yarn.lock"):
        option = "--immutable" if folder.has(".yarnrc.yml") else "--frozen-lockfile"
        return "yarn.lock", "yarn", f"yarn install {option}", "/usr/local/share/.cache/yarn"
    if folder.has("package-lock.json"):
        return "package-lock.json", "npm", "npm ci", "/root/.npm"
    return "", "npm", "npm install", "/root/.npm"


def go(folder: Folder) -> Found | None:
    """Go: go.mod."""
    if not folder.has("go.mod"):
        return None
    match = re.search(r"^go (\d+\.\d+)", folder.text("go.mod"), re.M)
    steps = (
        _workdir(),
        _first("go.mod go.sum ./" if folder.has("go.sum") else "go.mod ./"),
        _cached("go mod download", "/go/pkg/mod"),
        _sources(),
        _cached("go vet ./...", "/go/pkg/mod", "/root/.cache/go-build"),
        _cached("go test ./...", "/go/pkg/mod", "/root/.cache/go-build"),
    )
    return Found("go", ("go.mod",), "golang:{{ go }}", fitting(GOS, f">={match[1] if match else '1.24'}"), steps)


def rust(folder: Folder) -> Found | None:
    """Rust: Cargo.toml."""
    if not folder.has("Cargo.toml"):
        return None
    package = folder.toml("Cargo.toml").get("package")
    oldest = package.get("rust-version", "") if isinstance(package, dict) else ""
    versions = ("1", str(oldest)) if re.fullmatch(r"1\.\d+(?:\.\d+)?", str(oldest)) else ("1",)
    locked = " --locked" if folder.has("Cargo.lock") else ""
    steps = (
        _workdir(),
        _sources(),
        _cached(f"cargo test{locked}", "/usr/local/cargo/registry", "/src/target", own=True),
    )
    return Found("rust", ("Cargo.toml",), "rust:{{ rust }}-slim", versions, steps)


def ocaml(folder: Folder) -> Found | None:
    """OCaml: dune-project or *.opam."""
    opam = any(name.endswith(".opam") for name in folder.names)
    if not opam and not folder.has("dune-project"):
        return None
    steps: list[Node] = [step_workdir("/home/opam/src")]
    steps += [_first("*.opam ./", owner="opam")] if opam else []
    dependencies = "opam install . --deps-only --with-test --yes" if opam else "opam install dune --yes"
    steps.append(_cached(dependencies, "/home/opam/.opam/download-cache", owner="1000"))
    steps += [_sources(owner="opam"), Free("opam exec -- dune build"), Free("opam exec -- dune test")]
    seen = sorted(name for name in folder.names if name == "dune-project" or name.endswith(".opam"))[:3]
    return Found("ocaml", tuple(seen), "ocaml/opam:debian-12-ocaml-{{ ocaml }}", OCAMLS, tuple(steps))


LANGUAGES: tuple[Callable[[Folder], Found | None], ...] = (python, node, go, rust, ocaml)


def _workdir() -> Node:
    return step_workdir("/src")


def step_workdir(folder: str) -> Node:
    """A step that changes the folder."""
    return (Entry("workdir", Free(folder)),)


def _first(files: str, owner: str = "") -> Node:
    note = ("What the project needs comes first: it is fetched again only when the list changes.",)
    return Noted(_copy(files, owner), note)


def _sources(owner: str = "") -> Node:
    return _copy(". ./", owner)


def _copy(files: str, owner: str) -> tuple[Entry, ...]:
    return (Entry("copy", Free(files)), *((Entry("chown", owner),) if owner else ()))


def _cached(command: str, *folders: str, owner: str = "", own: bool = False) -> Node:
    """A command with a cache for what it fetches; `own` where versions may not share the last one."""
    mounts = [[("type", "cache"), ("target", folder)] for folder in folders]
    if owner:
        mounts[0] += [("uid", owner), ("gid", owner)]
    if own:
        mounts[-1].append(("id", "{{ cell }}"))
    return Entry("run", Free(command)), Entry("mounts", Items(tuple(Flow(tuple(mount)) for mount in mounts)))


def matrix(found: Found) -> Entry:
    """The versions that are tried."""
    return Entry("matrix", (Entry(found.name, Words(found.versions)),))
