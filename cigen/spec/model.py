"""The spec's model, the one source for keys, types, defaults and their descriptions (`docs/spec.md`, hints, schema)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainValidator, WithJsonSchema

from cigen.spec.steps import Step
from cigen.spec.values import Anything, Count, Duration, Flag, Located, Name, Pairs, Switch, Text, Texts, wanted
from cigen.yamltext import Mapping, Scalar, Sequence

CACHE_TYPES = ("registry", "gha", "s3", "azblob", "local", "none")
"""BuildKit's backends that a cache can be exported to with every stage in it, and `none`."""

FAIL_ON = ("any", "new")
"""Which failures make a run fail."""

COMMENT_WHEN = ("always", "failure", "change", "off")
"""Which reports are commented on a pull request."""

COMMENT_GREEN = ("keep", "minimize", "delete")
"""What becomes of the comment when all is well."""


def one_of(words: tuple[str, ...]) -> Callable[[Any], str]:
    """What takes one of these words and no other."""
    placed = placed_of(words)
    return lambda node: placed(node).text


def placed_of(words: tuple[str, ...]) -> Callable[[Any], Scalar]:
    """As `one_of`, for a word that keeps its place, as planning may have something to say about it."""

    def chosen(node: Any) -> Scalar:
        if not isinstance(node, Scalar) or node.text not in words:
            raise wanted(f"{', '.join(f'`{word}`' for word in words[:-1])} or `{words[-1]}`", node)
        return node

    return chosen


FailOn = Annotated[str, PlainValidator(one_of(FAIL_ON)), WithJsonSchema({"enum": list(FAIL_ON)})]
When = Annotated[str, PlainValidator(one_of(COMMENT_WHEN)), WithJsonSchema({"enum": list(COMMENT_WHEN)})]
Green = Annotated[Scalar, PlainValidator(placed_of(COMMENT_GREEN)), WithJsonSchema({"enum": list(COMMENT_GREEN)})]


def steps_mapping(node: Any) -> Any:
    """A bare list is the steps of a definition without arguments."""
    if isinstance(node, Sequence):
        definition = Mapping(node.position)
        definition["steps"] = node
        definition.keys_at["steps"] = node.position
        return definition
    if not isinstance(node, Mapping):
        raise wanted("a definition (a list of steps, or a mapping with `steps`)", node)
    return node


class Definition(Located):
    """Steps that several stages and tests share; `use` takes them."""

    args: Pairs = Field((), description="Names that its expressions may use, with defaults; without one it is needed.")
    steps: tuple[Step, ...] = Field(description="The steps.", min_length=1)


class Defaults(Located):
    """What stages and tests get where they say nothing."""

    shell: Texts = Field((), description="The shell of stages and tests that start from an image.")
    network: Text | None = Field(None, description="The network of their commands: `none`, `host`.", examples=["none"])
    timeout: Duration = Field(0, description="The timeout of each command of a test.", examples=["20m"])
    retries: Count = Field(0, description="How many more times a failing step of a test is tried.")


class Stage(Located):
    """A stage that has to work: a failing step ends the build."""

    from_: Text = Field(alias="from", description="An image, a stage, a cell, a context, or `scratch`.")
    platform: Text | None = Field(None, description="The platform of its image, such as `linux/arm64`.")
    let: Pairs = Field((), description="Names for expressions, in order.", examples=[{"jobs": 4}])
    network: Text | None = Field(None, description="The network of its commands where they name none: `none`, `host`.")
    steps: tuple[Step, ...] = Field((), description="What the stage does.")
    collect: tuple[Name, ...] = Field((), description="Tests whose cells' artifacts are brought together here.")
    into: Text | None = Field(None, description="The folder for collected artifacts, `/` by default.")
    chown: Text | None = Field(None, description="Who owns collected artifacts.")


class Artifact(Located):
    """Something that every cell of a test leaves behind."""

    path: Text = Field(description="A path or pattern, from the cell's last working directory.")
    to: Text | None = Field(None, description="Its name in a collector; `CELL/NAME` by default.")
    optional: Flag = Field(False, description="A cell that passed may lack it.")


