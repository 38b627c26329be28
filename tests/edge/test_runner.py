from __future__ import annotations

import json
from pathlib import Path

import pytest

from cigen.edge.runner import MAX_SUMMARY, append_summary, pull_request, read_runner, write_outputs
from cigen.errors import OutsideError, UsageError


def test_read_runner__outside_of_actions_everything_is_empty() -> None:
    runner = read_runner({})

    assert (runner.is_actions, runner.repository, runner.summary_path, runner.event_path) == (False, "", None, None)
    assert (runner.api_url, runner.graphql_url) == ("https://api.github.com", "https://api.github.com/graphql")
    assert not runner.token
    assert pull_request(runner) is None


def test_read_runner__an_enterprise_server_says_where_it_is() -> None:
    runner = read_runner({"GITHUB_API_URL": "https://ghe/api/v3/", "GITHUB_GRAPHQL_URL": "https://ghe/api/graphql"})

    assert (runner.api_url, runner.graphql_url) == ("https://ghe/api/v3", "https://ghe/api/graphql")


@pytest.mark.parametrize(
    ("environ", "api", "graphql"),
    [
        ({"GITHUB_API_URL": "https://ghe/api/v3"}, "https://ghe/api/v3", "https://ghe/api/graphql"),
        ({"GITHUB_API_URL": "https://api.x.ghe.com/"}, "https://api.x.ghe.com", "https://api.x.ghe.com/graphql"),
        ({"GITHUB_SERVER_URL": "https://ghe/"}, "https://ghe/api/v3", "https://ghe/api/graphql"),
        ({"GITHUB_SERVER_URL": "https://x.ghe.com"}, "https://api.x.ghe.com", "https://api.x.ghe.com/graphql"),
        ({"GITHUB_SERVER_URL": "https://github.com"}, "https://api.github.com", "https://api.github.com/graphql"),
        (
            {"GITHUB_API_URL": "http://127.0.0.1:8", "GITHUB_GRAPHQL_URL": "https://api.github.com/graphql"},
            "http://127.0.0.1:8",
            "http://127.0.0.1:8/graphql",
        ),
        (
            {"GITHUB_API_URL": "https://ghe/api/v3", "GITHUB_GRAPHQL_URL": "https://ghe:443/other"},
            "https://ghe/api/v3",
            "https://ghe:443/other",
        ),
        ({"GITHUB_SERVER_URL": "http://["}, "http://[/api/v3", "http://[/api/graphql"),
        ({"GITHUB_API_URL": "http://[", "GITHUB_GRAPHQL_URL": "http://["}, "http://[", "http://[/graphql"),
    ],
)
def test_read_runner__every_kind_of_github_is_found(environ: dict[str, str], api: str, graphql: str) -> None:
    runner = read_runner(environ)

    assert (runner.api_url, runner.graphql_url) == (api, graphql)


def test_read_runner__the_token_is_not_shown() -> None:
    runner = read_runner({"GITHUB_TOKEN": "", "GH_TOKEN": " t0ken\n"})

    assert runner.token.reveal() == "t0ken"
    assert "t0ken" not in repr(runner)


@pytest.mark.parametrize("token", ["a b", "a\nb", "tökén"])
def test_read_runner__a_token_that_no_header_takes_is_refused_without_showing_it(token: str) -> None:
    with pytest.raises(UsageError, match="GITHUB_TOKEN holds characters") as caught:
        read_runner({"GITHUB_TOKEN": token})
    assert token not in str(caught.value)


@pytest.mark.parametrize("name", ["", "it", "me/it/x", "me/../x", "me/i t", "me/it?"])
def test_read_runner__a_repository_that_could_lead_elsewhere_is_none(name: str) -> None:
    assert read_runner({"GITHUB_REPOSITORY": name}).repository == ""


@pytest.mark.parametrize(
    ("event", "number"),
    [
        ({"pull_request": {"number": 7}}, 7),
        ({"issue": {"number": 8, "pull_request": {"url": "x"}}}, 8),
        ({"issue": {"number": 8}}, None),
        ({"ref": "refs/heads/main"}, None),
        ({"pull_request": {"number": "7"}}, None),
        ({"pull_request": {"number": True}}, None),
        ({"pull_request": 7}, None),
        ([], None),
    ],
)
def test_pull_request__its_number_is_in_the_event(tmp_path: Path, event: object, number: int | None) -> None:
    (tmp_path / "event.json").write_text(json.dumps(event), encoding="utf-8")

    assert pull_request(read_runner({"GITHUB_EVENT_PATH": str(tmp_path / "event.json")})) == number


@pytest.mark.parametrize("content", [None, b"", b"{", b"\xff", b"[" * 100_000])
def test_pull_request__an_unreadable_event_names_the_way_out(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "event.json").write_bytes(content)

    path = tmp_path / "event.json"
    with pytest.raises(OutsideError, match="give the number with --pull-request") as caught:
        pull_request(read_runner({"GITHUB_EVENT_PATH": str(path)}))
    reason = "No such file or directory" if content is None else "it is no JSON"
    assert str(caught.value).startswith(f"the event file {path} can't be read: {reason}; ")


def test_append_summary__is_added_to_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "summary.md"
    runner = read_runner({"GITHUB_STEP_SUMMARY": str(path)})

    assert append_summary(runner, "# ä\n")
    assert append_summary(runner, "b\n")
    assert path.read_bytes() == "# ä\nb\n".encode()


@pytest.mark.parametrize(("size", "fits"), [(MAX_SUMMARY - 1, True), (MAX_SUMMARY, True), (MAX_SUMMARY + 1, False)])
def test_append_summary__a_byte_too_much_leaves_the_summary_alone(tmp_path: Path, size: int, fits: bool) -> None:
    path = tmp_path / "summary.md"
    path.write_bytes(b"ab")

    assert append_summary(read_runner({"GITHUB_STEP_SUMMARY": str(path)}), "ä" + "x" * (size - 4)) is fits
    assert path.stat().st_size == (size if fits else 2)


def test_append_summary__without_a_runner_nothing_happens() -> None:
    assert append_summary(read_runner({}), "a") is False


def test_append_summary__a_place_that_cannot_be_written_is_the_worlds_fault(tmp_path: Path) -> None:
    with pytest.raises(OutsideError, match="can't be written"):
        append_summary(read_runner({"GITHUB_STEP_SUMMARY": str(tmp_path)}), "a")


def test_write_outputs__a_word_and_numbers(tmp_path: Path) -> None:
    path = tmp_path / "output"
    path.write_text("before=1\n", encoding="utf-8")

    write_outputs(read_runner({"GITHUB_OUTPUT": str(path)}), "failed", {"total": 3, "failed": 1})

    assert path.read_text(encoding="utf-8") == "before=1\noutcome=failed\ntotal=3\nfailed=1\n"


@pytest.mark.parametrize(
    ("outcome", "counts"), [("a\nb=c", {}), ("", {}), ("passed", {"x\ny": 1}), ("passed", {"outcome": 1})]
)
def test_write_outputs__nothing_else_can_get_in(outcome: str, counts: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="not an output"):
        write_outputs(read_runner({}), outcome, counts)
