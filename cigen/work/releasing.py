"""One `cigen release` from the plan's images to a registry: BuildKit makes an image only where the verdict is good."""

from __future__ import annotations

import json
import re
from argparse import Namespace
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cigen.edge.buildx import Engine
from cigen.edge.console import Edge
from cigen.edge.files import read_if_there
from cigen.errors import EXIT_INTERRUPTED, EXIT_OK, EXIT_OUTSIDE, EXIT_RED, UsageError
from cigen.fields import joined
from cigen.imagetags import Checkout, filled, tags
from cigen.plan.model import Image
from cigen.plan.records import VERDICT
from cigen.reference import image as read_name
from cigen.report.escape import inert, line
from cigen.report.failures import ends
from cigen.results.model import BrokenStep, Build
from cigen.work.project import Project
from cigen.work.solving import Job, Solver
from cigen.work.watching import Rest

_OPENING = "${{"
_TAG = re.compile(r"\w[\w.-]{0,127}", re.ASCII)
_LINES = 20
_SCANNER = "buildkit-syft-scanner"


@dataclass(frozen=True, slots=True)
class Wanted:
    """An image, its name and tags as they are pushed."""

    image: Image
    name: str
    tags: tuple[str, ...]


class Releasing:
    """One `cigen release`; `folder` is for what is needed while it goes on."""

    def __init__(
        self, args: Namespace, edge: Edge, project: Project, engine: Engine, *, checkout: Checkout, folder: Path
    ) -> None:
        self.args = args
        self.edge = edge
        self.project = project
        self.engine = engine
        self.folder = folder
        self.wanted = wanted(args, project.plan.workflow.images, checkout)

    def run(self) -> int:
        """The exit code. No image is pushed before all of them could be made."""
        if not self.args.push or len(self.wanted) > 1:
            for one in self.wanted:
                if code := self._make(one):
                    return code
        for one in self.wanted:
            if not self.args.push:
                self.edge.out(f"{one.image.key}: --push would push {one.name} as {', '.join(one.tags)}")
            elif code := self._make(one, push=True):
                return code
        return EXIT_OK

    def _make(self, one: Wanted, *, push: bool = False) -> int:
        """Make an image, push it if asked to; what came of it is said."""
        metadata = self.folder / "metadata.json"
        options = [*self.args.option, *_options(one.image, self.args.platform, metadata=metadata, push=push)]
        args = Namespace(**{**vars(self.args), "option": options, "cache_to": []})
        recipe = self.folder / "recipe"
        solver = Solver(args, self.edge, self.project, self.engine, output=self.folder, recipe=recipe)
        what = f"{'pushing' if push else 'making'} {one.image.key}"
        job = Job(one.image.target, _output(one) if push else "type=cacheonly", "release", Rest(what))
        build = solver.solve(self.project.pieces[0], job).build
        if build.error:
            self.edge.err(inert("\n".join(_complaint(build, one))))
            return _code(build)
        if push:
            digest = _digest(read_if_there(metadata) or "")
            self.edge.out(f"{one.image.key}: pushed {one.name}@{digest} as {', '.join(one.tags)}")
        return EXIT_OK


def wanted(args: Namespace, images: Sequence[Image], checkout: Checkout) -> tuple[Wanted, ...]:
    """The images to make with their names and tags; UsageError where something is not known here."""
    known = {image.key: image for image in images}
    if not known:
        raise UsageError("the spec has no `images`: name a stage there that is to be published")
    for key in (*args.images, *(word.partition("=")[0] for word in args.name)):
        if key not in known:
            raise UsageError(f"no image is called `{key:.80}`, there are: {', '.join(known)}")
    if args.push and not args.tag and checkout.has_changes and any(not image.tags for image in images):
        raise UsageError("files differ from the commit that the tags would speak of: commit, or name tags with --tag")
    if bare := next((word for word in args.name if "=" not in word), ""):
        raise UsageError(f"--name {bare:.80}: it takes KEY=NAME, such as {bare:.80}=HOST/PATH")
    names = dict(word.split("=", 1) for word in args.name)
    return tuple(
        Wanted(image, _name(image, names.get(image.key, image.name), checkout), _tags(image, args.tag, checkout))
        for image in images
        if not args.images or image.key in args.images
    )


