from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from cigen.edge import artifacts
from cigen.edge.artifacts import Artifact, fetch, member, newest
from cigen.edge.github import ForbiddenError, GitHub
from cigen.edge.secret import Secret
from cigen.errors import OutsideError
from tests.clock import Time
from tests.fakegithub import FORBIDDEN, Answer, FakeGitHub, serve

NAME = "cigen-report"


def archive(**files: bytes) -> bytes:
    """A zip archive; `__` stands for the dot in a name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as written:
        for name, data in files.items():
            written.writestr(name.replace("__", "."), data)
    return buffer.getvalue()


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def client(server: FakeGitHub, time: Time) -> GitHub:
    return GitHub(server.url, Secret("t0ken"), clock=time.clock)


def test_newest__is_that_of_the_newest_run_that_still_has_one(server: FakeGitHub, client: GitHub) -> None:
    first, second, third, _ = (server.ran() for _ in range(4))
    server.upload(first, b"1")
    wanted = server.upload(second, b"2")
    server.upload(second, b"2", name="other")
    server.upload(third, b"3", expired=True)

    assert newest(client, "me/it", NAME) == Artifact(wanted, second, "main", f"{second:040x}")


def test_newest__looks_at_runs_of_the_branch_itself_only(server: FakeGitHub, client: GitHub) -> None:
    own = server.upload(server.ran(), b"own")
    server.upload(server.ran("topic"), b"topic")
    server.upload(server.ran(of="evil/it"), b"the fork's main")
    server.upload(server.ran(event="pull_request"), b"a pull request from main")

    found = newest(client, "me/it", NAME)

    assert found is not None
    assert found.number == own


def test_newest__asks_for_one_workflow_and_leaves_out_the_run_itself(server: FakeGitHub, client: GitHub) -> None:
    wanted = server.upload(server.ran(workflow="ci.yml"), b"1")
    server.upload(server.ran(workflow="nightly.yml"), b"2")
    itself = server.ran(workflow="ci.yml")
    server.upload(itself, b"3")

    found = newest(client, "me/it", NAME, workflow="ci.yml", besides=str(itself))

    assert found is not None
    assert found.number == wanted


def test_newest__is_none_where_nothing_was_uploaded(server: FakeGitHub, client: GitHub) -> None:
    server.ran()

    assert newest(client, "me/it", NAME) is None


@pytest.mark.parametrize("answer", ["[]", '{"workflow_runs": 7}', '{"workflow_runs": [7, null, {"id": "x"}]}', "{}"])
def test_newest__an_answer_that_makes_no_sense_is_no_artifact(server: FakeGitHub, client: GitHub, answer: str) -> None:
    server.upload(server.ran(), b"1")
    server.fail("/repos/me/it/actions/runs", Answer(200, answer))

    assert newest(client, "me/it", NAME) is None


def test_newest__a_token_that_may_not_is_an_error(server: FakeGitHub, client: GitHub) -> None:
    server.fail("GET", FORBIDDEN)

    with pytest.raises(ForbiddenError, match="the token may not do this"):
        newest(client, "me/it", NAME)


def download(client: GitHub, server: FakeGitHub, time: Time, folder: Path, data: bytes = b"") -> Path:
    """Upload and fetch."""
    number = server.upload(server.ran(), data or archive(report__json=b"{}"))
    fetch(client, "me/it", Artifact(number, 1, "main", ""), folder / "a.zip", clock=time.clock)
    return folder / "a.zip"


def test_fetch__does_not_send_the_token_to_the_storage(
    server: FakeGitHub, client: GitHub, time: Time, tmp_path: Path
) -> None:
    with serve() as storage:
        server.storage = f"{storage.url}/storage/"
        storage.archives[1001] = storage.archives[1002] = archive(report__json=b"{}")

        place = download(client, server, time, tmp_path)

        assert place.read_bytes() == storage.archives[1002]
        assert [token for _, _, token in storage.requests] == [""]
    assert {token for _, _, token in server.requests} == {"Bearer t0ken"}


def test_fetch__a_storage_that_stumbles_is_asked_again_at_a_new_address(
    server: FakeGitHub, client: GitHub, time: Time, tmp_path: Path
) -> None:
    server.fail("/storage/1002", Answer(503), Answer(0))

    assert download(client, server, time, tmp_path).read_bytes() == server.archives[1002]
    assert time.naps == [1.0, 2.0]


@pytest.mark.parametrize(("status", "reason"), [(403, "answered with 403"), (404, "answered with 404")])
def test_fetch__a_storage_that_refuses_is_an_error(
    server: FakeGitHub, client: GitHub, time: Time, tmp_path: Path, status: int, reason: str
) -> None:
    server.fail("/storage/1002", Answer(status))

    with pytest.raises(OutsideError, match=reason):
        download(client, server, time, tmp_path)


def test_fetch__an_artifact_that_is_too_large_is_an_error(
    server: FakeGitHub, client: GitHub, time: Time, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(artifacts, "MOST_BYTES", 1000)

    with pytest.raises(OutsideError, match="more than 1,000 bytes"):
        download(client, server, time, tmp_path, b"x" * 5000)


@pytest.mark.parametrize("location", ["", "http://[", "ftp://storage/1", "http://evil\\@storage/1"])
def test_fetch__an_address_that_is_none_is_an_error(
    server: FakeGitHub, client: GitHub, time: Time, tmp_path: Path, location: str
) -> None:
    server.fail("/repos/me/it/actions/artifacts/1002/zip", Answer(302, "", (("Location", location),)))

    with pytest.raises(OutsideError):
        download(client, server, time, tmp_path)


def test_member__is_the_first_of_the_names_that_is_there(tmp_path: Path) -> None:
    place = tmp_path / "a.zip"
    place.write_bytes(archive(report__json=b"r" * 3_000_000, junit__xml=b"<a/>"))

    found = member(place, ("history.json", "report.json"))

    assert found is not None
    name, chunks = found
    assert (name, b"".join(chunks())) == ("report.json", b"r" * 3_000_000)
    assert member(place, ("history.json",)) is None


def test_member__a_bomb_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(artifacts, "MOST_MEMBER", 1 << 20)
    place = tmp_path / "a.zip"
    place.write_bytes(archive(report__json=b"\0" * (64 << 20)))

    with pytest.raises(OutsideError, match=r"report.json of the artifact has more than 1,048,576 bytes"):
        unpacked(place)


def unpacked(place: Path) -> bytes:
    found = member(place, ("report.json",))
    assert found is not None
    return b"".join(found[1]())


@pytest.mark.parametrize("damage", ["empty", "text", "cut", "flipped", "directory"])
def test_member__a_damaged_archive_is_an_error(tmp_path: Path, damage: str) -> None:
    good = archive(report__json=bytes(range(256)) * 40)
    flipped = good[:60] + bytes(255 - byte for byte in good[60:100]) + good[100:]
    long = good[:-10] + b"\xff\xff\xff\x7f" + good[-6:]
    data = {"empty": b"", "text": b"<html>no</html>", "cut": good[:-30], "flipped": flipped, "directory": long}
    place = tmp_path / "a.zip"
    place.write_bytes(data[damage])

    with pytest.raises(OutsideError, match="no zip archive that can be read"):
        unpacked(place)
