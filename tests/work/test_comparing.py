"""The run to compare with: the one that is named, or the one before in the output folder."""

from __future__ import annotations

import json
import os
from argparse import Namespace
from pathlib import Path
from threading import Thread

import pytest

from cigen.errors import UsageError
from cigen.results.last import MOST_BYTES, Last
from cigen.work.comparing import account_line, last_run, named
from tests.planned import plan

GOOD = '{"format": 1, "cells": {"t": 3}}'


def test_last_run__is_the_one_of_the_output_folder_unless_one_is_named(tmp_path: Path) -> None:
    output = tmp_path / "cigen-report"
    output.mkdir()
    assert last_run(Namespace(last=None), tmp_path, output) is None
    (output / "last.json").write_text(GOOD)
    assert last_run(Namespace(), tmp_path, output) == Last({"t": 3.0})
    (tmp_path / "other.json").write_text(GOOD.replace("3", "4"))
    assert last_run(Namespace(last="other.json"), tmp_path, output) == Last({"t": 4.0})


@pytest.mark.parametrize("text", ["", "{}", "\x00", '{"format": 2}'])
def test_last_run__a_damaged_one_is_none_where_nobody_named_it(tmp_path: Path, text: str) -> None:
    (tmp_path / "last.json").write_text(text)
    assert last_run(Namespace(last=None), tmp_path, tmp_path) is None
    with pytest.raises(UsageError, match=r"^--last last.json: "):
        named("last.json", tmp_path)


def test_named__a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "last.json")
    Thread(target=(tmp_path / "last.json").write_text, args=(GOOD,), daemon=True).start()
    with pytest.raises(UsageError, match=r"^--last last.json: can't be read: it is no regular file$"):
        named("last.json", tmp_path)
    assert last_run(Namespace(), tmp_path, tmp_path) is None


def test_named__what_is_too_large_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "last.json").open("wb") as stream:
        stream.truncate(MOST_BYTES + 1)
    with pytest.raises(UsageError, match=r"^--last last.json: can't be read: it has more than 67,108,864 bytes$"):
        named("last.json", tmp_path)


def test_named__what_is_not_there_matters_only_where_it_is_needed(tmp_path: Path) -> None:
    assert named(None, tmp_path) is None
    assert named("no.json", tmp_path) is None
    with pytest.raises(UsageError, match=r"^--last no.json: "):
        named("no.json", tmp_path, needed=True)


def test_account_line__says_what_buildkit_does_not() -> None:
    made = plan("tests: {t: {from: busybox, steps: [echo]}}")
    line = account_line(made, Last({"t": 3.0}), ["--no-cache-filter=a,b", "--no-cache", "--pull"], whole=False)
    own = json.loads(line)["cigen"]
    assert (own["asked"], own["whole"], own["last"]["cells"]) == (["*", "a", "b"], False, {"t": 3.0})
    assert [line for _, line in own["stages"]["t"]] == [1, 1, 1]
