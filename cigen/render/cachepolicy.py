"""A Workflow in; who reads and who writes which tag of the cache image, and how a run logs in to its registry, out.

A BuildKit cache maps cache keys to layers, so who writes the tag that the default branch reads decides what that
branch runs. Hence: only a push to the first of `branches` writes `main`; a pull request writes a tag of its own; pull
requests from forks and Dependabot write nothing (their tokens could not); what else runs writes `misc`, which nobody
reads; a run on a tag, from which a release may be built, neither reads nor writes.
"""

from __future__ import annotations

from cigen.plan.model import Cache, Workflow
from cigen.render import registries
from cigen.render.cachewords import exports, imports, in_braces
from cigen.render.expression import NOT_DEPENDABOT, SAME_REPOSITORY, first_push, formatted
from cigen.render.parts import BASE, GROUP, NAME, has_platforms, is_sharded, is_split, joined, platform_parts
from cigen.render.pins import GITHUB_SCRIPT, LOGIN
from cigen.render.workflowstep import WorkflowStep, uses
from cigen.yamlwrite import Entry, Folded

_OWN = "startsWith(env.CACHE_TAG, 'pr-')"
_NO_TAG = "github.ref_type != 'tag'"
_MAY_WRITE = "env.CACHE_TAG != ''"
_RUNTIME_SCRIPT = """\
for (const name of ['ACTIONS_RUNTIME_TOKEN', 'ACTIONS_RESULTS_URL', 'ACTIONS_CACHE_URL', 'ACTIONS_CACHE_SERVICE_V2']) {
  core.exportVariable(name, process.env[name] ?? '')
}
"""
_NOTE = "zizmor: ignore[secrets-outside-env] it opens nothing but the cache image's registry"
_TAG_COMMENTS = (
    "The tag that this run may write, empty for none: forks and Dependabot have tokens that only read. Only a push",
    "to the default branch writes what every run reads; nobody reads `misc`; a run on a tag leaves the cache alone.",
)


def is_off(cache: Cache) -> bool:
    """Whether nothing is read and nothing written."""
    return cache.type == "none" or (cache.type == "registry" and not cache.image)


def environment(workflow: Workflow) -> tuple[Entry, ...]:
    """CACHE_IMAGE and CACHE_TAG, which what is read and written and the login look at."""
    if is_off(workflow.cache):
        return ()
    image = (Entry("CACHE_IMAGE", workflow.cache.image),) if workflow.cache.type == "registry" else ()
    return (*image, Entry("CACHE_TAG", _tag(workflow.branches[0] if workflow.branches else ""), above=_TAG_COMMENTS))


def reads(workflow: Workflow, *, base: bool = False) -> tuple[Entry, ...]:
    """Whose cache a build may read; a shard reads those of all shards, since a cell may have moved."""
    if is_off(workflow.cache):
        return ()
    parts = _base_parts(workflow) if base else _read_parts(workflow)
    own = [_line(_OWN, _words(workflow.cache, "env.CACHE_TAG", part)) for part in parts]
    main = [_line(_NO_TAG, _words(workflow.cache, "", part)) for part in parts]
    return (Entry("cache-from", "".join(f"{line}\n" for line in (*own, *main))),)


def writes(workflow: Workflow, *, base: bool = False) -> tuple[Entry, ...]:
    """The one cache that a build may write."""
    if is_off(workflow.cache):
        return ()
    part = _base_parts(workflow)[0] if base else f"{{{NAME}}}" if is_split(workflow) else ""
    words = _words(workflow.cache, "env.CACHE_TAG", part, write=True)
    return (Entry("cache-to", _line(_MAY_WRITE, words)),)


def all_reads(workflow: Workflow) -> tuple[Entry, ...]:
    """What the default branch wrote, all parts of it, for a job that needs the whole; nothing on a tag."""
    if is_off(workflow.cache):
        return ()
    groups = [one.group for one in platform_parts(workflow)]
    names = [joined(group, name) for group in groups for name in _names(workflow)]
    lines = [_line(_NO_TAG, _words(workflow.cache, "", name)) for name in names]
    return (Entry("cache-from", "".join(f"{line}\n" for line in lines)),)