class Test(Located):
    """What is tried: one recorded cell for each point of the matrix."""

    __test__ = False

    from_: Text = Field(alias="from", description="An image, a stage, a cell or a context; may hold expressions.")
    platforms: Texts = Field((), description="Platforms to try: one more dimension of the matrix, called `platform`.")
    matrix: Anything = Field(None, description="Lists of values by name, with GitHub's `include` and `exclude`.")
    let: Pairs = Field((), description="Names for expressions, in order, per cell.", examples=[{"jobs": 4}])
    network: Text | None = Field(None, description="The network of its commands where they name none: `none`, `host`.")
    steps: tuple[Step, ...] = Field(description="What each cell does.", min_length=1)
    artifacts: tuple[Artifact, ...] = Field((), description="What each cell leaves behind for collectors.")
    junit: Texts = Field(
        (),
        description="Patterns of the files of results that a cell's tests write: JUnit XML, or any other known format.",
        examples=["**/*.xml"],
    )


def cache_mapping(node: Any) -> Any:
    """A bare word is a type, and any other text an image."""
    if isinstance(node, Mapping):
        return node
    if not isinstance(node, Scalar) or not isinstance(node.value, str):
        raise wanted("`none`, an image or a mapping", node)
    cache = Mapping(node.position)
    key = "type" if node.text in CACHE_TYPES else "image"
    cache[key] = node
    cache.keys_at[key] = node.position
    return cache


class Cache(Located):
    """Where the build's cache is kept, and what of it."""

    type: Text | None = Field(
        None, description="`registry` by default, or `gha`, `s3`, `azblob`, `local`, `none`.", examples=["gha"]
    )
    image: Text | None = Field(
        None, description="The image whose tags hold it, `ghcr.io/OWNER/REPO/cigen-cache` by default."
    )
    options: Pairs = Field(
        (), description="What `s3`, `azblob`, `local` and `gha` take besides.", examples=[{"bucket": "ci"}]
    )
    mode: Text | None = Field(None, description="`max` by default: every step; `min` keeps the last stage only.")
    keep: Text | None = Field(None, description="`all` by default, or `stages`: not the steps of tests.")
    compression: Text | None = Field(
        None, description="`gzip`, `zstd` or `uncompressed`; BuildKit's choice by default."
    )
    ignore_error: Flag = Field(True, alias="ignore-error", description="A cache that can't be written fails nothing.")
    image_manifest: Flag = Field(
        True, alias="image-manifest", description="Write it as an image manifest, which most registries want."
    )
    sweep: Flag = Field(True, description="Write a workflow that deletes the caches of closed pull requests.")


class Builder(Located):
    """The builder that the rendered workflow sets up."""

    driver: Text | None = Field(
        None, description="`docker-container` by default, or `docker`, `kubernetes`, `remote`.", examples=["remote"]
    )
    endpoint: Text | None = Field(None, description="Where a `remote` BuildKit answers, such as `tcp://host:1234`.")
    image: Text | None = Field(None, description="The image of BuildKit, for `docker-container` and `kubernetes`.")
    options: Pairs = Field((), description="More options of the driver.", examples=[{"replicas": 4}])
    max_parallelism: Count = Field(
        0, alias="max-parallelism", description="How many steps it runs at once; 0 for no limit."
    )
    reserved_space: Text | None = Field(
        None, alias="reserved-space", description="What its garbage collection leaves alone.", examples=["20GB"]
    )
    max_used_space: Text | None = Field(
        None, alias="max-used-space", description="The most that its cache may take.", examples=["60GB"]
    )


class Image(Located):
    """A stage that is published as an image, if all tests passed."""

    stage: Name = Field(description="The stage.")
    name: Text | None = Field(None, description="The image's name, `ghcr.io/OWNER/REPO` by default.")
    tags: Texts = Field((), description="Its tags; by default made from git: branch, version, commit.")
    platforms: Texts = Field((), description="Its platforms, the builder's own by default.")
    sbom: Flag = Field(True, description="Attach a bill of materials.")
    provenance: Text | None = Field(None, description="`max` by default, `min`, or `none`.")


def comment_mapping(node: Any) -> Any:
    """A bare word says when; true is always, false is off."""
    if isinstance(node, Mapping):
        return node
    text = node.text if isinstance(node, Scalar) else ""
    if isinstance(node, Scalar) and isinstance(node.value, bool):
        text = "always" if node.value else "off"
    if text not in COMMENT_WHEN:
        raise wanted("`always`, `failure`, `change`, `off`, true, false or a mapping", node)
    comment = Mapping(node.position)
    comment["when"] = Scalar(text, text, node.position, node.position.line, ())
    comment.keys_at["when"] = node.position
    return comment


