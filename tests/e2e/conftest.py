"""The engine that these tests build with."""

from __future__ import annotations

import pytest

from tests.e2e.engine import Engine, NoEngineError, find_engine


@pytest.fixture(scope="session")
def engine() -> Engine:
    """Without one the test fails: a skipped test would be green."""
    try:
        return find_engine()
    except NoEngineError as error:
        pytest.fail(str(error), pytrace=False)
