"""Broken specs, each with exactly what `cigen check` says of it."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from tests.commandline import cigen
from tests.conftest import Golden

ERRORS = Path(__file__).parent / "errors"
CASES = sorted(path.stem for path in ERRORS.glob("*.yml"))


@pytest.mark.parametrize("case", CASES)
def test_check__says_what_is_wrong(case: str, tmp_path: Path, golden: Golden) -> None:
    (tmp_path / ".git").mkdir()
    for path in ERRORS.iterdir():
        if path.suffix not in (".yml", ".out"):
            shutil.copy(path, tmp_path)
    shutil.copy(ERRORS / f"{case}.yml", tmp_path / "cigen.yml")
    started = time.monotonic()
    result = cigen("check", cwd=tmp_path)
    assert (result.code, result.out) == (3, "")
    assert time.monotonic() - started < 20
    golden(ERRORS / f"{case}.out", result.err)


@pytest.mark.parametrize("case", CASES)
def test_check__every_message_has_its_place_and_rule(case: str) -> None:
    lines = (ERRORS / f"{case}.out").read_text().splitlines()
    messages = [line for line in lines[:-1] if not line[:6].strip().isdigit() and not line.startswith("      |")]
    assert messages
    for line in messages:
        file, number, column, rest = line.split(":", 3)
        assert file in ("cigen.yml", "broken-data.json", "broken-data.toml", "broken-data.yaml"), line
        assert number.isdigit()
        assert column.isdigit()
        assert rest[1:2] == rest[1:2].lower(), line
        assert rest.endswith("]"), line
    assert lines[-1] == ("1 problem" if len(messages) == 1 else f"{len(messages)} problems")
