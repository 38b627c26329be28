"""The names and some texts of a folder in, a first spec for what is found there out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cigen.adopt.languages import LANGUAGES, Folder, Found, matrix
from cigen.adopt.spectext import SCHEMA
from cigen.yamlwrite import Entry, Free, Items, Node, Noted, Words, document

WANTED = frozenset(
    [
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


@dataclass(frozen=True, slots=True)
class Detected:
    """A spec, and what is to be said of it."""

    text: str
    said: tuple[str, ...]


def detect(names: frozenset[str], texts: Mapping[str, str]) -> Detected:
    """A spec with a test for each build system that is there; the smallest one where there is none."""
    folder = Folder(names, texts)
    found = [one for one in (language(folder) for language in LANGUAGES) if one is not None]
    if not found:
        return Detected(_written((_nothing(),)), (_NOTHING,))
    entries = tuple(_test(one, apart=number > 0) for number, one in enumerate(found))
    said = (f"test `{one.name}`: {one.what} is there; tried with {_versions(one)}" for one in found)
    return Detected(_written(entries), tuple(said))


_NOTHING = "nothing known is here (Python, Node, Go, Rust, OCaml): the spec is an example to start from"


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
