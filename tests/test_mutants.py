"""Ten thousand broken specs made of those that work: a message for each that is wrong, never a traceback or a hang.

`CIGEN_MUTANTS=SEED` (any number) makes others of them; by default the same ones each time.
"""

from __future__ import annotations

import functools
import json
import os
import random
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from cigen.errors import EXIT_OK, EXIT_SPEC
from cigen.spec.steps import STEP_KINDS
from cigen.yamltext import parse, plain
from tests.commandline import cigen

ROOT = Path(__file__).parents[1]
SEED = os.environ.get("CIGEN_MUTANTS", "1")
CHUNKS, EACH = 40, 250
MOST_SECONDS = 20
"""Far more than any needs, also on a busy machine: what takes longer hangs."""
DATA = {
    "versions.yml": '"4.14": {commit: abc}\n"5.0": {commit: def}\n',
    "commits.yml": (ROOT / "examples/install-matrix/commits.yml").read_text(),
    "locks.txt": (ROOT / "examples/lock-matrix/locks.txt").read_text(),
}


def _whole() -> Iterator[str]:
    """Every spec of the examples, the golden cases and the pages."""
    for path in sorted([*ROOT.glob("examples/*/cigen.yml"), *ROOT.glob("tests/golden/**/*.yml")]):
        text = path.read_text()
        if re.search(r"^tests:", text, re.M) and len(text) < 20_000:
            yield text
    for path in sorted((ROOT / "tests/golden/instructions").glob("*.yml")):
        steps = "".join(f"      {line}\n" for line in path.read_text().splitlines())
        yield f"stages: {{other: {{from: scratch}}}}\ntests:\n  s:\n    from: busybox\n    steps:\n{steps}"
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        yield from re.findall(r"^```yaml\n(# cigen\.yml.*?)^```$", page.read_text(), re.M | re.S)


SPECS = tuple(_whole())
WEIGHTS = [1 if len(spec) > 2_000 else 10 for spec in SPECS]
"""The large ones take a hundred times as long."""
KEYS = (
    *STEP_KINDS,
    *("name", "from", "steps", "tests", "stages", "matrix", "include", "exclude", "when", "let", "load", "artifacts"),
    *("path", "to", "timeout", "mounts", "network", "collect", "into", "define", "use", "with", "defaults", "args"),
    *("contexts", "platforms", "platform", "syntax", "lanes", "workflow", "cache", "junit", "raw", "content"),
)
TOKENS = (
    "{{", "}}", "{{ x }}", "{{ 9 ** 9 ** 9 }}", "{{ cell }}", "{{ range(99999) }}", "${{ a }}", "'", '"', "|", ">-",
    "- ", ": ", "[", "]", "{", "}", "#", "&a ", "*a", "<<: *a", "!!binary ", "!x ", "---\n", "...\n", "%YAML 1.1\n",
    "~", "null", "true", "-1", "1e999", "0x1f", "9" * 40, "99999999", "1h", "\t", "\r\n", "\ufeff", "\u202e", "\0",
    "\x1b[31m", "\x85", "\u2028", "\U0001f642", "a" * 70_000, "\\", "`", "$", "$(", "<<'STEP'\n", "STEP\n", "..", "/",
    "scratch", "cigen-x", "results", "verdict", "A", "\n", "\n\n", " ", "  ", "? ", "@", "=", ",",
)  # fmt: skip


def _line(chance: random.Random, lines: list[str]) -> int:
    return chance.randrange(len(lines))


def flip(chance: random.Random, text: str) -> str:
    """One character is another."""
    place = chance.randrange(len(text))
    return text[:place] + chr(chance.choice([chance.randrange(128), chance.randrange(0xD800)])) + text[place + 1 :]


def put(chance: random.Random, text: str) -> str:
    """Something that means something to YAML, Jinja, a shell or a Dockerfile is put in."""
    place = chance.randrange(len(text) + 1)
    return text[:place] + chance.choice(TOKENS) + text[place:]


def delete(chance: random.Random, text: str) -> str:
    """A few characters are missing."""
    place = chance.randrange(len(text))
    return text[:place] + text[place + chance.choice([1, 2, 10, 100]) :]


def cut(chance: random.Random, text: str) -> str:
    """The end is missing."""
    return text[: chance.randrange(len(text) + 1)]


def lines_changed(chance: random.Random, text: str) -> str:
    """A line is missing, there twice, or elsewhere."""
    lines = text.splitlines(keepends=True)
    taken = lines[_line(chance, lines)]
    if chance.random() < 0.66:
        lines.remove(taken)
    if chance.random() < 0.66:
        lines.insert(chance.randrange(len(lines) + 1), taken)
    return "".join(lines)


