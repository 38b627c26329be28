"""The names and some texts of a folder in, a first spec for what is found there out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cigen.adopt.languages import LANGUAGES, Folder, Found, matrix
from cigen.adopt.spectext import SCHEMA
from cigen.yamlwrite import Entry, Free, Items, Node, Noted, Words, document

WANTED = frozenset(
    [
        ".dockerignore",
        "Cargo.toml",
        "conftest.py",
        "dev-requirements.txt",
        "go.mod",
        "package.json",
        "pyproject.toml",
        "requirements-dev.txt",
        "requirements-test.txt",
        "requirements.txt",
        "setup.cfg",
        "setup.py",
        "tox.ini",
    ]
)
"""The files whose texts are looked at."""

_PROJECTS = frozenset(["Cargo.toml", "dune-project", "go.mod", "package.json", "pyproject.toml", "setup.py"])
_LEFT = frozenset(["_build/", "node_modules/", "target/", ".venv/", "venv/"])


@dataclass(frozen=True, slots=True)
class Detected:
    """A spec, and what is to be said of it."""

    text: str
    said: tuple[str, ...]


def detect(names: frozenset[str], texts: Mapping[str, str], below: Sequence[str] = ()) -> Detected:
    """A spec with a test for each build system that is there; the smallest one where there is none.

    `below` are the paths of files in the folder's own folders.
    """
    folder = Folder(names, texts)
    found = [one for one in (language(folder) for language in LANGUAGES) if one is not None]
    if not found:
        return Detected(_written((_nothing(),)), (_NOTHING, *_elsewhere(below), *_from_dockerfile(names)))
    entries = tuple(_test(one, apart=number > 0) for number, one in enumerate(found))
    said = (f"test `{one.name}`: {_seen(one)} there; tried with {_versions(one)}" for one in found)
    return Detected(_written(entries), (*said, *_unwanted(folder)))


_NOTHING = "nothing known is here (Python, Node, Go, Rust, OCaml): the spec is an example to start from"


def _seen(one: Found) -> str:
    *others, last = one.seen
    return f"{', '.join(others)} and {last} are" if others else f"{last} is"


def _elsewhere(below: Sequence[str]) -> Iterator[str]:
    """Where the projects of a repository with several are."""
    folders = sorted({path.rpartition("/")[0] for path in below if path.rpartition("/")[2] in _PROJECTS})
    if folders:
        way = f"`cigen init --output {folders[0]}/cigen.yml` makes a spec there"
        yield f"below are projects: {', '.join(folders[:6])}; {way}"


def _from_dockerfile(names: frozenset[str]) -> Iterator[str]:
    if "Dockerfile" in names:
        yield "a Dockerfile is here: `cigen init --force --from Dockerfile` makes a spec from it"


def _unwanted(folder: Folder) -> Iterator[str]:
    """What tools leave in a folder, and would be copied over what they make in the image."""
    listed = {line.strip().strip("/").removeprefix("**/") for line in folder.text(".dockerignore").splitlines()}
    found = sorted(name for name in _LEFT & folder.names if name.strip("/") not in listed)
    if found:
        yield f"{', '.join(found)} would be copied into the image, too: list it in .dockerignore"


def _versions(one: Found) -> str:
    return f"{one.image.partition(':')[0]} {', '.join(one.versions)}"


def _written(tests: tuple[Entry, ...]) -> str:
    header = (SCHEMA, "Made by `cigen init`: change what does not fit. `cigen check` says what is wrong with it.")
    return document((Entry("tests", tests, apart=True),), header=header)


def _test(one: Found, *, apart: bool) -> Entry:
    entries: list[Entry] = [
        Entry("from", one.image),
        matrix(one),
        Entry("steps", Items(one.steps)),
    ]
    entries += [Entry("junit", Words((one.junit,)))] if one.junit else []
    return Entry(one.name, tuple(entries), apart=apart)


def _nothing() -> Entry:
    """A test that works anywhere, and shows how one is written."""
    steps: tuple[Node, ...] = (
        Noted((Entry("workdir", Free("/src")),)),
        Noted((Entry("copy", Free(". ./")),), ("The project's files, without .git and what .dockerignore lists.",)),
        Noted(Free("ls -l"), ("Your own commands. Each is tried, timed and reported.",)),
    )
    entries = (
        Entry("from", Free("debian:{{ debian }}-slim"), above=("The image that each cell starts from.",)),
        Entry("matrix", (Entry("debian", Words(("bookworm", "trixie"))),), above=("One cell for each value.",)),
        Entry("steps", Items(steps)),
    )
    return Entry("example", entries)
