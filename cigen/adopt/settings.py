"""An instruction that sets something of the image in, a step that sets the same out."""

from __future__ import annotations

import re
from collections.abc import Callable

from cigen.adopt.dockerfile import Instruction
from cigen.adopt.place import Place, flag_value, json_words, step
from cigen.adopt.words import NotCarriedError, literal, split_blanks, split_quoted, value
from cigen.yamlwrite import Entry, Free, Items, Node, Words, scalar

_VARIABLE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LABEL_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*")
_TIMES = ("interval", "timeout", "start-period", "start-interval")
Steps = tuple[Node, ...]


def env(one: Instruction, place: Place) -> Steps:
    """ENV, also the old form of one name and the rest of the line."""
    pairs = _named(one, place, _VARIABLE_NAME)
    place.declared |= set(pairs)
    return _mapping("env", pairs)


def label(one: Instruction, place: Place) -> Steps:
    """LABEL."""
    return _mapping("label", _named(one, place, _LABEL_NAME))


def maintainer(one: Instruction, place: Place) -> Steps:
    """MAINTAINER, which is obsolete: the label that has taken its place."""
    place.changed("MAINTAINER is obsolete, it is written as the label `org.opencontainers.image.authors`")
    return _mapping("label", {"org.opencontainers.image.authors": place.clean(one.rest).replace("$", "\\$")})


def arg(one: Instruction, place: Place) -> Steps:
    """ARG."""
    defaults = declared(one, place)
    place.declared |= set(defaults)
    if len(defaults) == 1 and None in defaults.values():
        return (step(Entry("arg", next(iter(defaults)))),)
    return _mapping("arg", defaults)


def declared(one: Instruction, place: Place) -> dict[str, str | None]:
    """The names of an ARG with their defaults, None where there is none."""
    found: dict[str, str | None] = {}
    for word in split_quoted(one.rest, place.escape):
        name, equals, default = word.partition("=")
        if not _VARIABLE_NAME.fullmatch(name):
            raise NotCarriedError(f"`{name:.40}` is no name for a variable")
        found[name] = place.clean(value(default, place.escape)) if equals else None
    return found


def _named(one: Instruction, place: Place, allowed: re.Pattern[str]) -> dict[str, str]:
    words = split_quoted(one.rest, place.escape)
    if words and "=" not in words[0]:
        name, *rest = re.split(r"\s+", one.rest, maxsplit=1)
        words = (f"{name}={rest[0]}",) if rest else ()
    pairs: dict[str, str] = {}
    for word in words:
        name = literal(word.partition("=")[0], place.escape) or ""
        if "=" not in word or not allowed.fullmatch(name):
            place.lost(f"`{word:.60}` is left out, the spec can't hold this name")
            continue
        if name in pairs:
            place.changed(f"`{name}` stands twice in one {one.keyword}, the last one is kept")
        pairs[name] = place.clean(value(word.partition("=")[2], place.escape))
    if not pairs:
        raise NotCarriedError("nothing is left of it")
    return pairs


def _mapping(keyword: str, pairs: dict[str, str] | dict[str, str | None]) -> Steps:
    entries = tuple(Entry(scalar(name), None if text is None else _setting(text)) for name, text in pairs.items())
    return (step(Entry(keyword, entries), texts="".join(text or "" for text in pairs.values())),)


def _setting(text: str) -> Node:
    """A text is quoted where it looks like a number or is empty, so that it stays a text for whoever reads it."""
    return Free(text) if text else text


def word(one: Instruction, place: Place) -> Steps:
    """WORKDIR, USER and STOPSIGNAL."""
    text = _verbatim(one.rest, place)
    return (step(Entry(one.keyword.lower(), Free(text)), texts=text),)


def expose(one: Instruction, place: Place) -> Steps:
    """EXPOSE."""
    ports = tuple(_verbatim(port, place) for port in split_blanks(one.rest))
    listed: Node = ports[0] if len(ports) == 1 else Words(ports)
    if len(ports) == 1 and ports[0].isdecimal():
        listed = int(ports[0])
    return (step(Entry("expose", listed), texts=one.rest),)


