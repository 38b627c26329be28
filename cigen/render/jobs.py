"""A Workflow in, the jobs of the rendered workflow out: `test` builds, `report` decides, `comment` posts one file."""

from __future__ import annotations

from cigen.plan.model import Workflow
from cigen.render import cachepolicy, parts
from cigen.render.expression import NOT_CANCELLED, NOT_DEPENDABOT, SAME_REPOSITORY, literal
from cigen.render.pins import DOWNLOAD, SETUP_BUILDX, SETUP_QEMU
from cigen.render.workflowstep import WorkflowStep, checkout, checkout_for_action, cigen, is_checked_out, upload, uses
from cigen.yamlwrite import Entry, Folded, Items

RESULTS = "cigen-results"
REPORT = "cigen-report"

_FOLDER = "${{ runner.temp }}/cigen"
_SETUP_MINUTES = 10
_REPORT_MINUTES = 10
_COMMENT_MINUTES = 5
_MINUTES_NOTE = "longer than the build may take, so that what it recorded is uploaded when its time is up"
_ASKED_NOTE = "zizmor: ignore[secrets-outside-env] the spec asks for it"
_COMMENT_NOTE = "create the one comment, or bring it up to date"
_REPORT_COMMENTS = (
    "The one job to require: it runs whatever became of the others, since a skipped required check counts as passed.",
    "It reads what tests printed, so it holds no permission to write anything and runs nothing that they left behind.",
)
_COMMENT_COMMENTS = ("The only job that may write to the pull request: it posts one file and runs nothing else.",)
_COMMENT_CONDITION = (
    f"${{{{ !cancelled() && github.event_name == 'pull_request' && {NOT_DEPENDABOT}",
    f"&& {SAME_REPOSITORY} }}}}",
)
_OUTPUT_COMMENT = "Outside the workspace, where what was checked out may hold a file, or a link, of the same name."
_REQUIRE_COMMENT = "No part, no verdict: green results don't count where the job that made them did not end well."
_REQUIRE_SCRIPT = """\
echo "::error title=cigen::the job 'test' ended with '${RESULT}': its log says why"
exit 1
"""


def jobs(workflow: Workflow) -> tuple[Entry, ...]:
    """All jobs in the order in which they run."""
    comment = (_comment(workflow),) if workflow.comment else ()
    return (_test(workflow), _report(workflow), *comment)


def _test(workflow: Workflow) -> Entry:
    return Entry(
        "test",
        (
            Entry("name", parts.title(workflow, "test")),
            *parts.strategy(workflow),
            Entry("runs-on", parts.runner(workflow)),
            Entry("timeout-minutes", workflow.timeout + _SETUP_MINUTES, note=_MINUTES_NOTE),
            Entry("permissions", (Entry("contents", "read"), *cachepolicy.permissions(workflow))),
            *_optional("env", cachepolicy.environment(workflow)),
            _steps(
                checkout(),
                *_setup_qemu(workflow),
                _setup_buildx(workflow),
                *cachepolicy.login(workflow),
                _build(workflow),
                upload(
                    "Upload the results",
                    parts.artifact(workflow, RESULTS),
                    f"{_FOLDER}/results*.tar\n{_FOLDER}/*.jsonl\n",
                    days=7,
                ),
            ),
        ),
    )


def _report(workflow: Workflow) -> Entry:
    return Entry(
        "report",
        (
            Entry("name", "report"),
            Entry("needs", "test"),
            Entry("if", NOT_CANCELLED),
            Entry("runs-on", workflow.runner),
            Entry("timeout-minutes", _REPORT_MINUTES),
            Entry("permissions", _checkout_permission(workflow)),
            _steps(
                *checkout_for_action(workflow),
                uses(DOWNLOAD, "Download the results", _pairs(pattern=f"{RESULTS}*", path=f"{_FOLDER}/results")),
                cigen(
                    workflow,
                    "Merge, summarise, decide",
                    _pairs(mode="report", paths=f"{_FOLDER}/results", output=f"{_FOLDER}/report"),
                ),
                upload("Upload the report", REPORT, f"{_FOLDER}/report/", days=14),
                _require_test(),
            ),
        ),
        above=_REPORT_COMMENTS,
        apart=True,
    )


def _comment(workflow: Workflow) -> Entry:
    write = Entry("pull-requests", "write", note=_COMMENT_NOTE)
    return Entry(
        "comment",
        (
            Entry("name", "comment"),
            Entry("needs", "report"),
            Entry("if", Folded(_COMMENT_CONDITION)),
            Entry("runs-on", workflow.runner),
            Entry("timeout-minutes", _COMMENT_MINUTES),
            Entry("permissions", (*_checkout_permission(workflow), write)),
            _steps(
                *checkout_for_action(workflow),
                uses(DOWNLOAD, "Download the report", _pairs(name=REPORT, path=f"{_FOLDER}/report")),
                cigen(workflow, "Post the comment", _pairs(mode="comment", comment=f"{_FOLDER}/report/comment.md")),
            ),
        ),
        above=_COMMENT_COMMENTS,
        apart=True,
    )


def _setup_qemu(workflow: Workflow) -> tuple[WorkflowStep, ...]:
    """What runs commands of another platform than the runner's, where a stage has some."""
    return (uses(SETUP_QEMU, "Set up QEMU"),) if workflow.emulation else ()


def _setup_buildx(workflow: Workflow) -> WorkflowStep:
    """A builder that can export its cache; it shares the runner's network where the registry is there."""
    inputs = _pairs(**{"driver-opts": "network=host"}) if cachepolicy.is_local(workflow) else ()
    return uses(SETUP_BUILDX, "Set up buildx", inputs)


def _build(workflow: Workflow) -> WorkflowStep:
    inputs = (
        *_pairs(mode="build", spec=literal(workflow.spec)),
        Entry("output", _FOLDER, above=(_OUTPUT_COMMENT,)),
        *parts.inputs(workflow),
        *cachepolicy.inputs(workflow),
        *_secrets(workflow),
        Entry("summary", "false", note="the report job writes it"),
    )
    values = tuple(Entry(name, f"${{{{ secrets.{name} }}}}", note=_ASKED_NOTE) for name in workflow.secrets)
    return cigen(workflow, "Build and record", inputs, minutes=workflow.timeout, env=values)


def _secrets(workflow: Workflow) -> tuple[Entry, ...]:
    lines = "".join(f"id={name},env={name}\n" for name in workflow.secrets)
    return _pairs(secret=lines) if lines else ()


def _require_test() -> WorkflowStep:
    return (
        Entry("name", "Require the test job", above=(_REQUIRE_COMMENT,)),
        Entry("if", "${{ needs.test.result != 'success' }}"),
        Entry("env", _pairs(RESULT="${{ needs.test.result }}")),
        Entry("run", _REQUIRE_SCRIPT),
    )


def _checkout_permission(workflow: Workflow) -> tuple[Entry, ...]:
    return (Entry("contents", "read"),) if is_checked_out(workflow) else ()


def _steps(*steps: WorkflowStep) -> Entry:
    return Entry("steps", Items(steps, apart=True))


def _pairs(**values: str) -> tuple[Entry, ...]:
    return tuple(Entry(key, value) for key, value in values.items())


def _optional(key: str, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    return (Entry(key, entries),) if entries else ()
