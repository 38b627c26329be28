from __future__ import annotations

import json
from typing import Any

import pytest

from cigen.results.formats import rspec
from tests.results.formats.telling import WRONG, Told, told


def example(name: str, status: str = "passed", **more: Any) -> dict[str, Any]:
    return {"id": "./a_spec.rb[1:1]", "description": name, "full_description": f"Group {name}", "status": status,
            "file_path": "./a_spec.rb", "line_number": 3, "run_time": 0.5, "pending_message": None} | more  # fmt: skip


FAILED = example("fails", "failed", exception={"class": "X", "message": "\nno", "backtrace": ["a.rb:1", "b.rb:2"]})


def document(*examples: Any, **summary: Any) -> dict[str, Any]:
    failed = sum(isinstance(one, dict) and one.get("status") == "failed" for one in examples)
    counts = {"example_count": len(examples), "failure_count": failed, "errors_outside_of_examples_count": 0}
    return {"version": "3.12.0", "examples": list(examples), "summary": counts | summary, "summary_line": "…"}


def read(value: Any) -> Told:
    data = json.dumps(value).encode()
    assert rspec.recognises(data)
    return told(rspec, data)


def test_examples__are_cases() -> None:
    result = read(document(example("passes"), FAILED, example("waits", "pending", pending_message="later")))
    assert result.outcomes == [("passes", "passed"), ("fails", "failed"), ("waits", "skipped")]
    failed, waits = result.cases[1:]
    assert (failed.suite, failed.classname, failed.file, failed.line) == ("./a_spec.rb", "Group", "./a_spec.rb", 3)
    assert (failed.message, failed.details, failed.seconds) == ("no", "X\n\nno\na.rb:1\nb.rb:2", 0.5)
    assert waits.message == "later"
    assert not result.notes


def test_example__of_unknown_status_is_an_error_and_with_an_exception_none_passed() -> None:
    assert read(document(example("x", "pased"))).outcomes == [("x", "error")]
    assert read(document(FAILED | {"status": "passed"})).outcomes == [("fails", "failed")]


def test_errors__outside_of_examples_are_an_error() -> None:
    value = document(errors_outside_of_examples_count=2)
    value["messages"] = ["\nAn error occurred while loading ./b_spec.rb.", "more"]
    result = read(value)
    assert [case.message for case in result.cases] == ["An error occurred while loading ./b_spec.rb."]
    uncounted = document(example("x")) | {"messages": ["\nAn error occurred in an `after(:context)` hook.\n"]}
    assert [case.message for case in read(uncounted).cases if case.outcome.red] == [
        "An error occurred in an `after(:context)` hook."
    ]
    line = document(example("x")) | {"summary": None, "summary_line": "1 example, 1 error occurred outside of examples"}
    assert read(line).red


@pytest.mark.parametrize("more", [{"failure_count": 1}, {"example_count": 2}])
def test_summary__that_counts_more_is_an_error(more: dict[str, int]) -> None:
    assert read(document(example("x"), **more)).totals.errors == 1


def test_shapes__that_are_wrong_are_red() -> None:
    for wrong in (*WRONG, {"exception": 5, "status": "failed"}):
        assert read(document(wrong)).red
    assert told(rspec, json.dumps(document() | {"examples": {}})).broken
    read(document(example("x", line_number="x", run_time=[], file_path=5, description=None)) | {"summary": []})
