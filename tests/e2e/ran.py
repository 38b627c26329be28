"""The log that `act --json` wrote in, what a run said, wrote and left behind out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PART = re.compile(r"-\d+$")
"""What act adds to the name of a job of a matrix."""


@dataclass(frozen=True, slots=True)
class Ran:
    """A run that has ended: what it said, what it left in the store."""

    code: int
    text: str = field(repr=False)
    lines: tuple[Mapping[str, Any], ...] = field(repr=False)
    store: Path
    run: int

    @property
    def broken(self) -> set[str]:
        """The jobs with a step that failed; act calls all jobs of a matrix failed where one is."""
        return {_job(line) for line in self._ended("failure")}

    @property
    def artifacts(self) -> set[str]:
        """The names of what was uploaded."""
        return {path.name for path in self.artifacts_folder.iterdir()} if self.artifacts_folder.exists() else set()

    @property
    def report(self) -> Any:
        """What `report.json` holds."""
        return json.loads(self.file("cigen-report", "report.json"))

    @property
    def summaries(self) -> Mapping[str, str]:
        """What each job wrote into the job summary; act tells of it twice, for a step and for the action around it."""
        found: dict[str, str] = {}
        for line in self._commands("summary"):
            before = found.get(_job(line), "")
            found[_job(line)] = before if before.endswith(line["content"]) else before + line["content"]
        return found

    @property
    def outputs(self) -> Mapping[str, Mapping[str, str]]:
        """The outputs of the last action of each job that had any."""
        found: dict[str, dict[str, str]] = {}
        for line in self._commands("set-output"):
            if line["arg"]:
                found.setdefault(_job(line), {})[line["name"]] = line["arg"]
        return found

    @property
    def annotations(self) -> tuple[Mapping[str, Any], ...]:
        """What was said by the commands `error`, `warning` and `notice`: job, level, properties, message."""
        return tuple(
            {"job": _job(line), "level": line["command"], **line.get("kvPairs", {}), "message": line["arg"]}
            for level in ("error", "warning", "notice")
            for line in self._commands(level)
        )

    def did(self, job: str) -> tuple[str, ...]:
        """The named steps of a job that were run, in order; those of actions included."""
        begun = (line for line in self.lines if _job(line) == job and line.get("stage") == "Main")
        return tuple(line["step"] for line in begun if str(line["msg"]).startswith("⭐ Run Main"))

    def file(self, artifact: str, path: str) -> str:
        """A file of an artifact."""
        return (self.artifacts_folder / artifact / path).read_text()

    @property
    def fetched(self) -> set[tuple[str, int]]:
        """The artifacts that were downloaded, each with the run that it is of."""
        return {(name, int(run)) for name, run in self._told(r"fetched (\S+) of run (\d+)\n")}

    @property
    def restored(self) -> set[tuple[str, str]]:
        """The entries of GitHub's cache that were found, each with the ref that wrote it."""
        return {(key, ref) for key, ref in self._told(r"restored (\S+) of (\S+)\n")}

    @property
    def imported(self) -> set[str]:
        """The tags of the caches that were asked for by any build of this run."""
        accounts = (path.read_text(errors="replace") for path in self.artifacts_folder.glob("*/*.jsonl"))
        return {
            tag for text in accounts for tag in re.findall(r"importing cache manifest from [^\s\"]+:([\w.-]+)", text)
        }

    @property
    def artifacts_folder(self) -> Path:
        return self.store / "artifacts" / str(self.run)

    def _told(self, pattern: str) -> Iterator[tuple[str, ...]]:
        """What the stand-ins said."""
        found = (re.fullmatch(pattern, str(line["msg"])) for line in self.lines if line.get("raw_output"))
        return (match.groups() for match in found if match)

    def _ended(self, result: str) -> Iterator[Mapping[str, Any]]:
        return (line for line in self.lines if line.get("stepResult") == result and line.get("stage") == "Main")

    def _commands(self, name: str) -> Iterator[Mapping[str, Any]]:
        return (line for line in self.lines if line.get("command") == name)


def read(code: int, log: Path, store: Path, run: int) -> Ran:
    """What a log tells."""
    lines = [_line(text) for text in log.read_text(errors="replace").splitlines()]
    text = "\n".join(f"[{_job(line)}] {str(line['msg']).rstrip()}" for line in lines)
    return Ran(code, text, tuple(lines), store, run)


def _line(text: str) -> Mapping[str, Any]:
    tree = json.loads(text) if text.startswith("{") else {"msg": text}
    return {**tree, "msg": tree.get("msg", "")}


def _job(line: Mapping[str, Any]) -> str:
    return PART.sub("", str(line.get("job", "")).rstrip().partition("/")[2])
