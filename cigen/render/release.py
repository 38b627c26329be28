"""A Workflow in; the job that publishes its images, and the tags whose push starts a run, out.

Images are published by pushes to the first of `branches` and of version tags, never for a pull request.
"""

from __future__ import annotations

from cigen.plan.model import Workflow
from cigen.render import builder, cachepolicy, registries
from cigen.render.expression import OPENING, first_push, literal
from cigen.render.pins import LOGIN, SETUP_BUILDX, SETUP_QEMU
from cigen.render.testjobs import secrets, with_secrets
from cigen.render.workflowstep import WorkflowStep, checkout, pairs, steps, uses
from cigen.yamlwrite import Entry, Folded, Items

VERSION_TAGS = "v*"

_SETUP_MINUTES = 10
_HOME = "linux/amd64"
_COMMENTS = (
    "The only job that may publish, and only what a green report is about. BuildKit looks once more: the images depend",
    "on the verdict, whose results are taken from the cache; on a tag, where no cache is read, all tests run again.",
)
_PACKAGES_NOTE = "push the images"
_CACHE_NOTE = "read the cache image"
_LOGIN_NOTE = "zizmor: ignore[secrets-outside-env] it opens nothing but the registry of the images"


def tags(workflow: Workflow) -> tuple[Entry, ...]:
    """What stands beside `branches` under `push`: versions are released where there are images."""
    return (Entry("tags", Items((VERSION_TAGS,))),) if workflow.images else ()


def jobs(workflow: Workflow) -> tuple[Entry, ...]:
    """The job `images`; none where nothing is published."""
    if not workflow.images:
        return ()
    environment = cachepolicy.environment(workflow)
    job = (
        Entry("name", "images"),
        Entry("needs", "report"),
        Entry("if", _condition(workflow)),
        Entry("runs-on", workflow.runner),
        Entry("timeout-minutes", workflow.timeout + _SETUP_MINUTES),
        Entry("permissions", (Entry("contents", "read"), *_permissions(workflow))),
        *((Entry("env", environment),) if environment else ()),
        steps(checkout(), *_set_up(workflow), _release(workflow)),
    )
    return (Entry("images", job, above=_COMMENTS, apart=True),)


def _condition(workflow: Workflow) -> Folded:
    return Folded(
        (
            "${{ !cancelled() && needs.report.result == 'success' && github.event_name == 'push'",
            f"&& (github.ref_type == 'tag' || {first_push(workflow.branches)}) }}}}",
        )
    )


def _permissions(workflow: Workflow) -> tuple[Entry, ...]:
    """What a job needs to push to GitHub's registry, or to read its cache from there."""
    if any(map(registries.takes_github_token, _hosts(workflow))):
        return (Entry("packages", "write", note=_PACKAGES_NOTE),)
    return (Entry("packages", "read", note=_CACHE_NOTE),) if cachepolicy.permissions(workflow) else ()


def _hosts(workflow: Workflow) -> tuple[str, ...]:
    return tuple(dict.fromkeys(registries.host(image.name) for image in workflow.images))


def _set_up(workflow: Workflow) -> tuple[WorkflowStep, ...]:
    """What builds for all platforms at once, and the logins."""
    foreign = any(platform != _HOME for image in workflow.images for platform in image.platforms)
    emulated = foreign or workflow.emulation or len(workflow.platforms) > 1
    hosts = _hosts(workflow)
    is_open = workflow.cache.type == "registry" and registries.host(workflow.cache.image) in hosts
    return (
        *((uses(SETUP_QEMU, "Set up QEMU"),) if emulated else ()),
        uses(SETUP_BUILDX, "Set up buildx", builder.inputs(workflow)),
        *(() if is_open else cachepolicy.login(workflow)),
        *(_login(host) for host in hosts if not registries.is_local(host)),
    )


def _login(registry: str) -> WorkflowStep:
    """GitHub's registry is opened by the run's own token, any other by a variable and a secret of the repository."""
    account = (Entry("username", "${{ github.actor }}"), Entry("password", "${{ github.token }}"))
    if not registries.takes_github_token(registry):
        account = (
            Entry("username", "${{ vars.CIGEN_REGISTRY_USER }}"),
            Entry("password", "${{ secrets.CIGEN_REGISTRY_TOKEN }}", note=_LOGIN_NOTE),
        )
    return uses(LOGIN, f"Log in to {registry}", (Entry("registry", registry), *account))


def _release(workflow: Workflow) -> WorkflowStep:
    """Names with expressions are filled in by GitHub, which knows them all."""
    names = "".join(f"{image.key}={image.name}\n" for image in workflow.images if OPENING in image.name)
    inputs = (
        *pairs(mode="release", spec=literal(workflow.spec), push="true"),
        *(pairs(name=names) if names else ()),
        *cachepolicy.all_reads(workflow),
        *secrets(workflow),
    )
    return with_secrets(workflow, "Publish the images", inputs, minutes=workflow.timeout)
