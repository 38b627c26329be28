"""`cigen publish`: a rendered comment in, the one sticky comment of a pull request out."""

from __future__ import annotations

import argparse
import re

from cigen.edge.comments import Thread, first_line, own_login
from cigen.edge.console import Edge
from cigen.edge.files import read_text
from cigen.edge.github import ForbiddenError, GitHub
from cigen.edge.runner import Runner, pull_request, read_runner
from cigen.errors import EXIT_OK, UsageError

MAX_COMMENT = 65_536
"""Characters of a comment's body."""

_MARKER = re.compile(r"<!-- cigen:report [^\s<>](?:[^<>\r\n]{0,198}[^\s<>])? -->")
_NEXT_STEP = "give its job `permissions: pull-requests: write`, or switch comments off in the spec"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `cigen publish`."""
    parser.add_argument(
        "comment", nargs="?", default="cigen-report/comment.md", help="the file to post (default: %(default)s)"
    )
    parser.add_argument(
        "--pull-request", type=_positive, metavar="N", help="the pull request (default: the one that the run is for)"
    )


def run(args: argparse.Namespace, edge: Edge) -> int:
    """Posts the file; a token that may not comment is a warning, as the verdict on the tests is given elsewhere."""
    body = _checked(read_text(edge.cwd / args.comment), args.comment)
    runner = read_runner(edge.environ)
    number = args.pull_request or _number(runner)
    if not runner.repository:
        raise UsageError("GITHUB_REPOSITORY does not say `owner/name`: set it to the repository to comment in")
    if not runner.token:
        raise UsageError("there is no token to comment with: set GITHUB_TOKEN")
    github = GitHub(runner.api_url, runner.token)
    try:
        author = own_login(github, runner.graphql_url)
        kept = Thread(github, runner.repository, number, author).keep(body)
    except ForbiddenError as error:
        _warn(edge, runner, error)
        return EXIT_OK
    edge.out(f"commented on pull request {number}: {kept.url}")
    return EXIT_OK


def _warn(edge: Edge, runner: Runner, error: ForbiddenError) -> None:
    edge.err(f"warning: {error}")
    if runner.is_actions:
        edge.out(f"::warning title=cigen::the token may not comment on the pull request: {_NEXT_STEP}")
    else:
        edge.err(f"the token may not comment on the pull request: {_NEXT_STEP}")


def _checked(body: str, file: str) -> str:
    """The comment if it can be found again and GitHub will take it."""
    if not _MARKER.fullmatch(first_line(body)):
        raise UsageError(
            f"{file}: the first line is not `<!-- cigen:report NAME -->`: publish what `cigen report` wrote"
        )
    if len(body) > MAX_COMMENT:
        raise UsageError(f"{file}: has {len(body):,} characters, GitHub takes {MAX_COMMENT:,}: publish `comment.md`")
    return body


def _number(runner: Runner) -> int:
    number = pull_request(runner)
    if number is None:
        event = f"the event `{runner.event_name}` is" if runner.event_name else "this is"
        raise UsageError(f"{event} not about a pull request: name one with --pull-request N")
    return number


def _positive(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 12 and int(text) > 0):
        raise argparse.ArgumentTypeError(f"{text!r:.40} is not the number of a pull request")
    return int(text)