def _verbatim(text: str, place: Place) -> str:
    """A text that the spec hands to the Dockerfile as it stands, its escapes written with backslashes."""
    if place.escape == "\\" or not re.search(r"[`\\]", text):
        return _unbroken(place.clean(text))
    return _unbroken(place.clean(re.sub(r"""(\\(?!\$)|["'])""", r"\\\1", value(text, place.escape))))


def _unbroken(text: str) -> str:
    if text.endswith("\\"):
        raise NotCarriedError("a backslash at its end would swallow the next line")
    return text


def volume(one: Instruction, place: Place) -> Steps:
    """VOLUME."""
    words = json_words(one.rest)
    folders = tuple(_verbatim(folder, place) for folder in (split_blanks(one.rest) if words is None else words))
    if not folders:
        raise NotCarriedError("VOLUME names no folder")
    listed: Node = Free(folders[0]) if len(folders) == 1 else Words(folders)
    return (step(Entry("volume", listed), texts=one.rest),)


def shell(one: Instruction, place: Place) -> Steps:
    """SHELL; what follows is for it."""
    words = json_words(one.rest)
    if not words:
        raise NotCarriedError('SHELL needs a list such as `["/bin/bash", "-c"]`')
    place.shell = words
    return (step(Entry("shell", Words(tuple(map(place.clean, words)))), texts=one.rest),)


def command(one: Instruction, place: Place) -> Steps:
    """CMD and ENTRYPOINT."""
    return (step(Entry(one.keyword.lower(), _command(one.rest, place)), texts=one.rest),)


def _command(text: str, place: Place) -> Node:
    words = json_words(text)
    if words is None:
        return Free(_unbroken(place.clean(text)))
    clean = tuple(map(place.clean, words))
    return Items(tuple(map(Free, clean))) if any("\n" in one for one in clean) else Words(clean)


def healthcheck(one: Instruction, place: Place) -> Steps:
    """HEALTHCHECK with its options, or NONE."""
    kind, _, rest = re.sub(r"\s+", " ", one.rest, count=1).partition(" ")
    if kind.upper() == "NONE":
        return (step(Entry("healthcheck", "none")),)
    if kind.upper() != "CMD" or not rest.strip() or rest.strip().lower() == "none":
        raise NotCarriedError("HEALTHCHECK needs `CMD` and a command, or `NONE`")
    times = tuple((name, flag_value(one.flags, name)) for name in _TIMES)
    retries = flag_value(one.flags, "retries")
    entries = [Entry(name, Free(text)) for name, text in times if text]
    entries += [Entry("retries", int(retries))] if retries.isdecimal() else []
    return (step(Entry("healthcheck", _command(rest.strip(), place)), *entries, texts=rest),)


def onbuild(one: Instruction, place: Place) -> Steps:
    """ONBUILD; its instruction stays a Dockerfile's."""
    if place.escape != "\\" and re.search(r"[`\\]", one.rest):
        raise NotCarriedError("an ONBUILD that uses the escape character is written for `# escape=`")
    if "<<" in one.rest:
        raise NotCarriedError("an ONBUILD holds no here-document")
    return (step(Entry("onbuild", Free(place.clean(one.rest))), texts=one.rest),)


SETTINGS: dict[str, Callable[[Instruction, Place], Steps]] = {
    "ARG": arg,
    "CMD": command,
    "ENTRYPOINT": command,
    "ENV": env,
    "EXPOSE": expose,
    "HEALTHCHECK": healthcheck,
    "LABEL": label,
    "MAINTAINER": maintainer,
    "ONBUILD": onbuild,
    "SHELL": shell,
    "STOPSIGNAL": word,
    "USER": word,
    "VOLUME": volume,
    "WORKDIR": word,
}
