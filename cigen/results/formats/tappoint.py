"""A test point of TAP with the lines under it in, its name, outcome and reason out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from cigen.results.bounded import Text
from cigen.results.case import Outcome
from cigen.results.formats.claims import NO_NAME, first_line
from cigen.results.numbers import seconds, whole

VERSION = re.compile(r"TAP version \d+\s*$", re.IGNORECASE)
PLAN = re.compile(r"( *)1\.\.(\d{1,9})\s*(?:#\s*(.*))?")
POINT = re.compile(r"(?:((?i:not)\s+)(?i:ok)\b|ok(?=\s|$))(?:\s+(\d{1,9})(?=\s|$))?(.*)", re.DOTALL)
DIRECTIVE = re.compile(r"(?:^|(?<=\s))#\s*(skip|todo)(?:\w*)(?=[\s:]|$):?(.*)$", re.IGNORECASE | re.DOTALL)
REMARK = re.compile(r"#\s*time=(\S{1,30})$")
TIMED = re.compile(r" (?:in |\()(\d{1,9}(?:\.\d{1,9})?(?:ms|sec|s))\)?$")
ENDS = ("s", "s)", "sec")
KEY = re.compile(r"\s*(message|error|expected|actual|duration_ms|location|at|file|line|failureType):\s*(.*)")
PLACE = re.compile(r"\(?(?:file://)?([^\s:()][^:()\n]{0,500}):(\d{1,7})(?::\d{1,7})?\)?")
PLACES = (
    re.compile(r"at (\S{1,500}) line (\d{1,7})"),
    re.compile(r"in test file (\S{1,500}), line (\d{1,7})"),
    re.compile(r"^(\S{1,500}) @ (\d{1,7})$", re.MULTILINE),
    re.compile(r"^[ \t]*([^\s:]{1,300}):(\d{1,7}):", re.MULTILINE),
)
"""As Perl, Bats, busted and compilers write them in comments."""
PLACE_ONLY = re.compile(r"^(?:\((?:in test file|from function) .*|\S{1,500} @ \d{1,7}|at \S.*)$", re.MULTILINE)
LONGEST_NAME = 2_000


@dataclass(slots=True)
class Point:
    """One `ok` or `not ok` line and what follows it; `group` is what its tool puts on the line before."""

    ok: bool
    number: int | None
    name: str
    directive: str = ""
    reason: str = ""
    seconds: float | None = None
    group: str = ""
    opens: bool = False
    """Its subtests follow in braces."""
    excused: bool = False
    """It failed inside of a subtest that is still to do."""
    details: Text = field(default_factory=Text)
    told: dict[str, str] = field(default_factory=dict)
    _block: str = ""
    """The key whose text stands on the next lines."""

    @property
    def outcome(self) -> Outcome:
        """`not ok` is failed unless it is still to do or skipped, which cmocka and Bats write so."""
        if self.directive == "todo" or self.excused:
            return Outcome.PASSED if self.ok else Outcome.SKIPPED
        if self.directive == "skip":
            return Outcome.SKIPPED
        return Outcome.PASSED if self.ok else Outcome.FAILED

    def comment(self, text: str) -> None:
        """A comment or an indented line under a point that failed says why."""
        if not self.ok:
            self.details.add(f"{text.strip().removeprefix('#').removeprefix(' ')}\n")

    def yaml(self, line: str, indent: int) -> None:
        """A line of its block of YAML, of which only a few scalars are understood."""
        if not self.ok:
            self.details.add(f"{line[indent:]}\n")
        match = KEY.fullmatch(line)
        if self._block and line.strip():
            if PLACE_ONLY.match(line.strip()):
                return
            self.told.setdefault(self._block, line.strip()[:LONGEST_NAME])
            self._block = ""
        elif match and match[1] not in self.told:
            value = match[2].strip()
            if re.fullmatch(r"[|>][-+\d]*", value):
                self._block = match[1]
            elif value:
                self.told[match[1]] = _unquoted(value)[:LONGEST_NAME]

    @property
    def message(self) -> str:
        """Why it failed or was left out."""
        if self.ok or self.directive:
            return self.reason
        if "expected" in self.told and "actual" in self.told:
            compared = f"expected {self.told['expected']}, but it is {self.told['actual']}"
        else:
            compared = first_line(PLACE_ONLY.sub("", self.details.text))
        return self.told.get("message") or self.told.get("error") or compared

    @property
    def place(self) -> tuple[str, int]:
        """The file and line where it failed, as its YAML or its comments tell them."""
        if self.ok:
            return "", 0
        if "file" in self.told:
            return self.told["file"], whole(self.told.get("line", ""))
        if match := PLACE.search((self.told.get("location") or self.told.get("at") or "")[:300]):
            return match[1], int(match[2])
        details = self.details.text
        match = next(filter(None, (form.search(details) for form in PLACES)), None)
        return (match[1], int(match[2])) if match else ("", 0)

    @property
    def took(self) -> float | None:
        """Its time in seconds, if it tells one."""
        took = seconds(f"{self.told['duration_ms']}ms") if "duration_ms" in self.told else self.seconds
        return None if took is None else round(took, 6)


def point(line: str) -> Point | None:
    """A line without its indentation as a test point, if it is one."""
    match = POINT.fullmatch(line)
    if match is None:
        return None
    text, opens = match[3][: 4 * LONGEST_NAME].strip(), False
    if text.endswith("{") and (text == "{" or text[-2] == " "):
        text, opens = text[:-1].rstrip(), True
    directive = DIRECTIVE.search(text) if "#" in text else None
    if directive is not None:
        text = text[: directive.start()].rstrip()
    timed = (REMARK.search(text) if "#" in text else None) or (TIMED.search(text) if text.endswith(ENDS) else None)
    text = text[: timed.start()].rstrip() if timed else text
    name, reason = plain(text.removeprefix("-")), directive[2].strip() if directive else ""
    return Point(
        ok=match[1] is None,
        number=int(match[2]) if match[2] else None,
        name=name or plain(reason) or NO_NAME,
        directive=directive[1].lower() if directive else "",
        reason=reason,
        seconds=seconds(timed[1].replace("sec", "s")) if timed else None,
        opens=opens,
    )


def plain(text: str) -> str:
    """A description without the escapes of version 14."""
    text = text.strip()[:LONGEST_NAME]
    return re.sub(r"\\([\\#])", r"\1", text) if "\\" in text else text


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"" else value
