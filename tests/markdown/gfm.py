"""Markdown in, what GitHub makes of it out: its own parser's HTML, and what its later filters would find in the text.

https://github.github.com/gfm/ and https://docs.github.com/en/get-started/writing-on-github
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cmarkgfm import markdown_to_html_with_extensions  # type: ignore[import-untyped]
from cmarkgfm.cmark import Options  # type: ignore[import-untyped]
from lxml import html as lxml_html  # type: ignore[import-untyped]
from lxml.html import HtmlElement  # type: ignore[import-untyped]

from cigen.report.sections import STRANGER

EXTENSIONS = ["table", "autolink", "strikethrough", "tagfilter", "tasklist"]
OPTIONS = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES | Options.CMARK_OPT_GITHUB_PRE_LANG
CODE = frozenset({"code", "pre"})
"""Where none of GitHub's filters look."""
OURS = frozenset(
    {"h2", "h3", "p", "ul", "li", "strong", "code", "pre", "details", "summary", "a", "sub"}
    | {"table", "thead", "tbody", "tr", "th", "td"}
)
"""The elements that our pages are made of."""
FILTERS = {
    "mention": re.compile(r"(?<![A-Za-z0-9_])@[A-Za-z0-9]"),
    "issue": re.compile(r"(?<!&)#\d|\bGH-\d", re.IGNORECASE),
    "commit": re.compile(r"(?<![\w.,-])[0-9a-f]{7,64}(?![\w.,-])", re.IGNORECASE),
    "address": re.compile(r"://|\bwww\.|\b(?:mailto|xmpp):|[\w.+-]@[\w-]+\.", re.IGNORECASE),
    "emoji": re.compile(r":[a-z0-9_+-]+:", re.IGNORECASE),
    "formula": re.compile(r"\$"),
    "alert": re.compile(r"\[!\w+\]"),
    "footnote": re.compile(r"\[\^"),
}
"""What GitHub makes more of, in text that does not stand in code."""
HIDDEN = re.compile(
    "[\0-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\U000e0000-\U000e0fff]"
)
MARKER = re.compile(r"cigen:report [\w. /-]+|cigen:state(?: [a-z]+=[\w-]+)+")
IN_CHART = r"(?:[^\W_]|[ ._/=+,()'\"&|$*@!?\[\]-]|#\d+;)"
CHART = re.compile(rf"gantt|title [\w ]+|dateFormat x|axisFormat %s|section {IN_CHART}+|\d{IN_CHART}* :\d+, \d+ms|")
"""The lines of a chart of ours; what stands in them has no meaning in Mermaid."""
ATTRIBUTES = {"details": {"open"}, "a": {"href"}, "pre": {"lang"}, "th": {"align"}, "td": {"align"}}


def html(text: str) -> str:
    """The HTML that GitHub's parser makes of it."""
    made: str = markdown_to_html_with_extensions(text, options=OPTIONS, extensions=EXTENSIONS)
    return made


def tree(text: str) -> HtmlElement:
    """The same as a tree, below one element; a character that no page may have becomes a question mark."""
    safe = re.sub(
        "[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "?", html(text.encode("utf-8", "replace").decode())
    )
    return lxml_html.fragment_fromstring(safe, create_parent="div")


def intrusions(text: str, links: Sequence[str] = ()) -> list[str]:
    """What stands in a page that is not ours: elements, links beside those given, and what GitHub's filters find."""
    found = [f"character {match!r}" for match in HIDDEN.findall(text)]
    root = tree(text)
    for element in root.iter():
        found += _of(element, root, frozenset(links))
    for block in prose(root):
        found += [f"{kind} in {block!r:.200}" for kind, seen in FILTERS.items() if seen.search(block)]
    return found


def _of(element: HtmlElement, root: HtmlElement, links: frozenset[str]) -> Iterator[str]:
    if element is root:
        return
    if not isinstance(element.tag, str):
        known = element.getparent() is root and not any(
            isinstance(one.tag, str) for one in element.itersiblings(preceding=True)
        )
        empty = element.getparent().tag == "code" and not (element.text or "").strip()
        if not empty and not (known and MARKER.fullmatch((element.text or "").strip())):
            yield f"a comment that is not ours: {element.text!r}"
        return
    if element.tag not in OURS:
        yield f"<{element.tag}>"
    if set(element.attrib) - ATTRIBUTES.get(element.tag, set()):
        yield f"attributes of <{element.tag}>: {dict(element.attrib)}"
    if element.tag in ("h2", "h3") and (element.getparent() is not root or _earlier(element)):
        yield f"a heading that is not the page's: {element.text_content()!r:.200}"
    if element.tag == "a" and element.get("href") not in links:
        yield f"a link to {element.get('href')!r:.200}"
    if element.tag == "pre" and element.get("lang") != "text":
        yield from _chart(element)
    if element.tag == "table" and len({len(row) for row in element.iter("tr")}) != 1:
        yield "a row with another number of cells than its head"


def _earlier(element: HtmlElement) -> bool:
    """Whether anything stands before it but the line on a stranger's run, which does in every page on one."""
    before = [one for one in element.itersiblings(preceding=True) if isinstance(one.tag, str)]
    return [one.text_content() for one in before] not in ([], [STRANGER])


def _chart(element: HtmlElement) -> Iterator[str]:
    if element.get("lang") != "mermaid":
        yield f"a block that is drawn as {element.get('lang')!r}"
        return
    for line in element.text_content().split("\n"):
        if not CHART.fullmatch(line.strip()):
            yield f"a chart with {line!r:.200}"


def prose(root: HtmlElement) -> Iterator[str]:
    """The text outside of code, a block at a time; code is a sign of its own there."""
    blocks = {"p", "li", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "summary", "div", "blockquote"}
    for element in root.iter():
        if element is root or element.tag in blocks:
            text = "".join(_prose(element, blocks))
            if text.strip():
                yield text


def _prose(element: HtmlElement, blocks: set[str]) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if not isinstance(child.tag, str):
            yield child.tail or ""
            continue
        if child.tag in CODE:
            yield "\ufffc"
        elif child.tag not in blocks:
            yield from _prose(child, blocks)
        yield child.tail or ""


def skeleton(text: str) -> str:
    """The page's elements without any text and without what stands in lines."""
    kept = {"h2", "h3", "p", "ul", "li", "pre", "details", "summary", "table", "thead", "tbody", "tr", "th", "td"}

    def drawn(element: HtmlElement) -> str:
        inner = "".join(drawn(child) for child in element if isinstance(child.tag, str))
        return f"<{element.tag}>{inner}" if element.tag in kept else inner

    return drawn(tree(text))
