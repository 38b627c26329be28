"""What all tests share: an environment that says nothing, and golden files that can be written anew."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.fakegithub import FakeGitHub, serve

Golden = Callable[[Path, str], None]

settings.register_profile("cigen", deadline=None)
settings.load_profile("cigen")  # a busy machine is no failure

_SCRUBBED = ("CI", "NO_COLOR", "FORCE_COLOR")
_SCRUBBED_STARTS = ("GITHUB_", "RUNNER_", "CIGEN_", "ACTIONS_")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite-golden", action="store_true", help="write the golden files anew; review the diff")


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """DOCKER_* stays, as `tests/e2e` needs an engine."""
    for name in list(os.environ):
        if name in _SCRUBBED or name.startswith(_SCRUBBED_STARTS):
            monkeypatch.delenv(name)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compares a text with a file, or writes the file with `--rewrite-golden`."""

    def compare(path: Path, text: str) -> None:
        if request.config.getoption("--rewrite-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        assert path.is_file(), f"{path} is missing: run pytest --rewrite-golden and look at what it writes"
        assert text == path.read_bytes().decode()

    return compare


@pytest.fixture
def server() -> Iterator[FakeGitHub]:
    """A GitHub in this process; a module whose tests talk with a registry has a `server` of its own."""
    with serve() as github:
        yield github
