"""What can go wrong between `cigen publish` and GitHub: one right comment or a stated reason in the end, never two."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from cigen.edge import http
from tests.clock import Time
from tests.fakechecks import FakeChecks
from tests.fakegithub import FORBIDDEN, GONE, LOCKED, NOT_FOUND, Answer, FakeGitHub, serve
from tests.faults.world import HEAD, Arrange, World, body

COMMENTS = "/repos/me/it/issues/7/comments"
LIST, POST, AGAIN = f"GET {COMMENTS}", f"POST {COMMENTS}", "GET /repos/me/it/issues/comments/1002"
PATCH, LOGIN = "PATCH", "/graphql"
HTML = "<html>Unicorn!</html>"
SECONDARY = '{"message": "You have exceeded a secondary rate limit. Please wait a few minutes."}'
PRIMARY = '{"message": "API rate limit exceeded for installation"}'
TOO_QUICK = '{"message": "Validation Failed", "errors": [{"message": "was submitted too quickly"}]}'


def zipped(size: int) -> str:
    return gzip.compress(b" " * size, mtime=0).decode("latin-1")


def limited(status: int = 403, text: str = SECONDARY, **headers: str) -> Answer:
    return Answer(status, text, tuple((name.replace("_", "-"), value) for name, value in headers.items()))


MOVED = Answer(
    301,
    zipped(20),
    (("Location", "comments?per_page=100"), ("Content-Encoding", "gzip")),
    binary=True,
)

PASSING = {
    "reset": Answer(0),
    "500": Answer(500),
    "502-html": Answer(502, HTML),
    "503": Answer(503, "", (("Retry-After", "1"),)),
    "504-empty": Answer(504, ""),
    "408": Answer(408),
    "cut-body": Answer(200, "[" + " " * 100, cut=50),
    "cut-chunks": Answer(200, "[" + " " * 5000, cut=1500, chunked=True),
    "slow-body": Answer(200, "[]" + " " * 200, drip=0.05),
    "cut-gzip": Answer(200, zipped(5000)[:-9], (("Content-Encoding", "gzip"),), binary=True),
    "429-at-once": limited(429, "{}", Retry_After="0"),
    "429-in-7s": limited(429, "{}", Retry_After="7"),
    "secondary-in-30s": limited(Retry_After="30"),
    "secondary-without-a-time": limited(),
    "secondary-until-a-date": limited(
        429, "{}", Retry_After="Thu, 01 Jan 2026 00:00:40 GMT", Date="Thu, 01 Jan 2026 00:00:00 GMT"
    ),
    "primary-until-reset": limited(
        text=PRIMARY,
        X_RateLimit_Remaining="0",
        X_RateLimit_Reset="1767225660",
        Date="Thu, 01 Jan 2026 00:00:00 GMT",
    ),
}
"""Accidents that pass, so that it has to end well wherever they happen."""

LASTING = {
    "401": (Answer(401, '{"message": "Bad credentials"}'), "the token is not valid, look at GITHUB_TOKEN"),
    "404": (NOT_FOUND, "it is not there, or the token may not see it"),
    "422": (Answer(422, '{"message": "Validation Failed"}'), "Validation Failed"),
    "451": (Answer(451, '{"message": "::error::no\\n##[error]"}'), r"\(::error::no # #\[error\]\)"),
    "html": (Answer(200, HTML), "did not answer with JSON"),
    "empty": (Answer(200, ""), "did not answer with JSON"),
    "half-of-the-json": (Answer(200, '[{"id": 1'), "did not answer with JSON"),
    "json-of-another-kind": (Answer(200, '"hello"'), "something else than a"),
    "json-without-end": (Answer(200, "[" * 200_000), "did not answer with JSON"),
    "a-number-without-end": (Answer(200, "[" + "9" * 9000 + "]"), "did not answer with JSON"),
    "not-utf-8": (Answer(200, '"\xff\xfe"', binary=True), "did not answer with JSON"),
    "304-of-nothing": (Answer(304, ""), "did not answer with JSON"),
    "elsewhere": (Answer(307, "", (("Location", "https://evil.example/x"),)), "where the token is not sent to"),
    "to-plain-port": (Answer(302, "", (("Location", "http://127.0.0.1:9/x"),)), "where the token is not sent to"),
    "to-nowhere": (Answer(302, "", (("Location", "http://["),)), "points to no address|can't be asked"),
    "without-location": (Answer(302, ""), "where the token is not sent to"),
    "another-coding": (Answer(200, "[]", (("Content-Encoding", "br"),)), "which was not asked for"),
    "bomb": (Answer(200, zipped(40 << 20), (("Content-Encoding", "gzip"),), binary=True), "which can't be"),
    "limit-for-hours": (limited(Retry_After="7200"), "too many requests were made"),
    "limit-for-ever": (limited(Retry_After="9" * 400), "too many requests were made"),
}
"""Answers that waiting does not mend: the reason is told, and whatever is there stays as it is."""


@dataclass(frozen=True)
class Case:
    """A world, and how it has to end: the comments of ours, the exit code, and what is said."""

    name: str
    arrange: Arrange
    ours: tuple[str, ...] | None = None
    code: int = 0
    said: str = ""
    options: tuple[str, ...] = ()
    heals: bool = True


def fails(where: str, *answers: Answer, there: tuple[str, ...] = ()) -> Arrange:
    def arrange(world: World) -> None:
        world.there(*there)
        world.server.fail(where, *answers)

    return arrange


def sets(**state: object) -> Arrange:
    def arrange(world: World) -> None:
        for name, value in state.items():
            setattr(world.server, name, value)

    return arrange


def says(**environ: str) -> Arrange:
    def arrange(world: World) -> None:
        world.environ |= environ

    return arrange


def fork(world: World) -> None:
    world.event["pull_request"]["head"]["repo"]["full_name"] = "fork/it"
    world.server.writes = False


def dependabot(world: World) -> None:
    world.event["sender"]["login"] = "dependabot[bot]"
    world.server.writes = False


def started(world: World, *, head: str = HEAD, branch: str = "topic") -> None:
    """The run of a fork's pull request started this one."""
    world.server.pulls.clear()
    world.server.open_pull(7, "topic", HEAD, of="fork/it")
    repository = {"full_name": "fork/it", "owner": {"login": "fork"}}
    world.event.clear()
    world.event["workflow_run"] = {
        "id": 4711,
        "run_number": 6,
        "run_attempt": 1,
        "path": ".github/workflows/ci.yml",
        "event": "pull_request",
        "pull_requests": [],
        "head_sha": head,
        "head_branch": branch,
        "head_repository": repository,
    }
    world.environ |= {"GITHUB_EVENT_NAME": "workflow_run", "GITHUB_RUN_NUMBER": "99", "GITHUB_RUN_ATTEMPT": "3"}


