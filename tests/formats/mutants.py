"""Every file of the corpus, damaged in a hundred ways: no exception, no hang, and none that was red reads as green.

`python -m tests.formats.mutants --count 100000 --seed 1` does it at length; the same seed makes the same mutants.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import resource
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from cigen.results.reading import HEAD, is_results, read
from cigen.work.reporting import XML
from tests.formats.evidence import left
from tests.formats.mutations import SPLICE, damaged

CORPUS = Path(__file__).parent / "corpus"
OTHERS = ("tally.yml",)
SLOWEST = 5.0
"""Seconds of CPU that no file may take."""
PIECE = 1 << 16
JSON = (".json", ".jsonl")
NOTED = (".xml", ".trx", ".tap")
"""Files with these names are never passed over, unless they are well-formed XML of another kind."""


@dataclass(frozen=True, slots=True)
class Original:
    """A file of the corpus, and whether it is red as it stands."""

    path: Path
    data: bytes
    red: bool
    format: str

    @property
    def name(self) -> str:
        return str(self.path.relative_to(CORPUS))


class SlowError(Exception):
    """A mutant took too long."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `cigen report` makes of a file that is named; `over` if in a folder it would pass over it without a word."""

    red: bool
    over: bool
    format: str


def judge(path: Path, data: bytes) -> Verdict:
    """Read these bytes as `cigen report` does, see `cigen.work.reporting.find`."""
    file = read(lambda: (data[at : at + PIECE] for at in range(0, len(data), PIECE)), path.name)
    unlike = path.suffix not in NOTED and not is_results(data[:HEAD], strict=path.suffix not in XML)
    return Verdict(bool(file.cases.totals.red or file.problem), unlike or file.foreign, file.format)


@cache
def originals() -> tuple[Original, ...]:
    """All of the corpus, in order."""
    found = []
    for path in sorted(path for path in CORPUS.glob("*/**/*") if path.is_file() and path.name not in OTHERS):
        data = path.read_bytes()
        verdict = judge(path, data)
        found.append(Original(path, data, verdict.red and not verdict.over, verdict.format))
    return tuple(found)


@cache
def _others() -> tuple[bytes, ...]:
    return tuple(one.data for one in originals())


@dataclass(frozen=True, slots=True)
class Mutant:
    """A damaged file, with how it was damaged."""

    number: int
    original: Original
    data: bytes
    how: tuple[str, ...]


def mutant(number: int, seed: int = 1) -> Mutant:
    """The one of this number: most are damaged once, some a few times."""
    chance = random.Random(f"{seed} {number}")
    every = originals()
    original = every[number % len(every)]
    data, how = original.data, []
    for _ in range(chance.choice([1, 1, 1, 1, 2, 3])):
        if data:
            data, name = damaged(data, chance, _others())
            how.append(name)
    return Mutant(number, original, data, tuple(how))


@dataclass(slots=True)
class Found:
    """What came of some mutants, and how many that were red are not, for no fault of a reader.

    `unseen` have nothing left that tells of a failure, see `evidence.py`. `strange` are JSON that no longer begins as
    results do: red where it is named, but any JSON may lie in a folder. `another` got so large a piece of another file
    that they are of its format now, with a log around.
    """

    mutants: int = 0
    red: int = 0
    unseen: int = 0
    strange: int = 0
    another: int = 0
    slowest: float = 0.0
    slowest_at: str = ""
    memory: int = 0
    wrong: list[str] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)

    def take(self, other: Found) -> None:
        """Another process did some, too."""
        self.mutants += other.mutants
        self.red += other.red
        self.unseen += other.unseen
        self.strange += other.strange
        self.another += other.another
        if other.slowest > self.slowest:
            self.slowest, self.slowest_at = other.slowest, other.slowest_at
        self.memory = max(self.memory, other.memory)
        self.wrong += other.wrong
        self.kinds.update(other.kinds)


@contextmanager
def limited() -> Iterator[None]:
    """SlowError after so many seconds of CPU."""

    def stop(*_: object) -> None:
        raise SlowError

    signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, SLOWEST)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def check(one: Mutant, found: Found) -> None:
    """Read it as `cigen report` would, and note what must not be."""
    where = f"{one.number} {one.original.name} ({', '.join(one.how)})"
    start = time.process_time()
    try:
        with limited():
            verdict = judge(one.original.path, one.data)
    except SlowError:
        found.wrong.append(f"{where}: over {SLOWEST} s")
        return
    except Exception:  # noqa: BLE001 any at all is what is looked for
        found.wrong.append(f"{where}: {traceback.format_exc(limit=-3)}")
        return
    took = time.process_time() - start
    if took > found.slowest:
        found.slowest, found.slowest_at = took, where
    found.mutants += 1
    found.red += one.original.red
    if one.original.red and (verdict.over or not verdict.red):
        if verdict.red and one.original.path.suffix in JSON:
            found.strange += 1
        elif verdict.format != one.original.format and SPLICE in one.how:
            found.another += 1
        elif left(one.data):
            found.wrong.append(f"{where}: green, the original is red")
        else:
            found.unseen += 1
            found.kinds[one.original.format] += 1


def run(numbers: Iterable[int], seed: int = 1) -> Found:
    """All of these mutants, one after the other."""
    found = Found()
    for number in numbers:
        check(mutant(number, seed), found)
    found.memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10
    return found


def _share(part: tuple[range, int]) -> Found:
    return run(*part)


def main() -> int:
    """The command: 0 if no mutant is a counterexample."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=multiprocessing.cpu_count())
    parser.add_argument("--dump", type=Path, help="a folder for the counterexamples")
    given = parser.parse_args()
    originals()
    start, whole = time.monotonic(), Found()
    parts = [(range(first, min(first + 500, given.count)), given.seed) for first in range(0, given.count, 500)]
    with multiprocessing.get_context("fork").Pool(given.jobs, maxtasksperchild=50) as pool:
        for found in pool.imap_unordered(_share, parts):
            whole.take(found)
            sys.stdout.writelines(f"{line}\n" for line in found.wrong)
            sys.stdout.flush()
    if given.dump:
        dump(whole.wrong, given.seed, given.dump)
    sys.stdout.write(
        f"{whole.mutants:,} mutants, {whole.red:,} of red files, in {time.monotonic() - start:.0f} s; "
        f"slowest {whole.slowest:.2f} s ({whole.slowest_at}); {whole.memory >> 20} MiB at most; "
        f"{len(whole.wrong)} counterexamples; passed over in folders {whole.strange}; "
        f"of another format {whole.another}; nothing red left in {whole.unseen} ({dict(whole.kinds)})\n"
    )
    return 1 if whole.wrong else 0


def dump(wrong: Iterable[str], seed: int, folder: Path) -> None:
    """The counterexamples as files, to look at."""
    folder.mkdir(parents=True, exist_ok=True)
    for line in wrong:
        one = mutant(int(line.split()[0]), seed)
        (folder / f"{one.number}-{one.original.name.replace('/', '-')}").write_bytes(one.data)


if __name__ == "__main__":
    sys.exit(main())
