"""The Plan: every stage with its parent and instructions, resolved for each cell, in the order they are written."""

from __future__ import annotations

from dataclasses import dataclass, field

from cigen.plan.manifest import Manifest
from cigen.plan.workflow import Builder as Builder
from cigen.plan.workflow import Cache as Cache
from cigen.plan.workflow import Comment as Comment
from cigen.plan.workflow import Image as Image
from cigen.plan.workflow import Workflow as Workflow
from cigen.source import Position

CONTEXT = ""
"""The `origin` of a copy that takes from the build context."""


@dataclass(frozen=True, slots=True)
class Parent:
    """What a stage starts from: another stage of the plan, or an image, at `digest` where it is locked."""

    name: str
    is_stage: bool
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Clone:
    """What a Run clones: a repository, and a branch or tag of it where one is named."""

    repository: str
    branch: str = ""


@dataclass(frozen=True, slots=True)
class Checkout:
    """What a Run checks out, and from where; `repository` is empty for that of the nearest clone."""

    ref: str
    remote: str = "origin"
    repository: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """A command for the stage's shell; `mounts` are names with values, `env` is set for this step alone.

    `words` are those of a command that is run without a shell; `script` is then the same for a shell. `strict` says
    that a script of several lines stops at the first that fails, where its shell does not by itself.
    """

    position: Position
    name: str
    script: str
    interpreter: tuple[str, ...]
    env: tuple[tuple[str, str], ...] = ()
    mounts: tuple[tuple[tuple[str, str], ...], ...] = ()
    network: str = ""
    security: str = ""
    words: tuple[str, ...] = ()
    git: Clone | Checkout | None = None
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Recorded:
    """A tested step: `run` under the recorder, as step `number` of `cell`; `timeout` in seconds, 0 for none."""

    run: Run
    cell: str
    number: int
    timeout: int = 0
    retries: int = 0
    always: bool = False
    lane: int | None = None


@dataclass(frozen=True, slots=True)
class Gather:
    """The end of a cell: note which artifacts are there and keep its JUnit files; (kind, number, pattern) each."""

    cell: str
    files: tuple[tuple[str, int, str], ...]


@dataclass(frozen=True, slots=True)
class Copy:
    """COPY from the build context, or from `origin`, a stage or image."""

    position: Position
    sources: tuple[str, ...]
    to: str
    origin: str = CONTEXT
    chown: str = ""
    chmod: str = ""
    link: bool = False
    exclude: tuple[str, ...] = ()
    parents: bool = False


@dataclass(frozen=True, slots=True)
class Content:
    """COPY of a text that the spec holds."""

    position: Position
    text: str
    to: str
    chown: str = ""
    chmod: str = ""
    link: bool = False


@dataclass(frozen=True, slots=True)
class Add:
    """ADD: archives are unpacked, URLs and git repositories fetched."""

    position: Position
    sources: tuple[str, ...]
    to: str
    checksum: str = ""
    chown: str = ""
    chmod: str = ""
    link: bool = False
    keep_git_dir: bool = False
    unpack: bool | None = None
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pairs:
    """ENV or LABEL: names with values."""

    position: Position
    keyword: str
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Arg:
    """ARG; `default` None where it has to be given."""

    position: Position
    name: str
    default: str | None


@dataclass(frozen=True, slots=True)
class Words:
    """An instruction whose words stand as they are: WORKDIR USER EXPOSE STOPSIGNAL."""

    position: Position
    keyword: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exec:
    """SHELL VOLUME ENTRYPOINT CMD: a list (exec form) or one string (shell form)."""

    position: Position
    keyword: str
    command: tuple[str, ...] | str


@dataclass(frozen=True, slots=True)
class Healthcheck:
    """HEALTHCHECK; an empty command is NONE; `options` are ready words such as `--interval=30s`."""

    position: Position
    command: tuple[str, ...] | str
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Onbuild:
    """ONBUILD: `text` is an instruction as it stands in a Dockerfile."""

    position: Position
    text: str


Instruction = Run | Recorded | Gather | Copy | Content | Add | Pairs | Arg | Words | Exec | Healthcheck | Onbuild


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the Dockerfile; `cell` is its name in the manifest where it is a cell of a test."""

    name: str
    parent: Parent
    comment: str
    instructions: tuple[Instruction, ...]
    position: Position
    platform: str = ""
    cell: str = ""


@dataclass(frozen=True, slots=True)
class Collector:
    """How a stage brings artifacts together.

    `layers` are those that it stacks, `base` those of the image below it, -1 where they are not known.
    """

    name: str
    copies: int
    stages: tuple[str, ...]
    fan_in: int
    levels: int
    layers: int
    base: int
    position: Position


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that is solved and written, in its final order; pure data.

    `args` stand before the first FROM; `contexts` are names with what they stand for; `syntax` reads the Dockerfile.
    """

    name: str
    spec: str
    stages: tuple[Stage, ...]
    manifest: Manifest
    workflow: Workflow
    dockerfile: str = ".cigen/Dockerfile"
    verdict_parent: Parent = field(default_factory=lambda: Parent("busybox", is_stage=False))
    uses_context: bool = False
    has_loose_stages: bool = False
    args: tuple[Arg, ...] = ()
    contexts: tuple[tuple[str, str], ...] = ()
    syntax: str = ""
    collectors: tuple[Collector, ...] = ()
