"""The spec's model, the one source for keys, types, defaults and their descriptions (`docs/spec.md`, hints, schema)."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Discriminator, Field, Tag

from cigen.spec.values import Anything, Command, Count, Duration, Flag, Located, Name, Pairs, Text, Texts, wanted
from cigen.yamltext import Mapping, Scalar


class StepBase(Located):
    """What every step takes."""

    name: Text | None = Field(None, description="What reports call this step.")
    when: Anything = Field(None, description="A bare expression; the step is left out of cells where it is false.")
    raw: Flag = Field(False, description="Leave `{{ … }}` alone in this step.")


class CommandStep(StepBase):
    """What the steps that run a command take."""

    timeout: Duration = Field(0, description="End the step and all it started after this time. Tests only.")
    retries: Count = Field(0, description="How many more times a failing step is tried. Tests only.")
    always: Flag = Field(False, description="Run although an earlier step failed. Tests only.")
    mounts: tuple[Pairs, ...] = Field((), description="Mounts, each as `{type: cache, target: /root/.cache}`.")
    network: Text | None = Field(None, description="`none`, `host` or `default`.")
    env: Pairs = Field((), description="Variables for this step alone.")


class RunStep(CommandStep):
    """Run a command in the stage's shell; several lines stop at the first that fails."""

    run: Text = Field(description="The command.")


class CloneStep(CommandStep):
    """Clone a git repository."""

    clone: Text = Field(description="The repository's URL or path.")
    to: Text | None = Field(None, description="The folder; git's own choice by default.")
    branch: Text | None = Field(None, description="The branch or tag to clone.")


class CheckoutStep(CommandStep):
    """Check out a commit; it is fetched only where the clone does not have it yet."""

    checkout: Text = Field(description="The commit, tag or branch.")
    remote: Text | None = Field(None, description="Where to fetch from, `origin` by default.")


class FilesStep(StepBase):
    """What COPY and ADD share."""

    to: Text | None = Field(None, description="The destination; without it the last word is the destination.")
    chown: Text | None = Field(None, description="The owner, `USER:GROUP`.")
    chmod: Text | None = Field(None, description="The mode, such as `0755`.")
    link: Flag = Field(False, description="Make a layer of its own (`--link`).")


class CopyStep(FilesStep):
    """Copy files from the build context, a stage or an image, or write a text."""

    copy_: Texts = Field(alias="copy", description="The sources, or the destination where `content` is given.")
    from_: Text | None = Field(None, alias="from", description="A stage, a cell or an image to copy from.")
    content: Text | None = Field(None, description="The text to write, as it stands.")
    exclude: Texts = Field((), description="Patterns of files to leave out.")


class AddStep(FilesStep):
    """Add archives (unpacked), URLs or git repositories."""

    add: Texts = Field(description="The sources.")
    checksum: Text | None = Field(None, description="What the fetched file must have, `sha256:…`.")


class EnvStep(StepBase):
    """Set variables for what follows and for the image."""

    env: Pairs = Field(description="Names and values.")


class LabelStep(StepBase):
    """Label the image."""

    label: Pairs = Field(description="Names and values.")


class ArgStep(StepBase):
    """Declare a build argument."""

    arg: Anything = Field(description="`NAME`, `NAME=default` or a mapping of names to defaults.")


class WorkdirStep(StepBase):
    """Change the working directory, making it where needed."""

    workdir: Text = Field(description="The folder.")


class UserStep(StepBase):
    """Change the user."""

    user: Text = Field(description="`USER` or `USER:GROUP`.")


class ShellStep(StepBase):
    """Change the shell that runs commands; the last word hands it a command (`-c`)."""

    shell: Texts = Field(description='Such as `["/bin/bash", "-euo", "pipefail", "-c"]`.')


class ExposeStep(StepBase):
    """Say which ports the image listens on."""

    expose: Texts = Field(description="Ports, such as `8080` or `53/udp`.")


class VolumeStep(StepBase):
    """Declare volumes."""

    volume: Texts = Field(description="Folders.")


class EntrypointStep(StepBase):
    """Set the image's entry point."""

    entrypoint: Command = Field(description="A list of words, or a text for the shell.")


class CmdStep(StepBase):
    """Set the image's default command."""

    cmd: Command = Field(description="A list of words, or a text for the shell.")


class HealthcheckStep(StepBase):
    """Say how to check that a container of the image works."""

    healthcheck: Command = Field(description="A command (text or list), or `none`.")
    interval: Text | None = Field(None, description="How often, such as `30s`.")
    timeout: Text | None = Field(None, description="How long one check may take.")
    start_period: Text | None = Field(None, alias="start-period", description="Grace after the start.")
    start_interval: Text | None = Field(None, alias="start-interval", description="How often in that time.")
    retries: Count | None = Field(None, description="How many failures make it unhealthy.")


class StopsignalStep(StepBase):
    """Set the signal that stops a container of the image."""

    stopsignal: Text = Field(description="Such as `SIGINT`.")


STEP_KINDS: dict[str, type[StepBase]] = {
    "run": RunStep,
    "copy": CopyStep,
    "add": AddStep,
    "arg": ArgStep,
    "workdir": WorkdirStep,
    "user": UserStep,
    "shell": ShellStep,
    "label": LabelStep,
    "expose": ExposeStep,
    "volume": VolumeStep,
    "entrypoint": EntrypointStep,
    "cmd": CmdStep,
    "healthcheck": HealthcheckStep,
    "stopsignal": StopsignalStep,
    "clone": CloneStep,
    "checkout": CheckoutStep,
    "env": EnvStep,
}
"""Every kind of step by the key that names it; `env` is last as `run` takes a key of that name, too."""


