"""Builders of other drivers than Docker's own: a build over `remote`, and what buildx takes of what is rendered."""

from __future__ import annotations

import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from cigen.doctor import reading
from cigen.plan.model import Builder, Workflow
from cigen.render.builder import inputs
from tests.e2e.command import Folder
from tests.e2e.configured import configure
from tests.e2e.engine import Engine
from tests.e2e.remotebuildkit import NAME, container_builder, remote_builder, with_builder
from tests.e2e.secondengine import second_engine

pytestmark = pytest.mark.engine

SPEC = """\
name: far
stages:
  base: {{from: busybox, network: none, steps: ["echo {mark} > /mark"]}}
tests:
  cell:
    from: base
    network: none
    matrix: {{n: [1, 2, 3]}}
    steps:
      - cat /mark
      - test {{{{ n }}}} != 2
workflow: {{enabled: false}}
"""


@pytest.fixture(scope="module")
def far(engine: Engine) -> Iterator[Engine]:
    with remote_builder(engine) as found:
        yield found


def test_build__over_a_remote_builder_records_caches_and_exports(far: Engine, tmp_path: Path) -> None:
    folder = Folder(tmp_path, far)
    folder.spec(SPEC.format(mark=uuid.uuid4().hex))
    cache = f"{far.env['CIGEN_TEST_REGISTRY']}/builders/{uuid.uuid4().hex[:8]}:main"

    first = folder.cigen("build", "--builder", NAME, "--cache-to", cache)
    again = folder.cigen("build", "--builder", NAME)
    rerun = folder.cigen("build", "--builder", NAME, "--rerun", "failed")

    assert (first.code, again.code, rerun.code) == (1, 1, 1), first.stderr
    assert first.steps == {(f"cell-{n}", step) for n in (1, 2, 3) for step in (1, 2)}
    assert again.runs == set()
    assert again.cell("cell-2")["outcome"] == "failed"
    assert rerun.steps == {("cell-2", 2)}
    told = reading.shared(cache, _manifest(far, cache), login=None)
    assert told.layers > 6
    assert told.index > 0


def test_build__in_a_container_records_and_caches(engine: Engine, tmp_path: Path) -> None:
    """On an engine of its own, as the container is a privileged one, and needs something to start it."""
    start = tmp_path / "init"
    start.write_text('#!/bin/sh\nshift\nexec "$@"\n')
    start.chmod(0o755)
    (tmp_path / "buildkitd.toml").write_text("[worker.oci]\n  max-parallelism = 3\n")
    with second_engine(engine) as second:
        configure(second, {"init-path": str(start)})
        words = (f"--driver-opt=cgroup-parent=/{second.name}", f"--buildkitd-config={tmp_path}/buildkitd.toml")
        with container_builder(second.engine, *words) as near:
            folder = Folder(tmp_path, near)
            folder.spec(SPEC.format(mark=uuid.uuid4().hex))
            first = folder.cigen("build", "--builder", NAME)
            again = folder.cigen("build", "--builder", NAME)
            rerun = folder.cigen("build", "--builder", NAME, "--rerun", "failed")
            settings = folder.docker("exec", f"buildx_buildkit_{NAME}0", "cat", "/etc/buildkit/buildkitd.toml")
            seen = folder.cigen("doctor", "--builder", NAME)

    assert (first.code, again.code) == (1, 1), first.stderr
    assert first.steps == {(f"cell-{n}", step) for n in (1, 2, 3) for step in (1, 2)}
    assert again.runs == set()
    assert rerun.steps == {("cell-2", 2)}
    assert b"max-parallelism = 3" in settings.stdout
    assert "driver docker-container" in seen.stdout
    assert "3 of 3 cells of far are in it" in seen.stdout


def test_build__over_a_remote_builder_that_is_gone_says_so(engine: Engine, tmp_path: Path) -> None:
    gone = with_builder(engine, tmp_path, "remote", f"unix://{tmp_path}/nobody.sock")
    folder = Folder(tmp_path, gone)
    folder.spec(SPEC.format(mark="x"))

    for command in ("doctor", "build"):
        done = folder.cigen(command, "--builder", NAME)

        assert (done.code, done.stdout) == (4, "")
        assert f"nothing answers at unix://{tmp_path}/nobody.sock" in done.stderr
        assert "--builder NAME" in done.stderr


@pytest.mark.parametrize(
    "builder",
    [
        Builder(),
        Builder(
            options=(("env.no_proxy", 'a,b "c"'), ("memory", "4g"), ("cpu-quota", "5"), ("network", "host")),
            parallelism=4,
            reserved="20GB",
            most="40%",
        ),
        Builder(driver="remote", endpoint="tcp://127.0.0.1:1", options=(("cacert", "/nowhere/ca.pem"),)),
    ],
)
def test_inputs__are_taken_by_buildx(engine: Engine, tmp_path: Path, builder: Builder) -> None:
    """`buildx create` reads driver options and buildkitd's settings, and refuses names that it does not know."""
    found = {entry.key: str(entry.value) for entry in inputs(Workflow(path="w.yml", name="w", builder=builder))}
    words = [f"--driver-opt={line}" for line in found.get("driver-opts", "").splitlines()]
    if "buildkitd-config-inline" in found:
        (tmp_path / "buildkitd.toml").write_text(found["buildkitd-config-inline"])
        words.append(f"--buildkitd-config={tmp_path}/buildkitd.toml")
    words += [found["endpoint"]] if "endpoint" in found else []

    made = with_builder(engine, tmp_path, found.get("driver", "docker-container"), *words)

    told = subprocess.run(
        ["docker", "buildx", "inspect", NAME], env=dict(made.env), capture_output=True, text=True, check=True
    ).stdout
    seen = reading.builder(told)
    assert (seen.name, seen.driver) == (NAME, builder.driver)
    assert seen.nodes[0].parallelism == builder.parallelism
    if builder.driver == "docker-container":
        assert 'image="moby/buildkit:v' in told
    for name, value in builder.options:
        assert f"{name}={_quoted(value)}" in told
    for size in filter(None, (builder.reserved, builder.most)):
        assert f'"{size}"' in told


def test_option__that_buildx_does_not_know_is_refused(engine: Engine, tmp_path: Path) -> None:
    """The judge is awake."""
    with pytest.raises(subprocess.CalledProcessError) as refused:
        with_builder(engine, tmp_path, "docker-container", "--driver-opt=nonsense=1")
    assert b"invalid driver option nonsense" in refused.value.stderr


def _quoted(value: str) -> str:
    """As `inspect` shows it."""
    return '"' + value.replace('"', '\\"') + '"'


def _manifest(engine: Engine, name: str) -> dict[str, object]:
    from cigen.edge.engine import manifest

    return manifest(name, engine.env)
