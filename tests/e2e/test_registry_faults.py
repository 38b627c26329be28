"""Registries that misbehave while a cache is read or written: the verdict is the tests' own, and the report says so."""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.command import Done, Folder
from tests.e2e.engine import Engine
from tests.e2e.faultyregistry import ANYTHING, BLOB, MANIFEST, READ, UPLOAD, Door, Fault, in_front_of
from tests.e2e.secondengine import SecondEngine

pytestmark = pytest.mark.engine

SPEC = """name: faults
tests:
  t:
    from: busybox
    matrix: {{n: [1, 2, 3]}}
    steps: ["dd if=/dev/urandom of=/big bs=1024 count=300; echo {unique} {{{{ n }}}}", "{last}"]
"""
GREEN, RED = "true", "exit {{ n // 3 }}"
OCI = (("Content-Type", "application/vnd.oci.image.manifest.v1+json"),)
BASIC = (("WWW-Authenticate", 'Basic realm="here"'),)
SOON = (("Retry-After", "1"),)
NO_ROOM = b'{"errors": [{"code": "UNKNOWN", "message": "filesystem: no space left on device"}]}'

WRITING = {
    "429": (Fault(UPLOAD, 429, headers=SOON), "429 Too Many Requests"),
    "500": (Fault(UPLOAD, 500), "500 Internal Server Error"),
    "401": (Fault(ANYTHING, 401, headers=BASIC), "401 Unauthorized"),
    "dies-mid-push": (Fault("PUT /v2/.*/blobs/uploads/", 0, taken=1000, spared=1), "EOF|failed to do request"),
    "out-of-disk": (Fault("PUT /v2/.*/blobs/uploads/", 500, NO_ROOM, spared=1), "no space left on device"),
    "out-of-quota": (Fault(UPLOAD, 507, NO_ROOM), "507 Insufficient Storage"),
    "no-manifest": (Fault(MANIFEST, 500), "500 Internal Server Error"),
}
READING = {
    "429": (Fault(READ, 429, headers=SOON), "429 Too Many Requests"),
    "500": (Fault(READ, 500), "500 Internal Server Error"),
    "401": (Fault(READ, 401, headers=BASIC), "401 Unauthorized"),
    "broken-json": (Fault(READ, 200, b'{"schemaVersion":2,', OCI), "unexpected end of JSON input"),
    "wrong-type": (Fault(READ, 200, b"[1, 2]", OCI), "cannot unmarshal"),
    "web-page": (Fault(READ, 200, b"<html>log in</html>", (("Content-Type", "text/html"),)), "text/html"),
    "huge": (Fault(READ, 200, b'{"x":"' + b"a" * (16 << 20) + b'"}', OCI), "rejecting"),
    "garbage-behind-it": (Fault(BLOB, 200, b"garbage"), "unexpected EOF"),
    "nothing-behind-it": (Fault(BLOB, 404), "could not fetch content descriptor"),
}


@pytest.fixture
def door(engine: Engine) -> Iterator[Door]:
    with in_front_of(engine.env["CIGEN_TEST_REGISTRY"]) as door:
        yield door


def spec(folder: Folder, last: str, unique: str = "") -> None:
    folder.spec(SPEC.format(unique=unique or uuid.uuid4(), last=last))


def cache(host: str) -> str:
    return f"{host}/part-c/faults-{uuid.uuid4().hex[:12]}:main"


def assert_only_the_tests_count(done: Done, last: str) -> dict[str, Any]:
    """The verdict is what it would be without any cache; what the report tells of the build."""
    assert done.code == (1 if last == RED else 0)
    assert done.report["verdict"] == ("failed" if last == RED else "passed")
    assert done.report["cells"]["passed"] == (2 if last == RED else 3)
    assert done.report["problems"] == []
    assert "Traceback" not in done.stderr
    build = done.report["build"]
    assert (build["error"], build["broken"]) == ("", None)
    assert isinstance(build, dict)
    return build


def assert_told(done: Done, words: str) -> None:
    for text in (done.stdout, done.text("summary.md")):
        assert words in text, text


@pytest.mark.parametrize(("name", "last"), [*((name, GREEN) for name in WRITING), ("401", RED), ("out-of-disk", RED)])
def test_cache_that_cannot_be_written__changes_no_verdict(folder: Folder, door: Door, name: str, last: str) -> None:
    fault, words = WRITING[name]
    spec(folder, last)
    door.faults = (fault,)
    begun = time.monotonic()
    done = folder.cigen("build", "--cache-to", cache(door.host))
    export = assert_only_the_tests_count(done, last)["export"]
    assert door.refused
    assert (found := re.search(words, export["error"])), export["error"]
    assert "?" not in export["error"]
    assert "cache not written" in done.stderr
    assert "cache not written" in done.text("summary.md")
    assert found[0] in done.text("summary.md")
    assert time.monotonic() - begun < 60