def started_by_accident(world: World) -> None:
    started(world)
    world.server.fail("GET /repos/me/it/pulls", Answer(500), Answer(0))


def moved_on(world: World) -> None:
    started(world, head="b" * 40)


def closed(world: World) -> None:
    started(world)
    world.server.pulls[7]["state"] = "closed"


def two_bases(world: World) -> None:
    started(world)
    world.server.open_pull(8, "topic", HEAD, of="fork/it")


def many(world: World) -> None:
    for number in range(499):
        world.server.add(f"{number}", "somebody")
    world.there(body(5))
    world.server.fail(f"GET {COMMENTS}", *[Answer(0, right=True)] * 3, Answer(502), Answer(0), Answer(0, right=True))


def deleted_while_written(world: World) -> None:
    world.there(body(5))
    world.server.fail("PATCH", NOT_FOUND)

    def delete(method: str, path: str) -> None:
        if method == "PATCH":
            world.server.comments.pop(1002, None)

    world.server.hook = delete


def newer_lands_first(world: World) -> None:
    """A newer run writes while an update of ours is answered with a reset."""
    world.there(body(5))
    world.server.fail("PATCH", Answer(0))

    def write(method: str, path: str) -> None:
        if method == "PATCH":
            world.server.comments[1002]["body"] = body(7)

    world.server.hook = write


def twin(world: World) -> None:
    """A run that saw no comment either creates one at the same time, and breaks off."""

    def create(method: str, path: str) -> None:
        if method == "POST" and path == COMMENTS and not world.ours():
            world.there(body(5))

    world.server.hook = create


def anyones(world: World) -> None:
    world.server.add(body(99), "somebody")


def deleted_account(world: World) -> None:
    world.server.comments[world.server.add(body(99))]["user"] = None


def other_name(world: World) -> None:
    world.server.login = None
    world.server.fail("/graphql", FORBIDDEN)


def no_fold(world: World) -> None:
    world.there(body(5, "passed"))
    world.server.fail("/graphql", Answer(200, right=True), Answer(200, '{"errors": []}'))


