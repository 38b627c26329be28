"""A RUN in, a step out whose rendering is the same RUN."""

from __future__ import annotations

import re

from cigen.adopt.dockerfile import Instruction
from cigen.adopt.place import Place, flag_value, json_words, step
from cigen.fields import fields
from cigen.yamlwrite import Entry, Flow, Free, Items, Node, Words

_KNOWN = ("mount", "network", "security")
_STOPS = re.compile(r"\s*set\s+-[a-zA-Z]*e")
_LISTS = re.compile(r"[;`]|(?<![&<>])&(?![&>])|(?:^|[^\w./-])(?:\.|eval|source|set|trap)(?=\s)|\$-")


def run(one: Instruction, place: Place) -> tuple[Node, ...]:
    """The step of a RUN."""
    options = (*_mounts(one, place), *_options(one, place))
    words = json_words(one.rest)
    if words is not None and not one.heredocs:
        return _exec(words, options, place)
    text = place.clean(script(one, place))
    if not text.strip():
        place.lost("the RUN has an empty script, it is left out")
        return ()
    errexit = Entry("errexit", False) if _needs_errexit_off(text, one, place) else None
    return (step(Entry("run", Free(text)), errexit, *options, texts=text + _texts(options)),)


def script(one: Instruction, place: Place) -> str:
    """What the shell of a RUN gets to read."""
    if not one.heredocs:
        return _continued(one.pieces, place)
    alone = re.fullmatch(r"[0-9]*<<-?(\S+)", one.rest.strip())
    if alone and len(one.heredocs) == 1:
        return one.heredocs[0].text
    bodies = "".join(f"{document.body}{document.mark.name}\n" for document in one.heredocs)
    return f"{one.rest}\n{bodies}"


def command_text(one: Instruction) -> str:
    """What a RUN does, as one text to look at."""
    words = json_words(one.rest)
    bodies = "".join(document.body for document in one.heredocs)
    return f"{one.rest if words is None else ' '.join(words)}\n{bodies}"


def _exec(words: tuple[str, ...], options: tuple[Entry, ...], place: Place) -> tuple[Node, ...]:
    if not words:
        place.lost("`RUN []` runs nothing, it is left out")
        return ()
    clean = tuple(place.clean(word) for word in words)
    if any("\n" in word for word in clean):
        listed: Node = Items(tuple(Free(word) for word in clean))
    else:
        listed = Words(clean)
    return (step(Entry("run", listed), *options, texts="".join(clean) + _texts(options)),)


def _continued(pieces: tuple[str, ...], place: Place) -> str:
    """The lines as they stand where the shell joins them as the Dockerfile did, else as one line."""
    kept = [piece for piece in pieces if piece.strip()]
    if len(kept) < 2 or not place.has_posix_shell or not _joins_alike(kept):
        return "".join(pieces)
    return "\\\n".join(kept) + "\n"


def _joins_alike(pieces: list[str]) -> bool:
    """Whether every break lies where a shell drops a backslash and line end: not in a quote or comment."""
    quote, word_starts = "", True
    for piece in pieces[:-1]:
        index = 0
        while index < len(piece):
            character = piece[index]
            if character == "\\" and quote != "'":
                index += 1
            elif quote:
                quote = "" if character == quote else quote
            elif character in "\"'`":
                quote = character
            elif character == "#" and word_starts:
                return False
            word_starts = character in " \t;&|()"
            index += 1
        if quote or piece.endswith("\\") or index > len(piece):
            return False
    return True


def _needs_errexit_off(text: str, one: Instruction, place: Place) -> bool:
    """Whether cigen would stop at a command that fails where the Dockerfile goes on."""
    if "\n" not in text.strip("\n") or text.startswith("#!") or place.shell_stops or _STOPS.match(text):
        return False
    return bool(one.heredocs or _LISTS.search(text))


def _texts(options: tuple[Entry, ...]) -> str:
    return "".join(map(repr, options))


def _options(one: Instruction, place: Place) -> tuple[Entry, ...]:
    for flag in one.flags:
        name = flag.partition("=")[0].removeprefix("--")
        if name not in _KNOWN:
            place.lost(f"the flag `--{name}` of RUN is left out, the spec has no word for it")
    found = [(name, flag_value(one.flags, name)) for name in _KNOWN[1:]]
    return tuple(Entry(name, Free(value)) for name, value in found if value)


def _mounts(one: Instruction, place: Place) -> tuple[Entry, ...]:
    texts = [flag.partition("=")[2] for flag in one.flags if flag.startswith("--mount=")]
    return (Entry("mounts", Items(tuple(Flow(_mount(text, place)) for text in texts))),) if texts else ()


def _mount(text: str, place: Place) -> tuple[tuple[str, str], ...]:
    """The fields of a mount, which is a line of CSV; a bare word says `true`."""
    pairs = [
        (name.strip().lower(), value if equals else "true") for name, equals, value in map(_parts, fields(text)) if name
    ]
    if not any(name == "type" for name, _ in pairs):
        pairs.insert(0, ("type", "bind"))
    return tuple((name, place.mount_origin(value) if name == "from" else place.clean(value)) for name, value in pairs)


def _parts(field: str) -> tuple[str, str, str]:
    return field.partition("=")
