"""`cigen init` writes a spec that is fine, and says what it found."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.commandline import Result, cigen

DOCKERFILE = """\
FROM golang:1.25 AS Build
# The sources.
COPY . /src
RUN go build ./...
FROM build AS vet
RUN go vet ./...
FROM busybox
MAINTAINER somebody
COPY --from=0 /src/app /app
LABEL "a b"=c
"""


def folder(tmp_path: Path, **files: str) -> Path:
    (tmp_path / ".git").mkdir(parents=True)
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def fine(place: Path) -> Result:
    checked = cigen("check", cwd=place)
    assert (checked.code, checked.err) == (0, "")
    rendered = cigen("render", "--stdout", cwd=place)
    assert rendered.code == 0
    return rendered


def test_init__writes_a_spec_for_a_dockerfile_and_says_what_it_did(tmp_path: Path) -> None:
    place = folder(tmp_path, Dockerfile=DOCKERFILE)
    done = cigen("init", "--from", "Dockerfile", cwd=place)
    assert done.code == 0
    assert done.out == "cigen.yml: written\nnext: cigen check\n      cigen build\n"
    assert done.err == (
        "test `vet`: nothing else needs it, and it ends with `go vet`\n"
        "everything else is a stage: build, final\n"
        "the image is the target `final` now, as a spec's last target is the verdict\n"
        "written in another way:\n"
        "  Dockerfile:1: the stage `Build` is called `build`\n"
        "  Dockerfile:7: this stage has no name, it is called `final`\n"
        "  Dockerfile:8: MAINTAINER is obsolete, it is written as the label `org.opencontainers.image.authors`\n"
        "not carried over:\n"
        "  Dockerfile:10: LABEL is left out: nothing is left of it\n"
        '  Dockerfile:10: `"a b"=c` is left out, the spec can\'t hold this name\n'
        "`.git` is not copied from the build context any more: `!.git` in .dockerignore brings it back\n"
    )
    assert "COPY --from=build /src/app /app\n" in fine(place).out


def test_init__says_that_a_dockerignore_of_its_own_is_not_read(tmp_path: Path) -> None:
    place = folder(tmp_path, Dockerfile="FROM busybox\n", **{"Dockerfile.dockerignore": "a\n"})
    assert "Dockerfile.dockerignore is not read" in cigen("init", "--from", "Dockerfile", cwd=place).err


def test_init__starts_with_the_line_that_editors_need(tmp_path: Path) -> None:
    place = folder(tmp_path, Dockerfile=DOCKERFILE)
    for words in ((), ("--from", "Dockerfile")):
        done = cigen("init", "--stdout", *words, cwd=place)
        assert done.out.startswith("# yaml-language-server: $schema=https://raw.githubusercontent.com/cigen/cigen/")


def test_init__never_writes_over_a_file_unless_forced(tmp_path: Path) -> None:
    place = folder(tmp_path, **{"cigen.yml": "mine\n"})
    done = cigen("init", cwd=place)
    assert done.code == 2
    assert done.err == ("cigen: cigen.yml is there already: write over it with --force, or name another --output\n")
    assert (place / "cigen.yml").read_text() == "mine\n"
    assert cigen("init", "--force", cwd=place).code == 0
    fine(place)


def test_init__does_not_follow_a_link_that_leads_nowhere(tmp_path: Path) -> None:
    place = folder(tmp_path)
    (place / "cigen.yml").symlink_to("/nowhere/else")
    assert cigen("init", cwd=place).code == 2


def test_init__writes_where_it_is_told(tmp_path: Path) -> None:
    place = folder(tmp_path)
    (place / "ci").mkdir()
    (place / "ci/go.mod").write_text("module x\n")
    done = cigen("init", "--output", "ci/go.yml", cwd=place)
    assert done.out == ("ci/go.yml: written\nnext: cigen check --spec ci/go.yml\n      cigen build --spec ci/go.yml\n")
    assert "go test" in (place / "ci/go.yml").read_text(), "the build context is the folder of the spec"
    assert cigen("check", "--spec", "ci/go.yml", cwd=place).code == 0
    assert cigen("init", "--output", "new/x.yml", cwd=place).code == 0


def test_init__says_what_else_could_be_meant_where_nothing_is_known(tmp_path: Path) -> None:
    place = folder(tmp_path, Dockerfile=DOCKERFILE)
    for name in ("web/package.json", "backend/setup.py", ".hidden/go.mod"):
        (place / name).parent.mkdir()
        (place / name).write_text("")
    assert cigen("init", cwd=place).err.splitlines()[1:] == [
        "below are projects: backend, web; `cigen init --output backend/cigen.yml` makes a spec there",
        "a Dockerfile is here: `cigen init --force --from Dockerfile` makes a spec from it",
    ]


def test_init__says_what_would_be_copied_over_what_the_image_makes(tmp_path: Path) -> None:
    place = folder(tmp_path, **{"package.json": "", "package-lock.json": "", ".dockerignore": "**/.venv\n"})
    (place / "node_modules").mkdir()
    (place / ".venv").mkdir()
    assert cigen("init", "--stdout", cwd=place).err == (
        "test `node`: package.json and package-lock.json are there; tried with node 20, 22, 24\n"
        "node_modules/ would be copied into the image, too: list it in .dockerignore\n"
    )


def test_init__prints_and_writes_nothing_with_stdout(tmp_path: Path) -> None:
    place = folder(tmp_path, **{"Cargo.toml": ""})
    done = cigen("init", "--stdout", cwd=place)
    assert "cargo test" in done.out
    assert not (place / "cigen.yml").exists()


@pytest.mark.parametrize(
    ("data", "code", "message"),
    [
        (b"FORM busybox\n", 3, "Dockerfile:1:1: `FORM` is no instruction"),
        (b"FROM busybox\nRUN <<EOF\n", 3, "Dockerfile:2:1: the here-document `EOF` is never closed"),
        (b"FROM mcr.microsoft.com/windows/servercore:ltsc2022\n", 3, "Dockerfile:1:1: the image"),
        (b"\xff\xfe\x00", 4, "is not UTF-8 (byte 0), save it as UTF-8"),
        (b"", 3, "Dockerfile:1:1: the Dockerfile has no instructions"),
    ],
)
def test_init__says_what_is_wrong_with_a_dockerfile(tmp_path: Path, data: bytes, code: int, message: str) -> None:
    place = folder(tmp_path)
    (place / "Dockerfile").write_bytes(data)
    done = cigen("init", "--from", "Dockerfile", cwd=place)
    assert done.code == code
    assert message in done.err
    assert not (place / "cigen.yml").exists()


def test_init__names_a_dockerfile_that_is_not_there(tmp_path: Path) -> None:
    done = cigen("init", "--from", "Nowhere", cwd=folder(tmp_path))
    assert (done.code, done.err) == (2, "cigen: Nowhere: no such file, name a Dockerfile with --from FILE\n")


PROJECT = """[project]
name = "x"
requires-python = ">=3.13"
optional-dependencies = {test = ["pytest"]}
"""
FOLDERS = {
    "nothing": ({}, "example", ["ls -l"]),
    "requirements": ({"requirements.txt": "pytest\n"}, "python", ["pip install -r requirements.txt", "--junitxml"]),
    "uv without pytest": (
        {"pyproject.toml": "[project]\nname = 'a'\n", "uv.lock": ""},
        "python",
        ["uv run --with pytest pytest --junitxml=junit.xml"],
    ),
    "poetry without pytest": (
        {"pyproject.toml": "[tool.poetry]\nname = 'a'\n", "poetry.lock": ""},
        "python",
        ["poetry run pip install pytest", "poetry run pytest --junitxml=junit.xml"],
    ),
    "setup": ({"setup.py": ""}, "python", ["pip install pytest", "pip install -e .", "pytest --junitxml=junit.xml"]),
    "tox": ({"tox.ini": "[testenv]\ncommands = pytest\n"}, "python", ["pip install pytest", "pytest --junitxml"]),
    "extra": (
        {"pyproject.toml": PROJECT},
        "python",
        ["pip install -e '.[test]'", "FROM python:3.13-slim", "FROM python:3.14-slim"],
    ),
    "uv": ({"pyproject.toml": "", "uv.lock": ""}, "python", ["uv sync --frozen --no-install-project"]),
    "poetry": (
        {"pyproject.toml": "pytest", "poetry.lock": ""},
        "python",
        ["poetry install --no-root", "poetry run pytest"],
    ),
    "scm": ({"pyproject.toml": '[build-system]\nrequires=["setuptools-scm"]\n'}, "python", ["SETUPTOOLS_SCM_PRETEND"]),
    "npm": ({"package.json": '{"scripts": {"test": "x"}}', "package-lock.json": ""}, "node", ["npm ci", "npm test"]),
    "bare-npm": ({"package.json": "[]"}, "node", ["npm install", "node --test"]),
    "yarn": (
        {"package.json": '{"scripts": {"test": "x"}}', "yarn.lock": ""},
        "node",
        ["yarn install --frozen-lockfile"],
    ),
    "pnpm": (
        {"package.json": "{", "pnpm-lock.yaml": ""},
        "node",
        ["corepack enable", "pnpm install --frozen-lockfile"],
    ),
    "older": (
        {"setup.cfg": "[options]\npython_requires = <3.12\n", "setup.py": ""},
        "python",
        ["FROM python:3.11-slim"],
    ),
    "engines": ({"package.json": '{"engines": {"node": ">=22"}}'}, "node", ["FROM node:22-slim", "FROM node:24-slim"]),
    "go": ({"go.mod": "module x\ngo 1.24\n", "go.sum": ""}, "go", ["COPY go.mod go.sum ./", "go test ./..."]),
    "new-go": ({"go.mod": "module x\ngo 1.30\n"}, "go", ["FROM golang:1.30", "COPY go.mod ./"]),
    "rust": (
        {"Cargo.toml": '[package]\nrust-version="1.80"\n', "Cargo.lock": ""},
        "rust",
        ["cargo test --locked", "FROM rust:1.80-slim"],
    ),
    "ocaml": ({"dune-project": "", "x.opam": ""}, "ocaml", ["COPY --chown=opam *.opam ./", "dune test"]),
    "dune": ({"dune-project": ""}, "ocaml", ["opam install dune"]),
}


@pytest.mark.parametrize("name", FOLDERS)
def test_init__finds_the_build_system(name: str, tmp_path: Path) -> None:
    files, test, wanted = FOLDERS[name]
    place = folder(tmp_path / "x", **files)
    done = cigen("init", cwd=place)
    assert done.code == 0, done.err
    assert f"test `{test}`" in done.err or test == "example"
    rendered = fine(place).out
    assert [text for text in wanted if text not in rendered] == []


def test_init__finds_several_at_once(tmp_path: Path) -> None:
    place = folder(tmp_path, **dict.fromkeys(("setup.py", "package.json", "go.mod", "Cargo.toml", "dune-project"), ""))
    done = cigen("init", cwd=place)
    assert [line.split("`")[1] for line in done.err.splitlines()] == ["python", "node", "go", "rust", "ocaml"]
    fine(place)


def test_docs__show_what_init_writes(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs/init.md").read_text()
    dockerfile = re.search(r"^```dockerfile\n(.*?)^```$", page, re.M | re.S)
    specs = re.findall(r"^```yaml\n# cigen\.yml\n(.*?)^```$", page, re.M | re.S)
    assert dockerfile is not None
    files = {"requirements.txt": "pytest\n"}, {"Dockerfile": dockerfile[1]}
    words = (), ("--from", "Dockerfile")
    for number, spec in enumerate(specs):
        place = folder(tmp_path / str(number), **files[number])
        made = cigen("init", "--stdout", *words[number], cwd=place)
        assert made.out.split("\n\n", 1)[1] == spec
    assert len(specs) == 2
