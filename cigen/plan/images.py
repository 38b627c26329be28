"""The `images` of a spec in, what is published out: which stage, under which name and tags, for which platforms."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence

from cigen import reference
from cigen.plan.evaluate import Evaluator, Scope
from cigen.plan.model import Cache, Image, Onbuild, Stage
from cigen.plan.platforms import check
from cigen.source import Diagnostic, Position
from cigen.spec import model as spec
from cigen.yamltext import Scalar

TARGET = "cigen-image-"
"""How the stage that is published begins, the image's key behind it."""
DEFAULT_NAME = "ghcr.io/${{ github.repository }}"
PROVENANCE = ("max", "min", "none")

_EXPRESSION = re.compile(r"\$\{\{.*?\}\}")
_KEY = re.compile(r"[a-z][a-z0-9_.-]{0,62}")
_TAG = re.compile(r"\w[\w.-]{0,127}", re.ASCII)


def published(source: spec.Spec) -> tuple[str, ...]:
    """The stages that have to be there as they are, for any platform."""
    return tuple(image.stage.text for image in source.images.values())


def images(
    source: spec.Spec, stages: Sequence[Stage], evaluator: Evaluator, scope: Scope, *, cache: Cache
) -> tuple[Image, ...]:
    """What is published, in the spec's order, and not to where the cache is."""
    known = {stage.name: stage for stage in stages}
    reader = _Reader(source, known, evaluator, scope)
    found = tuple(reader.image(key, image) for key, image in source.images.items())
    for first, second in _twice(found):
        message = f"`{first.key}` and `{second.key}` would both be pushed as `{second.name}`"
        hint = "give one of them another `name` or `tags`"
        evaluator.report(Diagnostic(second.position, f"{message}: {hint}", "duplicate-image", len(second.key)))
    for image in found:
        if _plain(image.name) == _plain(cache.image):
            message = f"`{image.key}` would be pushed to `{image.name:.80}`, which is the cache"
            hint = "give it another `name`, as both have a tag `main` and the sweep deletes what has no tag"
            evaluator.report(Diagnostic(image.position, f"{message}: {hint}", "cache-image", len(image.key)))
    return found


def _plain(name: str) -> str:
    """A name as registries take it: the case does not matter, nor do the blanks of an expression."""
    return "".join(name.lower().split())


def _twice(found: Sequence[Image]) -> Iterator[tuple[Image, Image]]:
    """Images of one name and one tag; where neither has tags, both have those of git."""
    for number, second in enumerate(found):
        for first in found[:number]:
            same = first.name.lower() == second.name.lower()
            if same and (set(first.tags) & set(second.tags) or not (first.tags or second.tags)):
                yield first, second
                break


def _is_unfilled(text: str) -> bool:
    """Whether an expression of cigen's is still in it, as it could not be evaluated, which was reported."""
    return "{{" in _EXPRESSION.sub("", text).replace("${{", "")


class _Reader:
    """Reads one image after another; what is wrong is reported, and the reading goes on."""

    def __init__(self, source: spec.Spec, known: Mapping[str, Stage], evaluator: Evaluator, scope: Scope) -> None:
        self.source = source
        self.known = known
        self.evaluator = evaluator
        self.scope = scope

    def image(self, key: str, given: spec.Image) -> Image:
        position = given.position
        if not _KEY.fullmatch(key):
            rule = "a name starts with a-z and has up to 63 of a-z 0-9 . _ -"
            self._report(position, f"the image name `{key:.80}` can't be used: {rule}", "bad-name")
        self._check_stage(given.stage)
        return Image(
            key=key,
            stage=given.stage.text,
            target=f"{TARGET}{key}",
            name=self._name(key, given.name),
            tags=tuple(dict.fromkeys(map(self._tag, given.tags))),
            platforms=self._platforms(given),
            sbom=given.sbom,
            provenance=self._provenance(given.provenance),
            position=position,
        )

    def _check_stage(self, name: Scalar) -> None:
        stage = self.known.get(name.text)
        if (stage is not None and stage.cell) or name.text in self.source.tests:
            message = f"`{name.text}` is a test, whose records the image would hold: publish the stage it starts from"
            self._report(name.position, message, "unknown-stage", len(name.text))
        elif name.text not in self.source.stages:
            near = difflib.get_close_matches(name.text, self.source.stages, n=1)
            there = ", ".join(self.source.stages) or "none"
            hint = f"did you mean `{near[0]}`?" if near else f"there are: {there}"
            self._report(name.position, f"no stage is called `{name.text}`, {hint}", "unknown-stage", len(name.text))
        elif stage is not None and any(isinstance(line, Onbuild) for line in stage.instructions):
            message = f"`{name.text}` has an `onbuild` step, which what is published would already have done"
            hint = "take the step out, or publish the stage with `docker build` alone"
            self._report(name.position, f"{message}: {hint}", "onbuild-image", len(name.text))

    def _name(self, key: str, given: Scalar | None) -> str:
        if given is None:
            return DEFAULT_NAME if len(self.source.images) == 1 else f"{DEFAULT_NAME}/{key}"
        name = self.evaluator.text(given, self.scope).strip()
        found = reference.image(_EXPRESSION.sub("x", name))
        problem = "" if found is not None else "an image is written `HOST/PATH`, in lower case"
        if name.rpartition("/")[2].count(":") or "@" in name:
            problem = "write its tags under `tags`"
        if looked_at := reference.strange(name):
            problem = f"nothing in it may look at `{looked_at}`: `github.repository` and `vars.NAME` are good"
        if problem and not _is_unfilled(name):
            message = f"`{name:.80}` is no name of an image, {problem}"
            self._report(given.position, message, "bad-image", len(given.text))
        return name

    def _tag(self, given: Scalar) -> str:
        tag = self.evaluator.text(given, self.scope).strip()
        plain = _EXPRESSION.sub("x", tag)
        if not _TAG.fullmatch(plain) and not _is_unfilled(tag):
            rule = "a tag has up to 128 of A-Z a-z 0-9 . _ -, and neither . nor - first"
            self._report(given.position, f"`{tag:.80}` is no tag: {rule}", "bad-tag", len(given.text))
        return tag

    def _platforms(self, given: spec.Image) -> tuple[str, ...]:
        fixed = self._fixed(given.stage.text)
        found: dict[str, None] = {}
        for one in given.platforms:
            platform = check(self.evaluator.text(one, self.scope), one.position, self.evaluator)
            if platform and fixed and platform != fixed:
                message = f"`{given.stage.text}` is always for {fixed}: take `{platform}` out, or its own `platform`"
                self._report(one.position, message, "wrong-platform", len(one.text))
            found |= {platform: None} if platform else {}
        return tuple(found)

    def _fixed(self, name: str) -> str:
        """The one platform that a stage or what it starts from asks for; empty where it follows the build."""
        stage = self.known.get(name)
        while stage is not None and not stage.platform and stage.parent.is_stage:
            stage = self.known.get(stage.parent.name)
        return stage.platform if stage is not None and stage.platform != "$TARGETPLATFORM" else ""

    def _provenance(self, given: Scalar | None) -> str:
        if given is None:
            return PROVENANCE[0]
        if given.text not in PROVENANCE:
            message = f"`{given.text:.40}` is no provenance, there are: {', '.join(PROVENANCE)}"
            self._report(given.position, message, "bad-provenance", max(1, len(given.text)))
        return given.text

    def _report(self, position: Position, message: str, rule: str, width: int = 1) -> None:
        self.evaluator.report(Diagnostic(position, message, rule, width))
