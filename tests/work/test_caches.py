from __future__ import annotations

import io
import socket
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

import pytest

from cigen.edge.console import Edge
from cigen.errors import UsageError
from cigen.work.caches import chosen
from cigen.work.project import open_project
from tests.commandline import SMALLEST, project
from tests.fakeregistry import FakeRegistry, serve

MANNER = "mode=max,image-manifest=true,oci-mediatypes=true,ignore-error=true"


@pytest.fixture
def server() -> Iterator[FakeRegistry]:
    with serve() as registry:
        yield registry


class Laptop:
    """A folder with a spec, and what a build in it would read and write."""

    def __init__(self, folder: Path, spec: str, **environ: str) -> None:
        self.edge = Edge(io.StringIO(), io.StringIO(), environ, project(folder, spec), colour=False, width=80)

    def caches(self, *reads: str, writes: tuple[str, ...] = (), quiet: bool = False) -> tuple[list[str], list[str]]:
        args = Namespace(cache_from=list(reads), cache_to=list(writes), quiet=quiet, other=1)
        found = chosen(args, self.edge, open_project(None, self.edge.cwd))
        assert (found.other, args.cache_from) == (1, list(reads))
        return found.cache_from, found.cache_to

    @property
    def said(self) -> str:
        assert isinstance(self.edge.stderr, io.StringIO)
        return self.edge.stderr.getvalue()


def in_registry(server: FakeRegistry, more: str = "") -> str:
    return f"cache: {server.host}/me/cache\n{more}{SMALLEST}"


def test_chosen__a_laptop_reads_what_the_default_branch_wrote_and_writes_nothing(
    server: FakeRegistry, tmp_path: Path
) -> None:
    server.push("me/cache", "main")
    laptop = Laptop(tmp_path, in_registry(server))

    assert laptop.caches() == ([f"type=registry,ref={server.host}/me/cache:main"], [])
    assert (
        laptop.said == f"cigen: reads the cache of `main` from {server.host}/me/cache; `--cache-from none` does not\n"
    )


def test_chosen__quiet_says_nothing(server: FakeRegistry, tmp_path: Path) -> None:
    server.push("me/cache", "main")
    laptop = Laptop(tmp_path, in_registry(server))

    assert laptop.caches(quiet=True)[0]
    assert laptop.said == ""


def test_chosen__the_caches_of_all_parts_that_are_there_are_read(server: FakeRegistry, tmp_path: Path) -> None:
    for tag in ("main-base", "main-s1", "main-s3", "pr-7"):
        server.push("me/cache", tag)
    cells = "workflow: {shards: 3}\ntests: {t: {from: busybox, matrix: {v: [1, 2, 3, 4, 5, 6]}, steps: [make]}}\n"
    laptop = Laptop(tmp_path, f"cache: {server.host}/me/cache\n{cells}")

    reads, _ = laptop.caches()

    tags = ("main-base", "main-s1", "main-s3")
    assert reads == [f"type=registry,ref={server.host}/me/cache:{tag}" for tag in tags]
    assert "reads the cache of `main-base` and 2 more" in laptop.said


def test_chosen__nothing_is_read_where_nothing_was_written(server: FakeRegistry, tmp_path: Path) -> None:
    laptop = Laptop(tmp_path, in_registry(server))

    assert laptop.caches() == ([], [])
    assert laptop.said == ""


@pytest.mark.parametrize("value", ["true", "1", "woodpecker"])
def test_chosen__in_ci_nothing_is_read_unasked(server: FakeRegistry, tmp_path: Path, value: str) -> None:
    server.push("me/cache", "main")
    laptop = Laptop(tmp_path, in_registry(server), CI=value)

    assert laptop.caches() == ([], [])
    assert server.requests == []
    assert laptop.caches("shared")[0] == [f"type=registry,ref={server.host}/me/cache:main"]


@pytest.mark.parametrize("reads", [("none",), ("localhost:1/it:x",)])
def test_chosen__who_names_a_cache_or_none_gets_no_other(
    server: FakeRegistry, tmp_path: Path, reads: tuple[str, ...]
) -> None:
    server.push("me/cache", "main")
    laptop = Laptop(tmp_path, in_registry(server))

    assert laptop.caches(*reads)[0] == [f"type=registry,ref={name}" for name in reads if name != "none"]
    assert server.requests == []


