"""The data of this folder in, stages out: as the author has them, and as they are expected of us."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from itertools import product
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

FOLDER = Path(__file__).parent
FLAG = re.compile(r"--([a-z]+)(=\S+)?")

Values = Mapping[str, Any]
More = Callable[[Values], Values]


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage: its parent and what it does, one text an instruction."""

    name: str
    parent: str
    does: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class System:
    """Both sides of a data file."""

    counts: Mapping[str, int]
    author: tuple[Stage, ...]
    ours: tuple[Stage, ...]


def read(name: str) -> Any:
    """A YAML file of this folder."""
    return YAML(typ="safe", pure=True).load((FOLDER / name).read_text())


def install_matrix() -> System:
    """13 versions in two variants."""
    tree, commits = read("install-matrix.yml"), read("commits.yml")
    relocatable = "--with-relative-libdir=../lib/ocaml --enable-runtime-search=always --enable-runtime-search-target"

    def more(values: Values) -> Values:
        options = relocatable if values.get("variant") == "relocatable" else ""
        return {**values, **commits.get(values.get("version"), {}), "options": options}

    return _system(tree, tree["values"], more)


def lock_matrix() -> System:
    """36 locks, twice."""
    locks = (FOLDER / "locks.txt").read_text().split()
    lists = {
        "locks": " ".join(locks),
        "first": locks[0],
        "others": " ".join(locks[1:]),
        "objects": "\n".join(f"/home/opam/builds/{lock}/.git/objects" for lock in locks),
        "combined": " ".join(f"combined-{lock}" for lock in locks),
    }
    return _system(read("lock-matrix.yml"), {"lock": locks}, lambda values: {**lists, **values})


def unexplained(node: Any) -> Iterator[Any]:
    """The places of a data file where both sides differ and no `why` stands."""
    if isinstance(node, dict):
        if {"author", "ours", "our-name"} & node.keys() and not node.get("why"):
            yield node
        node = list(node.values())
    if isinstance(node, list):
        for inner in node:
            yield from unexplained(inner)


def halves(locks: list[str], leaf: int) -> Iterator[list[str]]:
    """The author's tree of collectors, leaves first: the locks under each node."""
    if len(locks) > leaf:
        middle = len(locks) // 2
        yield from halves(locks[:middle], leaf)
        yield from halves(locks[middle:], leaf)
    yield locks


def _system(tree: Any, dimensions: Mapping[str, list[str]], more: More) -> System:
    author, ours = [], []
    for stage in tree["stages"]:
        for values in _points(stage, dimensions, stage.get("values", {})):
            if "name" in stage:
                lines = _lines(stage["does"], "author", dimensions, values, more)
                author.append(Stage(_filled(stage["name"], values), stage["from"], tuple(lines)))
            name, parent = stage.get("our-name", stage.get("name")), stage.get("ours", stage.get("from"))
            lines = _lines(stage["does"], "ours", dimensions, values, more)
            ours.append(Stage(_filled(name, values), parent, tuple(lines)))
    return System(tree["counts"], tuple(author), tuple(ours))


def _points(node: Any, dimensions: Mapping[str, list[str]], outer: Values) -> Iterator[Values]:
    names = node.get("each", [])
    for point in product(*(dimensions[name] for name in names)):
        yield {**outer, **dict(zip(names, point, strict=True))}


def _lines(nodes: Any, side: str, dimensions: Mapping[str, list[str]], values: Values, more: More) -> Iterator[str]:
    """The instructions of one side."""
    for node in nodes:
        if isinstance(node, str):
            yield _filled(node, more(values))
        elif "does" in node:
            for inner in _points(node, dimensions, values) if _applies(node, values) else ():
                yield from _lines(node["does"], side, dimensions, inner, more)
        else:
            found = node.get(side, [])
            yield from (_filled(text, more(values)) for text in ([found] if isinstance(found, str) else found))


def _applies(node: Any, values: Values) -> bool:
    """Whether the version is among those that the author's `case` names."""
    version = values.get("version", "")
    chosen = any(fnmatch(version, pattern) for pattern in node.get("only", ["*"]))
    return chosen and not any(fnmatch(version, pattern) for pattern in node.get("but", []))


def _filled(text: str, values: Values) -> str:
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text


def canonical(stages: tuple[Stage, ...]) -> dict[str, Stage]:
    """The stages by name, each instruction in a form that can be compared: no options but `--from`, absolute paths."""
    folders: dict[str, str] = {}
    found = {}
    for stage in stages:
        folder, lines = folders.get(stage.parent, "/"), []
        for text in stage.does:
            keyword, rest = text.split(None, 1)
            if keyword == "WORKDIR":
                folder = posixpath.normpath(posixpath.join(folder, rest.strip()))
                rest = folder
            lines.append(_canonical(keyword, rest, folder))
        folders[stage.name] = folder
        found[stage.name] = Stage(stage.name, stage.parent, tuple(lines))
    return found


def _canonical(keyword: str, rest: str, folder: str) -> str:
    if keyword == "RUN":
        # Several lines stop at the first that fails, as words joined by && do.
        lines = [" ".join(line.split()) for line in rest.replace(" && ", "\n").splitlines()]
        return "\n".join(["RUN", *(line for line in lines if line not in ("", "set -e"))])
    if keyword != "COPY":
        return f"{keyword} {rest.strip()}"
    head, _, body = rest.partition("\n")
    words = head.split()
    flags = [word for word in words if word.startswith("--from=")]
    *sources, to = [word for word in words if not FLAG.fullmatch(word)]
    shown = ["<<"] if sources[0].startswith("<<") else [posixpath.normpath(source) for source in sources]
    return " ".join(["COPY", *flags, *shown, posixpath.normpath(posixpath.join(folder, to)), body.strip()])
