"""The runner's environment, read once at the door into a Runner; its summary and output files, written to.

https://docs.github.com/en/actions/reference/workflows-and-actions/variables and …/workflow-commands
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from cigen.edge.address import origin
from cigen.edge.secret import Secret
from cigen.errors import OutsideError, UsageError

MAX_SUMMARY = 1024 * 1024
"""Bytes of a step's summary; GitHub drops all of a larger one."""

OUTPUTS = ("outcome", "total", "passed", "failed", "errors", "skipped", "flaky", "cells", "missing")
"""The outputs of cigen's action; `outcome` is a word, the others are numbers."""

_REPOSITORY = re.compile(r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+")
_TOKEN = re.compile(r"[!-~]*")
_WORD = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Runner:
    """What GitHub's runner says about the run; empty texts and None where cigen runs somewhere else."""

    is_actions: bool
    api_url: str
    graphql_url: str
    repository: str
    event_name: str
    event_path: Path | None
    summary_path: Path | None
    output_path: Path | None
    token: Secret


def read_runner(environ: Mapping[str, str]) -> Runner:
    """The Runner that the environment describes; the token comes from GITHUB_TOKEN or GH_TOKEN."""
    api = environ.get("GITHUB_API_URL", "").rstrip("/") or _api_url(environ.get("GITHUB_SERVER_URL", "").rstrip("/"))
    repository = environ.get("GITHUB_REPOSITORY", "")
    return Runner(
        is_actions=environ.get("GITHUB_ACTIONS") == "true",
        api_url=api,
        graphql_url=_graphql_url(api, environ.get("GITHUB_GRAPHQL_URL", "")),
        repository=repository if _REPOSITORY.fullmatch(repository) else "",
        event_name=environ.get("GITHUB_EVENT_NAME", ""),
        event_path=_path(environ, "GITHUB_EVENT_PATH"),
        summary_path=_path(environ, "GITHUB_STEP_SUMMARY"),
        output_path=_path(environ, "GITHUB_OUTPUT"),
        token=_token(environ.get("GITHUB_TOKEN", "") or environ.get("GH_TOKEN", "")),
    )


def read_event(runner: Runner) -> object:
    """What the run is for, as GitHub's webhook tells it; None where there is no event. OutsideError if unreadable."""
    if runner.event_path is None:
        return None
    try:
        return json.loads(runner.event_path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no JSON"
        raise OutsideError(f"the event file {runner.event_path} can't be read: {reason}") from error


def pull_request(runner: Runner) -> int | None:
    """The number of the pull request that the run is for; None where its event is about none."""
    try:
        event = read_event(runner)
    except OutsideError as error:
        raise OutsideError(f"{error}; give the number with --pull-request") from error
    kind = "issue" if _at(event, "issue", "pull_request") else "pull_request"
    number = _at(event, kind, "number")
    return number if type(number) is int and number > 0 else None


def append_summary(runner: Runner, text: str) -> bool:
    """Adds Markdown to the job summary; False, with nothing written, where there is none or its limit is too low."""
    if runner.summary_path is None:
        return False
    data = text.encode("utf-8", "replace")
    try:
        with runner.summary_path.open("ab") as file:
            fits = file.tell() + len(data) <= MAX_SUMMARY
            file.write(data if fits else b"")
    except OSError as error:
        raise _unwritable(runner.summary_path, error) from error
    return fits


def write_outputs(runner: Runner, outcome: str, counts: Mapping[str, int]) -> None:
    """Sets the step's outputs; nothing but the names of OUTPUTS, one word and numbers, so nothing has to be quoted."""
    if not _WORD.fullmatch(outcome) or not counts.keys() <= set(OUTPUTS) - {"outcome"}:
        raise ValueError(f"not an output: {outcome!r} {sorted(counts)}")
    if runner.output_path is None:
        return
    lines = [f"outcome={outcome}\n", *(f"{name}={int(number)}\n" for name, number in counts.items())]
    try:
        with runner.output_path.open("a", encoding="utf-8", newline="") as file:
            file.writelines(lines)
    except OSError as error:
        raise _unwritable(runner.output_path, error) from error


def _api_url(server: str) -> str:
    """The API of a server: github.com and ghe.com have a host for it, an Enterprise Server a path."""
    try:
        parts = urlsplit(server or "https://github.com")
    except ValueError:
        return f"{server}/api/v3"
    if parts.hostname == "github.com" or (parts.hostname or "").endswith(".ghe.com"):
        return f"{parts.scheme}://api.{parts.netloc}"
    return f"{server}/api/v3"


def _graphql_url(api: str, given: str) -> str:
    """Where GraphQL is; what the environment says only where the token goes there anyway."""
    try:
        if given and origin(given) == origin(api):
            return given
    except ValueError:
        pass
    return f"{api.removesuffix('/v3')}/graphql" if api.endswith("/api/v3") else f"{api}/graphql"


def _token(text: str) -> Secret:
    """The token; one that could not stand in a header is refused here, since the refusal there would show it."""
    if not _TOKEN.fullmatch(text.strip()):
        raise UsageError("GITHUB_TOKEN holds characters that no token has: set it to the token and nothing else")
    return Secret(text.strip())


def _path(environ: Mapping[str, str], name: str) -> Path | None:
    return Path(environ[name]) if environ.get(name) else None


def _at(tree: object, *keys: str) -> object:
    for key in keys:
        tree = tree.get(key) if isinstance(tree, dict) else None
    return tree


def _unwritable(path: Path, error: OSError) -> OutsideError:
    return OutsideError(f"{path} can't be written: {error.strerror}; it is the runner's own, so look at its disk")
