from __future__ import annotations

import pytest

from cigen.plan.images import DEFAULT_NAME
from cigen.plan.model import Image
from cigen.plan.part import of_platform, split
from cigen.render.dockerfile import render
from cigen.work.project import scripts
from tests.planned import dockerfile, plan, planned

STAGES = "stages: {app: {from: busybox, steps: [make]}, tools: {from: app}}\n"
SPEC = f"{STAGES}tests: {{unit: {{from: app, steps: [make check]}}}}\n"


def images(text: str) -> tuple[Image, ...]:
    return plan(f"{SPEC}images:\n{text}").workflow.images


def rules(text: str) -> list[str]:
    return [problem.rule for problem in planned(f"{SPEC}images:\n{text}")[1]]


def test_images__has_a_default_for_all_but_the_stage() -> None:
    (image,) = images("  app: {stage: app}\n")
    assert (image.key, image.stage, image.target, image.name) == ("app", "app", "cigen-image-app", DEFAULT_NAME)
    assert (image.tags, image.platforms, image.sbom, image.provenance) == ((), (), True, "max")


def test_images__of_several_the_keys_are_in_the_default_names() -> None:
    found = images("  app: {stage: app}\n  tools: {stage: tools}\n  mine: {stage: app, name: me/it}\n")
    assert [image.name for image in found] == [f"{DEFAULT_NAME}/app", f"{DEFAULT_NAME}/tools", "me/it"]


def test_images__expressions_of_cigen_are_filled_in_and_those_of_github_stay() -> None:
    (image,) = images(
        '  app: {stage: app, name: "${{ vars.HOST }}/{{ 1 + 1 }}", tags: ["v{{ 3 }}", "${{ github.sha }}"]}\n'
    )
    assert (image.name, image.tags) == ("${{ vars.HOST }}/2", ("v3", "${{ github.sha }}"))


def test_images__the_same_name_with_other_tags_is_fine() -> None:
    assert rules("  a: {stage: app, name: x/y}\n  b: {stage: tools, name: x/y, tags: [debug]}\n") == []
    assert rules("  a: {stage: app, name: x/y, tags: [a]}\n  b: {stage: tools, name: x/y, tags: [b, a]}\n") == [
        "duplicate-image"
    ]


@pytest.mark.parametrize("name", ["localhost:5000/a/b", "ghcr.io/a", "a", "${{ github.repository_owner }}/x-y_z"])
def test_images__a_name_of_any_registry_is_taken(name: str) -> None:
    assert rules(f'  a: {{stage: app, name: "{name}"}}\n') == []


@pytest.mark.parametrize("name", ["ghcr.io/a/b${{", "ghcr.io/a/b\\nother=c/d${{ x", "${{ x\\n }}", "a/b${{ x }}${{"])
def test_images__a_name_whose_expression_has_no_end_is_refused(name: str) -> None:
    assert rules(f'  a: {{stage: app, name: "{name}"}}\n') == ["bad-image"]


def test_images__a_stage_is_there_as_it_is_although_tests_have_platforms() -> None:
    stages = "stages: {app: {from: busybox, steps: [make]}}\n"
    text = f"{stages}tests: {{unit: {{from: app, platforms: [linux/amd64], steps: [x]}}}}\n"
    assert "AS app\n" not in dockerfile(text)
    assert "FROM busybox AS app\nRUN make\n" in dockerfile(f"{text}images: {{app: {{stage: app}}}}\n")


def test_images__depend_on_the_verdict_and_leave_it_the_default_target() -> None:
    text = dockerfile(f"{SPEC}images: {{app: {{stage: app}}}}\n")
    target = "FROM app AS cigen-image-app\nCOPY --link --from=verdict /.cigen-nothin[g] /\n"
    assert text.index(" AS verdict\n") < text.index(target)
    assert text.endswith("\nFROM verdict\n")
    assert dockerfile(SPEC) == text[: len(dockerfile(SPEC))]


def test_images__a_part_has_none_since_its_verdict_is_not_on_all_tests() -> None:
    several = "tests: {unit: {from: app, platforms: [linux/amd64, linux/arm64], steps: [make check]}}\n"
    whole = plan(f"{STAGES}{several}images: {{app: {{stage: app}}}}\n")
    parts = [of_platform(whole, "linux/amd64"), *split(whole, 2)]
    assert "cigen-image-app" in render(whole, scripts()).text
    assert not [one for one in parts if "cigen-image-app" in render(one, scripts()).text]
