"""Cells of two platforms on one engine: what each starts and copies from, in one build and in parts.

Emulation is not needed: the images are called one for amd64 and one for arm64, and hold the same programs.
"""

from __future__ import annotations

import uuid

import pytest

from tests.e2e.command import Done, Folder
from tests.e2e.engine import Engine

pytestmark = pytest.mark.engine

IMAGE = """FROM --platform=$BUILDPLATFORM busybox AS native
FROM scratch
ARG TARGETPLATFORM
COPY --from=native / /
COPY <<MARK /platform
$TARGETPLATFORM
MARK
"""
SPEC = """name: both
stages:
  base: {{from: "{image}", steps: ["cp /platform /base; echo {unique}"]}}
  generator: {{platform: $BUILDPLATFORM, from: "{image}", steps: [cp /platform /generator]}}
  sources: {{from: base, steps: [{{copy: /generator, from: generator, to: /}}]}}
  loose: {{from: base, steps: ["echo loose"]}}
tests:
  t:
    from: sources
    platforms: [linux/amd64, linux/arm64]
    matrix: {{n: [1, 2]}}
    steps:
      - '[ "$(cat /base)" = {{{{ platform }}}} ]'
      - '[ "$(cat /generator)" = linux/amd64 ]'
      - {{copy: /platform, from: "{image}", to: /copied}}
      - '[ "$(cat /copied)" = {{{{ platform }}}} ]'
      - run: '[ "$(cat /mounted/platform)" = {{{{ platform }}}} ]'
        mounts: [{{type: bind, from: "{image}", target: /mounted}}]
      - {{name: only on arm, run: "false", when: platform == "linux/arm64" and n == 2}}
  plain: {{from: base, steps: ["cat /base"]}}
"""
CELLS = {"t-1-linux-amd64", "t-1-linux-arm64", "t-2-linux-amd64", "t-2-linux-arm64", "plain"}


@pytest.fixture(scope="module")
def folder(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A spec whose image is there for two platforms, and says for which it is."""
    folder = Folder(tmp_path_factory.mktemp("platforms"), engine)
    image = f"{engine.env['CIGEN_TEST_REGISTRY']}/cigen-e2e-platforms:{uuid.uuid4()}"
    output = f"--output=type=image,name={image},push=true"
    done = folder.docker(
        "buildx", "build", "--platform=linux/amd64,linux/arm64", "--provenance=false", output, "-", stdin=IMAGE.encode()
    )
    assert done.returncode == 0, done.stderr.decode()
    folder.spec(SPEC.format(image=image, unique=uuid.uuid4()))
    return folder


@pytest.fixture(scope="module")
def parts(folder: Folder) -> dict[str, Done]:
    """A build for each platform, its output kept apart."""
    return {
        name: folder.cigen("build", f"--platform=linux/{name}", f"--output=cigen-report/{name}")
        for name in ("amd64", "arm64")
    }


def outcomes(report: dict[str, object]) -> dict[str, str]:
    return {cell["name"]: cell["outcome"] for cell in report["results"]["cells"]}  # type: ignore[index]


def test_platforms__each_cell_has_the_images_of_its_own(folder: Folder) -> None:
    done = folder.cigen("build", "--output=cigen-report")

    assert (done.code, set(outcomes(done.report))) == (1, CELLS)
    assert {name for name, outcome in outcomes(done.report).items() if outcome != "passed"} == {"t-2-linux-arm64"}
    steps = done.cell("t-2-linux-arm64")["steps"]
    assert [step["name"] for step in steps if step["outcome"] == "failed"] == ["only on arm"]


def test_parts__build_their_own_cells_and_what_those_need(parts: dict[str, Done]) -> None:
    assert parts["amd64"].code == 0, parts["amd64"].stderr
    assert parts["arm64"].code == 1, parts["arm64"].stderr
    assert "2 cells" in parts["arm64"].stdout or "of 2" in parts["arm64"].stdout, parts["arm64"].stdout
    rest = parts["arm64"].files.get("arm64/rest.jsonl")
    assert (rest, b"loose" in parts["amd64"].files["amd64/rest.jsonl"]) == (None, True)


def test_parts__make_one_report(folder: Folder, parts: dict[str, Done]) -> None:
    assert len(parts) == 2
    paths = [f"cigen-report/{name}/results.tar" for name in ("arm64", "amd64")]
    done = folder.cigen("report", *paths)

    assert done.code == 1
    assert list(outcomes(done.report)) == [
        "t-1-linux-amd64", "t-1-linux-arm64", "t-2-linux-amd64", "t-2-linux-arm64", "plain"
    ]  # fmt: skip
    assert done.report["problems"] == []
    assert done.report["totals"]["failed"] == 1


def test_parts__one_that_is_missing_makes_the_report_red(folder: Folder, parts: dict[str, Done]) -> None:
    assert parts["amd64"].code == 0
    done = folder.cigen("report", "cigen-report/amd64/results.tar")

    assert (done.code, done.report["verdict"]) == (1, "failed")
    (problem,) = done.report["problems"]
    assert "part `linux-arm64` of 2 did not arrive, its 2 cells are missing" in problem["reason"]


def test_platform__that_no_cell_is_for_is_said(folder: Folder) -> None:
    done = folder.cigen("build", "--platform", "linux/s390x")

    assert done.code == 2
    assert done.stderr == (
        "cigen: --platform linux/s390x: no cell is for it, there are: linux/amd64, linux/arm64\n"
    )  # fmt: skip
