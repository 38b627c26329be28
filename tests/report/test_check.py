from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from cigen.rendered import RenderedFile
from cigen.report import check, comment
from cigen.report.annotation import Annotation, Level
from cigen.report.annotations import Drawn
from cigen.results.join import join
from cigen.results.model import Case, Outcome, Report
from tests import reports
from tests.factories import green, manifest, read, relocatable_red, report, xml


def tree(found: Report) -> dict[str, Any]:
    text = check.render(found).text
    text.encode()
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def failed(count: int, **more: Any) -> Report:
    cases = [Case("s", "", f"{'x' * (n + 1)}", Outcome.FAILED, "a.xml", **more) for n in range(count)]
    return reports.report(cases=cases)


@given(reports.REPORTS)
def test_render__any_report_is_within_the_limits_of_the_api(found: Report) -> None:
    one = tree(found)
    assert one["conclusion"] == ("failure" if found.red else "success")
    assert one["name"].startswith("cigen")
    assert 0 < len(one["title"]) <= 255
    assert 0 < len(one["summary"].encode()) <= 65_535
    assert len(one["text"].encode()) <= 65_535
    assert not any(character > "\uffff" for character in json.dumps(one, ensure_ascii=False))
    for annotation in one["annotations"]:
        assert annotation["path"]
        assert 1 <= annotation["start_line"] == annotation["end_line"]
        assert annotation["annotation_level"] in ("failure", "warning", "notice")
        assert 0 < len(annotation["title"]) <= 255
        assert 0 < len(annotation["message"].encode()) <= 65_536
        assert len(annotation.get("raw_details", "").encode()) <= 65_536


def test_render__a_red_run() -> None:
    one = tree(report(relocatable_red()))
    assert (one["format"], one["name"], one["conclusion"]) == (1, "cigen: relocatable", "failure")
    assert one["title"] == "1 of 26 cells failed"
    assert one["summary"].startswith("### ❌ relocatable: 1 of 26 cells failed")
    (annotation,) = one["annotations"]
    assert (annotation["path"], annotation["start_line"], annotation["annotation_level"]) == (
        "cigen.yml",
        41,
        "failure",
    )
    assert annotation["message"].endswith("log: logs/test-4.11-relocatable/08.log")
    assert len(annotation["raw_details"].split("\n")) > len(annotation["message"].split("\n"))
    assert (one["text"], one["left_out"]) == ("", 0)


def test_render__a_green_run_has_no_annotation() -> None:
    one = tree(report(green(manifest(2))))
    assert (one["conclusion"], one["annotations"]) == ("success", [])


def test_render__what_has_no_place_is_where_the_runner_would_put_it() -> None:
    (annotation,) = tree(failed(1))["annotations"]
    assert (annotation["path"], annotation["start_line"]) == (".github", 1)


@pytest.mark.parametrize(("count", "shown"), [(999, 999), (1000, 1000), (1001, 1000), (1500, 1000)])
def test_render__a_thousand_annotations_are_the_most_and_the_rest_is_counted(count: int, shown: int) -> None:
    one = tree(failed(count))
    assert len(one["annotations"]) == shown
    assert one["left_out"] == count - shown
    assert (f"{count - shown:,} more" in one["text"]) == (count > shown)


def test_render__the_details_of_many_failures_have_a_bound() -> None:
    details = "\n".join("y" * 400 for _ in range(90))
    found = tree(failed(400, details=details))["annotations"]
    sizes = [len(one.get("raw_details", "")) for one in found]
    assert check.MOST_DETAILS * 0.9 < sum(sizes) <= check.MOST_DETAILS
    assert sizes[0] > 10_000
    assert sizes[-1] == 0
    assert found[-1]["message"]


def test_render__characters_that_the_api_refuses_are_told_by_number_and_our_own_replaced() -> None:
    one = tree(join([], files=[read([xml('<testcase name="a👍"><error message="no 👎"/></testcase>')], "a.xml")]))
    error = next(each for each in one["annotations"] if each["annotation_level"] == "failure")
    assert error["title"] == "a\\U0001f44d in a.xml"
    assert error["message"] == "no \\U0001f44e"
    assert "\\U0001f6ab" not in one["summary"]


def test_render__a_page_that_grows_too_large_is_made_smaller() -> None:
    """Each such character takes ten bytes instead of four."""
    cases = [
        Case(
            "s",
            "",
            f"{'x' * (n + 1)}",
            Outcome.FAILED,
            "a.xml",
            message="👍" * 150,
            details="\n".join(["👍" * 400] * 30),
        )
        for n in range(20)
    ]
    summary = tree(reports.report(cases=cases))["summary"]
    assert 1000 < len(summary.encode()) <= check.LONGEST_TEXT
    assert "20" in summary.split("\n")[0]


@pytest.mark.parametrize(("more", "fits"), [(-1, True), (0, True), (1, False)])
def test_render__a_page_of_just_the_limit_is_kept_and_of_a_byte_more_drawn_again(
    more: int, fits: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = {65_000: "é" * 32_767 + "x" * (1 + more), 25_000: "the smaller one"}
    monkeypatch.setattr(comment, "render", lambda _, budget: RenderedFile("comment.md", pages[budget]))
    assert tree(failed(1))["summary"] == pages[65_000 if fits else 25_000]
    assert len(pages[65_000].encode()) == check.LONGEST_TEXT + more


@pytest.mark.parametrize("more", [-1, 0, 1])
def test_render__a_title_and_a_message_of_just_the_limit_are_whole(more: int) -> None:
    """The cut ones end in a sign that says so; the log has the rest."""
    title, message = "a" * (255 + more), "m" * (4_096 + more)
    (one,) = check._annotations(
        (Drawn(Level.ERROR, (lambda _lines, _details: Annotation(Level.ERROR, title, message),)),)
    )
    for shown, whole, most in ((one["title"], title, 255), (one["message"], message, 4_096)):
        assert shown == (whole if more <= 0 else f"{whole[: most - 1]}…")


def test_render__no_own_line_of_a_comment_is_in_it() -> None:
    assert "<!--" not in tree(report(relocatable_red()))["summary"]
    assert "<!--" not in tree(replace(report(green(manifest(2))), name="x"))["summary"]
