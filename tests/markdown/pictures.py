"""The pictures of the docs: python -m tests.markdown.pictures PACKAGES FOLDER, PACKAGES being npm's `node_modules`."""

from __future__ import annotations

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

from cigen.report import comment, markdown
from cigen.results.model import Report
from tests import bigreports
from tests.markdown.browser import browser, program, show

LARGEST = 300_000
"""Bytes of one picture."""
WIDTHS = {"comment": 900, "summary": 1000}
NARROW, TALL = 400, 1400
PAGES = {"comment": comment.render, "summary": markdown.render}


def main(packages: Path, folder: Path) -> None:
    """Draw comment and summary of 26 and of 1,000 cells, light and dark, and the narrow ones."""
    folder.mkdir(parents=True, exist_ok=True)
    found = program()
    if found is None:
        sys.exit("pictures: no chromium is installed")
    with browser(found) as opened:
        for cells, report in (("26", bigreports.small()), ("1000", bigreports.large())):
            for kind, width in WIDTHS.items():
                for look in ("light", "dark"):
                    _draw(opened, report, kind, folder / f"{kind}-{cells}-{look}.png", packages, look, width)
                _draw(opened, report, kind, folder / f"{kind}-{cells}-narrow.png", packages, "light", NARROW)
        green = folder / "comment-green-light.png"
        _draw(opened, bigreports.green(), "comment", green, packages, "light", WIDTHS["comment"])


def _draw(opened: Browser, report: Report, kind: str, path: Path, packages: Path, look: str, width: int) -> None:
    head = "github-actions bot commented" if kind == "comment" else "report summary"
    page = show(opened, PAGES[kind](report).text, width, look=look, package=packages, head=head)
    if kind == "summary" and width != NARROW and (chart := page.locator(".mermaid")).count():
        _save(chart.first.screenshot(), path.with_name(path.name.replace("summary", "chart")))
    box = page.locator("body > div").bounding_box()
    assert box is not None
    height = min(TALL, int(box["height"]) + 24)
    data = page.screenshot(clip={"x": 0, "y": 0, "width": width, "height": height}, full_page=True)
    page.close()
    _save(data, path)


def _save(data: bytes, path: Path) -> None:
    """With as many colours as there is room for."""
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    for colours in (256, 128, 64, 32):
        picture.quantize(colours, dither=Image.Dither.NONE).save(path, optimize=True)
        if path.stat().st_size <= LARGEST:
            return
    sys.exit(f"pictures: {path} is too large")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
