"""An image and tags in, those that its registry has out, within a few seconds: a build does not wait for a dead one."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass

from cigen.edge import credentials
from cigen.edge.http import SilentError, UnsureError
from cigen.edge.registry import Registry
from cigen.errors import OutsideError
from cigen.reference import image

SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Seen:
    """The tags that are there; `amiss` says why the registry could not be asked for all, empty where it could.

    `silent` is one that was reached and never answered, which BuildKit would wait for without end.
    """

    tags: tuple[str, ...]
    amiss: str = ""
    silent: bool = False


def look(name: str, tags: tuple[str, ...], environ: Mapping[str, str], seconds: float = SECONDS) -> Seen:
    """Ask for each tag, the first of them first: where that can't be reached, no other is asked for.

    In a thread that ends with the program, as no time limit holds for looking up a host's address.
    """
    found: list[str] = []
    amiss: list[OutsideError] = []

    def ask() -> None:
        try:
            _ask(name, tags, environ, seconds, found)
        except OutsideError as error:
            amiss.append(error)

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(seconds + 1)
    if thread.is_alive():
        late = f"{name.partition('/')[0]} did not answer within {seconds:g} seconds"
        return Seen(tuple(found), late, silent=True)
    return Seen(tuple(found), "".join(map(str, amiss)), silent=any(isinstance(one, SilentError) for one in amiss))


def _ask(name: str, tags: tuple[str, ...], environ: Mapping[str, str], seconds: float, found: list[str]) -> None:
    """Adds the tags that are there; UnsureError where the registry can't be reached."""
    registry: Registry | None = None
    for tag in tags:
        one = image(f"{name}:{tag}")
        if one is None:
            return
        registry = registry or Registry(one.host, credentials.find(one.host, environ), budget=seconds)
        try:
            registry.digest(one)
        except UnsureError:
            raise
        except OutsideError:
            continue  # not there, or not for us: both mean that it can't be read
        found.append(tag)