def test_chosen__a_named_registry_that_never_answers_is_not_waited_for(
    server: FakeRegistry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cigen.work.caches.PATIENCE", 0.5)
    laptop = Laptop(tmp_path, SMALLEST, CI="true")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        dead = f"localhost:{silent.getsockname()[1]}"
        reads, _ = laptop.caches(f"{dead}/Me/It:x", f"type=registry,ref={dead}/me/it", f"{server.host}/me/it:x")

    assert reads == [f"type=registry,ref={server.host}/me/it:x"]
    assert laptop.said == f"cigen: no cache is read from {dead}: it does not answer\n"


@pytest.mark.parametrize("words", ["localhost:1/me/it:x", "type=gha,scope=x", "type=registry,ref=???"])
def test_chosen__buildkit_copes_with_any_other_trouble(tmp_path: Path, words: str) -> None:
    assert len(Laptop(tmp_path, SMALLEST, CI="true").caches(words)[0]) == 1


def test_chosen__what_is_written_is_written_as_the_spec_says(tmp_path: Path) -> None:
    laptop = Laptop(tmp_path, f"cache: {{compression: zstd, mode: min}}\n{SMALLEST}", CI="true")

    assert laptop.caches(writes=("me/it:x", "type=gha", "none"))[1] == [
        "type=registry,ref=me/it:x,mode=min,image-manifest=true,oci-mediatypes=true,compression=zstd,ignore-error=true",
        "type=gha",
    ]


def test_chosen__without_a_workflow_nobody_wrote_a_cache(server: FakeRegistry, tmp_path: Path) -> None:
    server.push("me/cache", "main")
    laptop = Laptop(tmp_path, in_registry(server, "workflow: {enabled: false}\n"))

    assert laptop.caches() == ([], [])
    assert laptop.caches("shared")[0]


def test_chosen__the_image_of_a_clone_is_named_after_its_origin(server: FakeRegistry, tmp_path: Path) -> None:
    server.push("me/it/cigen-cache", "main")
    spec = f"cache: '{server.host}/${{{{ github.repository }}}}/cigen-cache'\n{SMALLEST}"
    laptop = Laptop(tmp_path, spec, GITHUB_REPOSITORY="Me/It")

    assert laptop.caches()[0] == [f"type=registry,ref={server.host}/me/it/cigen-cache:main"]
    assert Laptop(tmp_path, spec).caches()[0] == []


def test_chosen__an_image_that_only_the_runner_knows_is_not_read(server: FakeRegistry, tmp_path: Path) -> None:
    laptop = Laptop(tmp_path, f"cache: '{server.host}/${{{{ vars.CACHE }}}}'\n{SMALLEST}")

    assert laptop.caches("shared") == ([], [])
    assert server.requests == []


def test_chosen__a_registry_that_is_not_there_is_said_in_one_line(tmp_path: Path) -> None:
    laptop = Laptop(tmp_path, f"cache: localhost:1/me/cache\n{SMALLEST}")

    assert laptop.caches() == ([], [])
    assert laptop.said.startswith("cigen: the shared cache is not read: http://localhost:1/")
    assert laptop.said.count("\n") == 1


def test_chosen__a_local_cache_is_read_from_the_spec_s_folder(tmp_path: Path) -> None:
    (tmp_path / "kept" / "main").mkdir(parents=True)
    (tmp_path / "kept" / "main" / "index.json").write_text("{}", encoding="utf-8")
    laptop = Laptop(tmp_path, f"cache: {{type: local, options: {{path: kept}}}}\n{SMALLEST}")

    assert laptop.caches()[0] == [f"type=local,src={tmp_path}/kept/main"]


@pytest.mark.parametrize("options", ["type: gha", "type: s3, options: {bucket: b, region: r}"])
def test_chosen__what_needs_a_login_of_its_own_is_read_where_it_is_asked_for(tmp_path: Path, options: str) -> None:
    laptop = Laptop(tmp_path, f"cache: {{{options}}}\n{SMALLEST}")

    assert laptop.caches()[0] == []
    assert len(laptop.caches("shared")[0]) == 1


def test_chosen__no_cache_is_none(tmp_path: Path) -> None:
    laptop = Laptop(tmp_path, f"cache: none\n{SMALLEST}")

    assert laptop.caches("shared") == ([], [])
    assert laptop.said == ""


def test_chosen__shared_is_no_place_to_write_to(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--cache-to shared: `shared` is only read, name the image"):
        Laptop(tmp_path, SMALLEST).caches("none", writes=("shared",))
