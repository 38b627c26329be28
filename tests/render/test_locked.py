from __future__ import annotations

from dataclasses import replace

from cigen.plan.model import Workflow
from cigen.render import workflow
from cigen.render.locked import major, serves
from cigen.render.pins import CHECKOUT
from tests.planned import plan

COMMIT = "c" * 40
SOURCE = plan("tests: {t: {from: busybox, steps: [make]}}\n")


def text(*pins: tuple[str, str, str]) -> str:
    given: Workflow = replace(SOURCE.workflow, pins=pins)
    return workflow.render(replace(SOURCE, workflow=given)).text


def test_pinned__a_locked_action_stands_in_for_cigens_own_pin() -> None:
    before, after = text(), text((CHECKOUT.repository, "v7.9.9", COMMIT))

    assert f"uses: actions/checkout@{COMMIT} # v7.9.9\n" in after
    assert CHECKOUT.commit not in after
    lines = zip(before.splitlines(), after.splitlines(), strict=True)
    assert all("actions/checkout@" in line for line, other in lines if line != other)


def test_pinned__another_major_version_or_another_action_does_not() -> None:
    assert text((CHECKOUT.repository, "v99.0.0", COMMIT), ("me/it", "v7.0.0", COMMIT)) == text()


def test_major__is_the_first_number() -> None:
    assert (major("v7.0.1"), major("7"), major("main")) == ("7", "7", "main")
    assert serves(CHECKOUT.repository, "v7", CHECKOUT)
