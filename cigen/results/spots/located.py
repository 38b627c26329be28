"""A Spot as a container tells it in, the same with the path that its file has in the repository out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from cigen.results.spots.frames import own
from cigen.results.spots.spot import Spot

BARRED = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
MOST_PARTS = 64


@dataclass(frozen=True, slots=True)
class Root:
    """A folder of the container that holds a folder of the repository, empty for the whole of it."""

    inside: str
    folder: str = ""


class Known:
    """The files of a repository, to be found by the end of their path."""

    __slots__ = ("_by_name", "_paths")

    def __init__(self, paths: Iterable[str]) -> None:
        self._paths = frozenset(path for path in paths if is_decent(path))
        self._by_name: dict[str, list[str]] = {}
        for path in self._paths:
            self._by_name.setdefault(path.rpartition("/")[2], []).append(path)

    def __contains__(self, path: str) -> bool:
        return path in self._paths

    def ending(self, path: str) -> tuple[str, ...]:
        """Those whose last parts are this path."""
        named = self._by_name.get(path.rpartition("/")[2], ())
        return tuple(one for one in named if one == path or one.endswith(f"/{path}"))


def located(spot: Spot, roots: tuple[Root, ...], known: Known) -> Spot:
    """The spot with its file as the repository calls it; as it was where that can't be told for sure."""
    path = _found(spot.file, roots, known)
    return replace(spot, file=path, known=True) if path else spot


def _found(file: str, roots: tuple[Root, ...], known: Known) -> str:
    """Below a root or as it stands; else by the longest end of the path that is that of exactly one file."""
    if not file or BARRED.search(file) or not own(file):
        return ""
    file = file.removeprefix("file://").replace("\\", "/")
    parts = _parts(file)
    if not parts or len(parts) > MOST_PARTS:
        return ""
    path = "/".join(parts)
    if not file.startswith("/"):
        return path if path in known else _by_end(parts, known, whole=False)
    for root in sorted(roots, key=lambda root: -len(root.inside)):
        inside = "/".join(_parts(root.inside))
        rest = path.removeprefix(f"{inside}/") if inside else path
        below = "/".join((*_parts(root.folder), rest))
        if (not inside or rest != path) and below in known:
            return below
    return _by_end(parts, known, whole=True)


def _by_end(parts: list[str], known: Known, *, whole: bool) -> str:
    """A name alone is too little for a path of the container, unless the file stands at the top of the repository."""
    for at in range(len(parts)):
        end = "/".join(parts[at:])
        ending = known.ending(end)
        if ending:
            sure = len(ending) == 1 and (len(parts) - at > 1 or not whole or ending[0] == end)
            return ending[0] if sure else ""
    return ""


def _parts(path: str) -> list[str]:
    """The folders and the name of a path, `a/../b` as `b`; what is above the first is left out."""
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            del parts[-1:]
        elif part not in ("", "."):
            parts.append(part)
    return parts


def is_decent(path: str) -> bool:
    """Whether a path stays below the repository and can stand in an annotation."""
    return bool(path) and not path.startswith("/") and ".." not in path.split("/") and not BARRED.search(path)
