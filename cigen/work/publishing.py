"""The pages of a report in, the one comment on the pull request and the check run out: what `cigen publish` does."""

from __future__ import annotations

import re
from argparse import Namespace
from pathlib import Path

from cigen.edge.comments import Thread, own_login, pulls_at
from cigen.edge.commenttext import Draft, draft
from cigen.edge.console import Edge
from cigen.edge.event import head_commit, is_strange, started_for
from cigen.edge.files import read_regular
from cigen.edge.github import ForbiddenError, GitHub, GoneError
from cigen.edge.hiding import Folds
from cigen.edge.runner import Runner, pull_request, read_event, read_runner
from cigen.edge.sticky import Kept, Policy, Sticky
from cigen.errors import EXIT_OK, OutsideError, UsageError
from cigen.results.model import Origin
from cigen.work.origins import find_origin

CHECK = "check.json"
BUDGET = 240.0
"""Seconds for all requests: GitHub may ask for a minute's rest, and for two the next time."""
_MOST_FILE = 1 << 20
_SHOWN = re.compile(r"https?://[A-Za-z0-9.:/_-]+(?:#[A-Za-z0-9_-]+)?")

_PERMISSION = "give its job `permissions: pull-requests: write`, or switch comments off in the spec"
_FORK = (
    "the pull request is a stranger's, whose run gets a token that can only read: "
    "the job summary has the report, and `workflow.forks: true` in the spec brings comments for forks"
)
_LOCKED = "the conversation is locked for this token: the job summary has the report"
_GONE = "GitHub says that the pull request is gone: there is nothing to comment on"
_ENDS = {
    "none": "there is no comment to make: the report is not one for `--when {when}` and `--green {green}`",
    "same": "nothing has changed: the comment on pull request {number} says all of it already{at}",
    "left": "nothing has changed, so the comment on pull request {number} stays as it is",
    "deleted": "all is well again, so the comment on pull request {number} was deleted",
    "outdated": "pull request {number} has moved on to another commit, whose own run is to report",
    "newer": "a newer run has reported on pull request {number}, so its comment stays",
}


def publish(args: Namespace, edge: Edge) -> int:
    """0 once everything is where it belongs, or a token may not put it there, which is told with the remedy.

    What the outside world breaks is raised at the end, so that a comment's fate does not take the check run with it.
    """
    runner, origin = read_runner(edge.environ), find_origin(edge.environ)
    text = _draft(args.comment, edge, origin) if args.when != "off" else None
    if not runner.repository:
        raise UsageError("GITHUB_REPOSITORY does not say `owner/name`: set it to the repository to comment in")
    if not runner.token:
        raise UsageError("there is no token to comment with: set GITHUB_TOKEN")
    if text is None and not args.check_run:
        edge.out("comments are off, so there is nothing to do")
        return EXIT_OK
    event = read_event(runner)
    github = GitHub(runner.api_url, runner.token, budget=BUDGET, told=edge.err)
    fault: OutsideError | None = None
    if text is not None:
        try:
            _comment(text, github, runner, event, args, edge)
        except OutsideError as error:
            fault = error
    if args.check_run:
        _check(github, origin, edge.cwd / args.comment, edge)
    if fault is not None:
        raise fault
    return EXIT_OK


def _draft(file: str, edge: Edge, origin: Origin | None) -> Draft:
    """Run, attempt and workflow are what the runner says, whatever the file does."""
    try:
        text = read_regular(edge.cwd / file, _MOST_FILE)
    except OutsideError as error:
        raise OutsideError(f"{error}; run `cigen report` first, or download its artifact") from error
    if origin is None:
        return draft(text, file)
    return draft(text, file, workflow=origin.workflow, run=origin.number, attempt=origin.attempt)


def _comment(text: Draft, github: GitHub, runner: Runner, event: object, args: Namespace, edge: Edge) -> None:
    try:
        number = args.pull_request or _number(github, runner, event, args, edge)
        if number:
            _keep(text, Thread(github, runner.repository, number), runner, event, args, edge)
    except ForbiddenError as error:
        locked = "locked" in str(error).lower()
        edge.err(f"warning: {error}")
        _tell(_LOCKED if locked else _why(runner, event), edge, runner, mild=locked or _is_strange(runner, event))
    except GoneError as error:
        edge.err(f"warning: {error}")
        _tell(_GONE, edge, runner, mild=True)


def _keep(text: Draft, thread: Thread, runner: Runner, event: object, args: Namespace, edge: Edge) -> None:
    github = thread.github
    author = own_login(github, runner.graphql_url)
    # A number that was given may be that of another pull request than the event's.
    head = head_commit(event) if thread.pull_request == pull_request(runner) else ""
    sticky = Sticky(thread, author, text, Policy(args.when, args.green), head=head)
    kept = sticky.keep()
    edge.out(_told(kept, thread.pull_request, args))
    try:
        sticky.fold(kept, Folds(github, runner.graphql_url))
    except OutsideError as error:
        edge.err(f"warning: {error}")
        _tell("the comment is up to date, but could not be folded away or shown again", edge, runner, mild=True)


def _number(github: GitHub, runner: Runner, event: object, args: Namespace, edge: Edge) -> int:
    """The pull request that the run is for; 0 where that was said already."""
    head = started_for(event)
    if runner.event_name == "workflow_run" and head is not None:
        found = pulls_at(github, runner.repository, head)
        if len(found) == 1:
            return found[0]
        which = "no open pull request has" if not found else f"{len(found)} open pull requests have"
        hint = "" if not found else ", and which of them it was for can't be told: name one with --pull-request N"
        edge.out(f"{which} the commit {head.commit} of the run as its head{hint or ', so there is nothing to do'}")
        return 0
    number = pull_request(runner)
    if number is None and args.check_run:
        edge.out("the run is not about a pull request, so there is no comment")
        return 0
    if number is None:
        what = f"the event `{runner.event_name}` is" if re.fullmatch("[a-z_]+", runner.event_name) else "this is"
        raise UsageError(f"{what} not about a pull request: name one with --pull-request N")
    return number


def _check(github: GitHub, origin: Origin | None, comment: Path, edge: Edge) -> None:
    from cigen.work.checking import post_check

    if origin is None:
        edge.err("cigen: this is no run of GitHub Actions, so there is no commit for a check run")
        return
    post_check(github, origin, comment.with_name(CHECK), edge)


def _told(kept: Kept, number: int, args: Namespace) -> str:
    url = kept.comment.url if kept.comment else ""
    at = f": {url}" if _SHOWN.fullmatch(url) else ""
    told = _ENDS.get(kept.what, "commented on pull request {number}{at}")
    return told.format(number=number, at=at, when=args.when, green=args.green)


def _is_strange(runner: Runner, event: object) -> bool:
    return is_strange(event, runner.repository)


def _why(runner: Runner, event: object) -> str:
    return _FORK if _is_strange(runner, event) else f"the token may not comment on the pull request: {_PERMISSION}"


def _tell(text: str, edge: Edge, runner: Runner, *, mild: bool) -> None:
    """Our own words only, so nothing has to be quoted for the runner."""
    if runner.is_actions:
        edge.out(f"::{'notice' if mild else 'warning'} title=cigen::{text}")
    else:
        edge.err(text)
