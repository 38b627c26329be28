"""`cigen doctor` with a `docker` that says what a test wants: exit codes, what is asked, what is done without."""

from __future__ import annotations

from pathlib import Path

import pytest

from cigen.edge.engine import disk, has_login
from tests.commandline import Result, cigen, project
from tests.doctor import captured
from tests.fakeregistry import OCI_MANIFEST, serve

SPEC = "name: demo\ntests: {t: {from: busybox, matrix: {n: [1, 2]}, steps: [make]}}\nworkflow: {enabled: false}\n"
ANSWERS = {
    "buildx version": "github.com/docker/buildx 0.29.1",
    "buildx inspect": captured.INSPECT_DOCKER,
    "buildx du --verbose": captured.USAGE,
    "info --format {{json .}}": captured.INFO,
}


def doctor(folder: Path, *words: str, **answers: str | None) -> Result:
    """With a program in PATH that gives these answers; None fails, as an engine does that is not there."""
    program = folder / "bin/docker"
    program.parent.mkdir(exist_ok=True)
    cases = []
    for number, (asked, answer) in enumerate(
        {**ANSWERS, **{key.replace("_", " "): a for key, a in answers.items()}}.items()
    ):
        (program.parent / str(number)).write_text(answer or "")
        does = f"exec /bin/cat {program.parent}/{number}" if answer is not None else "exit 1"
        cases.append(f'  "{asked}") {does} ;;')
    program.write_text("\n".join(["#!/bin/sh", 'case "$*" in', *cases, "  *) exit 2 ;;", "esac", ""]))
    program.chmod(0o755)
    return cigen("doctor", *words, cwd=folder, environ={"PATH": str(program.parent), "HOME": str(folder)})


def test_doctor__without_a_problem_ends_with_0(tmp_path: Path) -> None:
    done = doctor(tmp_path)

    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("✓ default: all is well · driver docker\n\n  ✓ buildx ")


def test_doctor__with_a_problem_ends_with_1(tmp_path: Path) -> None:
    done = doctor(tmp_path, **{"info_--format_{{json_.}}": captured.INFO_OVERLAY2})

    assert done.code == 1
    assert "✗ image store  overlay2" in done.out


def test_doctor__holds_the_engine_against_the_spec_that_is_here(tmp_path: Path) -> None:
    done = doctor(project(tmp_path, SPEC))

    assert "no cell of demo is in it" in done.out
    assert "2 steps at once" in done.out


def test_doctor__does_without_what_nobody_tells(tmp_path: Path) -> None:
    done = doctor(tmp_path, **{"buildx_du_--verbose": None, "info_--format_{{json_.}}": None})

    assert done.code == 0
    assert "the builder does not tell what its cache holds" in done.out
    assert "machine" not in done.out


@pytest.mark.parametrize(
    "answer", [None, "Name: far\nDriver: remote\n\nNodes:\nName: far0\nEndpoint: tcp://h:1\nStatus: inactive\n"]
)
def test_doctor__without_an_engine_ends_with_4(tmp_path: Path, answer: str | None) -> None:
    done = doctor(tmp_path, buildx_inspect=answer)

    assert (done.code, done.out) == (4, "")
    assert "--builder NAME" in done.err


def test_doctor__with_a_broken_spec_says_what_is_wrong_with_it(tmp_path: Path) -> None:
    done = doctor(project(tmp_path, "tests: 3\n"))

    assert (done.code, done.out) == (3, "")


def test_doctor__wants_the_spec_that_is_named(tmp_path: Path) -> None:
    assert doctor(tmp_path, "--spec", "nowhere.yml").code == 2


def test_doctor__asks_the_registry_for_the_cache(tmp_path: Path) -> None:
    with serve() as registry:
        layer = {"mediaType": "application/vnd.oci.image.layer.v1.tar+zstd", "size": 2_000_000}
        registry.tags["a/cache", "main"] = registry.put(OCI_MANIFEST, {"config": {"size": 99}, "layers": [layer]})
        spec = f"{SPEC.replace('workflow: {enabled: false}', '')}cache: {{image: '{registry.host}/a/cache'}}\n"
        there = doctor(project(tmp_path, spec))
        registry.tags.clear()
        absent = doctor(tmp_path)

    assert f"✓ shared cache  {registry.host}/a/cache:main: 1 layers, 2.0 MB; it needs no login" in there.out
    assert "compressed with zstd" in there.out
    assert f"! shared cache  {registry.host}/a/cache:main: nothing is there yet" in absent.out
    assert (there.code, absent.code) == (0, 0)


def test_doctor__tells_of_a_registry_that_is_down(tmp_path: Path) -> None:
    done = doctor(
        project(tmp_path, f"{SPEC.replace('workflow: {enabled: false}', '')}cache: {{image: 'localhost:9/a'}}\n")
    )

    assert done.code == 1
    assert "✗ shared cache  localhost:9/a:main: " in done.out


def test_disk__of_an_engine_elsewhere_is_not_looked_at(tmp_path: Path) -> None:
    folder = str(tmp_path)
    found = disk(folder, {})

    assert found is not None
    assert found[0] >= found[1] > 0
    assert disk(folder, {"DOCKER_HOST": "unix:///run/docker.sock"}) is not None
    assert disk(folder, {"DOCKER_HOST": "tcp://elsewhere:2375"}) is None
    assert disk(folder, {"DOCKER_CONTEXT": "elsewhere"}) is None
    assert disk("", {}) is disk(f"{folder}/nowhere", {}) is None


def test_login__is_one_that_docker_has(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"auths": {"ghcr.io": {"auth": "bWU6cHc="}}}')
    environ = {"DOCKER_CONFIG": str(tmp_path)}

    assert has_login("ghcr.io/a/b", environ) is True
    assert has_login("quay.io/a/b", environ) is False
    assert has_login("localhost:5000/a/b", environ) is None
    (tmp_path / "config.json").write_text("{")
    assert has_login("ghcr.io/a/b", environ) is False