def _names(workflow: Workflow) -> tuple[str, ...]:
    """What the parts of one platform are called behind its name."""
    numbers = range(1, workflow.shards + 1)
    return (BASE, *(f"s{number}" for number in numbers)) if is_sharded(workflow) else ("",)


def _read_parts(workflow: Workflow) -> tuple[str, ...]:
    """The parts that a job reads; an expression in braces."""
    if not is_sharded(workflow):
        return (f"{{{NAME}}}",) if has_platforms(workflow) else ("",)
    return tuple(joined(f"{{{GROUP}}}" if has_platforms(workflow) else "", name) for name in _names(workflow))


def _base_parts(workflow: Workflow) -> tuple[str, ...]:
    return (joined(f"{{{GROUP}}}" if has_platforms(workflow) else "", BASE),)


def _words(cache: Cache, tag: str, part: str, *, write: bool = False) -> str:
    """How buildx is told of a part's cache, with the expressions in it in braces; `main` where no tag is named."""
    full = joined(f"{{{tag}}}" if tag else "main", part)
    if cache.type == "registry":
        return f"{{env.CACHE_IMAGE}}:{full}"
    return in_braces(exports(cache, full) if write else imports(cache, full))


def _line(condition: str, words: str) -> str:
    return f"${{{{ {condition} && {formatted(words)} || '' }}}}"


def permissions(workflow: Workflow) -> tuple[Entry, ...]:
    """What a job needs to push to the cache image; nothing where GitHub's token doesn't open the registry."""
    note = "push to the cache image (GitHub lowers this to read for forks and Dependabot)"
    return (Entry("packages", "write", note=note),) if takes_github_token(workflow) else ()


def login(workflow: Workflow, *, condition: str = "") -> tuple[WorkflowStep, ...]:
    """The login to the cache image's registry, where the `condition` holds; none for a local one.

    The run's own token is sent to GitHub's registries only. Any other is opened by a variable and a secret of the
    repository, and only by runs that may write, since nobody else is given the secret.
    """
    if workflow.cache.type != "registry" or is_off(workflow.cache) or is_local(workflow):
        return _open_github_cache(workflow, condition)
    name = "Log in to the cache registry"
    registry = Entry("registry", registries.host(workflow.cache.image))
    if takes_github_token(workflow):
        account = (Entry("username", "${{ github.actor }}"), Entry("password", "${{ github.token }}"))
        return (uses(LOGIN, name, (registry, *account), condition=condition),)
    account = (
        Entry("username", "${{ vars.CIGEN_REGISTRY_USER }}"),
        Entry("password", "${{ secrets.CIGEN_REGISTRY_TOKEN }}", note=_NOTE),
    )
    return (uses(LOGIN, name, (registry, *account), condition="${{ env.CACHE_TAG != '' }}"),)


def is_local(workflow: Workflow) -> bool:
    """Whether the cache image is in a registry on the runner itself."""
    return workflow.cache.type == "registry" and registries.is_local(registries.host(workflow.cache.image))


def _open_github_cache(workflow: Workflow, condition: str) -> tuple[WorkflowStep, ...]:
    """GitHub tells only actions in JavaScript where its cache is; buildx has to know it, too."""
    if workflow.cache.type != "gha":
        return ()
    name = "Let buildx reach GitHub's cache"
    return (uses(GITHUB_SCRIPT, name, (Entry("script", _RUNTIME_SCRIPT),), condition=condition),)


def takes_github_token(workflow: Workflow) -> bool:
    """Whether the cache is in a registry of GitHub's, which the run's own token opens."""
    cache = workflow.cache
    return cache.type == "registry" and registries.takes_github_token(registries.host(cache.image))


def _tag(main: str) -> Folded:
    branch = f"{first_push((main,))} && 'main' || 'misc'"
    return Folded(
        (
            f"${{{{ {NOT_DEPENDABOT} && github.ref_type != 'tag' && (",
            f"github.event_name != 'pull_request' && ({branch})",
            f"|| {SAME_REPOSITORY} && format('pr-{{0}}', github.event.pull_request.number)",
            ") || '' }}",
        )
    )
