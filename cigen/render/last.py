"""What a run of the default branch leaves for the next one, kept in GitHub's own cache, as steps of a workflow.

`last.json` is how long each cell took, for cutting shards, and what was built, for saying why a step ran;
`history.json` is what tests did in the last runs, for telling new failures from known ones. Losing them costs nothing
but that. GitHub lets a run read only what its own branch or the default branch wrote.
"""

from __future__ import annotations

from cigen.plan.model import Workflow
from cigen.render.expression import first_push
from cigen.render.pins import CACHE_RESTORE, CACHE_SAVE
from cigen.render.workflowstep import WorkflowStep, pairs, uses
from cigen.yamlwrite import Entry

NAME = "cigen-last"
FOLDER = "${{ runner.temp }}/cigen-last"
FILE = f"{FOLDER}/last.json"
BASELINE = f"{FOLDER}/history.json"

_EMPTY = '{"format": 1, "name": "", "cells": {}, "stages": {}, "vertices": []}'
_KEEP = f"""\
mkdir -p "${{LAST}}"
test -s "${{LAST}}/last.json" || echo '{_EMPTY}' > "${{LAST}}/last.json"
"""
_TAKE = """\
mkdir -p "${LAST}"
test ! -e "${REPORT}/last.json" || cp "${REPORT}/last.json" "${LAST}/last.json"
test ! -e "${REPORT}/history.json" || cp "${REPORT}/history.json" "${LAST}/history.json"
"""


def restore(workflow: Workflow) -> WorkflowStep:
    """What the last run left, if there is anything."""
    inputs = (*pairs(path=FOLDER, key=_key(workflow)), Entry("restore-keys", f"{_prefix(workflow)}\n"))
    return uses(CACHE_RESTORE, "Look up the last run", inputs)


def keep() -> WorkflowStep:
    """A file in any case, since a shard that lacks it would cut otherwise than the others."""
    return (Entry("name", "Have a file in any case"), Entry("env", pairs(LAST=FOLDER)), Entry("run", _KEEP))


def save(workflow: Workflow, report: str) -> tuple[WorkflowStep, ...]:
    """Leave what the folder `report` says for the next run; the default branch alone does."""
    condition = f"${{{{ !cancelled() && {first_push(workflow.branches)} }}}}"
    take = (
        Entry("name", "Take what the next run wants to know"),
        Entry("if", condition),
        Entry("env", pairs(LAST=FOLDER, REPORT=report)),
        Entry("run", _TAKE),
    )
    return (
        take,
        uses(CACHE_SAVE, "Leave it for the next run", pairs(path=FOLDER, key=_key(workflow)), condition=condition),
    )


def _prefix(workflow: Workflow) -> str:
    return f"cigen-last-{workflow.name}-"


def _key(workflow: Workflow) -> str:
    """A new one for each run, since GitHub never changes an entry."""
    return f"{_prefix(workflow)}${{{{ github.run_id }}}}-${{{{ github.run_attempt }}}}"
