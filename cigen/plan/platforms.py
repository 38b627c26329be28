"""Stages of which some are for a platform in, the same with a variant of every stage that a platform needs out.

BuildKit looks at `FROM --platform` where an image is named and nowhere else: a stage has the platform of the image it
starts from, and `COPY --from=IMAGE` takes that of the whole build. So what a stage for `linux/arm64` starts or copies
from is written once more, as `NAME-linux-arm64`. https://docs.docker.com/reference/dockerfile/#from
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from cigen.plan.evaluate import Evaluator, Scope, as_text
from cigen.plan.matrix import slug
from cigen.plan.model import Parent, Stage
from cigen.plan.needs import needs, origins, redirected
from cigen.plan.records import RESERVED
from cigen.source import Diagnostic, Position
from cigen.yamltext import Mapping as Node
from cigen.yamltext import Scalar
from cigen.yamltext import Sequence as List

DIMENSION = "platform"
_PLATFORM = re.compile(r"[a-z0-9]+/[a-z0-9_]+(?:/[a-z0-9._]+)?")
_BUILD_TIME = re.compile(r"\$\{?((?:BUILD|TARGET)PLATFORM)\}?")


def with_dimension(matrix: Any, platforms: Sequence[Scalar], evaluator: Evaluator) -> Any:
    """A `matrix` node with one dimension more, which is the last; the node itself where it can't have one."""
    if not platforms or not (matrix is None or isinstance(matrix, Node)):
        return matrix
    if matrix is not None and DIMENSION in matrix:
        place = matrix.keys_at.get(DIMENSION, matrix.position)
        message = "`platforms` makes the dimension `platform` already: give this one another name"
        evaluator.report(Diagnostic(place, message, "duplicate-name", len(DIMENSION)))
    position = platforms[0].position
    node = Node(position if matrix is None else matrix.position)
    if matrix is not None:
        node.update(matrix)
        node.keys_at.update(matrix.keys_at)
    for platform in platforms:
        if "{{" not in platform.text:
            check(platform.text, platform.position, evaluator)
    values = List(position)
    values.extend(platforms)
    node[DIMENSION] = values
    node.keys_at[DIMENSION] = position
    return node


def of_cell(values: Mapping[str, Any], platforms: Sequence[Scalar], evaluator: Evaluator) -> str:
    """The platform of a cell with these values; empty where its test names none."""
    if not platforms:
        return ""
    if DIMENSION not in values:
        message = "an entry of `include` that stands alone needs a `platform` here, as the test has `platforms`"
        evaluator.report(Diagnostic(platforms[0].position, message, "bad-platform"))
        return ""
    found = as_text(values[DIMENSION])
    source = next((one for one in platforms if one.text == found), platforms[0])
    return check(found, source.position, evaluator)


def of_stage(platform: Scalar | None, scope: Scope, evaluator: Evaluator) -> str:
    """The platform that a stage of the spec asks for; empty where it asks for none."""
    if platform is None:
        return ""
    return check(evaluator.text(platform, scope), platform.position, evaluator, variables=True)


def check(platform: str, position: Position, evaluator: Evaluator, *, variables: bool = False) -> str:
    """The platform, where BuildKit can read it; with `variables` also `$BUILDPLATFORM` and `$TARGETPLATFORM`."""
    if _PLATFORM.fullmatch(platform):
        return platform
    if variables and (variable := _BUILD_TIME.fullmatch(platform)):
        return f"${variable[1]}"
    if "{{" in platform:  # an expression that failed, and was reported
        return ""
    allowed = "OS/ARCHITECTURE or OS/ARCHITECTURE/VARIANT, such as linux/arm64"
    allowed += ", or $BUILDPLATFORM" if variables else ""
    message = f"`{platform:.60}` is no platform: write {allowed}"
    evaluator.report(Diagnostic(position, message, "bad-platform", max(1, len(platform))))
    return ""


def spread(
    stages: Sequence[Stage], evaluator: Evaluator, *, contexts: Collection[str] = (), kept: Collection[str] = ()
) -> tuple[Stage, ...]:
    """The stages with their variants, in an order that builds; an original that only variants replaced is left out.

    `stages` stand after those that they need; `contexts` are the names of folders, which have no platform; `kept`
    are stages that somebody needs as they are.
    """
    if not any(stage.platform for stage in stages):
        return tuple(stages)
    return _Spread(stages, evaluator, contexts, kept).stages()


