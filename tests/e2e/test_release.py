"""Images published for real into the registry of the engine: only what passed its tests, and nothing added to it."""

from __future__ import annotations

import json
import subprocess
import uuid
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.command import Done, Folder
from tests.e2e.engine import Engine
from tests.gitfolder import GitFolder

pytestmark = pytest.mark.engine

REGISTRY = "localhost:5000"
SPEC = """\
stages:
  app:
    from: busybox
    steps:
      - echo {mark} >/greeting
      - env: {{GREETING: /greeting}}
      - user: "1000"
      - entrypoint: [cat, /greeting]
  tools: {{from: app, steps: [touch /tmp/{mark}]}}
tests:
  unit:
    from: app
    network: none
    matrix: {{word: [{mark}, {other}]}}
    steps: ["grep '{{{{ word }}}}' /greeting"]
images:
  app: {{stage: app, name: {registry}/{mark}/app, sbom: false, provenance: {provenance}}}
  tools: {{stage: tools, name: {registry}/{mark}/tools, tags: [x], sbom: false, provenance: none}}
"""


class Shop:
    """A clone whose images go to names of their own in the registry."""

    def __init__(self, engine: Engine, place: Path, *, other: str = "", provenance: str = "max") -> None:
        self.mark = uuid.uuid4().hex
        self.repositories = GitFolder(place)
        self.repositories.make("it")
        self.folder = Folder(place / "it", engine)
        self.folder.spec(
            SPEC.format(mark=self.mark, other=other or self.mark[:8], registry=REGISTRY, provenance=provenance)
        )
        self.repositories.git("add", ".", cwd="it")
        self.repositories.commit("it", "a spec")

    def release(self, *words: str) -> Done:
        return self.folder.cigen("release", "--quiet", *words)

    def name(self, image: str, tag: str) -> str:
        return f"{REGISTRY}/{self.mark}/{image}:{tag}"

    def is_there(self, image: str, tag: str) -> bool:
        return self._raw(image, tag).returncode == 0

    def manifest(self, image: str, tag: str) -> Any:
        done = self._raw(image, tag)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def config(self, image: str, tag: str) -> Any:
        done = self.folder.docker(
            "buildx", "imagetools", "inspect", self.name(image, tag), "--format", "{{json .Image}}"
        )
        return json.loads(done.stdout)

    def _raw(self, image: str, tag: str) -> subprocess.CompletedProcess[bytes]:
        return self.folder.docker("buildx", "imagetools", "inspect", "--raw", self.name(image, tag))


def test_release__what_passed_is_pushed_under_the_tags_of_git(engine: Engine, tmp_path: Path) -> None:
    shop = Shop(engine, tmp_path)
    assert shop.folder.cigen("build", "--quiet").code == 0

    dry = shop.release("app")
    assert (dry.code, shop.is_there("app", "main")) == (0, False), dry.stderr
    assert f"app: --push would push {REGISTRY}/{shop.mark}/app as main, sha-" in dry.stdout

    done = shop.release("--push", "app")
    assert done.code == 0, done.stderr
    commit = shop.repositories.git("rev-parse", "HEAD", cwd="it")
    assert shop.manifest("app", "main") == shop.manifest("app", f"sha-{commit[:12]}")
    assert "/app@sha256:" in done.stdout
    assert not shop.is_there("tools", "x")
    ran = shop.folder.docker("run", "--rm", "--network=none", shop.name("app", "main"))
    assert ran.stdout.decode() == f"{shop.mark}\n"


def test_release__the_image_is_the_stage_but_for_one_empty_layer_at_most(engine: Engine, tmp_path: Path) -> None:
    shop = Shop(engine, tmp_path, provenance="none")
    assert shop.release("--push", "app").code == 0
    assert shop.folder.cigen("render").code == 0
    output = f"--output=type=image,name={shop.name('app', 'stage')},push=true"
    words = ("--provenance=false", "--file=.cigen/Dockerfile", "--target=app", output, ".")
    plain = shop.folder.docker("buildx", "build", *words)
    assert plain.returncode == 0, plain.stderr.decode()

    layers, own = (shop.manifest("app", tag)["layers"] for tag in ("main", "stage"))
    assert layers[: len(own)] == own
    assert [layer["size"] < 64 for layer in layers[len(own) :]] in ([], [True])
    assert shop.config("app", "main")["config"] == shop.config("app", "stage")["config"]


def test_release__provenance_is_attached_and_says_what_was_built(engine: Engine, tmp_path: Path) -> None:
    shop = Shop(engine, tmp_path)
    assert shop.release("--push", "app").code == 0
    kinds = [
        one.get("annotations", {}).get("vnd.docker.reference.type") for one in shop.manifest("app", "main")["manifests"]
    ]
    assert kinds == [None, "attestation-manifest"]
    done = shop.folder.docker(
        "buildx", "imagetools", "inspect", shop.name("app", "main"), "--format", "{{json .Provenance}}"
    )
    slsa = json.loads(done.stdout)["SLSA"]
    request = slsa.get("invocation") or slsa["buildDefinition"]["externalParameters"]
    assert "cigen-image-app" in json.dumps(request)


