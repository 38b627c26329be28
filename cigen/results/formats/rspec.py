"""The JSON of RSpec's formatter in, cases out, https://rspec.info/features/3-13/rspec-core/formatters/json-formatter/."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from cigen.results.case import Outcome
from cigen.results.formats.claims import NO_NAME, blame, compare, count, first_line, seconds, word, words
from cigen.results.formats.jsonstream import Shape, recognised, values
from cigen.results.tally import Tally

NAME = "rspec"
SHAPE = Shape(
    records={
        "examples": frozenset(
            {
                "description", "full_description", "status", "file_path", "line_number", "run_time",
                "pending_message", "exception",
            }
        )
    },
    single=frozenset({"summary", "summary_line", "messages"}),
    required=("examples",),
)  # fmt: skip
ERRORS = re.compile(r"\b[1-9]\d{0,8} error")
MESSAGE = re.compile(r"^\s*An error occurred (?:in|while) ", re.MULTILINE)
"""How each of the errors outside of examples is told of, where nobody has counted them."""
OUTCOMES = {"passed": Outcome.PASSED, "failed": Outcome.FAILED, "pending": Outcome.SKIPPED}


def _fits(paths: frozenset[str]) -> bool:
    return "examples" in paths and bool(
        paths & {"examples.item.full_description", "examples.item.status", "summary.example_count", "summary_line"}
    )


def recognises(head: bytes) -> bool:
    """Whether a file that begins so lists examples."""
    return recognised(head, _fits)


def read(chunks: Iterator[bytes], tally: Tally) -> None:
    """Take each example; what failed outside of them is an error of the file."""
    told: dict[str, Any] = {}
    for path, value in values(chunks, SHAPE, _fits, tally):
        if path == "examples":
            _add(value, tally)
        else:
            told[path] = value
    summary = told.get("summary")
    if not isinstance(summary, dict):
        blame(tally, "it has no summary, which may have told of errors outside of examples")
        summary = {}
    outside = count(summary.get("errors_outside_of_examples_count"))
    details = words(told.get("messages"))
    if outside or ERRORS.search(words(told.get("summary_line"))) or MESSAGE.search(details):
        blame(tally, first_line(details) or f"errors outside of examples: {outside or 'some'}", details=details)
    compare(tally, failed=summary.get("failure_count"), tests=count(summary.get("example_count")) + bool(outside))


def _add(example: dict[str, Any], tally: Tally) -> None:
    outcome = OUTCOMES.get(word(example.get("status")), Outcome.ERROR)
    raised = example.get("exception")
    if raised and outcome is Outcome.PASSED:
        outcome = Outcome.FAILED
    raised = raised if isinstance(raised, dict) else {}
    message = words(raised.get("message")) if outcome.red else words(example.get("pending_message"))
    details = "\n".join(filter(None, (words(raised.get("class")), message, words(raised.get("backtrace")))))
    file, own = words(example.get("file_path")), words(example.get("description"))
    full = words(example.get("full_description"))
    tally.add(
        name=own or full or NO_NAME,
        classname=full.removesuffix(own).strip(),
        suite=file,
        outcome=outcome,
        seconds=seconds(example.get("run_time")),
        message=first_line(message) or (_unknown(example) if outcome.red else ""),
        details=details if outcome.red else "",
        file=file,
        line=count(example.get("line_number")),
    )


def _unknown(example: dict[str, Any]) -> str:
    status = word(example.get("status"))
    return "" if status in OUTCOMES else f"it has the unknown status “{status:.40}”"
