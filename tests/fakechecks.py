"""Check runs for the GitHub of `fakegithub.py`: created, changed, listed, with the limits that the real one has."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from tests.fakegithub import NOT_FOUND, Answer, FakeGitHub

MOST = 50
LONGEST = {"title": 255, "summary": 65_535, "text": 65_535}
NEEDED = ("path", "start_line", "end_line", "annotation_level", "message")


@dataclass
class FakeChecks:
    """The check runs of one repository, oldest first, each with all annotations that were ever sent for it."""

    runs: dict[int, dict[str, Any]] = field(default_factory=dict)
    last: int = 0

    def __call__(self, method: str, path: str, query: dict[str, str], given: dict[str, Any]) -> Answer | None:
        """The answer to a request that is about check runs."""
        if method == "POST" and path == "/repos/me/it/check-runs":
            return self._create(given)
        if match := re.fullmatch(r"/repos/me/it/commits/([0-9a-f]+)/check-runs", path):
            found = [self._shown(run) for run in reversed(self.runs.values()) if run["head_sha"] == match[1]]
            found = [run for run in found if run["name"] == query.get("check_name", run["name"])]
            if query.get("filter") != "all":
                found = found[:1]
            size = int(query.get("per_page", 30))
            return Answer(200, json.dumps({"total_count": len(found), "check_runs": found[:size]}))
        if match := re.fullmatch(r"/repos/me/it/check-runs/([0-9]+)", path):
            run = self.runs.get(int(match[1]))
            if run is None:
                return NOT_FOUND
            return self._change(run, given) if method == "PATCH" else Answer(200, json.dumps(self._shown(run)))
        return None

    def _create(self, given: dict[str, Any]) -> Answer:
        refused = _refused(given) or ("head_sha" if not re.fullmatch("[0-9a-f]{40}", given["head_sha"]) else "")
        if refused:
            return _invalid(refused)
        self.last += 1
        self.runs[self.last] = {
            "id": self.last,
            **given,
            "annotations": [],
            "html_url": f"https://github.example/{self.last}",
        }
        return self._change(self.runs[self.last], given, status=201)

    def _change(self, run: dict[str, Any], given: dict[str, Any], status: int = 200) -> Answer:
        if refused := _refused(given):
            return _invalid(refused)
        run["output"] = given["output"]
        run["annotations"] += given["output"].get("annotations", [])
        return Answer(status, json.dumps(self._shown(run)))

    @staticmethod
    def _shown(run: dict[str, Any]) -> dict[str, Any]:
        output = {"title": run["output"]["title"], "annotations_count": len(run["annotations"])}
        return {key: run[key] for key in ("id", "name", "head_sha", "external_id", "html_url")} | {"output": output}


def _invalid(what: str) -> Answer:
    return Answer(422, json.dumps({"message": f"Invalid request. {what}"}))


def _refused(given: dict[str, Any]) -> str:
    """What of a request GitHub does not take."""
    output = given["output"]
    annotations = output.get("annotations", [])
    if len(annotations) > MOST:
        return "annotations"
    if re.search("[\U00010000-\U0010ffff]", json.dumps(given, ensure_ascii=False)):
        return "utf8mb3"
    for key, most in LONGEST.items():
        if len(output.get(key, "").encode()) > most:
            return key
    if not output.get("title") or not output.get("summary"):
        return "output"
    for one in annotations:
        if not all(one.get(key) for key in NEEDED) or len(one.get("title", "")) > 255:
            return "annotation"
        if any(len(one.get(key, "").encode()) > 65_536 for key in ("message", "raw_details")):
            return "annotation"
    return ""


def checks_of(server: FakeGitHub) -> FakeChecks:
    """The server's check runs, which it has from now on."""
    checks = FakeChecks()
    server.routes.append(checks)
    return checks
