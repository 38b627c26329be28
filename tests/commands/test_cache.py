from __future__ import annotations

import argparse
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cigen.commands import cache
from cigen.edge import http
from cigen.edge.console import Edge
from cigen.errors import OutsideError, UsageError
from cigen.work import sweeping
from tests import runnercommands
from tests.clock import Time
from tests.commandline import SMALLEST, complained, edge_in, project, said
from tests.fakegithub import FORBIDDEN, Answer, FakeGitHub

IMAGE = "ghcr.io/me/it/cigen-cache"


@pytest.fixture
def edge(server: FakeGitHub, tmp_path: Path) -> Edge:
    return edge_in(tmp_path, {"GITHUB_API_URL": server.url, "GITHUB_TOKEN": "t0ken"})


def sweep(edge: Edge, *words: str) -> int:
    parser = argparse.ArgumentParser()
    cache.add_arguments(parser)
    return cache.run(parser.parse_args(["sweep", *words]), edge)


def sweep_7(edge: Edge, *words: str) -> int:
    return sweep(edge, "--pull-request", "7", "--image", IMAGE, *words)


def recently() -> str:
    return (datetime.now(UTC) - timedelta(hours=1)).isoformat()


def test_sweep__deletes_what_is_the_pull_request_s_own_and_nothing_else(server: FakeGitHub, edge: Edge) -> None:
    kept = [["main"], ["main-base"], ["pr-70"], ["pr-7", "main"], ["pr-8", "pr-7"], ["misc"], ["xpr-7"], ["pr-77-s1"]]
    for tags in (*kept, ["pr-7"], ["pr-7-s2", "pr-7-base"], ["pr-7-linux-amd64-2"]):
        server.push(*tags)

    assert sweep_7(edge) == 0

    assert server.tags() == kept
    assert said(edge) == [
        f"{IMAGE}: deleted 3 (pr-7, pr-7-base, pr-7-linux-amd64-2, pr-7-s2)",
        "8 versions are left",
    ]


@pytest.mark.parametrize("odd", ["\r::add-mask::e", "\n::stop-commands::x", "##[add-mask]e", "\x1b[2J\u202e"])
def test_sweep__a_tag_is_no_command_for_runner_or_terminal(server: FakeGitHub, edge: Edge, odd: str) -> None:
    server.push(f"pr-7-{odd}")
    server.push(f"other{odd}")
    server.push()

    assert sweep_7(edge) == 0

    for text in (*said(edge), *complained(edge)):
        assert runnercommands.commands(text) == []
        assert text.isprintable()
        assert text.startswith((f"{IMAGE}: deleted 1 (pr-7-", "2 versions are left", "cigen: what has no tag stays: "))


def test_sweep__says_what_it_waits_for(server: FakeGitHub, edge: Edge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "Clock", lambda: Time().clock)
    server.push("pr-7")
    server.fail("GET", Answer(503))

    assert sweep_7(edge) == 0
    assert [line.partition("; ")[2] for line in complained(edge)] == ["trying again in 1 s, for 480 s at most"]


def test_sweep__an_untagged_version_is_deleted_after_a_day(server: FakeGitHub, edge: Edge) -> None:
    server.push()
    server.push(updated=recently())
    server.push("main")

    sweep_7(edge)

    assert server.tags() == [[], ["main"]]
    assert said(edge)[0] == f"{IMAGE}: deleted 1 (1 untagged)"


def test_sweep__beside_other_images_nothing_untagged_is_deleted(server: FakeGitHub, edge: Edge) -> None:
    for tags in ((), ("pr-7",), ("sha-0123456789ab", "main")):
        server.push(*tags)

    assert sweep_7(edge) == 0

    assert server.tags() == [[], ["sha-0123456789ab", "main"]]
    assert complained(edge) == [
        "cigen: what has no tag stays: `sha-0123456789ab` is no cache's, and its image may be made of such versions"
    ]


def test_sweep__every_page_is_read(server: FakeGitHub, edge: Edge) -> None:
    for number in range(130):
        server.push("pr-7" if number in (0, 129) else f"pr-{1000 + number}")

    sweep_7(edge)

    assert len(server.versions) == 128
    assert ["pr-7"] not in server.tags()


def test_sweep__a_dry_run_deletes_nothing(server: FakeGitHub, edge: Edge) -> None:
    server.push("pr-7")

    assert sweep_7(edge, "--dry-run") == 0

    assert server.tags() == [["pr-7"]]
    assert said(edge)[0] == f"{IMAGE}: would be deleted 1 (pr-7)"
    assert {method for method, _, _ in server.requests} == {"GET"}


def test_sweep__nothing_to_do_is_fine(server: FakeGitHub, edge: Edge) -> None:
    server.push("main")

    assert sweep_7(edge) == 0
    assert said(edge) == [f"{IMAGE}: nothing deleted", "1 versions are left"]


def test_sweep__the_package_of_an_organization_is_found_there(server: FakeGitHub, edge: Edge) -> None:
    server.owners = {"us": "Organization"}
    server.package = "orgs/us/packages/container/it"
    server.push("pr-7")

    sweep(edge, "--pull-request", "7", "--image", "ghcr.io/US/It")

    assert server.tags() == []


