from __future__ import annotations

from pathlib import Path

import pytest

from cigen.render import dockerfile
from tests.commandline import SMALLEST, Result, cigen, project

DOCKER = """\
#!/bin/sh
echo "$*" >>"$0.calls"
for word; do
  case $word in
    --metadata-file=*) echo '{"containerimage.digest": "sha256:5"}' >"${word#*=}" ;;
    --target=*broken) echo 'ERROR: docker/buildkit-syft-scanner: not found' >&2; exit 1 ;;
  esac
done
"""
IMAGES = "stages: {app: {from: busybox}}\ntests: {unit: {from: app, steps: [make]}}\nimages: {app: {stage: app}}\n"


def test_release__without_an_engine_says_so(tmp_path: Path) -> None:
    result = cigen("release", cwd=project(tmp_path, IMAGES), environ={"PATH": "/nowhere"})
    assert (result.code, result.out) == (4, "")
    assert "no `docker` in PATH" in result.err


def test_release__of_a_spec_with_a_fault_says_which(tmp_path: Path) -> None:
    result = cigen("release", cwd=project(tmp_path, IMAGES.replace("stage: app", "stage: ap")))
    assert result.code == 3
    assert "no stage is called `ap`, did you mean `app`? [unknown-stage]" in result.err


def test_release__where_the_tests_need_several_dockerfiles_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dockerfile, "MOST_BYTES", 14_000)
    spec = IMAGES.replace("steps: [make]", 'matrix: {v: "{{ range(12) }}"}, steps: [make]')
    result = cigen("check", cwd=project(tmp_path / "a", spec))
    assert result.code == 3
    assert "cigen.yml:3:15: an image depends on all tests, which are too many for one Dockerfile" in result.err
    assert cigen("render", cwd=project(tmp_path / "b", spec.partition("images")[0])).code == 0
    assert cigen("render", cwd=project(tmp_path / "c", SMALLEST)).code == 0


def release(folder: Path, images: str, *words: str) -> tuple[Result, list[str]]:
    """What the command says, and what it asked buildx to build."""
    tools = folder / "tools"
    tools.mkdir()
    (tools / "docker").write_text(DOCKER)
    (tools / "docker").chmod(0o755)
    spec = IMAGES.replace("{app: {stage: app}}", images)
    environ = {"PATH": f"{tools}:/usr/bin:/bin", "GITHUB_ACTIONS": "true", "CI": "true"}
    environ |= {"GITHUB_REPOSITORY": "Me/It", "GITHUB_REF": "refs/tags/v1.0.0", "GITHUB_SHA": "a" * 40}
    result = cigen("release", *words, cwd=project(folder / "it", spec), environ=environ)
    calls = (tools / "docker.calls").read_text().splitlines() if (tools / "docker.calls").exists() else []
    return result, [call for call in calls if " build " in call]


def test_release__asks_for_all_that_the_spec_asks_for(tmp_path: Path) -> None:
    images = "{app: {stage: app, platforms: [linux/amd64, linux/arm64]}}"
    words = ("--push", "--cache-from=ghcr.io/me/c:main", "--secret=id=x,env=X", "--option=--no-cache")
    result, (call,) = release(tmp_path, images, *words)
    assert (result.code, result.err) == (0, "")
    assert result.out == "app: pushed ghcr.io/me/it@sha256:5 as 1.0.0, 1.0, 1, latest\n"
    names = ",".join(f"ghcr.io/me/it:{tag}" for tag in ("1.0.0", "1.0", "1", "latest"))
    wanted = {
        "--target=cigen-image-app",
        f'--output=type=image,"name={names}",push=true',
        "--platform=linux/amd64,linux/arm64",
        "--provenance=mode=max",
        "--sbom=true",
        "--cache-from=type=registry,ref=ghcr.io/me/c:main",
        "--secret=id=x,env=X",
        "--no-cache",
    }
    assert wanted <= set(call.split())
    assert call.index("--provenance=false") < call.index("--provenance=mode=max")


def test_release__leaves_out_what_the_spec_switches_off(tmp_path: Path) -> None:
    result, (call,) = release(tmp_path, "{app: {stage: app, sbom: false, provenance: none, tags: x}}", "--push")
    assert (result.code, result.out) == (0, "app: pushed ghcr.io/me/it@sha256:5 as x\n")
    assert not [word for word in call.split() if word.startswith(("--sbom", "--platform", "--provenance=mode"))]


def test_release__without_push_nothing_leaves_the_engine(tmp_path: Path) -> None:
    result, (call,) = release(tmp_path, "{app: {stage: app}}", "--platform=linux/arm64")
    assert result.out == "app: --push would push ghcr.io/me/it as 1.0.0, 1.0, 1, latest\n"
    assert "--output=type=cacheonly" in call.split()
    assert "--platform=linux/arm64" in call.split()
    assert "--sbom" not in call


def test_release__pushes_no_image_before_all_are_made(tmp_path: Path) -> None:
    result, calls = release(tmp_path, "{app: {stage: app}, broken: {stage: app}}", "--push")
    assert (result.code, result.out) == (4, "")
    assert len(calls) == 2
    assert not [call for call in calls if "push=true" in call]
    assert "broken can't be published: " in result.err
    assert "`sbom: false` makes none" in result.err
