"""docs/action.md and docs/from-other-reporters.md: what they say of the action; workflows that all linters accept."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cigen.render.pins import OWN_ACTION, PINS
from tests.actionrun import ACTION, ROOT, STEPS, TEXT
from tests.conftest import Golden
from tests.linters import actionlint, schema, tag_twin, zizmor

PAGES = (ROOT / "docs/action.md", ROOT / "docs/from-other-reporters.md")
BLOCKS = [
    (f"{page.stem}-{number}", block)
    for page in PAGES
    for number, block in enumerate(
        re.findall(r"^```yaml\n(.*?)^```$", page.read_text(encoding="utf-8"), re.M | re.S), 1
    )
]
blocks = pytest.mark.parametrize("block", [block for _, block in BLOCKS], ids=[name for name, _ in BLOCKS])
SCRIPTS = "".join(step["run"] for step in STEPS[:2])
FAILURES = re.findall(r'^ +(?:fail|echo) "(?:::error title=cigen::)?([^$].*?)"$', SCRIPTS, re.M)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_docs__actions_are_pinned_as_in_rendered_workflows(page: Path, golden: Golden) -> None:
    text = page.read_text(encoding="utf-8")
    for pin in PINS:
        place = pin.uses.partition("@")[0]
        text = re.sub(rf"uses: {re.escape(place)}@.*", f"uses: {pin.uses} # {pin.version}", text)
    golden(page, text)

    assert set(re.findall("uses: (.*)", text)) <= {f"{pin.uses} # {pin.version}" for pin in PINS}


@blocks
def test_workflow__no_linter_finds_anything(block: str) -> None:
    assert schema(block, "github-workflows") == ""
    assert zizmor(block) == ""
    assert actionlint(block) == ""
    assert actionlint(tag_twin(block)) == ""


@blocks
def test_workflow__the_action_has_every_input_that_is_given(block: str) -> None:
    """actionlint knows the inputs of an action that is in the repository."""
    local = re.sub(rf"uses: {OWN_ACTION.repository}@.*", "uses: ./", block)

    assert "uses: ./" in local
    assert actionlint(local, {"action.yml": TEXT}) == ""
    assert "mood" in actionlint(local.replace("mode:", "mood:"), {"action.yml": TEXT})


def test_others__what_an_input_is_called_here_is_an_input() -> None:
    text = PAGES[1].read_text(encoding="utf-8")
    rows = [re.split(r"(?<!\\)\|", line)[2] for line in text.splitlines() if line.startswith("| ")]
    named = {name for row in rows for name in re.findall(r"`([a-z-]+): [^`]*`", row)} - {"continue-on-error", "actions"}

    assert {"files", "report-name", "when", "check-run"} < named
    assert named <= ACTION["inputs"].keys()


def test_errors__each_message_stands_in_the_table() -> None:
    text = PAGES[0].read_text(encoding="utf-8")
    told = re.findall(r"^\| `([^`]+)`", text.partition("## When it does not work")[2], re.M)
    said = [re.sub(r"\$\{[^}]*\}", "…", message).partition(":")[0] for message in FAILURES]

    assert len(said) == 6
    for message in said:
        beginning = message.replace("… makes", "python3 makes").replace("'…' is", "'mode' is").partition(", pip")[0]
        assert any(beginning in one for one in told), beginning