def step_kind(node: Any) -> str | None:
    """The kind of a step node; None where it names none."""
    if not isinstance(node, Mapping):
        return None
    return next((kind for kind in STEP_KINDS if kind in node), None)


def _step_mapping(node: Any) -> Any:
    """A bare text is `run`."""
    if isinstance(node, Scalar) and node.text:
        step = Mapping(node.position)
        step["run"] = node
        step.keys_at["run"] = node.position
        return step
    if not isinstance(node, Mapping):
        raise wanted("a step (a text or a mapping)", node)
    return node


Step = Annotated[
    Annotated[RunStep, Tag("run")]
    | Annotated[CopyStep, Tag("copy")]
    | Annotated[AddStep, Tag("add")]
    | Annotated[ArgStep, Tag("arg")]
    | Annotated[WorkdirStep, Tag("workdir")]
    | Annotated[UserStep, Tag("user")]
    | Annotated[ShellStep, Tag("shell")]
    | Annotated[LabelStep, Tag("label")]
    | Annotated[ExposeStep, Tag("expose")]
    | Annotated[VolumeStep, Tag("volume")]
    | Annotated[EntrypointStep, Tag("entrypoint")]
    | Annotated[CmdStep, Tag("cmd")]
    | Annotated[HealthcheckStep, Tag("healthcheck")]
    | Annotated[StopsignalStep, Tag("stopsignal")]
    | Annotated[CloneStep, Tag("clone")]
    | Annotated[CheckoutStep, Tag("checkout")]
    | Annotated[EnvStep, Tag("env")],
    Discriminator(step_kind),
    BeforeValidator(_step_mapping),
]


class Stage(Located):
    """A stage that has to work: a failing step ends the build."""

    from_: Text = Field(alias="from", description="An image, a stage, a cell, or `scratch`.")
    let: Pairs = Field((), description="Names for expressions, in order.")
    network: Text | None = Field(None, description="The network of its commands where they name none: `none`, `host`.")
    steps: tuple[Step, ...] = Field((), description="What the stage does.")
    collect: tuple[Name, ...] = Field((), description="Tests whose cells' artifacts are brought together here.")
    into: Text | None = Field(None, description="The folder for collected artifacts, `/` by default.")
    chown: Text | None = Field(None, description="Who owns collected artifacts.")


class Artifact(Located):
    """Something that every cell of a test leaves behind."""

    path: Text = Field(description="A path or pattern, from the cell's last working directory.")
    to: Text | None = Field(None, description="Its name in a collector; `CELL/NAME` by default.")


class Test(Located):
    """What is tried: one recorded cell for each point of the matrix."""

    __test__ = False

    from_: Text = Field(alias="from", description="An image, a stage or a cell; may hold expressions.")
    matrix: Anything = Field(None, description="Lists of values by name, with GitHub's `include` and `exclude`.")
    let: Pairs = Field((), description="Names for expressions, in order, per cell.")
    network: Text | None = Field(None, description="The network of its commands where they name none: `none`, `host`.")
    steps: tuple[Step, ...] = Field(description="What each cell does.", min_length=1)
    artifacts: tuple[Artifact, ...] = Field((), description="What each cell leaves behind for collectors.")
    junit: Texts = Field((), description="Patterns of JUnit files that a cell's tests write.")


class Cache(Located):
    """Where the build's cache is kept."""

    image: Text | None = Field(
        None, description="The image whose tags hold it, `ghcr.io/OWNER/REPO/cigen-cache` by default."
    )


class Workflow(Located):
    """The rendered GitHub Actions workflow."""

    enabled: Flag = Field(True, description="Write a workflow at all.")
    path: Text | None = Field(None, description="Where it is written, `.github/workflows/NAME.yml` by default.")
    runner: Text | None = Field(None, description="The runner's label, `ubuntu-24.04` by default.")
    timeout: Duration = Field(3600, description="When the build job is given up, 1h by default.")
    branches: Texts = Field(
        (), description="Branches whose pushes are built, `main` by default; the first owns the cache."
    )
    comment: Flag = Field(True, description="Comment on pull requests.")
    action: Text | None = Field(None, description="The action to use, as `owner/repository@commit # version`.")
    secrets: Texts = Field((), description="Repository secrets that the build may mount, by name.")


class Spec(Located):
    """One cigen.yml."""

    name: Name | None = Field(None, description="The project's name and the workflow's; the folder's name by default.")
    load: Pairs = Field((), description="Files whose data expressions may use: YAML, JSON, TOML, CSV or lines of text.")
    let: Pairs = Field((), description="Names for expressions anywhere in the spec.")
    stages: dict[str, Stage] = Field({}, description="What must work.")
    tests: dict[str, Test] = Field(description="What is tried.", min_length=1)
    lanes: Count | None = Field(
        None, description="How many recorded steps run at once; 0 for no limit. By default 16 from 65 cells on."
    )
    cache: Cache | None = Field(None, description="Where the cache is kept.")
    workflow: Workflow | None = Field(None, description="The GitHub Actions workflow.")
