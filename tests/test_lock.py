from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cigen.lock import Entry, Key, Kind, Lock, read, write

DIGEST = "sha256:" + "0123456789abcdef" * 4
COMMIT = "0123456789" * 4
LOCK = Lock(
    (
        Entry(Key(Kind.IMAGE, "debian:12"), DIGEST, 3),
        Entry(Key(Kind.REF, "https://git.example/a.git", "main"), COMMIT),
        Entry(Key(Kind.REF, "https://git.example/a.git", "no"), "f" * 40),
        Entry(Key(Kind.ACTION, "me/it", "v1.2.3"), COMMIT),
    )
)
TEXT = f"""\
# Written by `cigen lock`: what the names in cigen.yml stood for. Commit this file.
# `cigen lock --check` says what has moved since, `cigen lock --update NAME` moves it.

version: 1

images:
  debian:12:
    digest: {DIGEST}
    layers: 3

refs:
  https://git.example/a.git:
    main: '{COMMIT}'
    'no': {"f" * 40}

actions:
  me/it:
    version: v1.2.3
    commit: '{COMMIT}'
"""

HEXES = st.text("0123456789abcdef", min_size=40, max_size=40)
WORDS = st.text(st.characters(min_codepoint=33, max_codepoint=0x2FF, exclude_characters="\x7f\xa0\x85"), min_size=1)
WORDS = WORDS.filter(lambda word: word.isprintable())
ENTRIES = st.one_of(
    st.builds(
        lambda name, hexes, layers: Entry(Key(Kind.IMAGE, name), f"sha256:{hexes}{hexes[:24]}", layers),
        WORDS, HEXES, st.integers(0, 500),
    ),
    st.builds(lambda name, ref, commit: Entry(Key(Kind.REF, name, ref), commit), WORDS, WORDS, HEXES),
    st.builds(
        lambda name, commit: Entry(Key(Kind.ACTION, f"a/{name}", "v1"), commit),
        st.from_regex(r"[a-z0-9_.-]+", fullmatch=True), HEXES,
    ),
)  # fmt: skip


def test_write__is_sorted_and_quotes_what_yaml_would_take_for_something_else() -> None:
    assert write(LOCK, "cigen.yml") == TEXT
    assert write(Lock(tuple(reversed(LOCK.entries))), "cigen.yml") == TEXT


def test_read__gives_what_was_written() -> None:
    assert read(TEXT, "cigen.lock") == (LOCK, ())


@given(st.lists(ENTRIES, unique_by=lambda entry: (entry.key.kind, entry.key.name), max_size=8))
def test_read__of_any_written_lock_is_the_lock(entries: list[Entry]) -> None:
    lock, problems = read(write(Lock(tuple(entries)), "a\nb"), "cigen.lock")

    assert problems == ()
    assert sorted(lock.entries) == sorted(entries)


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("", "1:1", "this is no lock, delete it"),
        ("- a\n", "1:1", "this is no lock, delete it"),
        ("images: {}\n", "1:1", "the format has to be `version: 1`"),
        ("version: 2\n", "1:10", "the format has to be `version: 1`"),
        ("version: [1]\n", "1:1", "the format has to be `version: 1`"),
        ("version: 1\nimage: {}\n", "2:1", "unknown key `image`, there are: version, images, refs, actions"),
        ("version: 1\nimages: [a]\n", "2:1", "`images` has to be a mapping"),
        ("version: 1\nimages:\n  a: b\n", "3:3", "`a` has to be a mapping"),
        ("version: 1\nimages:\n  'a b': {}\n", "3:3", "`a b` names nothing that can be locked"),
        ("version: 1\nimages:\n  a: {digest: b, layers: 1}\n", "3:15", "`digest` is no digest, found `b`"),
        ("version: 1\nimages:\n  a: {layers: 1}\n", "3:6", "`digest` is no digest, found nothing"),
        (f"version: 1\nimages:\n  a: {{digest: '{DIGEST}', layers: -1}}\n", "3:98", "`layers` is no count"),
        (f"version: 1\nimages:\n  a: {{digest: '{DIGEST}', layers: true}}\n", "3:98", "`layers` is no count"),
        (f"version: 1\nimages:\n  a: {{digest: '{DIGEST}'}}\n", "3:6", "`layers` is no count"),
        ("version: 1\nrefs:\n  a: {main: abc}\n", "3:13", "a commit has 40 (or 64) hexadecimal digits, found `abc`"),
        ("version: 1\nrefs:\n  a: {main: }\n", "3:12", "a commit has 40 (or 64) hexadecimal digits"),
        ("version: 1\nrefs:\n  a: {main: [b]}\n", "3:13", "a commit has 40 (or 64) hexadecimal digits, found none"),
        ("version: 1\nactions:\n  a: {version: v1}\n", "3:3", "`a` names nothing that can be locked"),
        ("version: 1\nactions:\n  a/b: {version: v1}\n", "3:3", "a commit has 40 (or 64)"),
        (f"version: 1\nactions:\n  a/b: {{commit: '{COMMIT}'}}\n", "3:8", "`version` is no version, found nothing"),
        ("version: 1\n<<<<<<< HEAD\n", "2:1", "a key needs a `:`"),
        ("version: 1\nversion: 1\n", "2:1", "the key `version` stands twice"),
        ("version: 1\nimages: &a\n  x: *a\n", "2:9", "an alias"),
        ("[" * 200, "1:1", "nested too deeply"),
    ],
)
def test_read__a_damaged_lock_is_said_with_its_place(text: str, place: str, message: str) -> None:
    _, problems = read(text, "cigen.lock")

    assert any(f"cigen.lock:{place}: " in str(one) and message in one.message for one in problems), problems


@given(st.integers(0, len(TEXT)), st.integers(0, 40), st.text(max_size=8))
def test_read__of_a_mutant_is_a_lock_or_says_what_is_wrong(start: int, length: int, text: str) -> None:
    lock, problems = read(TEXT[:start] + text + TEXT[start + length :], "cigen.lock")

    assert problems or all(entry.value and entry.key.name for entry in lock.entries)
