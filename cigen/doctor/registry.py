"""Facts in, findings about the cache in a registry out: can it be read, written, is it too large to be read at all."""

from __future__ import annotations

from collections.abc import Iterator

from cigen.doctor.model import Facts, Finding, Level, Shared, Subject
from cigen.doctor.sizes import shown

MOST_INDEX = 1024 * 1024
"""BuildKit reads no index of a cache that is larger."""
_NEAR = 0.75
_OF_IMAGES = "gzip"
_LOGINS = {True: "there is a login", False: "there is no login, so it can only be read", None: "it needs no login"}


def findings(facts: Facts) -> Iterator[Finding]:
    """For each image that was asked for: its state, then its index, then its layers."""
    for shared in facts.shared:
        yield _access(shared)
        if shared.index:
            yield _index(shared)
        if shared.compressions:
            yield _compression(shared, facts.subject)


def _access(shared: Shared) -> Finding:
    subject = "shared cache"
    login = _LOGINS[shared.login]
    if shared.error:
        return Finding(Level.PROBLEM, subject, f"{shared.name}: {shared.error}", "see whether the name is right")
    if shared.missing:
        seen = f"{shared.name}: nothing is there yet, or nothing that may be read; {login}"
        return Finding(
            Level.NOTE, subject, seen, "a build with --cache-to writes it, in a workflow the first push does"
        )
    return Finding(Level.OK, subject, f"{shared.name}: {shared.layers} layers, {shown(shared.size)}; {login}")


def _index(shared: Shared) -> Finding:
    subject = "its index"
    seen = f"{shown(shared.index)} of the {shown(MOST_INDEX)} that BuildKit reads"
    remedy = "write `cache: {keep: stages}`, or cut the cells into more shards: each has an index of its own"
    if shared.index > MOST_INDEX:
        return Finding(Level.PROBLEM, subject, f"{seen}: the whole cache is left aside", remedy)
    if shared.index > _NEAR * MOST_INDEX:
        return Finding(Level.NOTE, subject, f"{seen}: with some more cells it is left aside", remedy)
    return Finding(Level.OK, subject, seen)


def _compression(shared: Shared, wanted: Subject | None) -> Finding:
    """Layers of images stay as they came, which is mostly gzip; what is more than that was exported in several ways."""
    subject = "its layers"
    found = " and ".join(shared.compressions)
    chosen = wanted.compression if wanted is not None else ""
    others = set(shared.compressions) - {_OF_IMAGES}
    remedy = "choose one in `cache.compression`, and `docker buildx prune --all` before the next export"
    if len(others) > 1:
        seen = f"{found}: several on one builder make an export try every mixture of them, which can end the engine"
        return Finding(Level.PROBLEM, subject, seen, remedy)
    if chosen and chosen not in shared.compressions:
        seen = f"{found}, the spec wants {chosen}: a builder that holds both exports slowly"
        return Finding(Level.NOTE, subject, seen, remedy)
    return Finding(Level.OK, subject, f"compressed with {found}")
