"""The run before this one in, and what a solve adds to its account: which run to compare with, what the steps say."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Iterator
from pathlib import Path

from cigen.edge.files import read_regular
from cigen.errors import OutsideError, UsageError
from cigen.plan.model import Plan
from cigen.render.outline import outline
from cigen.results.last import MOST_BYTES, Last, LastError, read
from cigen.results.outline import Outline, write

NAME = "last.json"
_FILTER = "--no-cache-filter"


def named(given: str | None, cwd: Path, *, needed: bool = False) -> Last | None:
    """The run that `--last` names; UsageError where it can't be read, None where none is named or it tells nothing.

    Before the first run there is no such file, which matters only where several builds need the same one.
    """
    if not given or not (needed or (cwd / given).exists()):
        return None
    try:
        found = read(read_regular(cwd / given, MOST_BYTES))
        return None if found.empty else found
    except (LastError, OutsideError) as error:
        raise UsageError(f"--last {given}: {str(error).removeprefix(f'{cwd / given}: ')}") from error


def last_run(args: Namespace, cwd: Path, output: Path) -> Last | None:
    """The run that was named, or that whose report is in the output folder; a damaged one there is none."""
    if given := named(getattr(args, "last", None), cwd):
        return given
    try:
        return read(read_regular(output / NAME, MOST_BYTES))
    except (LastError, OutsideError):
        return None


def account_line(plan: Plan, last: Last | None, options: Iterable[str], *, whole: bool) -> bytes:
    """What cigen knows of a solve, for its account."""
    return write(Outline(outline(plan), frozenset(_asked(options)), whole, last, plan.spec))


def _asked(options: Iterable[str]) -> Iterator[str]:
    """The stages that are built without the cache, `*` for all."""
    for option in options:
        key, _, value = option.partition("=")
        if key == "--no-cache":
            yield "*"
        elif key == _FILTER:
            yield from value.split(",")
