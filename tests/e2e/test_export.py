"""The export of the cache: behind the verdict, only where something ran, and never of any weight for the verdict."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from tests.e2e.command import Done, Folder
from tests.e2e.engine import Engine

pytestmark = pytest.mark.engine

SPEC = """name: exported
stages:
  tools: {{from: busybox, steps: ["echo {unique}"]}}
tests:
  t:
    from: tools
    matrix: {{n: [1, 2, 3]}}
    steps: ["echo {unique} {{{{ n }}}}", "exit {{{{ n // 3 }}}}"]
"""
LOOSE = "  loose: {{from: tools, steps: ['echo no compiler; exit 5']}}\ntests:"


@pytest.fixture
def folder(engine: Engine, tmp_path: Path) -> Folder:
    folder = Folder(tmp_path, engine)
    folder.spec(SPEC.format(unique=uuid.uuid4()))
    return folder


@pytest.fixture
def reference(engine: Engine) -> str:
    """A cache that nobody has written."""
    return f"{engine.env['CIGEN_TEST_REGISTRY']}/part-c/exported-{uuid.uuid4().hex[:12]}:main"


def layers(reference: str) -> int:
    """How many blobs a cache has, asked of the registry itself."""
    name, _, tag = reference.rpartition(":")
    host, _, path = name.partition("/")
    accepted = {"Accept": "application/vnd.oci.image.manifest.v1+json"}
    with urlopen(Request(f"http://{host}/v2/{path}/manifests/{tag}", headers=accepted)) as answer:
        return len(json.load(answer)["layers"])


def export(done: Done) -> dict[str, object]:
    """What the report tells of the export."""
    told = done.report["build"]["export"]
    assert isinstance(told, dict)
    return told


def test_build__writes_the_cache_of_a_red_run_behind_its_verdict(folder: Folder, reference: str) -> None:
    done = folder.cigen("build", "--cache-to", reference)
    assert (done.code, done.report["cells"]["failed"]) == (1, 1)
    told = export(done)
    assert (told["error"], told["skipped"]) == ("", "")
    assert float(str(told["bytes"])) > 1000
    assert float(str(told["seconds"])) > 0
    assert layers(reference) > 3
    assert not any("exporting cache" in vertex.name for vertex in done.account("solve.jsonl"))
    assert any("exporting cache" in vertex.name for vertex in done.account("export.jsonl"))
    assert "cache: " in done.text("summary.md")
    assert folder.cigen("report").report["build"]["export"] == told


def test_build__writes_no_cache_where_nothing_ran(folder: Folder, reference: str) -> None:
    folder.cigen("build", "--cache-to", reference)
    done = folder.cigen("build", "--cache-to", reference)
    assert not done.steps
    assert export(done) == {"seconds": 0.0, "bytes": 0, "skipped": "nothing ran", "error": ""}
    assert not done.account("export.jsonl")
    assert "cache: nothing new" in done.text("summary.md")


def test_build__writes_a_cache_that_is_not_there_though_nothing_ran(folder: Folder, reference: str) -> None:
    folder.cigen("build")
    done = folder.cigen("build", "--cache-to", reference)
    assert not done.steps
    assert (export(done)["error"], export(done)["skipped"]) == ("", "")
    assert layers(reference) > 3


def test_build__writes_the_cache_of_the_tests_though_a_loose_stage_fails(folder: Folder, reference: str) -> None:
    text = (folder.path / "cigen.yml").read_text()
    folder.spec(text.replace("tests:", LOOSE.format()))
    done = folder.cigen("build", "--cache-to", reference)
    assert (done.code, done.report["build"]["broken"]["stage"]) == (1, "loose")
    assert export(done)["error"] == ""
    assert layers(reference) > 3


def test_cache_export__is_a_step_of_its_own(folder: Folder, reference: str) -> None:
    built = folder.cigen("build", "--cache-from", reference)
    assert built.report["build"]["export"] is None
    assert built.report["build"]["unread"] == []
    done = folder.cigen("cache", "export", "--cache-from", reference, "--cache-to", reference)
    assert (done.code, layers(reference) > 3) == (0, True)
    assert done.stdout.startswith("cache: ")
    assert folder.cigen("report").report["build"]["export"]["bytes"] > 1000

    folder.cigen("build", "--cache-from", reference)
    other = f"{reference}-other"
    done = folder.cigen("cache", "export", "--cache-from", reference, "--cache-to", other)
    assert (done.code, done.stdout) == (0, "cache not written: nothing ran\n")
    assert folder.cigen("report").report["build"]["export"]["skipped"] == "nothing ran"


def test_cache_export__of_no_build_says_so(folder: Folder, reference: str) -> None:
    done = folder.cigen("cache", "export", "--cache-to", reference)
    assert (done.code, done.stdout) == (2, "")
    assert "run `cigen build` first" in done.stderr


def test_keep_stages__writes_what_the_tests_stand_upon_and_no_cell(folder: Folder, reference: str) -> None:
    folder.cigen("build", "--cache-to", reference)
    text = (folder.path / "cigen.yml").read_text()
    folder.spec(text + "cache: {keep: stages}\n")
    done = folder.cigen("build", "--cache-to", f"{reference}-stages")
    assert (done.code, export(done)["error"]) == (1, "")
    assert layers(f"{reference}-stages") < layers(reference)
    names = [vertex.name for vertex in done.account("export.jsonl")]
    assert any("[tools " in name for name in names)
    assert not any("[t-1 " in name for name in names)