def indented(chance: random.Random, text: str) -> str:
    """Some lines stand further in or out."""
    lines = text.splitlines(keepends=True)
    start = _line(chance, lines)
    shift = chance.choice([-4, -2, -1, 1, 2, 4])
    for number in range(start, min(len(lines), start + chance.choice([1, 1, 2, 8]))):
        blank = len(lines[number]) - len(lines[number].lstrip(" "))
        lines[number] = " " * max(0, blank + shift) + lines[number].lstrip(" ")
    return "".join(lines)


def value(chance: random.Random, text: str) -> str:
    """A value is another, or that of another key."""
    lines = text.splitlines(keepends=True)
    number, other = _line(chance, lines), _line(chance, lines)
    head, colon, tail = lines[number].partition(": ")
    given = lines[other].partition(": ")[2] or "\n"
    lines[number] = (
        head + (colon or ": ") + chance.choice([given, chance.choice(TOKENS) + "\n", "[" + tail, "{}\n", "\n"])
    )
    return "".join(lines)


def renamed(chance: random.Random, text: str) -> str:
    """A key is another."""
    keys = list(re.finditer(r"[\w-]+(?=:)", text))
    if not keys:
        return text
    key = chance.choice(keys)
    return text[: key.start()] + chance.choice(KEYS) + text[key.end() :]


def swapped(chance: random.Random, text: str) -> str:
    """Two words have changed places."""
    words = re.split(r"(\s+)", text)
    one, other = chance.randrange(len(words)), chance.randrange(len(words))
    words[one], words[other] = words[other], words[one]
    return "".join(words)


def node(chance: random.Random, text: str) -> str:
    """Something in the tree is another, empty, of another kind, or wrapped; all else is still well-formed."""
    root = json.loads(_as_json(text))
    places = list(_places(root))
    holder, key = chance.choice(places)
    other_holder, other_key = chance.choice(places)
    odd: list[Any] = [None, "", 0, -1, 10**30, True, [], {}, [[]], {"a": {"b": []}}, "{{ undefined }}"]
    new = chance.choice(
        [*odd, chance.choice(TOKENS), other_holder[other_key], [holder[key]], {chance.choice(KEYS): holder[key]}]
    )
    holder[key] = json.loads(json.dumps(new))
    if isinstance(holder, dict) and chance.random() < 0.3:
        holder[chance.choice(KEYS)] = holder.pop(key)
    return json.dumps(root, ensure_ascii=chance.random() < 0.5, indent=chance.choice([None, 1]))


@functools.lru_cache(maxsize=100)
def _as_json(text: str) -> str:
    """The same spec as JSON, which is read much faster."""
    if text.startswith("{"):
        return text
    tree, problems = parse(text, "cigen.yml")
    assert tree is not None
    assert not problems
    return json.dumps(plain(tree))


def _places(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Everything in a tree, each as what holds it and the key or number there."""
    for key in list(tree) if isinstance(tree, dict) else range(len(tree)):
        yield tree, key
        if isinstance(tree[key], dict | list):
            yield from _places(tree[key])


CHANGES = (flip, put, delete, cut, lines_changed, indented, value, renamed, swapped)


def mutant(chance: random.Random) -> bytes:
    """A spec with one change, or with a few."""
    text = chance.choices(SPECS, WEIGHTS)[0]
    if chance.random() < 0.5:
        for _ in range(chance.choice([1, 2, 3])):
            text = node(chance, text)
    else:
        for _ in range(chance.choice([1, 1, 1, 2, 3])):
            text = chance.choice(CHANGES)(chance, text) or "a"
    data = text.encode("utf-8", "surrogatepass")
    if chance.random() < 0.02 and data:
        place = chance.randrange(len(data))
        data = data[:place] + bytes([chance.randrange(128, 256)]) + data[place:]
    return data


@contextmanager
def bounded(seconds: int) -> Iterator[None]:
    """TimeoutError where it takes longer."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"it takes more than {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_mutants__of_specs_are_fine_or_have_a_message(chunk: int, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    for name, text in DATA.items():
        (tmp_path / name).write_text(text)
    for number in range(EACH):
        seed = f"{SEED}-{chunk}-{number}"
        data = mutant(random.Random(seed))
        (tmp_path / "cigen.yml").write_bytes(data)
        try:
            with bounded(MOST_SECONDS):
                result = cigen("check", cwd=tmp_path)
        except Exception:
            print(f"mutant {seed}:\n{data.decode('utf-8', 'replace')[:5000]}", file=sys.stderr)  # noqa: T201
            raise
        assert result.code in (EXIT_OK, EXIT_SPEC), (seed, result.err)
        assert bool(result.err) == (result.code != EXIT_OK), seed
        assert result.code != EXIT_SPEC or _LAST.search(result.err), (seed, result.err)


_LAST = re.compile(r"^(1 problem|\d+ problems)\n\Z", re.M)


def test_mutants__differ_from_the_specs_they_are_made_of() -> None:
    assert len(SPECS) > 10
    made = {mutant(random.Random(f"{SEED}-0-{number}")) for number in range(EACH)}
    assert len(made - {spec.encode() for spec in SPECS}) > 0.9 * EACH
