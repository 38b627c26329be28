"""`cigen cache sweep`: the caches of a closed pull request are deleted, and nothing else."""

from __future__ import annotations

from argparse import Namespace
from datetime import UTC, datetime

from cigen.edge.console import Edge
from cigen.edge.github import ForbiddenError, GitHub, MissingError, RefusedError
from cigen.edge.packages import Version, Versions, is_swept, listed, package, strange_tags
from cigen.edge.runner import Runner, pull_request, read_runner
from cigen.errors import EXIT_OK, OutsideError, UsageError
from cigen.report.escape import inert, line
from cigen.work.caches import image_of
from cigen.work.project import plan_spec

MOST = 300
"""Versions that one sweep deletes, at two requests each: the token of a run has 1,000 an hour. The next takes more."""

_BUDGET = 480.0
_LONGEST = 20_000
"""Characters of tags that are printed: they are a server's words."""
_NEXT_STEP = (
    "the job needs `permissions: packages: write`, and the package has to give this repository the role Admin: "
    "look at its settings, `Manage Actions access`"
)


def sweep(args: Namespace, edge: Edge) -> int:
    """0 where it is done; OutsideError where GitHub would not."""
    runner = read_runner(edge.environ)
    number = args.pull_request or _number(runner)
    image = args.image.lower() if args.image else _image(args, edge)
    found = package(image)
    if found is None:
        raise UsageError(f"{image}: only GitHub's registry can be swept, let {image.partition('/')[0]} expire old tags")
    if not runner.token:
        raise UsageError("there is no token to delete with: set GITHUB_TOKEN")
    versions = Versions(GitHub(runner.api_url, runner.token, budget=_BUDGET, told=edge.err), found)
    try:
        _sweep(versions, number, image, edge, dry=args.dry_run)
    except MissingError as error:
        raise OutsideError(f"{image} has no package that this token may see ({error}): {_NEXT_STEP}") from error
    except ForbiddenError as error:
        raise OutsideError(f"the caches in {image} can't be deleted ({error}): {_NEXT_STEP}") from error
    return EXIT_OK


def _sweep(versions: Versions, number: int, image: str, edge: Edge, *, dry: bool) -> None:
    """Delete what is swept, each looked at once more right before, as a run may have tagged it meanwhile."""
    now = datetime.now(UTC)
    there = tuple(versions.all())
    strange = strange_tags(there)
    swept = [one for one in there if is_swept(one, number, now) and (one.tags or not strange)]
    gone: list[Version] = []
    try:
        for version in swept[:MOST]:
            current = version if dry else versions.again(version)
            if current is not None and is_swept(current, number, now) and (dry or _deleted(versions, current, edge)):
                gone.append(current)
    finally:
        done = "would be deleted" if dry else "deleted"
        edge.out(f"{image}: {done} {len(gone)} ({_shown(listed(gone))})" if gone else f"{image}: nothing deleted")
    if strange and not all(version.tags for version in there):
        other = _shown(strange[0])
        edge.err(f"cigen: what has no tag stays: `{other}` is no cache's, and its image may be made of such versions")
    rest = f", {len(swept) - MOST} of them for the next sweep" if len(swept) > MOST else ""
    edge.out(f"{len(there) - len(gone)} versions are left{rest}")


def _deleted(versions: Versions, version: Version, edge: Edge) -> bool:
    """Whether GitHub deleted it: it keeps the last tagged version of a package, and what is downloaded a lot."""
    try:
        versions.delete(version)
    except RefusedError as error:
        edge.err(f"cigen: {_shown(listed([version]))} stays: {str(error).partition(';')[0]}")
        return False
    return True


def _shown(tags: str) -> str:
    return inert(line(tags, _LONGEST))


def _image(args: Namespace, edge: Edge) -> str:
    """The image of the spec."""
    planned = plan_spec(args.spec, edge.cwd)
    cache = planned.plan.workflow.cache
    if cache.type != "registry":
        raise UsageError(
            f"the spec's cache is of type `{cache.type}`, there is no image to sweep: name one with --image"
        )
    image = image_of(cache, planned.repository, edge)
    if not image:
        raise UsageError(
            f"`{cache.image}` can't be filled in here: name the image with --image, or set GITHUB_REPOSITORY"
        )
    return image


def _number(runner: Runner) -> int:
    number = pull_request(runner)
    if number is None:
        raise UsageError("this run is not about a pull request: name one with --pull-request N")
    return number
