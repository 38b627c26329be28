"""A Workflow in, the jobs that build out: `base` what several shards stand upon, `test` the cells."""

from __future__ import annotations

from cigen.plan.model import Workflow
from cigen.render import builder, cachepolicy, parts
from cigen.render.expression import literal
from cigen.render.last import BASELINE, FILE, FOLDER, NAME, keep, restore
from cigen.render.pins import DOWNLOAD, SETUP_BUILDX, SETUP_QEMU
from cigen.render.workflowstep import WorkflowStep, checkout, cigen, pairs, steps, upload, uses
from cigen.yamlwrite import Entry

RESULTS = "cigen-results"
OUTPUT = "${{ runner.temp }}/cigen"

_BEFORE = "${{ runner.temp }}/cigen-before"
_SETUP_MINUTES = 10
_EXPORT_MINUTES = 20
_MINUTES_NOTE = "longer than the build may take, so that what it recorded is uploaded when its time is up"
_ASKED_NOTE = "zizmor: ignore[secrets-outside-env] the spec asks for it"
_SUMMARY_NOTE = "the report job writes it"
_QUIET = Entry("annotations", "off", note="the report job makes them, once for all parts")
_OUTPUT_COMMENT = "Outside the workspace, where what was checked out may hold a file, or a link, of the same name."
_BASE_COMMENTS = (
    "Builds once what the cells of all shards stand upon, and hands every shard the same times to cut the cells by.",
)
_EXPORT_COMMENTS = (
    "When the results are safe: nobody waits for the cache to learn whether the tests pass, and it can fail nothing.",
)
_BEFORE_COMMENTS = (
    "In a re-run: what did not pass in the attempt before runs again, from the step that did not, and nothing else.",
)
_RERUN = "${{ steps.before.outcome == 'success' && 'failed' || '' }}"
_FROM = "${{ steps.before.outcome == 'success' && format('{0}/cigen-before', runner.temp) || '' }}"
_AGAIN = "${{ github.run_attempt > 1 }}"
_WRITES = "${{ env.CACHE_TAG != '' }}"
_WRITES_IN_THE_END = "${{ !cancelled() && env.CACHE_TAG != '' }}"


def base(workflow: Workflow) -> tuple[Entry, ...]:
    """The job before several shards; none where a single job builds all cells of a platform."""
    if not parts.is_sharded(workflow):
        return ()
    job = (
        Entry("name", parts.title(workflow, "base", base=True)),
        *parts.strategy(workflow, base=True),
        *_frame(workflow, minutes=workflow.timeout + _SETUP_MINUTES),
        steps(
            checkout(),
            restore(workflow),
            _same_times(workflow),
            keep(),
            upload("Hand over the times", parts.artifact(workflow, NAME, base=True), f"{FOLDER}/", days=7),
            *_shared_stages(workflow),
        ),
    )
    return (Entry("base", job, above=_BASE_COMMENTS),)


def test(workflow: Workflow) -> Entry:
    """The job that builds and records the cells, a matrix of jobs where they are cut into parts."""
    sharded = parts.is_sharded(workflow)
    results = f"{OUTPUT}/results*.tar\n{OUTPUT}/*.jsonl\n"
    job = (
        Entry("name", parts.title(workflow, "test")),
        *((Entry("needs", "base"),) if sharded else ()),
        *parts.strategy(workflow),
        *_frame(workflow, minutes=workflow.timeout + _SETUP_MINUTES + _EXPORT_MINUTES, note=_MINUTES_NOTE),
        steps(
            checkout(),
            _handed_over(workflow) if sharded else restore(workflow),
            _attempt_before(workflow),
            *set_up(workflow),
            _build(workflow),
            upload("Upload the results", parts.artifact(workflow, RESULTS), results, days=7),
            *_export(workflow),
        ),
    )
    return Entry("test", job, apart=sharded)


def set_up(workflow: Workflow, *, condition: str = "") -> tuple[WorkflowStep, ...]:
    """What builds, and the login to where its cache is."""
    qemu = (uses(SETUP_QEMU, "Set up QEMU", condition=condition),) if workflow.emulation else ()
    buildx = uses(SETUP_BUILDX, "Set up buildx", builder.inputs(workflow), condition=condition)
    return (*qemu, buildx, *cachepolicy.login(workflow, condition=condition))


def _shared_stages(workflow: Workflow) -> tuple[WorkflowStep, ...]:
    """Where nothing may be written, each shard builds them itself."""
    if cachepolicy.is_off(workflow.cache):
        return ()
    inputs = (
        *_plan(workflow, "build", base=True),
        Entry("stages", "true"),
        _QUIET,
        *cachepolicy.reads(workflow, base=True),
        *cachepolicy.writes(workflow, base=True),
        *secrets(workflow),
        Entry("summary", "false", note=_SUMMARY_NOTE),
    )
    account = f"{parts.artifact(workflow, RESULTS, base=True)}-base"
    return (
        *set_up(workflow, condition=_WRITES),
        with_secrets(workflow, "Build the shared stages", inputs, minutes=workflow.timeout, condition=_WRITES),
        upload("Upload the account", account, f"{OUTPUT}/*.jsonl", days=7, missing="ignore"),
    )


