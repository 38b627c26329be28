"""The bytes of a file and a seeded chance in, the bytes with one damage out."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

LONGEST_SPAN = 4096
TOKEN = re.compile(rb"[A-Za-z]+|\d+|[<>\"'=:,{}\[\]]")
TAG = re.compile(rb"</?[A-Za-z][^<>]{0,500}>")
VALUE = re.compile(rb"""(?<=[=:"'> ])[\w.-]{1,40}(?=["'<,}\s])""")

Mutation = Callable[[bytes, random.Random], bytes]


def _span(data: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(data) + 1)
    return start, min(len(data), start + int(LONGEST_SPAN ** chance.random()))


def flip(data: bytes, chance: random.Random) -> bytes:
    """One byte becomes another."""
    place = chance.randrange(len(data))
    return data[:place] + bytes([chance.randrange(256)]) + data[place + 1 :]


def insert(data: bytes, chance: random.Random) -> bytes:
    """A few bytes more, of all or of those that mean something."""
    place = chance.randrange(len(data) + 1)
    many = [bytes([chance.randrange(256)]), *(b"<", b">", b"&", b'"', b"\0", b"\n", b"]]>", b"<!--", b"{", b"}", b"#")]
    return data[:place] + chance.choice(many) + data[place:]


def delete(data: bytes, chance: random.Random) -> bytes:
    """Some bytes less."""
    start, end = _span(data, chance)
    return data[:start] + data[end:]


def double(data: bytes, chance: random.Random) -> bytes:
    """Some bytes twice, there or elsewhere."""
    start, end = _span(data, chance)
    place = chance.choice([end, chance.randrange(len(data) + 1)])
    return data[:place] + data[start:end] + data[place:]


def swap(data: bytes, chance: random.Random) -> bytes:
    """Two pieces in each other's place."""
    (a, b), (c, d) = sorted((_span(data, chance), _span(data, chance)))
    if b > c:
        return data[c:] + data[:c]
    return data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]


def truncate(data: bytes, chance: random.Random) -> bytes:
    """The beginning only."""
    return data[: chance.randrange(len(data))]


def behead(data: bytes, chance: random.Random) -> bytes:
    """The end only."""
    return data[chance.randrange(min(len(data), LONGEST_SPAN)) :]


def lines(data: bytes, chance: random.Random) -> bytes:
    """A line away, twice, or in the place of another."""
    every = data.splitlines(keepends=True)
    one, other = chance.randrange(len(every)), chance.randrange(len(every))
    how = chance.randrange(3)
    if how == 0:
        del every[one]
    elif how == 1:
        every.insert(other, every[one])
    else:
        every[one], every[other] = every[other], every[one]
    return b"".join(every)


def splice(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    """A piece of another file put in, or put in place of as much."""
    other = chance.choice(others)
    start, end = _span(other, chance)
    place = chance.randrange(len(data) + 1)
    return data[:place] + other[start:end] + data[place + chance.choice([0, end - start]) :]


def _pick(pattern: re.Pattern[bytes], data: bytes, chance: random.Random) -> re.Match[bytes] | None:
    """The next match from somewhere on; of the first ones where there is none."""
    return pattern.search(data, chance.randrange(len(data))) or pattern.search(data)


def word(data: bytes, chance: random.Random) -> bytes:
    """One character of a word, a number or a mark is another one, missing or twice."""
    match = _pick(TOKEN, data, chance)
    if match is None:
        return flip(data, chance)
    place = chance.randrange(match.start(), match.end())
    byte = data[place : place + 1]
    new = bytes([chance.choice(b"0123456789" if byte.isdigit() else b'abcdefghijklmnopqrstuvwxyz<>"=,')])
    return data[:place] + chance.choice([new, b"", byte * 2, byte.swapcase()]) + data[place + 1 :]


def value(data: bytes, chance: random.Random) -> bytes:
    """A value, or a word of text, is something that nobody expects."""
    match = _pick(VALUE, data, chance)
    if match is None:
        return flip(data, chance)
    odd = chance.choice([b"", b"-1", b"9" * 30, b"NaN", b"1e400", b"null", b"x", b"&#0;", b"\xff", b"[]", b"{}"])
    return data[: match.start()] + odd + data[match.end() :]


def tag(data: bytes, chance: random.Random) -> bytes:
    """One tag less."""
    match = _pick(TAG, data, chance)
    return lines(data, chance) if match is None else data[: match.start()] + data[match.end() :]


ALONE: tuple[Mutation, ...] = (
    flip, insert, delete, double, swap, truncate, behead, lines, word, word, word, value, tag,
)  # fmt: skip
SPLICE = splice.__name__
NAMES = (*dict.fromkeys(one.__name__ for one in ALONE), SPLICE)


def damaged(data: bytes, chance: random.Random, others: Sequence[bytes]) -> tuple[bytes, str]:
    """The bytes with one damage, and its name; a piece of one of `others` may be put in."""
    mutation = chance.choice((*ALONE, None))
    if mutation is None:
        return splice(data, chance, others), SPLICE
    return mutation(data, chance), mutation.__name__
