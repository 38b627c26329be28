"""What `docker buildx inspect`, `docker buildx du` and `docker info` print in, facts out; unknown lines are left out.

https://docs.docker.com/reference/cli/docker/buildx/inspect/ and …/buildx/du/
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from cigen.doctor import sizes
from cigen.doctor.model import Builder, Host, Node, Policy, Record, Shared

_CONTAINERD = "io.containerd.snapshotter"
_PARALLELISM = re.compile(r"^ > *max-parallelism *= *([0-9]+)$", re.MULTILINE)
_RULE = re.compile(r"^GC Policy rule#[0-9]+:$", re.MULTILINE)
_SNAPSHOTTER = "org.mobyproject.buildkit.worker.snapshotter"
_MOST = 1 << 60
"""No size, memory or count is larger."""
_CONFIG = "application/vnd.buildkit.cacheconfig.v0"
_COMPRESSIONS = (("gzip", "gzip"), ("zstd", "zstd"), ("tar", "uncompressed"))
"""How the type of a layer ends, and what it is then."""
_VERSION = re.compile(r"(?:^| )v?([0-9]+\.[0-9]+(?:\.[0-9]+)?)")


def buildx(text: str) -> str:
    """The version that `docker buildx version` tells; empty where it tells none."""
    match = _VERSION.search(text)
    return match[1] if match else ""


def builder(text: str) -> Builder:
    """The builder and its nodes, of `docker buildx inspect`."""
    head, _, rest = text.partition("\nNodes:\n")
    named = _pairs(head)
    blocks = re.split(r"\n(?=Name: )", rest) if rest.strip() else []
    return Builder(named.get("Name", ""), named.get("Driver", ""), tuple(map(_node, blocks)))


def _node(text: str) -> Node:
    first, *rules = _RULE.split(text.partition("\nFile#")[0])
    pairs = _pairs(first)
    bound = _PARALLELISM.search(text)
    version = _VERSION.search(pairs.get("BuildKit version", pairs.get("Buildkit", "")))
    return Node(
        name=pairs.get("Name", ""),
        endpoint=pairs.get("Endpoint", ""),
        status=pairs.get("Status", ""),
        version=version[1] if version else "",
        error=pairs.get("Error", ""),
        snapshotter=pairs.get(_SNAPSHOTTER, ""),
        parallelism=int(bound[1]) if bound else 0,
        policies=tuple(map(_policy, rules)),
    )


def _policy(text: str) -> Policy:
    pairs = _pairs(text)
    return Policy(
        is_special="Filters" in pairs,
        is_patient=pairs.get("Keep Duration", "0s") not in ("", "0s"),
        reserved=sizes.read(pairs.get("Reserved Space", pairs.get("Keep Bytes", ""))),
        most=sizes.read(pairs.get("Max Used Space", "")),
        free=sizes.read(pairs.get("Min Free Space", "")),
    )


def _pairs(text: str) -> dict[str, str]:
    """Lines of `KEY: VALUE`, the first of each key."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        key, colon, value = line.partition(":")
        if colon:
            found.setdefault(key.strip(), value.strip())
    return found


def host(text: str) -> Host | None:
    """The engine of `docker info --format json`; None where none answered."""
    try:
        tree = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(tree, dict) or not tree.get("ServerVersion"):
        return None
    status = [str(field) for row in _listed(tree.get("DriverStatus")) for field in _listed(row)]
    return Host(
        version=str(tree["ServerVersion"]),
        cpus=_number(tree.get("NCPU")),
        memory=_number(tree.get("MemTotal")),
        store=str(tree.get("Driver") or ""),
        is_containerd=any(field.startswith(_CONTAINERD) for field in status),
        folder=str(tree.get("DockerRootDir") or ""),
    )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _number(value: Any) -> int:
    return value if type(value) is int and 0 <= value < _MOST else 0


def records(text: str) -> tuple[Record, ...]:
    """The entries of a cache, of `docker buildx du --verbose`."""
    blocks = re.split(r"^(?=ID:)", text, flags=re.MULTILINE)
    return tuple(_record(block) for block in blocks if block.startswith("ID:"))


def _record(text: str) -> Record:
    pairs = _pairs(text)
    parents = [line[3:] for line in text.splitlines() if line.startswith(" - ")]
    parents += re.split(r"[, ]+", pairs.get("Parents") or pairs.get("Parent") or "")
    return Record(
        key=pairs.get("ID", ""),
        parents=tuple(filter(None, map(str.strip, parents))),
        size=sizes.read(pairs.get("Size", "")),
        description=pairs.get("Description", ""),
        created=pairs.get("Created at", ""),
    )


def exported(text: str) -> int:
    """The bytes that the last export wrote, of a `report.json`; 0 where it has none."""
    try:
        tree = json.loads(text)
    except (ValueError, RecursionError):
        return 0
    for key in ("build", "export", "bytes"):
        tree = tree.get(key) if isinstance(tree, dict) else None
    return _number(tree)


def shared(name: str, tree: Mapping[str, Any], *, login: bool | None) -> Shared:
    """A cache as its manifest tells of it: an image's, or an index whose entries are layers and one configuration."""
    entries = [one for one in _listed(tree.get("manifests")) if isinstance(one, dict)]
    config = tree.get("config")
    configs = [config] if isinstance(config, dict) else [one for one in entries if one.get("mediaType") == _CONFIG]
    layers = [one for one in _listed(tree.get("layers")) if isinstance(one, dict)]
    layers += [one for one in entries if one.get("mediaType") != _CONFIG]
    return Shared(
        name=name,
        index=sum(_number(one.get("size")) for one in configs),
        size=sum(_number(one.get("size")) for one in layers),
        layers=len(layers),
        compressions=tuple(sorted({_compression(str(one.get("mediaType"))) for one in layers} - {""})),
        login=login,
    )


def _compression(kind: str) -> str:
    return next((name for ending, name in _COMPRESSIONS if kind.endswith(ending)), "")