CASES = [
    *(Case(f"list-{name}", fails(LIST, one, one, there=(body(5),))) for name, one in PASSING.items()),
    *(Case(f"create-{name}", fails(POST, one)) for name, one in PASSING.items()),
    *(
        Case(f"create-{name}-but-done", fails(POST, Answer(one.status, one.text, after=True)))
        for name, one in PASSING.items()
        if not (one.headers or one.drip or one.cut)
    ),
    *(Case(f"update-{name}", fails(PATCH, one, one, there=(body(5),))) for name, one in PASSING.items()),
    Case("update-reset-but-done", fails(PATCH, Answer(0, after=True), there=(body(5),))),
    Case("update-504-but-done", fails(PATCH, Answer(504, HTML, after=True), there=(body(5),))),
    Case("list-moved", fails(LIST, MOVED, there=(body(5),))),
    Case("again-500", fails(AGAIN, Answer(500), Answer(0), there=(body(5),))),
    Case("login-500", fails(LOGIN, Answer(500), Answer(502, HTML))),
    Case("login-forbidden", fails(LOGIN, FORBIDDEN)),
    Case("login-not-there", fails(LOGIN, NOT_FOUND)),
    Case("login-says-errors", fails(LOGIN, Answer(200, '{"errors": [{"message": "no"}]}'))),
    Case("chunked-answers", fails(LIST, Answer(200, chunked=True, right=True), there=(body(5),))),
    *(
        Case(f"list-{name}", fails(LIST, *[one] * 9, there=(body(5),)), (body(5),), 4, said)
        for name, (one, said) in LASTING.items()
    ),
    *(
        Case(f"create-{name}", fails(POST, *[one] * 9), (), 4, said)
        for name, (one, said) in LASTING.items()
        if name not in ("304-of-nothing",)
    ),
    Case("create-html-but-done", fails(POST, Answer(201, HTML, after=True)), None, 4, "did not answer with JSON"),
    Case("list-500-for-ever", fails(LIST, *[Answer(500)] * 99), (), 4, "answered with 500; run it again later"),
    Case("create-reset-for-ever", fails(POST, *[Answer(0)] * 99), (), 4, "can't be reached"),
    Case("update-502-for-ever", fails(PATCH, *[Answer(502)] * 99, there=(body(5),)), (body(5),), 4, "with 502; run it"),
    Case("limit-again-and-again", fails(LIST, *[limited()] * 99), (), 4, "too many requests were made"),
    Case("create-too-quickly", fails(POST, Answer(422, TOO_QUICK))),
    Case("create-forbidden", fails(POST, FORBIDDEN), (), 0, "::warning .*`permissions: pull-requests: write`"),
    Case("update-forbidden", fails(PATCH, FORBIDDEN, there=(body(5),)), (body(5),), 0, "::warning "),
    Case("list-forbidden", fails(LIST, FORBIDDEN), (), 0, "::warning "),
    Case("fork", fork, (), 0, "::notice .*a stranger's, .*`workflow.forks: true`"),
    Case("dependabot", dependabot, (), 0, "::notice .*token that can only read: the job summary has the report"),
    Case("locked", sets(locked=True), (), 0, "::notice .*the conversation is locked"),
    Case("locked-update", fails(PATCH, LOCKED, there=(body(5),)), (body(5),), 0, "::notice .*locked"),
    Case("deleted-issue", sets(gone=True), (), 0, "::notice .*the pull request is gone"),
    Case("create-410", fails(POST, GONE), (), 0, "::notice .*the pull request is gone"),
    Case("deleted-while-written", deleted_while_written),
    Case("a-newer-run-in-between", newer_lands_first, (body(7),), 0, "a newer run has reported", heals=False),
    Case("a-newer-run-before", lambda world: world.there(body(7)), (body(7),), 0, "a newer run", heals=False),
    Case("a-twin-that-broke-off", twin),
    Case("doubles-of-old", lambda world: world.there(body(3), body(5), body(4))),
    Case("doubles-that-can't-go", fails("DELETE", Answer(500), Answer(0), there=(body(3), body(5)))),
    Case("doubles-gone-meanwhile", fails("DELETE", NOT_FOUND, there=(body(3), body(5)))),
    Case("500-comments-and-accidents", many),
    Case("somebody-elses-marker", anyones),
    Case("marker-of-a-deleted-account", deleted_account),
    Case("unknown-name", other_name),
    Case("workflow-run", started),
    Case("workflow-run-500", started_by_accident),
    Case("workflow-run-of-another-commit", moved_on, (), 0, "no open pull request has the commit b{40}", heals=False),
    Case("workflow-run-of-a-closed-one", closed, (), 0, "no open pull request", heals=False),
    Case("workflow-run-of-two", two_bases, (), 0, "2 open pull requests .*--pull-request N", heals=False),
    Case("no-such-server", says(GITHUB_API_URL="http://127.0.0.1:9"), (), 4, "is GITHUB_API_URL right", heals=False),
    Case("no-address", says(GITHUB_API_URL="http://["), (), 4, "GITHUB_API_URL", heals=False),
    Case("no-token", says(GITHUB_TOKEN=""), (), 2, "set GITHUB_TOKEN", heals=False),
    Case("token-of-two-lines", says(GITHUB_TOKEN="a\nb"), (), 2, "GITHUB_TOKEN holds characters", heals=False),
    Case("event-not-there", says(GITHUB_EVENT_PATH="/nowhere"), (), 4, "can't be read", heals=False),
    Case("fold-refused", no_fold, None, 0, "::notice .*could not be folded away or shown again"),
]


