"""A Workflow in; who reads and who writes which tag of the cache image, and how a run logs in to its registry, out.

A BuildKit cache maps cache keys to layers, so who writes the tag that the default branch reads decides what that
branch runs. Hence: only a push to the first of `branches` writes `main`; a pull request writes a tag of its own; pull
requests from forks and Dependabot write nothing (their tokens could not); what else runs writes `misc`, which nobody
reads; a run on a tag, from which a release may be built, neither reads nor writes.
"""

from __future__ import annotations

import re

from cigen.plan.model import Workflow
from cigen.render.expression import NOT_DEPENDABOT, SAME_REPOSITORY, text
from cigen.render.parts import NAME, is_split
from cigen.render.pins import LOGIN
from cigen.render.workflowstep import WorkflowStep, uses
from cigen.yamlwrite import Entry, Folded

READS = (
    "${{ startsWith(env.CACHE_TAG, 'pr-') && format('{0}:{1}', env.CACHE_IMAGE, env.CACHE_TAG) || '' }}\n"
    "${{ github.ref_type != 'tag' && format('{0}:main', env.CACHE_IMAGE) || '' }}\n"
)
WRITES = "${{ env.CACHE_TAG != '' && format('{0}:{1}', env.CACHE_IMAGE, env.CACHE_TAG) || '' }}"
PART_READS = (
    "${{ startsWith(env.CACHE_TAG, 'pr-') "
    f"&& format('{{0}}:{{1}}-{{2}}', env.CACHE_IMAGE, env.CACHE_TAG, {NAME}) || '' }}}}\n"
    f"${{{{ github.ref_type != 'tag' && format('{{0}}:main-{{1}}', env.CACHE_IMAGE, {NAME}) || '' }}}}\n"
)
PART_WRITES = (
    f"${{{{ env.CACHE_TAG != '' && format('{{0}}:{{1}}-{{2}}', env.CACHE_IMAGE, env.CACHE_TAG, {NAME}) || '' }}}}"
)
"""The same for a job that builds a part: it has tags of its own, or the last one to end would keep its cache alone."""

_HOST = re.compile(r"((?:\$\{\{.*?\}\}|[^/])+)/")
_LOCAL = re.compile(r"(?:localhost|127(?:\.[0-9]+){3}|\[::1\])(?::[0-9]+)?")
_GITHUB = re.compile(r"ghcr\.io|containers\.[a-z0-9-]+\.ghe\.com")
_NOTE = "zizmor: ignore[secrets-outside-env] it opens nothing but the cache image's registry"
_TAG_COMMENTS = (
    "The tag that this run may write, empty for none: forks and Dependabot have tokens that only read. Only a push",
    "to the default branch writes what every run reads; nobody reads `misc`; a run on a tag leaves the cache alone.",
)


def environment(workflow: Workflow) -> tuple[Entry, ...]:
    """CACHE_IMAGE and CACHE_TAG, which READS, WRITES and the login look at."""
    if not workflow.cache_image:
        return ()
    return (
        Entry("CACHE_IMAGE", workflow.cache_image),
        Entry("CACHE_TAG", _tag(workflow.branches[0] if workflow.branches else ""), above=_TAG_COMMENTS),
    )


def inputs(workflow: Workflow) -> tuple[Entry, ...]:
    """What the build is told about the cache."""
    reads, writes = (PART_READS, PART_WRITES) if is_split(workflow) else (READS, WRITES)
    return (Entry("cache-from", reads), Entry("cache-to", writes)) if workflow.cache_image else ()


def permissions(workflow: Workflow) -> tuple[Entry, ...]:
    """What a job needs to push to the cache image; nothing where GitHub's token doesn't open the registry."""
    note = "push to the cache image (GitHub lowers this to read for forks and Dependabot)"
    return (Entry("packages", "write", note=note),) if _takes_github_token(workflow) else ()


def login(workflow: Workflow) -> tuple[WorkflowStep, ...]:
    """The login to the cache image's registry; none for a local one.

    The run's own token is sent to GitHub's registries only. Any other is opened by a variable and a secret of the
    repository, and only by runs that may write, since nobody else is given the secret.
    """
    if not workflow.cache_image or is_local(workflow):
        return ()
    name = "Log in to the cache registry"
    registry = Entry("registry", _registry(workflow))
    if _takes_github_token(workflow):
        account = (Entry("username", "${{ github.actor }}"), Entry("password", "${{ github.token }}"))
        return (uses(LOGIN, name, (registry, *account)),)
    account = (
        Entry("username", "${{ vars.CIGEN_REGISTRY_USER }}"),
        Entry("password", "${{ secrets.CIGEN_REGISTRY_TOKEN }}", note=_NOTE),
    )
    return (uses(LOGIN, name, (registry, *account), condition="${{ env.CACHE_TAG != '' }}"),)


def is_local(workflow: Workflow) -> bool:
    """Whether the cache image is in a registry on the runner itself."""
    return bool(_LOCAL.fullmatch(_registry(workflow)))


def _takes_github_token(workflow: Workflow) -> bool:
    return bool(workflow.cache_image and _GITHUB.fullmatch(_registry(workflow)))


def _registry(workflow: Workflow) -> str:
    """The host in front of the image's name, by the rule that Docker has; Docker Hub where there is none."""
    match = _HOST.match(workflow.cache_image)
    first = match[1] if match else ""
    return first if first == "localhost" or any(sign in first for sign in (".", ":", "${{")) else "docker.io"


def _tag(main: str) -> Folded:
    branch = f"github.event_name == 'push' && github.ref == {text(f'refs/heads/{main}')} && 'main' || 'misc'"
    return Folded(
        (
            f"${{{{ {NOT_DEPENDABOT} && github.ref_type != 'tag' && (",
            f"github.event_name != 'pull_request' && ({branch})",
            f"|| {SAME_REPOSITORY} && format('pr-{{0}}', github.event.pull_request.number)",
            ") || '' }}",
        )
    )