def _name(image: Image, text: str, checkout: Checkout) -> str:
    """In lower case, as a repository's owner may be written otherwise, but no image."""
    name = filled(text, checkout).lower()
    if _OPENING in name:
        hint = f"give another with --name {image.key}=HOST/PATH"
        raise UsageError(f"`{text:.200}`, the name of `{image.key}`, holds what only GitHub knows: {hint}")
    if read_name(name) is None or ":" in name.rpartition("/")[2]:
        raise UsageError(f"`{name:.200}` is no name of an image: give another with --name {image.key}=HOST/PATH")
    return name


def _tags(image: Image, given: Sequence[str], checkout: Checkout) -> tuple[str, ...]:
    """Those that were given, those of the spec, or those that git makes."""
    found = tuple(given) or tuple(filled(tag, checkout) for tag in image.tags) or tags(checkout)
    if not found:
        raise UsageError(
            "neither a branch nor a tag is checked out, which tags are made from: name some with --tag TAG"
        )
    for tag in found:
        if not _TAG.fullmatch(tag):
            raise UsageError(f"`{tag:.200}` can be no tag of the image `{image.key}`: name others with --tag TAG")
    return tuple(dict.fromkeys(found))


def _options(image: Image, platforms: Sequence[str], *, metadata: Path, push: bool) -> Iterator[str]:
    """Beside those of every build; what is attested of an image only counts where it is pushed."""
    if chosen := tuple(platforms) or image.platforms:
        yield f"--platform={','.join(chosen)}"
    if push:
        yield f"--metadata-file={metadata}"
        if image.provenance != "none":
            yield f"--provenance=mode={image.provenance}"
        if image.sbom:
            yield "--sbom=true"


def _output(one: Wanted) -> str:
    """Where an image goes; a comma separates both fields and names."""
    return joined("type=image", f"name={','.join(f'{one.name}:{tag}' for tag in one.tags)}", "push=true")


def _digest(metadata: str) -> str:
    """What identifies the image, all its platforms together."""
    try:
        tree = json.loads(metadata)
    except ValueError:
        tree = None
    digest = tree.get("containerimage.digest") if isinstance(tree, dict) else None
    return digest if isinstance(digest, str) else "an unknown digest"


def _code(build: Build) -> int:
    if build.interrupted:
        return EXIT_INTERRUPTED
    return EXIT_RED if _broken_stage(build) else EXIT_OUTSIDE


def _broken_stage(build: Build) -> BrokenStep | None:
    """The step of a stage that failed, the verdict's included; an image that can't be had is none."""
    broken = build.broken
    return broken if broken and broken.stage and not broken.instruction.startswith("FROM ") else None


def _complaint(build: Build, one: Wanted) -> Iterator[str]:
    """Why there is no image; first what happened, then what was printed."""
    broken, key = _broken_stage(build), one.image.key
    if build.interrupted:
        yield f"cigen: interrupted, {key} is not published"
    elif broken is None:
        hint = "is the registry there, and are you logged in to it?"
        hint = "the bill of materials needs that image; `sbom: false` makes none" if _SCANNER in build.error else hint
        yield f"cigen: {key} can't be published: {line(build.error, 400)}; {hint}"
    elif broken.stage == VERDICT:
        yield f"cigen: {key} is not published, as tests failed; `cigen build` makes the whole report:"
    else:
        yield f"cigen: {key} is not published, as the stage {line(broken.stage)} broke ({line(broken.reason, 200)}):"
        yield f"  {line(broken.instruction, 160)}"
    if broken is not None and not build.interrupted:
        yield from (f"  {text}" for text in ends(broken.log, _LINES).split("\n") if text)
