"""What is printed, and what happens where that can't be."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from cigen.edge.console import Edge
from cigen.errors import OutsideError
from tests import runnercommands
from tests.commandline import complained, edge_in


def test_out__says_that_the_disk_is_full() -> None:
    with open("/dev/full", "w") as full:
        edge = Edge(full, io.StringIO(), {}, Path.cwd(), colour=False, width=80)
        with pytest.raises(OutsideError, match="the output can't be written"):
            edge.out("text")
        os.dup2(os.open(os.devnull, os.O_WRONLY), full.fileno())


def test_out__a_reader_that_has_enough_changes_nothing() -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as gone:
        edge = Edge(gone, gone, {}, Path.cwd(), colour=False, width=80)
        edge.out("text")
        edge.err("more")
        edge.out("text")


@pytest.mark.parametrize(
    "text", ["::error::x", "ok\r::add-mask::e", "cigen: '##[add-mask]e'", "a\n  ::stop-commands::x", "\r\n::error::x"]
)
def test_err__says_nothing_that_a_runner_takes_for_a_command(text: str) -> None:
    edge = Edge(io.StringIO(), io.StringIO(), {}, Path(), False, 100)
    edge.err(text)
    assert isinstance(edge.stderr, io.StringIO)
    assert runnercommands.commands(edge.stderr.getvalue()) == []


@pytest.mark.parametrize("odd", ["\x1b]0;title\x07", "\x1b[2J", "\x9b31m", "\b", "\u202e", "\u2028", "\ud800"])
def test_err__says_nothing_that_a_terminal_acts_on(odd: str) -> None:
    edge = edge_in(Path())
    edge.err(f"cigen: é\ta{odd}b\nc")
    (first, last) = complained(edge)
    assert first.startswith("cigen: é\ta\ufffd")
    assert all(one.isprintable() for one in first.replace("\t", ""))
    assert last == "c"