def test_release__all_images_or_none(engine: Engine, tmp_path: Path) -> None:
    shop = Shop(engine, tmp_path)
    broken = (shop.folder.path / "cigen.yml").read_text().replace(f"touch /tmp/{shop.mark}", f"cat /no/{shop.mark}")
    shop.folder.spec(broken)
    done = shop.release("--push", "--tag=1")
    assert (done.code, done.stdout) == (1, "")
    assert "tools is not published, as the stage tools broke (exit code 1):" in done.stderr
    assert f"can't open '/no/{shop.mark}'" in done.stderr
    assert not shop.is_there("app", "1")

    shop.folder.spec(broken.replace(f"cat /no/{shop.mark}", "true"))
    assert shop.release("--push", "--tag=1").code == 0
    assert shop.is_there("app", "1")
    assert shop.is_there("tools", "1")


def test_release__nothing_is_pushed_where_a_test_failed(engine: Engine, tmp_path: Path) -> None:
    shop = Shop(engine, tmp_path, other="nowhere")
    for _ in range(2):
        done = shop.release("--push")
        assert (done.code, done.stdout) == (1, "")
        assert "app is not published, as tests failed; `cigen build` makes the whole report:" in done.stderr
        assert "✗ unit-nowhere: step 1 exited 1" in done.stderr
    assert not shop.is_there("app", "main")
    assert not shop.is_there("tools", "x")


def test_release__the_dockerfile_alone_refuses_as_well(engine: Engine, tmp_path: Path) -> None:
    shop = Shop(engine, tmp_path, other="nowhere")
    assert shop.folder.cigen("render").code == 0
    words = ("buildx", "build", "--output=type=cacheonly", "--file=.cigen/Dockerfile")
    assert shop.folder.docker(*words, "--target=app", ".").returncode == 0
    refused = shop.folder.docker(*words, "--target=cigen-image-app", ".")
    assert refused.returncode == 1
    assert "1 of 2 cells failed" in refused.stderr.decode()
    assert "1 of 2 cells failed" in shop.folder.docker(*words, ".").stderr.decode()


def test_release__a_registry_that_is_not_there_is_not_the_tests_fault(engine: Engine, tmp_path: Path) -> None:
    shop = Shop(engine, tmp_path)
    done = shop.release("--push", "app", "--name=app=localhost:1/app")
    assert (done.code, done.stdout) == (4, "")
    assert "cigen: app can't be published: " in done.stderr
    assert "are you logged in to it?" in done.stderr


def test_release__tests_that_ran_do_not_run_again(engine: Engine, tmp_path: Path) -> None:
    shop = Shop(engine, tmp_path)
    assert shop.folder.cigen("render").code == 0
    words = ("buildx", "build", "--progress=rawjson", "--output=type=cacheonly", "--file=.cigen/Dockerfile")

    def cached() -> dict[str, bool]:
        done = shop.folder.docker(*words, "--target=cigen-image-app", ".")
        assert done.returncode == 0, done.stderr.decode()
        trees = [json.loads(line) for line in done.stderr.decode().splitlines() if line.startswith("{")]
        vertices = {one["digest"]: one for tree in trees for one in tree.get("vertexes") or ()}
        return {one["name"]: bool(one.get("cached")) for one in vertices.values() if "/.cigen/record" in one["name"]}

    assert list(cached().values()) == [False, False]
    assert shop.release("app").code == 0
    assert shop.folder.cigen("build", "--quiet").code == 0
    assert list(cached().values()) == [True, True]


CROSS = """\
stages:
  build: {{from: busybox, platform: $BUILDPLATFORM, steps: [echo {mark} >/made]}}
  app: {{from: scratch, steps: [{{copy: /made, to: /made, from: build}}]}}
tests: {{unit: {{from: build, network: none, steps: [grep {mark} /made]}}}}
images:
  app: {{stage: app, name: {registry}/{mark}/app, sbom: false, platforms: [linux/amd64, linux/arm64]}}
"""


def test_release__of_several_platforms_is_one_image(engine: Engine, tmp_path: Path) -> None:
    shop = Shop(engine, tmp_path)
    shop.folder.spec(CROSS.format(mark=shop.mark, registry=REGISTRY))
    done = shop.release("--push", "--tag=1")
    assert done.code == 0, done.stderr
    platforms = [one["platform"] for one in shop.manifest("app", "1")["manifests"]]
    assert [one["architecture"] for one in platforms] == ["amd64", "arm64", "unknown", "unknown"]
