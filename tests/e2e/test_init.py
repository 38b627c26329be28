"""`cigen init --from`: what it makes of a Dockerfile solves to the same graph, as a real engine sees it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from cigen.adopt.stages import Stages
from tests.commandline import cigen
from tests.e2e.adopted import (
    DOCKERFILES,
    HERE,
    Graph,
    context,
    image,
    outline,
    served,
    solved,
    stages_of,
    targets,
    without_syntax,
)
from tests.e2e.engine import Engine

pytestmark = pytest.mark.engine

NAMES = sorted(path.name.removesuffix(".Dockerfile") for path in DOCKERFILES.glob("*.Dockerfile"))
BUILD = [name for name in NAMES if name.startswith("builds-")]
WRITTEN_FILES = {
    "builds-heredocs",
    "builds-one-copy-many-files",
    "builds-windows-line-ends",
    "builds-braces",
    "node-web",
}
"""Here COPY writes a text, whose name on its way is in the digest."""
SPLIT = {"builds-one-copy-many-files"}
IMAGE = re.compile(r"\$\{?(\w+)\}?")


@dataclass(frozen=True)
class Pair:
    """A Dockerfile, and what cigen renders from the spec that it made of it."""

    folder: Path
    before: str
    after: str
    stages: Stages
    tests: frozenset[str]

    def images(self) -> set[str]:
        """The images that have to be stood in for."""
        origins = {word.partition("=")[2] for s in self.stages.stages for i in s.instructions for word in i.flags}
        defaults = dict(one.rest.split("=", 1) for one in self.stages.globals if "=" in one.rest)
        images = {IMAGE.sub(lambda m: defaults.get(m[1], ""), s.image) for s in self.stages.stages if s.parent is None}
        pulled = images | {word for word in origins if re.fullmatch(r"[a-z./-]+:[\w.-]+", word)}
        pulled -= {stage.given for stage in self.stages.stages}
        return {one for one in pulled - set(HERE) - {"scratch"} if one.partition(":")[0] not in HERE}


def pair(tmp_path: Path, name: str) -> Pair:
    folder = context(tmp_path / name)
    before = (DOCKERFILES / f"{name}.Dockerfile").read_bytes().decode()
    (folder / "Dockerfile").write_bytes(before.encode())
    made = cigen("init", "--from", "Dockerfile", cwd=folder)
    assert made.code == 0, made.err
    spec = folder / "cigen.yml"
    spec.write_text(without_syntax(spec.read_text()))
    rendered = cigen("render", "--stdout", cwd=folder)
    assert rendered.code == 0, rendered.err
    tests = frozenset(re.findall(r"^test `(\S+)`", made.err, re.M))
    return Pair(folder, without_syntax(before), rendered.out, stages_of(before), tests)


def test_dockerfiles__are_many() -> None:
    assert len(NAMES) >= 30
    assert len(BUILD) >= 20


@pytest.mark.parametrize("name", NAMES)
def test_init__makes_a_spec_that_solves_to_the_same_graph(name: str, engine: Engine, tmp_path: Path) -> None:
    one = pair(tmp_path, name)
    kept = [stage for stage in one.stages.stages if stage.name not in one.tests]
    images = one.images()
    with served(one.folder) as address:
        before = solved(engine, address, one.before, [str(stage.index) for stage in kept], images)
        after = solved(engine, address, one.after, [stage.name for stage in kept], images)
    assert before.vertices, before.log
    assert (before.code == 0) == (after.code == 0), after.log
    if name in BUILD:
        assert before.code == 0, before.log
    if name in SPLIT:
        assert len(after.vertices) == len(before.vertices) + 1
    elif name in WRITTEN_FILES:
        assert before.shape == after.shape
    else:
        assert _names(before, after) == []
        assert _names(after, before) == []


def _names(one: Graph, other: Graph) -> list[str]:
    """The vertices that the other does not have."""
    return [one.vertices[digest]["name"] for digest in one.vertices.keys() - other.vertices.keys()]


@pytest.mark.parametrize("name", BUILD)
def test_init__makes_a_spec_whose_image_is_the_same(name: str, engine: Engine, tmp_path: Path) -> None:
    one = pair(tmp_path, name)
    last = one.stages.stages[-1]
    with served(one.folder) as address:
        before = image(engine, address, one.before, "")
        after = image(engine, address, one.after, last.name)
    for config, _ in (before, after):
        config["Labels"] = config.get("Labels") or {}
        config["Labels"].pop("org.opencontainers.image.authors", None)  # what MAINTAINER is written as
    assert before[0] == after[0]
    if name not in SPLIT:
        assert len(before[1]) == len(after[1])
    if name not in WRITTEN_FILES:
        assert before[1] == after[1]


@pytest.mark.parametrize("name", NAMES)
def test_init__keeps_every_stage_and_what_it_starts_from(name: str, engine: Engine, tmp_path: Path) -> None:
    """As the engine lists them: `--call=targets` needs no image."""
    one = pair(tmp_path, name)
    before, after = (targets(engine, text) for text in (one.before, one.after))
    renamed = {str(index): stage.name for index, stage in enumerate(one.stages.stages)}
    names = [stage.name for stage in one.stages.stages]
    assert len(before) == len(names)
    found = {target["name"]: target.get("base", "") for target in after}
    for target, name_after in zip(before, names, strict=True):
        base = target.get("base", "")
        stage = next(stage for stage in one.stages.stages if stage.name == name_after)
        wanted = base if stage.parent is None else renamed[str(stage.parent)]
        assert found[name_after].removesuffix(":latest") == wanted.removesuffix(":latest")


@pytest.mark.parametrize("name", NAMES)
def test_init__keeps_what_a_build_can_be_given(name: str, engine: Engine, tmp_path: Path) -> None:
    one = pair(tmp_path, name)
    before = outline(engine, one.before, "", one.images())
    assert outline(engine, one.after, one.stages.stages[-1].name, one.images()) == before
