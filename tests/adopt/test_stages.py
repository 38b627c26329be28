"""Stages have the names and the parents that BuildKit gives them."""

from __future__ import annotations

import pytest

from cigen.adopt.dockerfile import parse
from cigen.adopt.guess import why_not, why_test
from cigen.adopt.stages import RESERVED, Stages, read
from cigen.plan import records


def stages(text: str) -> Stages:
    dockerfile, problems = parse(text, "Dockerfile")
    assert dockerfile is not None, problems
    found, problems = read(dockerfile, "Dockerfile")
    assert found is not None, problems
    return found


def names(text: str) -> list[str]:
    return [stage.name for stage in stages(text).stages]


def guessed(text: str) -> list[str]:
    found = stages(text)
    used = found.used()
    return [stage.name for stage in found.stages if stage.index not in used and why_test(stage)]


def test_reserved__are_the_names_that_the_plan_reserves() -> None:
    assert set(records.RESERVED) == RESERVED


def test_names__unnamed_stages_get_one() -> None:
    assert names("FROM a\nFROM b\nFROM c\n") == ["stage-0", "stage-1", "final"]


def test_names__are_lower_case_new_and_not_reserved() -> None:
    text = "FROM a AS Build\nFROM a AS build\nFROM a AS results\nFROM a AS cigen-x\nFROM a AS final\nFROM a\n"
    assert names(text) == ["build", "build-1", "stage-results", "stage-cigen-x", "final", "image"]


def test_parent__is_the_nearest_stage_of_that_name_before() -> None:
    found = stages("FROM a AS b\nFROM b AS b\nFROM b\nFROM c\nFROM x AS c\n").stages
    assert [stage.parent for stage in found] == [None, 0, 1, None, None]


def test_origin__is_a_number_a_name_in_any_case_or_an_image() -> None:
    found = stages("FROM a AS Build\nRUN x\nFROM b\n")
    assert [found.origin(text) for text in ("0", "BUILD", "nginx", "7")] == ["build", "build", "nginx", "7"]
    assert found.mounted("0") == "0"


def test_image__with_the_name_of_a_stage_gets_its_tag() -> None:
    found = stages("FROM golang AS golang\nFROM busybox\n")
    assert found.start(found.stages[0]) == "golang:latest"
    assert found.start(found.stages[1]) == "busybox"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("RUN a\nFROM b\n", "Dockerfile:1:1: `RUN` stands before the first `FROM`, only `ARG` may [before-from]"),
        ("ARG a\n", "Dockerfile:1:1: nothing starts a stage, a Dockerfile needs a `FROM` [missing-from]"),
        ("FROM a b\n", "Dockerfile:1:1: `FROM IMAGE` or `FROM IMAGE AS NAME` is wanted here, found `FROM a b`"),
        ("FROM a AS 1\n", "Dockerfile:1:1: `1` is no name for a stage"),
        ("FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\n", "is one of Windows, cigen builds Linux images only"),
        ('FROM a\nSHELL ["powershell", "-command"]\n', 'Dockerfile:2:1: the shell `["powershell", "-command"]`'),
    ],
)
def test_read__says_what_is_wrong(text: str, message: str) -> None:
    dockerfile, _ = parse(text, "Dockerfile")
    assert dockerfile is not None
    found, problems = read(dockerfile, "Dockerfile")
    assert found is None
    assert message in str(problems[0])


def test_guess__a_leaf_that_ends_with_a_test_is_a_test() -> None:
    assert guessed("FROM a AS b\nFROM b AS c\nRUN x && go test ./...\nFROM b\nRUN pytest\n") == ["c"]


def test_guess__a_leaf_that_is_called_so_is_a_test() -> None:
    assert guessed("FROM a AS b\nFROM b AS unit-tests\nRUN ./x.sh\nFROM b\n") == ["unit-tests"]


@pytest.mark.parametrize(
    "text",
    [
        "FROM a AS test\nRUN pytest\nFROM test\n",
        "FROM a AS test\nRUN pytest\nFROM b\nCOPY --from=TEST /report /\n",
        "FROM a AS test\nRUN pytest\nFROM b\nCOPY --from=0 /report /\n",
        "FROM a AS test\nRUN pytest\nFROM b\nRUN --mount=type=bind,from=test,target=/t ls /t\n",
        "FROM a AS test-x\nRUN pytest\nFROM test-${X}\n",
        "ARG X=test\nFROM a AS test\nRUN pytest\nFROM ${X}\n",
        "FROM a AS test\nRUN pytest\nCOPY report /\nFROM b\n",
        "FROM a AS latest\nRUN echo contest\nFROM b\n",
        "FROM a AS test\nFROM b\n",
    ],
)
def test_guess__what_others_need_or_does_not_end_in_a_run_is_none(text: str) -> None:
    assert guessed(text) == []


def test_guess__says_why_tests_of_a_container_are_none() -> None:
    found = stages('FROM a AS test\nCMD ["npm", "test"]\nFROM b\n')
    assert "no build does" in why_not(found.stages[0])
