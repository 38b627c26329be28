from __future__ import annotations

import pytest

from cigen.plan.model import Comment, Workflow
from tests.planned import plan, planned

TESTS = "tests: {t: {from: busybox, steps: [make]}}\n"


def workflow(keys: str) -> Workflow:
    return plan(f"workflow: {{{keys}}}\n{TESTS}").workflow


@pytest.mark.parametrize(
    ("given", "comment"),
    [
        ("", Comment("always", "keep")),
        ("comment: true", Comment("always", "keep")),
        ("comment: false", Comment("off", "keep")),
        ("comment: off", Comment("off", "keep")),
        ("comment: always", Comment("always", "keep")),
        ("comment: failure", Comment("failure", "keep")),
        ("comment: change", Comment("change", "keep")),
        ("comment: {green: delete}", Comment("always", "delete")),
        ("comment: {when: failure, green: minimize}", Comment("failure", "minimize")),
    ],
)
def test_comment__is_a_word_a_flag_or_a_mapping(given: str, comment: Comment) -> None:
    assert workflow(given).comment == comment


@pytest.mark.parametrize("green", ["keep", "minimize", "delete"])
def test_comment__what_becomes_of_one_that_is_never_made_is_refused_with_its_place(green: str) -> None:
    _, (problem,) = planned(f"workflow: {{comment: {{when: off, green: {green}}}}}\n{TESTS}")

    assert "`when: off` makes none: take one of them out" in problem.message
    assert (problem.position.line, problem.position.column, problem.rule) == (1, 40, "comment")


def test_workflow__check_run_and_forks_are_off_by_default() -> None:
    assert (workflow("").check_run, workflow("").forks) == (False, False)
    assert workflow("check-run: true").check_run
    assert workflow("forks: true").forks
    assert not workflow("forks: false, comment: off, action: ./").forks
    assert workflow("forks: true, action: $/").forks


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("comment: off", "`comment` is `off`"),
        ("comment: {when: off}", "take one of"),
        ("action: ./x", "`./x`, a folder"),
    ],
)
def test_forks__what_could_not_work_is_refused_with_its_place(given: str, said: str) -> None:
    _, problems = planned(f"workflow: {{forks: true, {given}}}\n{TESTS}")

    (problem,) = problems
    assert said in problem.message
    assert (problem.position.line, problem.position.column, problem.rule) == (1, 19, "forks")