def _build(workflow: Workflow) -> WorkflowStep:
    inputs = (
        *_plan(workflow, "build"),
        _QUIET,
        Entry("last", FILE),
        Entry("baseline", BASELINE),
        Entry("rerun", _RERUN, above=_BEFORE_COMMENTS),
        Entry("rerun-from", _FROM),
        *cachepolicy.reads(workflow),
        *secrets(workflow),
        Entry("summary", "false", note=_SUMMARY_NOTE),
    )
    return with_secrets(workflow, "Build and record", inputs, minutes=workflow.timeout)


def _export(workflow: Workflow) -> tuple[WorkflowStep, ...]:
    """The cache, written by runs that may, and what became of it."""
    if cachepolicy.is_off(workflow.cache):
        return ()
    inputs = (
        *_plan(workflow, "cache-export"),
        Entry("last", FILE),
        *cachepolicy.reads(workflow),
        *cachepolicy.writes(workflow),
        *secrets(workflow),
    )
    name, account = "Write the cache", f"{parts.artifact(workflow, RESULTS)}-cache"
    export = with_secrets(
        workflow, name, inputs, minutes=_EXPORT_MINUTES - 5, condition=_WRITES_IN_THE_END, above=_EXPORT_COMMENTS
    )
    lenient = (Entry("continue-on-error", True),) if workflow.cache.ignore_error else ()
    return (
        (*export, *lenient),
        upload("Upload what became of the cache", account, f"{OUTPUT}/export*.jsonl", days=7, missing="ignore"),
    )


def _plan(workflow: Workflow, mode: str, *, base: bool = False) -> tuple[Entry, ...]:
    """What is built, and where its report goes."""
    output = Entry("output", OUTPUT, above=(_OUTPUT_COMMENT,) if mode == "build" else ())
    return (*pairs(mode=mode, spec=literal(workflow.spec)), output, *parts.inputs(workflow, base=base))


def with_secrets(
    workflow: Workflow,
    name: str,
    inputs: tuple[Entry, ...],
    *,
    minutes: int,
    condition: str = "",
    above: tuple[str, ...] = (),
) -> WorkflowStep:
    """A build with the secrets that the spec asks for."""
    values = tuple(Entry(secret, f"${{{{ secrets.{secret} }}}}", note=_ASKED_NOTE) for secret in workflow.secrets)
    return cigen(workflow, name, inputs, minutes=minutes, env=values, condition=condition, above=above)


def secrets(workflow: Workflow) -> tuple[Entry, ...]:
    """The input that hands the secrets to mounts; none where the spec asks for none."""
    lines = "".join(f"id={name},env={name}\n" for name in workflow.secrets)
    return pairs(secret=lines) if lines else ()


def _frame(workflow: Workflow, *, minutes: int, note: str = "") -> tuple[Entry, ...]:
    """Where a building job runs, for how long, with which permissions and variables."""
    environment = cachepolicy.environment(workflow)
    return (
        Entry("runs-on", parts.runner(workflow)),
        Entry("timeout-minutes", minutes, note=note),
        Entry("permissions", (Entry("contents", "read"), *cachepolicy.permissions(workflow))),
        *((Entry("env", environment),) if environment else ()),
    )


def _handed_over(workflow: Workflow) -> WorkflowStep:
    """The times that all shards are cut by; without them this shard would cut otherwise than the others."""
    return uses(DOWNLOAD, "Take the times", pairs(name=parts.artifact(workflow, NAME, base=True), path=FOLDER))


def _same_times(workflow: Workflow) -> WorkflowStep:
    """In a re-run the cells are cut as before, so that each shard finds its own results of the attempt before."""
    inputs = pairs(name=parts.artifact(workflow, NAME, base=True), path=FOLDER)
    return _leniently(uses(DOWNLOAD, "Take the times of the attempt before", inputs, condition=_AGAIN))


def _attempt_before(workflow: Workflow) -> WorkflowStep:
    """This job's results of the attempt before; there are none where it broke before it could upload them."""
    inputs = pairs(name=parts.artifact(workflow, RESULTS), path=_BEFORE)
    head, *rest = uses(DOWNLOAD, "Take the results of the attempt before", inputs, condition=_AGAIN)
    return _leniently((head, Entry("id", "before"), *rest))


def _leniently(step: WorkflowStep) -> WorkflowStep:
    """A step that may find nothing."""
    return (*step, Entry("continue-on-error", True))
