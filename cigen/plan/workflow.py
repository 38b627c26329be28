"""What the rendered workflow needs to know of the plan: where it runs, what builds, where caches and images go."""

from __future__ import annotations

from dataclasses import dataclass, field

from cigen.source import Position


@dataclass(frozen=True, slots=True)
class Cache:
    """Where a build's cache is kept: `type` is buildx's name of a backend, or `none`; `image` may hold `${{ }}`.

    `keep` is `all`, or `stages` for all but the cells of tests; `options` are the backend's own.
    """

    type: str = "registry"
    image: str = "ghcr.io/${{ github.repository }}/cigen-cache"
    options: tuple[tuple[str, str], ...] = ()
    mode: str = "max"
    keep: str = "all"
    compression: str = ""
    ignore_error: bool = True
    image_manifest: bool = True
    sweep: bool = True


@dataclass(frozen=True, slots=True)
class Builder:
    """The builder that the workflow sets up; sizes as buildkitd takes them, empty for its own defaults."""

    driver: str = "docker-container"
    endpoint: str = ""
    image: str = ""
    options: tuple[tuple[str, str], ...] = ()
    parallelism: int = 0
    reserved: str = ""
    most: str = ""


@dataclass(frozen=True, slots=True)
class Image:
    """A stage that is published: `target` is the stage that also needs the verdict, `name` may hold `${{ }}`."""

    key: str
    stage: str
    target: str
    name: str
    tags: tuple[str, ...]
    platforms: tuple[str, ...]
    sbom: bool
    provenance: str
    position: Position


@dataclass(frozen=True, slots=True)
class Comment:
    """The comment on a pull request: `when` is `always`, `failure`, `change` or `off`.

    `green` says what becomes of it when all is well: `keep`, `minimize` or `delete`.
    """

    when: str = "always"
    green: str = "keep"

    @property
    def wanted(self) -> bool:
        """Whether there is any."""
        return self.when != "off"


@dataclass(frozen=True, slots=True)
class Workflow:
    """What the rendered workflow needs to know; `timeout` in minutes, `shards` 1 where every cell is in one job.

    `pins` are locked actions: repository, version, commit.
    """

    path: str
    name: str
    runner: str = "ubuntu-24.04"
    timeout: int = 60
    branches: tuple[str, ...] = ("main",)
    cache: Cache = field(default_factory=Cache)
    builder: Builder = field(default_factory=Builder)
    shards: int = 1
    images: tuple[Image, ...] = ()
    comment: Comment = field(default_factory=Comment)
    check_run: bool = False
    forks: bool = False
    action: str = ""
    enabled: bool = True
    secrets: tuple[str, ...] = ()
    spec: str = "cigen.yml"
    runners: tuple[tuple[str, str], ...] = ()
    platforms: tuple[str, ...] = ()
    emulation: bool = False
    pins: tuple[tuple[str, str, str], ...] = ()
