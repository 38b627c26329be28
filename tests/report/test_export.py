"""What became of the cache, in words."""

from __future__ import annotations

import pytest

from cigen.report.export import cache_told, cache_trouble, export_fact, export_line, volume
from cigen.results.model import Build, Export, Unread
from tests.runnercommands import commands

FACTS = (
    (Export(seconds=40.2, bytes=1_200_000_000), "cache: 1.2 GB in 40 s"),
    (Export(seconds=2.0), "cache: written in 2.0 s"),
    (Export(skipped="nothing ran"), "cache: nothing new"),
    (Export(seconds=1.0, error="`boom` <b>"), "cache not written"),
)


def build(export: Export | None = None, *unread: Unread) -> Build:
    return Build(seconds=1.0, ran=1, cached=0, export=export, unread=unread)


@pytest.mark.parametrize(("export", "fact"), FACTS)
def test_export_fact__is_in_our_own_words(export: Export, fact: str) -> None:
    assert export_fact(export) == fact


def test_export_line__gives_the_reason() -> None:
    assert export_line(Export(error="500\nServer\x1b[31m Error")).startswith("cache not written: 500")
    assert "\x1b" not in export_line(Export(error="\x1b[31mred"))
    assert commands(export_line(Export(error="##[add-mask]e"))) == []
    assert export_line(Export(skipped="nothing ran")) == "cache not written: nothing ran"
    assert export_line(Export(seconds=2.0, bytes=5_000)) == "cache: 5.0 kB in 2.0 s"


def test_cache_trouble__names_what_was_lost_and_nothing_else() -> None:
    lost = Unread("reg/a:main", "401 Unauthorized")
    assert cache_trouble(build(Export(error="EOF"), lost)) == (
        "cache not read: reg/a:main: 401 Unauthorized",
        "cache not written: EOF",
    )
    assert cache_trouble(build(Export(skipped="nothing ran"))) == ()
    assert cache_trouble(build()) == ()


def test_cache_told__quotes_what_a_registry_says() -> None:
    hostile = Unread("reg/a:main", "@everyone `x` <img src=x>")
    (lost, written) = cache_told(build(Export(error="</details>"), hostile))
    assert lost == "cache not read: `reg/a:main`: ``@everyone `x` <img src=x>``"
    assert written == "cache not written: `</details>`"
    assert cache_told(build(Export(seconds=1.0, bytes=10)))[0] == "cache: 10 bytes in 1.0 s"


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (99_960, "100 kB"),
        (999_600, "1.0 MB"),
        (745_000_000, "745 MB"),
        (3 * 10**15, "3000 TB"),
    ],
)
def test_volume__rounds_as_people_do(size: int, words: str) -> None:
    assert volume(size) == words
