"""The vertices of a build in, what its export of the cache came to out, and whether the build ran anything at all.

BuildKit tells of an export in a vertex of its own, whose error stands there even where `ignore-error=true` makes the
build end well. How many bytes went out is told nowhere: that is asked of the place they went to.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict

from cigen.results.model import Export
from cigen.results.vertex import Vertex

EXPORTING = "exporting cache"
NOTE = "cigen-export"
_LONGEST = 400
_MOST_READ = 16 * 1024
_MOST = 1e15
_QUERY = re.compile(r"(https?://[^\s?\"]+)\?[^\s\"]*")
"""Of an address, as a signature can be in it."""
_PLACE = re.compile(r"(https?://[^\s\"/]{1,300})/v2/([^\s\"]{1,300}?)/(?:blobs|manifests)/[^\s\":]*(?::[0-9a-f]{64})?")
_WRAPPED = re.compile(
    r"error writing \w+ blob: |failed to configure \w+ cache importer: |failed commit on ref \"[^\"]*\": "
)
"""What BuildKit puts in front of a reason and says no more than its headline."""
_DIGEST = re.compile(r"(sha256:[0-9a-f]{12})[0-9a-f]{52}")


def exported(vertices: Iterable[Vertex]) -> Export | None:
    """What the vertices tell of an export; None where there was none."""
    found = [vertex for vertex in vertices if vertex.name.startswith(EXPORTING)]
    if not found:
        return None
    begun = [vertex.started for vertex in found if vertex.started is not None]
    ended = [vertex.completed for vertex in found if vertex.completed is not None]
    seconds = max(0.0, round(max(ended) - min(begun), 2)) if begun and ended else 0.0
    error = next((vertex.error for vertex in found if vertex.error), "")
    unended = "" if all(vertex.completed is not None for vertex in found) else "it was ended before its end"
    return Export(seconds=seconds, error=reason(error or unended))


def reason(error: str) -> str:
    """An error in one line; of an address only where it leads to, or the reason behind it would be out of sight."""
    bare = _QUERY.sub(r"\1", _WRAPPED.sub("", error[:_MOST_READ]))
    words = " ".join(_DIGEST.sub(r"\1…", _PLACE.sub(r"\1/\2", bare)).split())
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"


def ran(vertices: Iterable[Vertex]) -> bool:
    """Whether a step of a stage was executed, so that there is something that a cache may not have yet."""
    return any(vertex.ran and _is_step(vertex) for vertex in vertices)


def summed(exports: Iterable[Export | None]) -> Export | None:
    """Several exports as one: skipped only if all were, failed if one did; None where there was none."""
    given = [export for export in exports if export is not None]
    if len(given) < 2:
        return given[0] if given else None
    return Export(
        seconds=round(sum(export.seconds for export in given), 2),
        bytes=sum(export.bytes for export in given),
        skipped=given[0].skipped if all(export.skipped for export in given) else "",
        error=next((export.error for export in given if export.error), ""),
    )


def note(export: Export) -> bytes:
    """A line of our own at the end of an export's account: what the account itself does not tell."""
    return f"{json.dumps({NOTE: asdict(export)})}\n".encode()


def noted(line: bytes) -> Export | None:
    """What such a line says; None for any other line, whoever wrote it."""
    try:
        tree = json.loads(line)[NOTE]
        seconds, size = float(tree["seconds"]), int(tree["bytes"])
        skipped, error = str(tree["skipped"]), str(tree["error"])
    except (ValueError, TypeError, KeyError, IndexError, RecursionError, OverflowError):
        return None
    if not (0 <= seconds < _MOST and 0 <= size < _MOST):
        return None
    return Export(seconds=seconds, bytes=size, skipped=skipped[:_LONGEST], error=reason(error))


def _is_step(vertex: Vertex) -> bool:
    """What is no source and no mere join of layers: those are looked at in every build, and cost nothing to redo."""
    return bool(vertex.stage and vertex.inputs) and not vertex.instruction.startswith(("FROM ", "LINK "))
