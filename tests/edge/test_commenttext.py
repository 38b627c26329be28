from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cigen.edge.commenttext import MAX_COMMENT, State, draft, first_line, is_same, read_state
from cigen.errors import UsageError

TEXT = "<!-- cigen:report it -->\n<!-- cigen:state outcome=passed change=no -->\n### fine\n"
WORKFLOW = ".github/workflows/ci.yml"


def test_draft__names_the_workflow_and_the_run_that_it_is_told() -> None:
    found = draft(TEXT, "comment.md", workflow=WORKFLOW, run=12, attempt=2)

    assert found.marker == "<!-- cigen:report it .github/workflows/ci.yml -->"
    assert found.body == (f"{found.marker}\n<!-- cigen:state run=12 attempt=2 outcome=passed change=no -->\n### fine\n")
    assert read_state(found.body) == found.state == State("passed", "no", 12, 2)


def test_draft__takes_no_run_from_the_file() -> None:
    forged = TEXT.replace("outcome", "run=99 attempt=9 outcome")

    assert draft(forged, "comment.md", run=1, attempt=1).state.turn == (1, 1)
    assert "99" not in draft(forged, "comment.md").body


@pytest.mark.parametrize(
    "line", ["", "### red\n", "<!-- cigen:state outcome=green change=no -->\n", "<!-- cigen:state"]
)
def test_draft__a_file_that_does_not_say_how_it_ended_counts_as_red_and_as_new(line: str) -> None:
    found = draft(f"<!-- cigen:report it -->\n{line}", "comment.md")

    assert (found.state.outcome, found.state.change) == ("failed", "unknown")
    assert found.body.endswith(f"change=unknown -->\n{line}")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "### no marker\n",
        f"\n{TEXT}",
        "<!-- cigen:report -->\n",
        "<!-- cigen:report  a -->\n",
        "<!-- cigen:report a --> b -->\n",
        "<!-- cigen:report a> -->\n",
        "<!-- cigen:report a\n-->\n",
        TEXT + "x" * MAX_COMMENT,
    ],
)
def test_draft__what_could_not_be_found_again_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=r"a\.md: "):
        draft(text, "a.md")


@pytest.mark.parametrize(("more", "fits"), [(-1, True), (0, True), (1, False)])
def test_draft__the_limit_is_that_of_what_is_posted(more: int, fits: bool) -> None:
    ours = len(draft(TEXT, "a.md", workflow=WORKFLOW, run=7, attempt=1).body)
    text = TEXT + "😀" * (MAX_COMMENT - ours + more)
    if fits:
        assert len(draft(text, "a.md", workflow=WORKFLOW, run=7, attempt=1).body) == MAX_COMMENT + more
    else:
        with pytest.raises(UsageError, match="65,536"):
            draft(text, "a.md", workflow=WORKFLOW, run=7, attempt=1)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "<!-- cigen:state run=1 outcome=passed change=no -->",
        "<!-- cigen:state run=-1 attempt=1 outcome=passed change=no -->",
        "<!-- cigen:state run=٣ attempt=1 outcome=passed change=no -->",
        f"<!-- cigen:state run={'9' * 19} attempt=1 outcome=passed change=no -->",
        " <!-- cigen:state outcome=passed change=no -->",
        "<!-- cigen:state outcome=passed change=no --> x",
    ],
)
def test_read_state__anything_else_says_nothing(line: str) -> None:
    assert read_state(f"marker\n{line}\n") is None


@given(st.integers(1, 10**18 - 1), st.integers(1, 10**18 - 1), st.text(), st.booleans())
def test_draft__what_is_posted_says_the_same_however_the_lines_end(
    run: int, attempt: int, text: str, crlf: bool
) -> None:
    found = draft(f"<!-- cigen:report it -->\n{text}", "a.md", workflow=WORKFLOW, run=run, attempt=attempt)
    stored = found.body.replace("\n", "\r\n") if crlf else found.body

    assert first_line(stored) == found.marker
    assert read_state(stored) == found.state
    assert found.state.turn == (run, attempt)
    assert is_same(found.body, found.body.rstrip())


def test_docs__show_the_lines_as_they_are() -> None:
    page = (Path(__file__).parents[2] / "docs" / "comment.md").read_text()
    lines = [line[3:-1] for line in page.splitlines() if line.startswith("- `<!-- ")]

    assert read_state("\n".join(lines)) == State("failed", "yes", 12, 1)
    assert draft(f"{lines[0].replace(f' {WORKFLOW}', '')}\n", "a.md", workflow=WORKFLOW).marker == lines[0]
