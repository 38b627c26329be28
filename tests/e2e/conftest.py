"""The engine that these tests build with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.command import Folder
from tests.e2e.engine import Engine, NoEngineError, find_engine
from tests.e2e.secondengine import SecondEngine, second_engine


@pytest.fixture(scope="session")
def engine() -> Engine:
    """Without one the test fails: a skipped test would be green."""
    try:
        return find_engine()
    except NoEngineError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture
def folder(engine: Engine, tmp_path: Path) -> Folder:
    """An empty folder to build in."""
    return Folder(tmp_path, engine)


@pytest.fixture
def second(engine: Engine) -> Iterator[SecondEngine]:
    """A fresh engine beside the first one, which this test may harm."""
    try:
        with second_engine(engine) as started:
            yield started
    except NoEngineError as error:
        pytest.fail(str(error), pytrace=False)
