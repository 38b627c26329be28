"""The mounts of a step in, what BuildKit would refuse of them out; and which stages and images a step takes from.

https://docs.docker.com/reference/dockerfile/#run---mount
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from cigen.plan.records import EARLIER
from cigen.spec import steps as spec
from cigen.yamltext import Scalar

Mount = tuple[tuple[str, str], ...]
Problem = tuple[str, str, str]
"""The key that it is about, the message and the rule."""

_OWNER = frozenset({"mode", "uid", "gid"})
_READ = frozenset({"readonly", "readwrite"})
_FILES = frozenset({"type", "source", "target"})
TYPES: dict[str, frozenset[str]] = {
    "bind": _FILES | _READ | {"from"},
    "cache": _FILES | _READ | _OWNER | {"from", "id", "sharing"},
    "tmpfs": frozenset({"type", "target", "size"}) | _READ,
    "secret": _FILES | _OWNER | {"id", "required", "env"},
    "ssh": frozenset({"type", "target", "id", "required"}) | _OWNER,
}
"""The keys that each type of mount takes."""
ALIASES = {"src": "source", "dst": "target", "destination": "target", "ro": "readonly", "rw": "readwrite"}
_SHARING = ("locked", "private", "shared")
_TRUTH = frozenset({"1", "t", "true", "0", "f", "false"})
_NUMBER = re.compile(r"[0-9]{1,10}")
_MODE = re.compile(r"[0-7]{1,6}")
_SIZE = re.compile(r"[0-9]+(?:\.[0-9]+)? ?(?:[kmgtp]i?)?b?", re.IGNORECASE)
_WANTED: dict[str, tuple[Callable[[str], object], str]] = {
    "readonly": (lambda value: not value or value.lower() in _TRUTH, "true or false"),
    "readwrite": (lambda value: not value or value.lower() in _TRUTH, "true or false"),
    "required": (lambda value: not value or value.lower() in _TRUTH, "true or false"),
    "sharing": (lambda value: value.lower() in _SHARING, f"one of {', '.join(_SHARING)}"),
    "mode": (_MODE.fullmatch, 'an octal number in quotes, such as `"0400"`,'),
    "uid": (_NUMBER.fullmatch, "a number"),
    "gid": (_NUMBER.fullmatch, "a number"),
    "size": (_SIZE.fullmatch, "a size such as `64m`"),
    "type": (lambda value: value.lower() in TYPES, f"one of {', '.join(TYPES)}"),
}


def origins(step: spec.StepBase) -> Iterator[Scalar]:
    """The texts of a step that name a stage, cell, context or image which it takes files from."""
    if isinstance(step, spec.CopyStep) and step.from_ is not None:
        yield step.from_
    if isinstance(step, spec.CommandStep):
        yield from (value for mount in step.mounts for key, value in mount if key.lower() == "from" and value.text)


def from_context(mounts: Iterable[Mount]) -> bool:
    """Whether a mount shows files of the build context."""
    found = [_by_key(mount) for mount in mounts]
    return any(values.get("type", "bind").lower() == "bind" and not values.get("from") for values in found)


def ordered(mount: Mount) -> Mount:
    """The mount with its keys in lower case, and its type in front: BuildKit looks at some keys only after it."""
    return tuple(sorted(((key.lower(), value) for key, value in mount), key=lambda pair: pair[0] != "type"))


def problems(mount: Mount) -> Iterator[Problem]:
    """What BuildKit would refuse of a mount; an empty value is a bare word, `$` stands for what only a build knows."""
    values = _by_key(mount)
    kind = values.get("type", "bind").lower()
    unknown = tuple(_unknown_keys(mount, kind)) if kind in TYPES else ()
    twice = sorted(key for key in values if sum(plain(name) == key for name, _ in mount) > 1)
    yield from unknown
    for key, value in mount:
        yield from _bad_value(key, value)
    for key in twice:
        yield key, f"a mount has one `{key}`, this has several, take one out", "bad-mount"
    if not twice and not unknown:
        yield from _missing(kind, values)
        yield from _ours(kind, values)


def plain(key: str) -> str:
    """The name that BuildKit has for a key."""
    return ALIASES.get(key.lower(), key.lower())


def _by_key(mount: Mount) -> dict[str, str]:
    return {plain(key): value for key, value in mount}


def _unknown_keys(mount: Mount, kind: str) -> Iterator[Problem]:
    known = TYPES[kind]
    for key, _ in mount:
        if plain(key) not in known:
            near = difflib.get_close_matches(key.lower(), sorted(known), n=1)
            hint = f"did you mean `{near[0]}`?" if near else f"it takes: {', '.join(sorted(known))}"
            yield key, f"a mount of type `{kind}` has no `{key:.40}`: {hint}", "unknown-key"


def _bad_value(key: str, value: str) -> Iterator[Problem]:
    known = plain(key)
    if known in _WANTED and "$" not in value and "{{" not in value:
        fits, wanted = _WANTED[known]
        if not fits(value):
            near = difflib.get_close_matches(value.lower(), sorted(TYPES) if known == "type" else _SHARING, n=1)
            hint = f": did you mean `{near[0]}`?" if near and known in ("type", "sharing") else ""
            yield key, f"`{key}` of a mount: {wanted} is wanted here, found `{value:.40}`{hint}", "bad-mount"
    elif known not in _WANTED and not value and any(known in keys for keys in TYPES.values()):
        yield key, f"`{key}` of a mount needs a value", "bad-mount"


def _ours(kind: str, values: Mapping[str, str]) -> Iterator[Problem]:
    """A secret under a name that we give to our own; one without `id` is called after its file."""
    key = next((key for key in ("id", "source", "target") if values.get(key)), "")
    name = values.get(key, "").rpartition("/")[2] if key == "target" else values.get(key, "")
    if kind == "secret" and name.startswith(EARLIER):
        message = f"secrets called `{EARLIER}…` are cigen's own, found `{name:.40}`: give it another `id`"
        yield key, message, "reserved-name"


def _missing(kind: str, values: Mapping[str, str]) -> Iterator[Problem]:
    target = values.get("target", "")
    if kind in ("bind", "cache", "tmpfs") and "target" not in values:
        yield "", f"a mount of type `{kind}` needs `target`, the folder where it is seen", "bad-mount"
    if kind in ("bind", "cache", "tmpfs") and re.fullmatch(r"/[/.]*", target):
        yield "target", f"nothing can be mounted on `{target}`, name a folder in it", "bad-mount"
    if kind == "secret" and not values.keys() & {"id", "source", "target"}:
        yield "", "a mount of type `secret` needs `id`, the name of the secret", "bad-mount"
    if kind == "secret" and values.keys() >= {"id", "source"}:
        yield "source", "`id` and `source` of a secret are the same thing, take one out", "bad-mount"
    if values.keys() >= {"readonly", "readwrite"}:
        yield "readwrite", "`readonly` and `readwrite` don't go together, take one out", "bad-mount"
