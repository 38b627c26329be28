"""A Workflow in, the jobs of the rendered workflow out: `test` builds, `report` decides, `comment` posts."""

from __future__ import annotations

from cigen.plan.model import Workflow
from cigen.render import comments, last, release, testjobs
from cigen.render.expression import NOT_CANCELLED
from cigen.render.parts import is_sharded
from cigen.render.pins import DOWNLOAD
from cigen.render.testjobs import OUTPUT, RESULTS
from cigen.render.workflowstep import (
    WorkflowStep,
    checkout_for_action,
    checkout_permission,
    cigen,
    pairs,
    steps,
    upload,
    uses,
)
from cigen.yamlwrite import Entry, Words

REPORT = "cigen-report"
UPLOADED = "uploaded"
"""The output of the job `report`: the number of the artifact that this attempt made, empty if it made none."""

_FOLDER = f"{OUTPUT}/report"
_REPORT_MINUTES = 10
_REPORT_COMMENTS = (
    "The one job to require: it runs whatever became of the others, since a skipped required check counts as passed.",
    "It reads what tests printed, so it holds no permission to write anything and runs nothing that they left behind.",
)
_UPLOADED_COMMENTS = (
    "An attempt that broke before its upload leaves the report of the one before, which nobody may take for its own.",
)
_ENDED_COMMENT = "No part, no verdict: green results don't count where the job that made them did not end well."
_REQUIRE_COMMENT = (
    "Reached only with an older action, which does not know `ended`: with any other the report is red by now."
)
_REQUIRE_SCRIPT = """\
echo "::error title=cigen::the job 'test' ended with '${RESULT}': its log says why"
exit 1
"""
_REQUIRE_SHARDS_SCRIPT = """\
echo "::error title=cigen::the job 'base' ended with '${BASE}', 'test' with '${RESULT}': their logs say why"
exit 1
"""


def jobs(workflow: Workflow) -> tuple[Entry, ...]:
    """All jobs in the order in which they run."""
    comment = comments.job(workflow, report=REPORT, folder=_FOLDER, uploaded=f"needs.report.outputs.{UPLOADED}")
    return (*testjobs.base(workflow), testjobs.test(workflow), _report(workflow), *comment, *release.jobs(workflow))


def _report(workflow: Workflow) -> Entry:
    return Entry(
        "report",
        (
            Entry("name", "report"),
            Entry("needs", Words(_needs(workflow)) if is_sharded(workflow) else "test"),
            Entry("if", NOT_CANCELLED),
            Entry("runs-on", workflow.runner),
            Entry("timeout-minutes", _REPORT_MINUTES),
            Entry("permissions", checkout_permission(workflow)),
            Entry("outputs", pairs(**{UPLOADED: "${{ steps.upload.outputs.artifact-id }}"}), above=_UPLOADED_COMMENTS),
            steps(
                *checkout_for_action(workflow),
                uses(DOWNLOAD, "Download the results", pairs(pattern=f"{RESULTS}*", path=f"{OUTPUT}/results")),
                last.restore(workflow),
                cigen(
                    workflow,
                    "Merge, summarise, decide",
                    (
                        *pairs(
                            mode="report",
                            paths=f"{OUTPUT}/results",
                            output=_FOLDER,
                            last=last.FILE,
                            baseline=last.BASELINE,
                        ),
                        Entry("ended", _ended(workflow), above=(_ENDED_COMMENT,)),
                    ),
                ),
                _upload(),
                *last.save(workflow, _FOLDER),
                _require_test(workflow),
            ),
        ),
        above=_REPORT_COMMENTS,
        apart=True,
    )


def _needs(workflow: Workflow) -> tuple[str, ...]:
    """The jobs that made the results."""
    return ("base", "test") if is_sharded(workflow) else ("test",)


def _ended(workflow: Workflow) -> str:
    """How they ended, as the report is told."""
    first, *others = (f"{job}=${{{{ needs.{job}.result }}}}" for job in _needs(workflow))
    return "".join(f"{one}\n" for one in (first, *others)) if others else first


def _upload() -> WorkflowStep:
    """Under an id, so that the job can say whether there is a report."""
    head, *rest = upload("Upload the report", REPORT, f"{_FOLDER}/", days=14)
    return (head, Entry("id", "upload"), *rest)


def _require_test(workflow: Workflow) -> WorkflowStep:
    base = pairs(BASE="${{ needs.base.result }}") if is_sharded(workflow) else ()
    return (
        Entry("name", "Require the test job", above=(_REQUIRE_COMMENT,)),
        Entry("if", "${{ needs.test.result != 'success' }}"),
        Entry("env", (*pairs(RESULT="${{ needs.test.result }}"), *base)),
        Entry("run", _REQUIRE_SHARDS_SCRIPT if base else _REQUIRE_SCRIPT),
    )
