"""A workflow before it is written in, what GitHub would refuse or silently ignore in it out, as diagnostics.

None of these is found by actionlint or zizmor. Over the size limit, runs are no longer created, without a message; an
expression that is too long, or stands where none may, stops the whole file.
https://docs.github.com/en/actions/reference/limits
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cigen.plan.model import Workflow
from cigen.render.expression import OPENING
from cigen.render.parts import parts
from cigen.render.pins import UPLOAD
from cigen.source import Diagnostic, Position
from cigen.yamlwrite import Entry, Folded, Items, Node

MAX_BYTES = 512_000
MAX_EXPRESSION = 21_000
MAX_JOBS = 256

_ARTIFACT = re.compile(r'[^":<>|*?\r\n\\/]+')
_ACTION = re.compile(r"[^\s#]+(?: +# +\S+)?")
_SECRET = re.compile(r"(?!GITHUB_)[A-Za-z_][A-Za-z0-9_]*", re.IGNORECASE)


def problems(workflow: Workflow, entries: tuple[Entry, ...], *, text: str, file: str) -> tuple[Diagnostic, ...]:
    """Everything that is wrong with the tree `entries` and with `text`, the file that was made from it."""
    found = (*_settings(workflow), *_size(text), *_expressions(entries), *_jobs(entries))
    return tuple(Diagnostic(Position(file), message, "workflow-limit") for message in found)


def _settings(workflow: Workflow) -> Iterator[str]:
    if not workflow.branches:
        yield "the workflow has no branch to run on: name at least the default branch under `workflow.branches`"
    for place, value in (("name", workflow.name), *(("branches", branch) for branch in workflow.branches)):
        if OPENING in value:
            yield f"`workflow.{place}` holds {_short(value)}: GitHub allows no expression there, write it out"
    if workflow.action and not _ACTION.fullmatch(workflow.action):
        yield f"`workflow.action` is {_short(workflow.action)}: write `owner/repository@commit # version`"
    for secret in workflow.secrets:
        if not _SECRET.fullmatch(secret):
            yield f"`workflow.secrets` holds {_short(secret)}, which can't be a secret's name: letters, digits and `_`"
    if len(parts(workflow)) > MAX_JOBS:
        count = len(parts(workflow))
        yield f"`workflow.shards` makes {count:,} jobs, a run's matrix has at most {MAX_JOBS}: take fewer"
    if workflow.timeout < 1:
        yield f"`workflow.timeout` is {workflow.timeout} minutes: at least 1 is needed"


def _size(text: str) -> Iterator[str]:
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        yield f"the workflow has {size:,} bytes, GitHub takes {MAX_BYTES:,}: shorten what `workflow` holds"


def _expressions(entries: tuple[Entry, ...]) -> Iterator[str]:
    for value in _scalars(entries):
        if OPENING in value and len(value) > MAX_EXPRESSION:
            yield f"the expression {_short(value)} has {len(value):,} characters, GitHub takes {MAX_EXPRESSION:,}"


def _jobs(entries: tuple[Entry, ...]) -> Iterator[str]:
    for job in _under(entries, "jobs"):
        minutes = _value(job.value, "timeout-minutes")
        if not isinstance(minutes, int) or minutes < 1:
            yield f"the job {job.key} has no time limit"
        steps = _value(job.value, "steps")
        for step in steps.values if isinstance(steps, Items) else ():
            yield from _artifact(step)


def _artifact(step: Node) -> Iterator[str]:
    name = _value(_value(step, "with"), "name")
    if _value(step, "uses") == UPLOAD.uses and not (isinstance(name, str) and _ARTIFACT.fullmatch(name)):
        yield f"the artifact name {_short(str(name))} holds a character that GitHub refuses"


def _under(entries: tuple[Entry, ...], key: str) -> tuple[Entry, ...]:
    value = _value(entries, key)
    return value if isinstance(value, tuple) else ()


def _value(node: Node, key: str) -> Node:
    entries = node if isinstance(node, tuple) else ()
    return next((entry.value for entry in entries if entry.key == key), None)


def _scalars(node: Node) -> Iterator[str]:
    if isinstance(node, str | Folded):
        yield str(node)
    elif isinstance(node, Items):
        for value in node.values:
            yield from _scalars(value)
    elif isinstance(node, tuple):
        for entry in node:
            yield from _scalars(entry.value)


def _short(value: str) -> str:
    return repr(value if len(value) <= 60 else value[:57] + "...")