class _Spread:
    """One pass up that says which stages differ by platform, one down that says which are wanted, one that writes."""

    def __init__(
        self, stages: Sequence[Stage], evaluator: Evaluator, contexts: Collection[str], kept: Collection[str]
    ) -> None:
        self.sources = {stage.name: stage for stage in stages}
        self.needs = {stage.name: needs(stage) for stage in stages}
        self.evaluator = evaluator
        self.alike = {*RESERVED, *contexts}
        self.varied: dict[str, bool] = {}
        self.rooted: dict[str, str] = {}
        self.wanted: dict[str, dict[str, None]] = {}
        self.plain: set[str] = set(kept)
        self.order = list(dict.fromkeys(stage.platform for stage in stages))
        self.images: dict[tuple[str, str], str] = {}
        self.numbers: dict[str, int] = {}
        self._look_up()
        self._look_down()

    def stages(self) -> tuple[Stage, ...]:
        """Everything, written; no two of one name."""
        written: dict[str, Stage] = {}
        for source in self.sources.values():
            for stage in self._written(source):
                if stage.name in written:
                    self._report_clash(stage.name, written[stage.name], stage)
                written[stage.name] = stage
        return tuple(written.values())

    def _look_up(self) -> None:
        """From the images on: a stage differs by platform if what it takes does, and it has none of its own.

        `rooted` are those that start, at last, from a cell or from a stage with a platform, with what that is.
        """
        for name, stage in self.sources.items():
            is_fixed = bool(stage.cell or stage.platform)
            self.varied[name] = not is_fixed and any(map(self._differs, self.needs[name]))
            if is_fixed:
                self.rooted[name] = stage.platform
            elif stage.parent.name in self.rooted:
                self.rooted[name] = self.rooted[stage.parent.name]

    def _differs(self, name: str) -> bool:
        if name in self.sources:
            return self.varied.get(name, False)
        return name not in self.alike and not name.startswith("cigen-")

    def _look_down(self) -> None:
        """From those that need to those that are needed, which then are wanted for a platform, or plain."""
        for name, stage in reversed(self.sources.items()):
            platforms = (stage.platform,) if stage.platform else tuple(self.wanted.get(name, ()))
            for need in self.needs[name]:
                if self.varied.get(need) and platforms:
                    self.wanted.setdefault(need, {}).update(dict.fromkeys(platforms))
                if self._stays(stage) and not stage.platform:
                    self.plain.add(need)

    def _stays(self, stage: Stage) -> bool:
        return stage.name in self.plain or not self.wanted.get(stage.name)

    def _written(self, stage: Stage) -> Iterator[Stage]:
        if stage.platform:
            yield from self._on(stage, stage.platform)
            return
        if self._stays(stage):
            yield stage
        for platform in sorted(self.wanted.get(stage.name, ()), key=self.order.index):
            comment = f"{stage.comment} for {platform}"
            yield from self._on(replace(stage, name=_variant(stage.name, platform), comment=comment), platform)

    def _on(self, stage: Stage, platform: str) -> Iterator[Stage]:
        """The stage as it is on a platform, after the images that it copies or mounts from."""
        self._check_parent(stage, platform)
        names = {need: _variant(need, platform) for need in needs(stage) if self.varied.get(need)}
        parent = replace(stage.parent, name=names.get(stage.parent.name, stage.parent.name))
        for origin in origins(stage):
            if origin not in self.sources and self._differs(origin):
                yield from self._image(origin, stage.position, platform)
                names[origin] = self.images[origin, platform]
        instructions = tuple(redirected(instruction, names) for instruction in stage.instructions)
        yield replace(stage, parent=parent, instructions=instructions, platform=platform)

    def _image(self, image: str, position: Position, platform: str) -> Iterator[Stage]:
        """A stage that is nothing but an image on a platform, once."""
        if (image, platform) not in self.images:
            number = self.numbers.setdefault(image, len(self.numbers) + 1)
            name = _variant(f"cigen-image-{number}", platform)
            self.images[image, platform] = name
            parent = Parent(image, is_stage=False)
            yield Stage(name, parent, f"{image} for {platform}", (), position, platform=platform)

    def _check_parent(self, stage: Stage, platform: str) -> None:
        """What starts from a cell, or from a stage with a platform of its own, has the platform of that one."""
        parent = stage.parent.name
        there = self.rooted.get(parent, platform)
        if there == platform:
            return
        what = f"is for {there}" if there else "comes from a cell without `platforms`"
        message = f"`{stage.name}` is wanted for {platform}, but it starts from `{parent}`, which {what}"
        hint = "start from an image, or from a stage without `platform`"
        self.evaluator.report(Diagnostic(stage.position, f"{message}: {hint}", "wrong-platform"))

    def _report_clash(self, name: str, one: Stage, other: Stage) -> None:
        """A variant has the name of what stands in the spec."""
        source = self.sources.get(name)
        new, old = (other, one) if source is not None and one.position == source.position else (one, other)
        message = f"a stage for {new.platform} would be called `{name}`, which line {old.position.line} is: rename one"
        self.evaluator.report(Diagnostic(new.position, message, "clashing-stages"))


def _variant(name: str, platform: str) -> str:
    return f"{name}-{slug(platform)}"
