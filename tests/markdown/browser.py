"""A page as a browser shows it: Markdown in, a picture or facts of its layout out. Needs Debian's chromium.

The stylesheet is GitHub's own where npm has brought it, see `scripts/pictures`, else the few of its rules that decide
what may be wider than the window.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.markdown.gfm import html

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
    "--disable-default-apps", "--disable-domain-reliability", "--no-pings", "--disable-gpu", "--disable-dev-shm-usage",
)  # fmt: skip
RULES = """
.markdown-body { font: 14px/1.5 sans-serif; overflow-wrap: break-word }
.markdown-body table { display: block; width: max-content; max-width: 100%; overflow: auto; border-collapse: collapse }
.markdown-body td, .markdown-body th { padding: 6px 13px; border: 1px solid #d1d9e0 }
.markdown-body pre { padding: 16px; overflow: auto; background: #f6f8fa }
.markdown-body pre code { white-space: pre; overflow-wrap: normal }
"""
LOOKS = {"light": ("#ffffff", "#d1d9e0", "#f6f8fa"), "dark": ("#0d1117", "#3d444d", "#151b23")}
"""The page's colour, that of a box's border and that of its head."""


def program() -> str | None:
    """The browser that is installed, if one is."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


@contextmanager
def browser(path: str) -> Iterator[Browser]:
    """A browser that asks nobody anything."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        try:
            yield opened
        finally:
            opened.close()


def document(text: str, *, look: str = "light", package: Path | None = None, head: str = "") -> str:
    """A whole HTML document with the page in a box, as a comment or a summary has; `head` is what stands over it."""
    page, border, bar = LOOKS[look]
    style = RULES
    if package is not None:
        style = (package / "github-markdown-css" / f"github-markdown-{look}.css").read_text()
    box = f"border:1px solid {border};border-radius:6px;overflow:hidden"
    top = f'<div style="background:{bar};padding:8px 16px;border-bottom:1px solid {border}" class=head>{head}</div>'
    return (
        "<!doctype html><html><head><meta charset=utf-8><meta name=viewport content='width=device-width'>"
        f"<style>{style} body{{margin:0;padding:12px;background:{page}}} .markdown-body{{padding:16px}}"
        ".head{font:14px sans-serif;color:#888}"
        f".mermaid svg{{max-width:100%}}</style></head><body><div style='{box}'>{top if head else ''}"
        f"<article class=markdown-body>{html(text)}</article></div></body></html>"
    )


def show(opened: Browser, text: str, width: int, **how: object) -> Page:
    """The page in a window of that many points, its charts drawn where Mermaid is there."""
    look, package = str(how.get("look", "light")), how.get("package")
    page = opened.new_page(viewport={"width": width, "height": 900}, color_scheme="dark" if look == "dark" else "light")
    page.route("**/*", lambda route: route.abort())
    page.set_content(document(text, **how))  # type: ignore[arg-type]
    if isinstance(package, Path):
        page.add_script_tag(content=(package / "mermaid" / "dist" / "mermaid.min.js").read_text())
        page.evaluate(CHARTS, "dark" if look == "dark" else "default")
    return page


CHARTS = """async theme => {
  mermaid.initialize({startOnLoad: false, securityLevel: 'strict', theme});
  for (const block of document.querySelectorAll('pre[lang=mermaid]')) {
    const drawn = document.createElement('div');
    drawn.className = 'mermaid';
    drawn.textContent = block.textContent;
    block.replaceWith(drawn);
  }
  await mermaid.run({querySelector: '.mermaid'});
}"""
