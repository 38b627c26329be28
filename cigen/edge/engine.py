"""An engine in, what it tells of itself out: texts of `docker` and `docker buildx`, each asked within some seconds."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass

from cigen import reference
from cigen.edge import credentials
from cigen.edge.buildx import Engine
from cigen.edge.program import said
from cigen.edge.registry import Registry, is_local
from cigen.errors import OutsideError

_SECONDS = 30.0
_REGISTRY_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Told:
    """What each program printed; empty where it had nothing to say within its time."""

    buildx: str
    inspect: str
    usage: str
    info: str


def ask(engine: Engine) -> Told:
    """Versions, nodes, rules and entries; `docker info` is about the engine that the environment leads to."""
    return Told(
        buildx=_said(engine, *engine.command, "version"),
        inspect=_said(engine, *engine.command, "inspect"),
        usage=_said(engine, *engine.command, "du", "--verbose"),
        info=_said(engine, engine.command[0], "info", "--format", "{{json .}}"),
    )


def disk(folder: str, environ: Mapping[str, str]) -> tuple[int, int] | None:
    """All bytes and free ones where an engine of this machine keeps its data; None for an engine elsewhere."""
    here = environ.get("DOCKER_HOST", "").startswith("unix://") or not environ.get("DOCKER_HOST")
    if not folder or not here or environ.get("DOCKER_CONTEXT") or not os.path.isdir(folder):
        return None
    try:
        usage = shutil.disk_usage(folder)
    except OSError:
        return None
    return usage.total, usage.free


def manifest(name: str, environ: Mapping[str, str]) -> dict[str, object]:
    """The manifest that a registry has under the name of an image; OutsideError where it can't be read."""
    image = reference.image(name)
    if image is None:
        raise OutsideError(f"{name:.80} is no name of an image")
    found = Registry(image.host, credentials.find(image.host, environ), budget=_REGISTRY_SECONDS)
    return found.manifest(image)


def has_login(name: str, environ: Mapping[str, str]) -> bool | None:
    """Whether there is a login for the registry of an image; None where it is on this machine and needs none."""
    image = reference.image(name)
    if image is None:
        return False
    if is_local(image.host):
        return None
    try:
        return bool(credentials.find(image.host, environ))
    except OutsideError:
        return False


def _said(engine: Engine, *command: str) -> str:
    return said(*command, environ=engine.environ, seconds=_SECONDS)
