"""What cigen renders for both examples is what the author of the two systems builds by hand, cell by cell."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cigen.work.project import open_project
from tests.equivalence.expected import (
    FOLDER,
    Stage,
    System,
    canonical,
    halves,
    install_matrix,
    lock_matrix,
    read,
    unexplained,
)
from tests.equivalence.rendered import Dockerfile, is_helper, read_dockerfile

EXAMPLES = Path(__file__).parents[1] / "examples"
AUTHORS_BYTES = {"install-matrix": 4_479, "lock-matrix": 5_958}
"""What the author's own generators are long, measured in his repository."""


def rendered(name: str, folder: Path) -> Dockerfile:
    """The Dockerfile of an example, with the author's real commits or locks in place of the stand-in's."""
    shutil.copy(EXAMPLES / name / "cigen.yml", folder)
    for data in ("commits.yml", "locks.txt"):
        shutil.copy(FOLDER / data, folder)
    dockerfile = open_project(None, folder).dockerfiles[0]
    assert dockerfile is not None
    return read_dockerfile(dockerfile.text)


@pytest.fixture(scope="module")
def install(tmp_path_factory: pytest.TempPathFactory) -> Dockerfile:
    return rendered("install-matrix", tmp_path_factory.mktemp("install"))


@pytest.fixture(scope="module")
def lock(tmp_path_factory: pytest.TempPathFactory) -> Dockerfile:
    return rendered("lock-matrix", tmp_path_factory.mktemp("lock"))


def differences(expected: tuple[Stage, ...], found: tuple[Stage, ...]) -> list[str]:
    """What two graphs do not share, by stage and instruction."""
    wanted, there = canonical(expected), canonical(found)
    missing = [f"only one has the stage {name}" for name in wanted.keys() ^ there.keys()]
    parents = [name for name in wanted.keys() & there.keys() if wanted[name].parent != there[name].parent]
    lines = [
        f"{name}: {one!r} is not {other!r}"
        for name in wanted.keys() & there.keys()
        for one, other in _pairs(wanted[name].does, there[name].does)
        if one != other
    ]
    return [*missing, *(f"{name} starts from another stage" for name in parents), *lines]


def _pairs(one: tuple[str, ...], other: tuple[str, ...]) -> list[tuple[str, str]]:
    longest = max(len(one), len(other))
    return list(zip(one + ("",) * (longest - len(one)), other + ("",) * (longest - len(other)), strict=True))


def count(stages: tuple[Stage, ...], words: str) -> int:
    return sum(line.startswith("COPY") and words in line for stage in stages for line in stage.does)


# --- the data is the author's graph


def test_install_matrix_data__has_what_was_counted_in_the_authors_dockerfile() -> None:
    system = install_matrix()
    runs = sum(line.startswith("RUN") for stage in system.author for line in stage.does)
    copies = count(system.author, "config.cache")
    assert {"FROM": len(system.author), "RUN": runs, "COPY from a cell": copies} == system.counts


def test_lock_matrix_data__has_what_was_counted_in_the_authors_dockerfile() -> None:
    """His collectors are a tree, of which the data has the root alone: the nodes under it are added here."""
    system = lock_matrix()
    names = [stage.name for stage in system.author]
    locks = [name.removeprefix("lock-") for name in names if name.startswith("lock-")]
    leaf = system.counts["leaf"]
    nodes = list(halves(locks, leaf))
    inner = [node for node in nodes if len(node) > leaf]
    assert {
        "FROM": len(names) + len(nodes) - 1,
        "COPY --from": count(system.author, "--from=") + 4 * len(inner),
        "lock": len(locks),
        "cache-test": sum(name.startswith("cache-test-") for name in names),
        "collectors": len(nodes),
        "copies of a leaf": 2 * len(nodes[0]),
        "leaf": leaf,
    } == system.counts


def test_lock_matrix_example__has_the_authors_locks() -> None:
    assert (EXAMPLES / "lock-matrix/locks.txt").read_bytes() == (FOLDER / "locks.txt").read_bytes()


# --- and what cigen renders is the same


def test_install_matrix__is_the_authors_graph(install: Dockerfile) -> None:
    assert differences(install_matrix().ours, install.own) == []


def test_lock_matrix__is_the_authors_graph(lock: Dockerfile) -> None:
    assert differences(lock_matrix().ours, lock.own) == []


@pytest.mark.parametrize("system", [install_matrix(), lock_matrix()], ids=["install", "lock"])
def test_data__both_sides_have_the_same_stages_but_for_those_that_are_explained(system: System) -> None:
    ours, author = {stage.name for stage in system.ours}, {stage.name for stage in system.author}
    assert ours ^ author <= {"all", "collect", "image", "", "previous"}


@pytest.mark.parametrize("name", AUTHORS_BYTES)
def test_data__says_why_wherever_the_sides_differ(name: str) -> None:
    assert list(unexplained(read(f"{name}.yml")["stages"])) == []
    assert list(unexplained([{"author": "RUN true"}])) == [{"author": "RUN true"}]


def test_comparison__sees_a_command_a_parent_and_a_stage_that_differ() -> None:
    stages = lock_matrix().ours
    first, last = stages[0], stages[-1]
    command = Stage(first.name, first.parent, (*first.does[:-1], "RUN true"))
    parent = Stage(first.name, "busybox", first.does)
    assert differences(stages, stages) == []
    assert len(differences(stages, (command, *stages[1:]))) == 1
    assert differences(stages, (parent, *stages[1:])) == ["base starts from another stage"]
    assert differences(stages, stages[:-1]) == [f"only one has the stage {last.name}"]


@pytest.mark.parametrize("name", ["install", "lock"])
def test_collectors__no_stage_of_the_tree_takes_from_more_than_16_as_the_authors_leaves(
    name: str, request: pytest.FixtureRequest
) -> None:
    dockerfile: Dockerfile = request.getfixturevalue(name)
    trees = [stage for stage in dockerfile.stages if is_helper(stage) and "collect" in stage]
    assert len(trees) > 1
    assert max(dockerfile.fan_in(stage) for stage in trees) <= lock_matrix().counts["leaf"]


@pytest.mark.parametrize("name", AUTHORS_BYTES)
def test_spec__is_smaller_than_the_authors_bash(name: str) -> None:
    assert len((EXAMPLES / name / "cigen.yml").read_bytes()) < AUTHORS_BYTES[name]