def test_sweep__what_was_tagged_meanwhile_is_kept(server: FakeGitHub, edge: Edge) -> None:
    number = server.push("pr-7")

    def retag(method: str, path: str) -> None:
        if path.endswith(f"/versions/{number}"):
            server.versions[number]["metadata"]["container"]["tags"] = ["pr-7", "main"]

    server.hook = retag
    sweep_7(edge)

    assert server.tags() == [["pr-7", "main"]]


@pytest.mark.parametrize("accident", [Answer(500), Answer(503), Answer(500, after=True), Answer(0)])
def test_sweep__an_accident_is_tried_again(
    server: FakeGitHub, edge: Edge, accident: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cigen.edge.github.GitHub.wait", lambda *_: None)
    server.push("pr-7")
    server.fail("DELETE", accident)

    assert sweep_7(edge) == 0
    assert server.tags() == []


def test_sweep__a_limit_is_waited_for(server: FakeGitHub, edge: Edge) -> None:
    server.push("pr-7")
    server.fail("DELETE", Answer(429, headers=(("Retry-After", "0"),)))

    sweep_7(edge)

    assert server.tags() == []


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_sweep__a_token_that_may_not_is_told_what_is_missing(server: FakeGitHub, edge: Edge, method: str) -> None:
    server.push("pr-7")
    server.fail(method if method == "DELETE" else f"/{server.package}/versions", FORBIDDEN)

    with pytest.raises(OutsideError, match=r"can't be deleted .*packages: write.*role Admin") as raised:
        sweep_7(edge)

    assert raised.value.exit_code == 4
    assert server.tags() == [["pr-7"]]


def test_sweep__a_package_that_is_not_to_be_seen_is_told_so(server: FakeGitHub, edge: Edge) -> None:
    server.package = "users/me/packages/container/another"

    with pytest.raises(OutsideError, match=r"no package that this token may see .*packages: write"):
        sweep_7(edge)


def test_sweep__not_found_is_no_success_while_it_is_there(server: FakeGitHub, edge: Edge) -> None:
    server.push("pr-7")
    server.fail("DELETE", Answer(404))

    with pytest.raises(OutsideError, match="role Admin"):
        sweep_7(edge)


def test_sweep__what_github_keeps_stays_and_the_others_go(server: FakeGitHub, edge: Edge) -> None:
    server.push("pr-7")
    server.push("pr-7-s1")
    server.fail("DELETE", Answer(400, '{"message": "You cannot delete the last tagged version of a package."}'))

    assert sweep_7(edge) == 0

    assert server.tags() == [["pr-7-s1"]]
    assert complained(edge)[0].startswith("cigen: pr-7-s1 stays: DELETE ")
    assert "last tagged version" in complained(edge)[0]
    assert "bug" not in complained(edge)[0]


def test_sweep__a_list_that_makes_no_sense_deletes_nothing(server: FakeGitHub, edge: Edge) -> None:
    server.push("pr-7")
    del server.versions[server.push("pr-7-s1")]["metadata"]

    with pytest.raises(OutsideError, match="without number, tags or date"):
        sweep_7(edge)

    assert len(server.versions) == 2


def test_sweep__no_more_than_the_token_s_hour_allows(
    server: FakeGitHub, edge: Edge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "MOST", 2)
    for number in range(5):
        server.push(f"pr-7-s{number}")

    assert sweep_7(edge) == 0

    assert len(server.versions) == 3
    assert said(edge)[1] == "3 versions are left, 3 of them for the next sweep"


def test_sweep__the_run_s_pull_request_and_the_spec_s_image_are_taken(
    server: FakeGitHub, edge: Edge, tmp_path: Path
) -> None:
    project(tmp_path, SMALLEST)
    (tmp_path / "event.json").write_text(json.dumps({"pull_request": {"number": 9}}), encoding="utf-8")
    more = {"GITHUB_REPOSITORY": "Me/It", "GITHUB_EVENT_PATH": str(tmp_path / "event.json")}
    server.push("pr-7")
    server.push("pr-9")

    assert sweep(replace(edge, environ={**edge.environ, **more})) == 0

    assert server.tags() == [["pr-7"]]


def test_sweep__another_registry_is_refused(edge: Edge) -> None:
    with pytest.raises(UsageError, match="only GitHub's registry can be swept"):
        sweep(edge, "--pull-request", "7", "--image", "docker.io/me/it")


def test_sweep__a_cache_without_image_is_refused(edge: Edge, tmp_path: Path) -> None:
    project(tmp_path, f"cache: gha\n{SMALLEST}")

    with pytest.raises(UsageError, match="type `gha`"):
        sweep(edge, "--pull-request", "7")


def test_sweep__no_token_is_told(edge: Edge) -> None:
    with pytest.raises(UsageError, match="GITHUB_TOKEN"):
        sweep_7(replace(edge, environ={}))


@pytest.mark.parametrize("number", ["0", "-1", "x", "7a", ""])
def test_sweep__a_number_that_is_none_is_refused(edge: Edge, number: str) -> None:
    with pytest.raises(SystemExit):
        sweep(edge, "--pull-request", number, "--image", IMAGE)
