"""What is known of an engine, a spec and its cache, and the findings that are made of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Level(Enum):
    """How much a finding matters."""

    OK = "ok"
    NOTE = "note"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: what was seen, with numbers, and what to do where it is not fine."""

    level: Level
    subject: str
    seen: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """A rule of a builder's garbage collection; sizes in bytes, 0 for none.

    `is_special` rules are for some kinds of data alone, `is_patient` ones for what was long unused.
    """

    is_special: bool = False
    is_patient: bool = False
    reserved: int = 0
    most: int = 0
    free: int = 0


@dataclass(frozen=True, slots=True)
class Node:
    """A machine of a builder; `error` says why it does not answer, `parallelism` is 0 where nothing bounds it."""

    name: str
    endpoint: str = ""
    status: str = ""
    version: str = ""
    error: str = ""
    snapshotter: str = ""
    parallelism: int = 0
    policies: tuple[Policy, ...] = ()


@dataclass(frozen=True, slots=True)
class Builder:
    """A builder as `docker buildx inspect` tells of it."""

    name: str
    driver: str
    nodes: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Host:
    """A Docker engine as `docker info` tells of it; `store` is its storage driver, memory in bytes."""

    version: str
    cpus: int
    memory: int
    store: str
    is_containerd: bool
    folder: str = ""


@dataclass(frozen=True, slots=True)
class Disk:
    """The disk that an engine keeps its cache on, in bytes."""

    total: int
    free: int


@dataclass(frozen=True, slots=True)
class Record:
    """One entry of a builder's cache; `size` is its own, in bytes, and `parents` are the entries it stands on.

    `created` is a time as text that sorts.
    """

    key: str
    parents: tuple[str, ...] = ()
    size: int = 0
    description: str = ""
    created: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a spec wants of an engine: its cells, how many recorded steps may run at once, 0 for no limit.

    `compression` is empty for BuildKit's own choice; `exports` says whether it has a cache that is kept elsewhere.
    """

    name: str
    cells: tuple[str, ...]
    lanes: int = 0
    compression: str = ""
    exports: bool = True


@dataclass(frozen=True, slots=True)
class Shared:
    """The cache in a registry: `index` is the size of what says where everything is, `size` that of all layers.

    `error` says why it can't be read, `missing` that nothing is there, `login` whether there is one; None where none
    is needed.
    """

    name: str
    index: int = 0
    size: int = 0
    layers: int = 0
    compressions: tuple[str, ...] = ()
    login: bool | None = False
    missing: bool = False
    error: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that was found out; None where it could not be, or where nobody asked.

    `built` says that there is a report of the spec's last build, `exported` is what its export wrote, in bytes.
    """

    buildx: str
    builder: Builder
    host: Host | None = None
    disk: Disk | None = None
    records: tuple[Record, ...] | None = None
    subject: Subject | None = None
    built: bool = False
    exported: int = 0
    shared: tuple[Shared, ...] = ()
