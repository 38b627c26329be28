"""Named build contexts in, `--build-context` options out; the folders of a spec stay inside its repository.

https://docs.docker.com/reference/cli/docker/buildx/build/#build-context
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from cigen.buildcontext import folder_of, is_fetched
from cigen.errors import UsageError


def options(
    planned: Iterable[tuple[str, str]], given: Sequence[str], *, root: Path, repository: Path, cwd: Path
) -> list[str]:
    """The options for the contexts of a spec in `root`, and for those `given` by the user in `cwd`, who may override.

    A spec may be a stranger's, so its folders are looked at with every link followed; UsageError where one leads out.
    """
    chosen = {name: _place(name, value, root, inside=repository) for name, value in planned}
    chosen.update(_given(word, cwd) for word in given)
    return [f"--build-context={name}={value}" for name, value in chosen.items()]


def _given(word: str, cwd: Path) -> tuple[str, str]:
    name, equals, value = word.partition("=")
    if not (name.strip() and equals and value.strip()):
        raise UsageError(f"--build-context is NAME=VALUE, such as src=../src or base=docker-image://busybox: `{word}`")
    return name, _place(name, value, cwd)


def _place(name: str, value: str, folder: Path, *, inside: Path | None = None) -> str:
    """The value as buildx takes it from any folder: a path made whole, all else as it is."""
    if is_fetched(value):
        return value
    before, path, behind = folder_of(value)
    found = (folder / path).resolve()
    if inside is not None and not found.is_relative_to(inside.resolve()):
        raise UsageError(f"the context `{name}` is `{value}`, outside the repository: give it with --build-context")
    if not found.is_dir():
        raise UsageError(f"the context `{name}` is `{value}`, no such folder is there: give it with --build-context")
    return f"{before}{found}{behind}"