def test_cache_that_cannot_be_written__fails_nothing_though_it_may_not_be_ignored(folder: Folder, door: Door) -> None:
    spec(folder, GREEN)
    folder.spec((folder.path / "cigen.yml").read_text() + "cache: {ignore-error: false}\n")
    door.faults = (Fault(UPLOAD, 500),)
    reference = cache(door.host)
    done = folder.cigen("build", "--cache-to", reference)
    assert "500 Internal Server Error" in assert_only_the_tests_count(done, GREEN)["export"]["error"]
    step = folder.cigen("cache", "export", "--cache-to", reference)
    assert step.code == 4
    assert step.stdout.startswith("cache not written: ")


def test_registry_that_never_answers__ends_the_export_in_time(folder: Folder, door: Door) -> None:
    spec(folder, GREEN)
    door.faults = (Fault(UPLOAD, -1),)
    begun = time.monotonic()
    done = folder.cigen("build", "--cache-to", cache(door.host), "--export-timeout", "3")
    export = assert_only_the_tests_count(done, GREEN)["export"]
    assert export["error"] == "it was given up after 3.0 s, see --export-timeout"
    assert time.monotonic() - begun < 45


@pytest.mark.parametrize("name", READING)
def test_cache_that_cannot_be_read__changes_no_verdict(folder: Folder, door: Door, name: str) -> None:
    fault, words = READING[name]
    spec(folder, RED)
    reference = cache(door.host)
    folder.cigen("build", "--cache-to", reference)
    spec(folder, RED)
    door.faults = (fault,)
    done = folder.cigen("build", "--cache-from", reference)
    (unread,) = assert_only_the_tests_count(done, RED)["unread"]
    assert unread["cache"] == reference
    assert words in unread["reason"]
    assert_told(done, "cache not read")
    assert folder.cigen("report").report["build"]["unread"] == [unread]


def test_cache_that_nobody_wrote_yet__is_no_news(folder: Folder, door: Door) -> None:
    spec(folder, GREEN)
    done = folder.cigen("build", "--cache-from", cache(door.host))
    assert assert_only_the_tests_count(done, GREEN)["unread"] == []
    assert "not read" not in done.stdout + done.text("summary.md")


BLOBS = {
    "gone": Fault(BLOB, 404, spared=1),
    "500": Fault(BLOB, 500, spared=1),
    "garbage": Fault(BLOB, 200, b"garbage", spared=1),
    "dies": Fault(BLOB, 0, spared=1),
}


def test_cache_that_lacks_its_layers__is_built_without(second: SecondEngine, folder: Folder, door: Door) -> None:
    there = Folder(folder.path, second.engine)
    for name, fault in BLOBS.items():
        unique = str(uuid.uuid4())
        spec(folder, GREEN, unique)
        reference = cache(door.host)
        folder.cigen("build", "--cache-to", reference)
        spec(folder, RED, unique)
        door.forget(fault)
        done = there.cigen("build", "--cache-from", reference)
        (unread,) = assert_only_the_tests_count(done, RED)["unread"]
        assert (name, unread["cache"]) == (name, reference)
        assert door.refused
        assert_told(done, "cache not read")
        assert folder.cigen("report").report["build"]["unread"] == [unread]
        door.forget()


def test_registry_that_never_answers__holds_up_no_verdict(folder: Folder, door: Door) -> None:
    spec(folder, RED)
    door.faults = (Fault(READ, -1),)
    begun = time.monotonic()
    done = folder.cigen("build", "--cache-from", cache(door.host))
    (unread,) = assert_only_the_tests_count(done, RED)["unread"]
    assert unread["reason"] == "no answer within 10 s"
    assert_told(done, "cache not read")
    assert time.monotonic() - begun < 60


@contextmanager
def small_registry(engine: Engine, folder: Path, port: int) -> Iterator[str]:
    """A real registry whose disk has 2 MB."""
    disk = folder / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "cigen-test", disk], check=True)
    settings = {
        "version": 0.1,
        "log": {"level": "error", "accesslog": {"disabled": True}},
        "storage": {"filesystem": {"rootdirectory": str(disk)}},
        "http": {"addr": f"127.0.0.1:{port}"},
    }
    (folder / "registry.json").write_text(json.dumps(settings))
    program = Path(engine.env["DOCKER_CONFIG"]).parent / "bin/docker-registry"
    command = [str(program), "serve", str(folder / "registry.json")]
    process = subprocess.Popen(command, env=dict(os.environ), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield f"localhost:{port}"
    finally:
        process.terminate()
        process.wait()
        subprocess.run(["umount", "-l", disk], check=True)


def test_registry_out_of_disk__changes_no_verdict(engine: Engine, folder: Folder, tmp_path: Path) -> None:
    place = tmp_path / "small"
    place.mkdir()
    spec(folder, GREEN)
    folder.spec((folder.path / "cigen.yml").read_text().replace("count=300", "count=3000"))
    with small_registry(engine, place, 5079) as host:
        done = folder.cigen("build", "--cache-to", cache(host))
    export = assert_only_the_tests_count(done, GREEN)["export"]
    assert export["error"], done.stderr
    assert "cache not written" in done.text("summary.md")
