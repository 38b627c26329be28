"""A cache that the default branch wrote, read on a laptop that nobody told where it is."""

from __future__ import annotations

import socket
import time
import uuid
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.commandline import Result, cigen, project
from tests.e2e.engine import Engine

pytestmark = pytest.mark.engine

SPEC = """\
cache: {cache}
tests:
  t:
    from: busybox
    network: none
    matrix: {{v: [1, 2]}}
    steps: ["echo {mark} {{{{ v }}}}"]
"""


def build(engine: Engine, folder: Path, *options: str, environ: Mapping[str, str] | None = None) -> Result:
    return cigen("build", *options, cwd=folder, environ={**engine.env, **(environ or {})})


def imported(folder: Path) -> bool:
    """Whether BuildKit read a cache's manifest for the last build, and found one."""
    lines = (folder / "cigen-report" / "solve.jsonl").read_text(encoding="utf-8").splitlines()
    told = [line for line in lines if "importing cache manifest" in line]
    return bool(told) and not any('"error"' in line for line in told)


def test_build__a_laptop_reads_what_the_default_branch_wrote(engine: Engine, tmp_path: Path) -> None:
    mark, image = uuid.uuid4().hex, f"localhost:5000/laptop/{uuid.uuid4().hex}"
    folder = project(tmp_path, SPEC.format(cache=image, mark=mark))
    first = build(engine, folder, "--cache-to", f"{image}:main", environ={"CI": "true"})
    assert (first.code, imported(folder)) == (0, False), first.err

    second = build(engine, folder)

    assert (second.code, imported(folder)) == (0, True), second.err
    assert f"cigen: reads the cache of `main` from {image}; `--cache-from none` does not\n" in second.err
    off = build(engine, folder, "--cache-from", "none")
    assert (off.code, imported(folder)) == (0, False)


def test_build__a_local_cache_is_written_and_read(engine: Engine, tmp_path: Path) -> None:
    folder = project(tmp_path, SPEC.format(cache="{type: local, options: {path: kept}}", mark=uuid.uuid4().hex))
    written = build(engine, folder, "--cache-to", f"type=local,dest={tmp_path}/kept/main,mode=max")
    assert written.code == 0, written.err

    again = build(engine, folder)

    assert (again.code, imported(folder)) == (0, True), again.err
    assert f"reads the cache of `main` from {tmp_path}/kept;" in again.err


@pytest.mark.parametrize("named", [False, True])
def test_build__a_registry_that_does_not_answer_costs_seconds(engine: Engine, tmp_path: Path, named: bool) -> None:
    """BuildKit itself would wait for it without end."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        image = f"localhost:{silent.getsockname()[1]}/me/cache"
        folder = project(tmp_path, SPEC.format(cache=image, mark=uuid.uuid4().hex))
        build(engine, folder, "--cache-from", "none")
        started = time.monotonic()
        slow = build(engine, folder, *(("--cache-from", f"{image}:main") if named else ()))
        taken = time.monotonic() - started

    assert (slow.code, imported(folder)) == (0, False), slow.err
    assert ("no cache is read from" if named else "the shared cache is not read") in slow.err
    assert taken < 40
