"""A COPY or ADD in, steps out that bring the same files."""

from __future__ import annotations

import re

from cigen.adopt.dockerfile import Heredoc, Instruction
from cigen.adopt.place import Place, flag_value, json_words, step, switched
from cigen.adopt.words import NotCarriedError, split_blanks, value
from cigen.yamlwrite import Entry, Free, Items, Node

_FLAGS = {
    "COPY": ("from", "chown", "chmod", "link", "exclude", "parents"),
    "ADD": ("chown", "chmod", "link", "exclude", "checksum", "keep-git-dir", "unpack"),
}
_VARIABLE = re.compile(r"\$(?:\{([A-Za-z_]\w*)([^}]*)\}|([A-Za-z_]\w*))")


def files(one: Instruction, place: Place) -> tuple[Node, ...]:
    """The steps of a COPY or ADD: one, and one more for each here-document."""
    for flag in one.flags:
        name = flag.partition("=")[0].removeprefix("--")
        if name not in _FLAGS[one.keyword]:
            place.lost(f"the flag `--{name}` of {one.keyword} is left out, the spec has no word for it")
    paths = _paths(one, place)
    if len(paths) < 2:
        place.lost(f"{one.keyword} needs a source and a destination, it is left out")
        return ()
    documents = {f"<<{'-' if d.mark.chomp else ''}{d.mark.word}": d for d in one.heredocs}
    sources, to = [path for path in paths[:-1] if path not in documents], paths[-1]
    contents = [documents[path] for path in paths[:-1] if path in documents]
    if len(contents) + bool(sources) > 1:
        place.changed(f"one {one.keyword} of several here-documents is written as several steps")
    written = [_content(document, to, one, place) for document in contents]
    if sources:
        written.append(_sources(sources, to, one, place))
    return tuple(written)


def _paths(one: Instruction, place: Place) -> list[str]:
    """Sources and destination as the spec writes them; here-documents as they stand."""
    words = json_words(one.rest)
    given = words if words is not None else split_blanks(one.rest)
    return [
        word if one.heredocs and word.startswith("<<") else place.clean(value(word, place.escape)) for word in given
    ]


def _sources(sources: list[str], to: str, one: Instruction, place: Place) -> Node:
    origin = place.origin(flag_value(one.flags, "from")) if flag_value(one.flags, "from") else ""
    checksum = flag_value(one.flags, "checksum")
    entries = (
        *_where(one.keyword.lower(), sources, to),
        Entry("from", Free(origin)) if origin else None,
        Entry("checksum", Free(checksum)) if checksum else None,
        *_rights(one, place),
        *(_switch(one, name) for name in ("link", "parents", "keep-git-dir")),
        _unpack(one),
        *_exclude(one, place),
    )
    return step(*entries, texts="".join((*sources, to, *one.flags)))


def _where(keyword: str, sources: list[str], to: str) -> tuple[Entry, ...]:
    """As in a Dockerfile where no path has a blank in it, else as a list."""
    if not any(re.search(r"\s", path) or not path for path in (*sources, to)):
        return (Entry(keyword, Free(" ".join((*sources, to)))),)
    return Entry(keyword, Items(tuple(map(Free, sources)))), Entry("to", Free(to))


def _rights(one: Instruction, place: Place) -> tuple[Entry | None, ...]:
    given = [(name, place.clean(flag_value(one.flags, name))) for name in ("chown", "chmod")]
    return tuple(Entry(name, text) for name, text in given if text)


def _switch(one: Instruction, name: str) -> Entry | None:
    return Entry(name, True) if switched(one.flags, name) else None


def _unpack(one: Instruction) -> Entry | None:
    given = switched(one.flags, "unpack")
    return None if given is None else Entry("unpack", given)


def _exclude(one: Instruction, place: Place) -> tuple[Entry, ...]:
    patterns = [place.clean(flag.partition("=")[2]) for flag in one.flags if flag.startswith("--exclude=")]
    return (Entry("exclude", Items(tuple(map(Free, patterns)))),) if patterns else ()


def _content(document: Heredoc, to: str, one: Instruction, place: Place) -> Node:
    """A file whose text stands in the Dockerfile."""
    target = f"{to}{document.mark.name}" if to.endswith("/") else to
    if re.search(r"""[\s"']""", target):
        raise NotCarriedError("a text is written to a path without blanks and quotes")
    if one.keyword == "ADD":
        place.changed("ADD of a here-document is written as `copy`, which does the same")
    text = place.clean(document.text)
    if document.mark.expand:
        _say_what_is_not_filled_in(text, place)
    entries = (Entry("copy", Free(target)), *_rights(one, place), _switch(one, "link"), Entry("content", Free(text)))
    return step(*entries, texts=target + text)


def _say_what_is_not_filled_in(text: str, place: Place) -> None:
    """`content` is written as it stands; BuildKit would have filled in variables that are set."""
    found = _VARIABLE.findall(text)
    names = {braced or bare for braced, _, bare in found}
    filled = {name for name in names if name in place.declared or name == "PATH"}
    filled |= {braced for braced, modifier, _ in found if braced and modifier}
    if filled:
        shown = ", ".join(f"${name}" for name in sorted(filled))
        place.lost(f"`content` is written as it stands, the Dockerfile filled {shown} in: do it by hand")
    elif names:
        shown = ", ".join(f"${name}" for name in sorted(names))
        place.changed(f"`content` is written as it stands; the Dockerfile would fill {shown} in if the image sets it")
