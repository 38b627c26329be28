"""Hostile text in, text out that stays text: the one place where terminal, Markdown and XML output is quoted.

Nothing that a test printed becomes a mention, a link, HTML, a heading, a table border, an escape sequence or invisible.
Names and logs go into code, since GitHub links nothing there. See `SECURITY.md` for the attacks, S6 to S12.
"""

from __future__ import annotations

import re
from hashlib import sha256

from cigen.inert import inert as inert
from cigen.pagetemplate import Quoted

LONGEST_NAME = 200

_SEQUENCE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"  # CSI: colours, cursor
    r"|(?:\x1b\]|\x9d)[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)?"  # OSC: titles, links, clipboard
    r"|(?:\x1b[PX^_]|[\x90\x98\x9e\x9f])[^\x1b\x9c\n]*(?:\x1b\\|\x9c)?"  # DCS SOS PM APC
    r"|\x1b[ -/]*[0-~]?"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_HIDDEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff0-\ufffb\ud800-\udfff\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_INVISIBLE = re.compile(f"[{_HIDDEN}]")
_SPECIAL = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{_HIDDEN}]")
_CLEAN = bytes(range(0x20, 0x7F)) + b"\t\n"
_PLAIN_NAME = re.compile(r"[A-Za-z0-9]+(?:[ .+_-][A-Za-z0-9]+)*")
_LINKED = re.compile(r"\bwww\.|(?<![A-Za-z0-9])(?:GH-\d|[0-9a-f]{7,64}(?![A-Za-z0-9]))|_www", re.IGNORECASE)
"""What GitHub makes a link of, wherever it stands: addresses, issues, commits."""
_PUNCTUATION = re.compile(r"[!-,/:-@\[-`{-~]|(?<=www)\.", re.IGNORECASE)
_TICKS = re.compile("`+")


def _is_clean(text: str) -> bool:
    """Whether nothing in it needs a closer look: for ASCII that is many times as fast as an expression."""
    return text.isascii() and not text.encode("ascii").translate(None, _CLEAN)


def plain(text: str) -> str:
    """Without escape sequences and control characters, invisible ones shown as `\\u202e`; tabs and newlines stay.

    A line that was overwritten in place, as progress bars are, shows its last state.
    """
    if _is_clean(text) or not _SPECIAL.search(text):
        return text
    text = _SEQUENCE.sub("", text.replace("\r\n", "\n"))
    if "\r" in text:
        text = "\n".join(map(_last_state, text.split("\n")))
    return _INVISIBLE.sub(_shown, _CONTROL.sub("", text))


def _last_state(overwritten: str) -> str:
    return next((state for state in reversed(overwritten.split("\r")) if state.strip()), "")


def line(text: str, longest: int = LONGEST_NAME) -> str:
    """Plain text of a single line, cut to `longest` characters."""
    if len(text) <= longest and text.isascii() and text.isprintable():
        return " ".join(text.split())
    text = " ".join(plain(text[: 4 * longest + 400].replace("\r", " ")).split())
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def xml(text: str) -> str:
    """Without escape sequences; every character that XML 1.0 or a reader's eye can't take is shown, as `\\x00`."""
    if _is_clean(text) or not _SPECIAL.search(text):
        return text
    text = _SEQUENCE.sub("", text.replace("\r\n", "\n"))
    return _INVISIBLE.sub(_shown, _CONTROL.sub(_shown, text))


def _shown(match: re.Match[str]) -> str:
    number = ord(match[0])
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def span(text: str) -> Quoted:
    """A code span, for text between blocks and in lists; also in a table as long as there is no pipe in it."""
    text = line(text) or " "
    if "|" in text or "\\" in text:
        return html_code(text)
    ticks = "`" * (_longest(text) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return Quoted(f"{ticks}{pad}{text}{pad}{ticks}")


def html_code(text: str) -> Quoted:
    """`<code>` with all punctuation as references, which no Markdown or HTML reader takes for structure.

    GitHub's parser looks for mail addresses after it has read the references, so a comment stands in their middle.
    """
    return Quoted(f"<code>{_PUNCTUATION.sub(_reference, line(text))}</code>")


def _reference(match: re.Match[str]) -> str:
    return f"&#{ord(match[0])};" + "<!-- -->" * (match[0] == "@")


def name(text: str) -> Quoted:
    """A name as it stands where it is harmless, such as `4.08` or `relocatable`; else as a code span."""
    text = line(text)
    return Quoted(text) if _PLAIN_NAME.fullmatch(text) and not _LINKED.search(text) else span(text)


def fence(text: str) -> Quoted:
    """A fenced code block on lines of its own, its fence longer than any in the text; empty for blank text."""
    text = plain(text).strip("\n")
    if not text.strip():
        return Quoted("")
    ticks = "`" * max(3, _longest(text) + 1)
    return Quoted(f"{ticks}text\n{text}\n{ticks}")


def comment_name(text: str) -> Quoted:
    """A name for an HTML comment: letters, digits, dots, lines and blanks, nothing that ends it early.

    Where that is not all of it, the start of its SHA-256 keeps it apart from others: `テスト` is `report-8a535a3f`.
    """
    kept = re.sub(r"[^A-Za-z0-9_. -]+", "-", line(text, 100))
    kept = re.sub(r"-{2,}", "-", kept).strip("-. ") or "report"
    whole = kept == text or not text
    return Quoted(kept if whole else f"{kept}-{sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}")


def words(text: str) -> Quoted:
    """Our own words, which have no quoting to lose; never for anything that comes from a spec or a test."""
    return Quoted(text)


def _longest(text: str) -> int:
    return max((len(run) for run in _TICKS.findall(text)), default=0)