class Comment(Located):
    """The comment on pull requests."""

    when: When = Field(
        "always",
        description="`always` by default; `failure`: a green report starts none; `change`: only news; `off`.",
    )
    green: Green | None = Field(
        None, description="What becomes of it when all is well: `keep` by default, `minimize` or `delete`."
    )


class Workflow(Located):
    """The rendered GitHub Actions workflow."""

    enabled: Flag = Field(True, description="Write a workflow at all.")
    path: Text | None = Field(None, description="Where it is written, `.github/workflows/NAME.yml` by default.")
    runner: Text | None = Field(None, description="The runner's label, `ubuntu-24.04` by default.")
    runners: Pairs = Field((), description="Runners' labels by platform; `linux/arm64` has `ubuntu-24.04-arm`.")
    timeout: Duration = Field(3600, description="When the build job is given up, 1h by default.", examples=["1h30m"])
    branches: Texts = Field(
        (), description="Branches whose pushes are built, `main` by default; the first owns the cache."
    )
    comment: Annotated[Comment, BeforeValidator(comment_mapping)] | None = Field(
        None,
        description="When to comment on pull requests: `always` by default, `failure`, `change`, `off`; or a mapping.",
        examples=["change"],
    )
    check_run: Flag = Field(False, alias="check-run", description="Post the report as a check run, too.")
    forks: Switch | None = Field(
        None, description="Write a second workflow that comments on pull requests of forks; false by default."
    )
    action: Text | None = Field(None, description="The action to use, as `owner/repository@commit # version`.")
    secrets: Texts = Field((), description="Repository secrets that the build may mount, by name.")
    shards: Anything = Field(
        None,
        description="How many jobs share the cells, or `auto`: one for 25 cells, at most 16.",
        examples=[4, "auto"],
    )
    builder: Builder | None = Field(None, description="The builder that it sets up.")


class Report(Located):
    """What the report makes of the results."""

    fail_on: FailOn = Field(
        "any",
        alias="fail-on",
        description="`any` failure by default, or only a `new` one: it was none in the last run of the default branch.",
        examples=["new"],
    )
    templates: Text | None = Field(
        None,
        description="A folder with pages that stand in for the built-in ones: `summary.md.j2`, `comment.md.j2`.",
        examples=[".github/cigen"],
    )


class Spec(Located):
    """One cigen.yml."""

    name: Name | None = Field(None, description="The project's name and the workflow's; the folder's name by default.")
    load: Pairs = Field((), description="Files whose data expressions may use: YAML, JSON, TOML, CSV or lines of text.")
    let: Pairs = Field((), description="Names for expressions anywhere in the spec.", examples=[{"jobs": 4}])
    define: dict[str, Annotated[Definition, BeforeValidator(steps_mapping)]] = Field(
        {}, description="Steps by name, for `use`."
    )
    defaults: Defaults | None = Field(None, description="What stages and tests get where they say nothing.")
    args: Anything = Field(None, description="Build arguments that a `from` may use (`ARG` before the first `FROM`).")
    contexts: Pairs = Field((), description="More build contexts by name: a folder, `docker-image://…`, a git URL.")
    syntax: Text | None = Field(None, description="The image that reads the Dockerfile, where the built-in is too old.")
    stages: dict[str, Stage] = Field({}, description="What must work.")
    tests: dict[str, Test] = Field(description="What is tried.", min_length=1)
    lanes: Count | None = Field(
        None, description="How many recorded steps run at once; 0 for no limit. By default 16 from 65 cells on."
    )
    cache: Annotated[Cache, BeforeValidator(cache_mapping)] | None = Field(
        None, description="Where the cache is kept, and what of it; a text is its type or its image.", examples=["none"]
    )
    images: dict[str, Image] = Field({}, description="Stages that are published as images, if all tests passed.")
    workflow: Workflow | None = Field(None, description="The GitHub Actions workflow.")
    report: Report | None = Field(None, description="What makes a run fail, and how its pages look.")
