"""The steps of a spec: every kind with its keys, types, defaults and their descriptions.

https://docs.docker.com/reference/dockerfile/
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Discriminator, Field, Tag

from cigen.spec.values import Anything, Command, Count, Duration, Flag, Located, Pairs, Text, Texts, wanted
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
    network: Text | None = Field(None, description="`none`, `host` or `default`.", examples=["none"])
    security: Text | None = Field(None, description="`insecure` or `sandbox`; needs `syntax`.")
    env: Pairs = Field((), description="Variables for this step alone.", examples=[{"CC": "clang"}])


class RunStep(CommandStep):
    """Run a command in the stage's shell; several lines stop at the first that fails."""

    run: Command = Field(description="The command; a list is run without a shell.", examples=["make -j4"])
    errexit: Flag = Field(True, description="Several lines stop at the first that fails.")


class CloneStep(CommandStep):
    """Clone a git repository."""

    clone: Text = Field(description="The repository's URL or path.", examples=["https://example.com/demo.git"])
    to: Text | None = Field(None, description="The folder; git's own choice by default.")
    branch: Text | None = Field(None, description="The branch or tag to clone.", examples=["main"])


class CheckoutStep(CommandStep):
    """Check out a commit; it is fetched only where the clone does not have it yet."""

    checkout: Text = Field(description="The commit, tag or branch.", examples=["v1.0"])
    remote: Text | None = Field(None, description="Where to fetch from, `origin` by default.")
    repository: Text | None = Field(
        None, description="Whose branches and tags `cigen lock` looks up; that of the nearest `clone` by default."
    )


class FilesStep(StepBase):
    """What COPY and ADD share."""

    to: Text | None = Field(None, description="The destination; without it the last word is the destination.")
    chown: Text | None = Field(None, description="The owner, `USER:GROUP`.", examples=["1000:1000"])
    chmod: Text | None = Field(None, description="The mode, such as `0755`.", examples=["0755"])
    link: Flag = Field(False, description="Make a layer of its own (`--link`).")


class CopyStep(FilesStep):
    """Copy files from the build context, a stage or an image, or write a text."""

    copy_: Texts = Field(alias="copy", description="The sources, or the destination where `content` is given.")
    from_: Text | None = Field(None, alias="from", description="A stage, a cell or an image to copy from.")
    content: Text | None = Field(None, description="The text to write, as it stands.")
    exclude: Texts = Field((), description="Patterns of files to leave out.", examples=["*.o"])
    parents: Flag = Field(False, description="Keep the sources' folders (`--parents`); needs `syntax`.")


class AddStep(FilesStep):
    """Add archives (unpacked), URLs or git repositories."""

    add: Texts = Field(description="The sources.", examples=["https://example.com/data.tar.gz /data/"])
    checksum: Text | None = Field(None, description="What the fetched file must have, `sha256:…`, or the commit.")
    keep_git_dir: Flag = Field(False, alias="keep-git-dir", description="Keep `.git` of a git repository.")
    unpack: Flag | None = Field(None, description="Unpack archives; by default those of the context only.")
    exclude: Texts = Field((), description="Patterns of files to leave out.")


class EnvStep(StepBase):
    """Set variables for what follows and for the image."""

    env: Pairs = Field(description="Names and values.", examples=[{"LANG": "C.UTF-8"}])


class LabelStep(StepBase):
    """Label the image."""

    label: Pairs = Field(description="Names and values.", examples=[{"org.opencontainers.image.title": "demo"}])


class ArgStep(StepBase):
    """Declare a build argument."""

    arg: Anything = Field(description="`NAME`, `NAME=default` or a mapping of names to defaults.")


class WorkdirStep(StepBase):
    """Change the working directory, making it where needed."""

    workdir: Text = Field(description="The folder.", examples=["/src"])


class UserStep(StepBase):
    """Change the user."""

    user: Text = Field(description="`USER` or `USER:GROUP`.", examples=["1000:1000"])


class ShellStep(StepBase):
    """Change the shell that runs commands; the last word hands it a command (`-c`)."""

    shell: Texts = Field(description='Such as `["/bin/bash", "-euo", "pipefail", "-c"]`.')


class ExposeStep(StepBase):
    """Say which ports the image listens on."""

    expose: Texts = Field(description="Ports, such as `8080` or `53/udp`.", examples=[8080])


class VolumeStep(StepBase):
    """Declare volumes."""

    volume: Texts = Field(description="Folders.", examples=["/data"])


class EntrypointStep(StepBase):
    """Set the image's entry point."""

    entrypoint: Command = Field(description="A list of words, or a text for the shell.", examples=[["/bin/tool"]])


class CmdStep(StepBase):
    """Set the image's default command."""

    cmd: Command = Field(description="A list of words, or a text for the shell.", examples=[["serve"]])


class HealthcheckStep(StepBase):
    """Say how to check that a container of the image works."""

    healthcheck: Command = Field(description="A command (text or list), or `none`.", examples=["curl -f localhost"])
    interval: Text | None = Field(None, description="How often, such as `30s`.", examples=["30s"])
    timeout: Text | None = Field(None, description="How long one check may take.")
    start_period: Text | None = Field(None, alias="start-period", description="Grace after the start.")
    start_interval: Text | None = Field(None, alias="start-interval", description="How often in that time.")
    retries: Count | None = Field(None, description="How many failures make it unhealthy.")


class StopsignalStep(StepBase):
    """Set the signal that stops a container of the image."""

    stopsignal: Text = Field(description="Such as `SIGINT`.", examples=["SIGINT"])


class OnbuildStep(StepBase):
    """Add an instruction for images that start from this one."""

    onbuild: Text = Field(description="The instruction as in a Dockerfile, such as `RUN make`.", examples=["RUN make"])


class UseStep(StepBase):
    """Take the steps of a definition."""

    use: Text = Field(description="The name of the definition.", examples=["build"])
    with_: Pairs = Field((), alias="with", description="Its arguments.", examples=[{"commit": "v1.0"}])


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
    "onbuild": OnbuildStep,
    "use": UseStep,
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
    | Annotated[OnbuildStep, Tag("onbuild")]
    | Annotated[UseStep, Tag("use")]
    | Annotated[EnvStep, Tag("env")],
    Discriminator(step_kind),
    BeforeValidator(_step_mapping),
]