@pytest.fixture
def world(server: FakeGitHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Waiting costs nothing in it, and a body that drips is given up soon."""
    time = Time()
    monkeypatch.setattr(http, "Clock", lambda: time.clock)
    monkeypatch.setattr(http, "WHOLE_SECONDS", 0.5)
    yield World(server, tmp_path)
    assert time.passed < 240 * 3


def test_cases__have_names_of_their_own() -> None:
    names = [case.name for case in CASES]

    assert len(names) == len(set(names)) >= 60


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_publish__one_right_comment_or_a_stated_reason(case: Case, world: World) -> None:
    case.arrange(world)

    result = world.publish(*case.options)

    assert result.code == case.code, result.err
    assert tuple(world.ours()) == (case.ours if case.ours is not None else (world.wanted,)) or _strangers(world)
    assert re.search(
        case.said or "commented on pull request 7: https://github.example/comments/", result.out + result.err
    )
    if case.heals:
        _healed(world)
        assert world.publish().code == 0
        assert world.ours() == [world.wanted] or _strangers(world)


def _strangers(world: World) -> bool:
    """Whether what is not ours was left alone, and ours is right."""
    ours = [one for one in world.ours() if one != body(99)]
    return ours == [world.wanted] and len(world.ours()) == 2


def _healed(world: World) -> None:
    world.server.accidents.clear()
    world.server.hook = lambda method, path: None
    world.server.writes, world.server.locked, world.server.gone = True, False, False


def test_publish__a_redirect_to_another_real_server_takes_no_token_there(world: World) -> None:
    with serve() as other:
        world.server.fail("GET", Answer(307, "", (("Location", f"{other.url}{COMMENTS}"),)))

        assert world.publish().code == 4
        assert other.requests == []


CHECKS = "POST /repos/me/it/check-runs"
CHECK_FAULTS = {
    "fine": ((), 1, "made a check run"),
    "forbidden": ((FORBIDDEN,), 0, "::warning .*`permissions: checks: write`"),
    "not-there": ((NOT_FOUND,), 0, "::warning .*`permissions: checks: write`"),
    "422": ((Answer(422, '{"message": "No commit found for SHA"}'),), 0, "::warning .*No commit found"),
    "html": ((Answer(200, HTML),), 0, "::warning .*did not answer with JSON"),
    "reset": ((Answer(0), Answer(0)), 1, "made a check run"),
    "reset-but-done": ((Answer(0, after=True),), 1, "made a check run"),
    "502-but-done": ((Answer(502, HTML, after=True),), 1, "made a check run"),
    "limited": ((limited(Retry_After="30"),), 1, "made a check run"),
    "500-for-ever": ((Answer(500),) * 99, 0, "::warning .*answered with 500"),
}


@pytest.mark.parametrize("name", CHECK_FAULTS)
def test_publish__a_check_run_is_there_once_or_the_reason_is_told(name: str, world: World) -> None:
    answers, runs, said = CHECK_FAULTS[name]
    checks = FakeChecks()
    world.server.routes.append(checks)
    world.server.fail(CHECKS, *answers)
    check = {"format": 1, "name": "cigen: it", "conclusion": "failure", "title": "1 failed", "summary": "s", "text": ""}
    (world.folder / "check.json").write_text(json.dumps({**check, "annotations": [], "left_out": 0}))

    result = world.publish("--check-run")

    assert (result.code, world.ours(), len(checks.runs)) == (0, [world.wanted], runs)
    assert re.search(said, result.out + result.err)
    _healed(world)
    assert world.publish("--check-run").code == 0
    assert (world.ours(), len(checks.runs)) == ([world.wanted], 1)
