"""Every file of a report says that a job ended badly, and none says that all is well."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest

from cigen.report import check, comment, ctrf, data, junit, markdown, terminal
from cigen.report.annotations import render as annotate
from cigen.report.ended import MOST, ended
from cigen.report.outputs import OUTPUTS
from cigen.report.verdict import verdict
from cigen.results.ended import judged
from cigen.results.model import Changes, News, Origin, Report
from tests.factories import fail, green, manifest, report

ORIGIN = Origin("https://github.com", "me/it", 7, 2, 12, "a" * 40, job="9")
GREEN = replace(report(green(manifest(2))), origin=ORIGIN)
SENTENCE = "`test` ended with `failure`, though all results that came back are green: look at its log"


def bad(*names: str) -> Report:
    return judged(GREEN, [(name, "failure") for name in names or ("test",)])


@pytest.mark.parametrize(("names", "headline"), [(["test"], "1 job ended badly"), (["a", "b"], "2 jobs ended badly")])
def test_verdict__counts_the_jobs_and_what_passed(names: Sequence[str], headline: str) -> None:
    found = verdict(bad(*names))

    assert (found.red, found.headline, found.facts[0]) == (True, f"{headline}", "2 passed")


@pytest.mark.parametrize("render", [markdown.render, comment.render])
def test_pages__name_the_job_and_link_to_its_run(render: object) -> None:
    text = render(bad()).text  # type: ignore[operator]

    assert "❌ demo: 1 job ended badly" in text
    sentence = SENTENCE.replace("`test`", "**`test`**")
    assert f"\n{sentence}, in [run 12, attempt 2](https://github.com/me/it/actions/runs/7/attempts/2)\n" in text
    assert "Problems with the results" not in text
    assert "✅ demo" not in text


def test_pages__go_without_a_link_where_the_run_is_not_known() -> None:
    assert markdown.render(replace(bad(), origin=None)).text.count(": look at its log\n") == 1


def test_comment__is_marked_as_that_of_a_red_run() -> None:
    """By that `--when failure` and `--when change` go."""
    assert "outcome=failed" in comment.render(bad()).text.split("\n")[1]


def test_pages__name_a_few_of_many_jobs_and_count_the_others() -> None:
    jobs = [f"job {number}" for number in range(MOST + 5)]

    assert len(ended(bad(*jobs))) == MOST + 1
    assert ended(bad(*jobs))[-1] == "… and 5 more in `report.json`"
    assert len(ended(bad(*jobs[:MOST]))) == MOST


def test_report_json__says_failed_and_which_job() -> None:
    found = json.loads(data.render(bad()).text)

    assert found["verdict"] == "failed"
    assert found["problems"] == [{"file": "test", "reason": SENTENCE.removeprefix("`test` ")}]


def test_check__is_a_failure_with_one_annotation() -> None:
    found = json.loads(check.render(bad()).text)

    assert (found["conclusion"], found["title"]) == ("failure", "1 job ended badly")
    assert [(one["title"], one["message"]) for one in found["annotations"]] == [("1 job ended badly", SENTENCE)]


def test_annotations__there_is_one() -> None:
    assert annotate(bad()).text == f"::error title=1 job ended badly::{SENTENCE}\n"


def test_cases__files_of_cases_alone_are_not_green() -> None:
    assert f'message="1 job ended badly">{SENTENCE}</error>' in junit.render(bad()).text
    assert json.loads(ctrf.render(bad()).text)["results"]["summary"]["failed"] == 1


def test_terminal__does_not_call_it_a_problem_with_the_results() -> None:
    text = terminal.render(bad()).text

    assert text.startswith("✗ demo: 1 job ended badly · 2 passed")
    assert f"  green results of jobs that ended badly\n    {SENTENCE}\n" in text
    assert "problems with the results" not in text


def test_outputs__a_forgiven_failure_does_not_hide_it() -> None:
    red = report(fail(green(manifest(2)), "test-1", 2))
    found = judged(replace(red, only_new=True, news=News(still=Changes(count=1))), [("test", "failure")])

    assert "1 job ended badly" in verdict(found).headline
    for render in OUTPUTS.values():
        assert render(found).text
