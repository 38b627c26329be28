"""ADD of what a server has, in a real build: files with a checksum, archives unpacked or not, a git repository."""

from __future__ import annotations

import functools
import hashlib
import io
import socket
import subprocess
import tarfile
import time
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler
from pathlib import Path

import pytest

from tests.e2e.engine import Engine
from tests.localserver import running
from tests.planned import dockerfile

pytestmark = pytest.mark.engine

SPEC = """
stages:
  fetched:
    from: busybox
    steps:
      - {{add: "http://{web}/file.txt", to: /file, checksum: "sha256:{sum}", chmod: "0600"}}
      - {{add: "http://{web}/archive.tar", to: /packed/}}
      - {{add: "http://{web}/archive.tar", to: /unpacked/, unpack: true, link: true}}
      - {{add: "git://{git}/r#v1", to: /without/}}
      - {{add: "git://{git}/r#main", to: /with/, keep-git-dir: true, checksum: {commit}}}
      - {{add: "git://{git}/r#main", to: /part/, exclude: [b, "*.md"]}}
      - find /file /packed /unpacked /without /with/.git/HEAD /with/a /part | sort >/list
      - cat /file /unpacked/inner /without/a /with/a >>/list
      - stat -c %a /file >>/list
  out: {{from: scratch, steps: [{{copy: /list /, from: fetched}}]}}
tests: {{t: {{from: fetched, steps: [make]}}}}
"""
LIST = """/file
/packed
/packed/archive.tar
/part
/part/a
/unpacked
/unpacked/inner
/with/.git/HEAD
/with/a
/without
/without/a
text
inner
one
two
600
"""


@pytest.fixture
def web(tmp_path: Path) -> Iterator[str]:
    """The address of a server that has a file and an archive."""
    folder = tmp_path / "web"
    folder.mkdir()
    (folder / "file.txt").write_text("text\n")
    with tarfile.open(folder / "archive.tar", "w") as tar:
        member = tarfile.TarInfo("inner")
        member.size = 6
        tar.addfile(member, io.BytesIO(b"inner\n"))
    with running(functools.partial(SimpleHTTPRequestHandler, directory=str(folder))) as port:
        yield f"127.0.0.1:{port}"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a tag, a branch and a file that is only there in one of them."""
    path = tmp_path / "git/r"
    path.mkdir(parents=True)
    _git(path, "init", "-q", "-b", "main")
    _git(path, "config", "user.name", "somebody")
    _git(path, "config", "user.email", "somebody@example.org")
    for text, more in (("one", ()), ("two", ("b", "c.md"))):
        for name in ("a", *more):
            (path / name).write_text(f"{text}\n")
        _git(path, "add", ".")
        _git(path, "commit", "-q", "-m", text)
        if not more:
            _git(path, "tag", "v1")
    return path


@pytest.fixture
def git(repository: Path) -> Iterator[str]:
    """The address of a server of the repository."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["--export-all", f"--base-path={repository.parent}", "--listen=127.0.0.1", f"--port={port}", "--reuseaddr"]
    core = subprocess.run(["git", "--exec-path"], capture_output=True, text=True, check=True).stdout.strip()
    server = subprocess.Popen([f"{core}/git-daemon", *words], stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield f"127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)


def test_add__fetches_what_the_spec_names(engine: Engine, web: str, git: str, repository: Path) -> None:
    commit = _git(repository, "rev-parse", "main")
    digest = hashlib.sha256(b"text\n").hexdigest()
    built = engine.build(dockerfile(SPEC.format(web=web, git=git, commit=commit, sum=digest)), target="out")
    assert built.code == 0, built.log
    assert built.files()["list"].decode() == LIST


@pytest.mark.parametrize("wrong", ["sum", "commit"])
def test_add__with_another_checksum_ends_the_build(
    engine: Engine, web: str, git: str, repository: Path, wrong: str
) -> None:
    right = {"sum": hashlib.sha256(b"text\n").hexdigest(), "commit": _git(repository, "rev-parse", "main")}
    given = {**right, wrong: right[wrong][::-1]}
    built = engine.build(dockerfile(SPEC.format(web=web, git=git, **given)), target="out")
    assert built.code != 0
    assert "digest mismatch" in built.log or "expected checksum to match" in built.log, built.log


def _git(path: Path, *words: str) -> str:
    return subprocess.run(["git", *words], cwd=path, capture_output=True, text=True, check=True).stdout.strip()


def _wait_for(port: int) -> None:
    for _ in range(100):
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("git-daemon does not answer")
