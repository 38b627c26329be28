"""What reading a case that passed costs, in microseconds: a bare expat loop, and cigen with and without its runs.

In turn in one process, of each the least of all turns: `python3 -m bench.read_green`, from the top folder.
"""

from __future__ import annotations

import io
import time
from collections import Counter
from collections.abc import Callable, Iterator
from unittest.mock import patch
from xml.parsers import expat

from cigen.results.formats.xml.runs import Runs
from cigen.results.reading import read
from cigen.results.tally import Keep

CASES, TIMES, CHUNK = 40_000, 5, 1 << 20
CASE = '<testcase classname="org.example.Suite{}Test" name="test_number_{:08}_does_what_it_says" time="0.{:03}"/>\n'


def data() -> bytes:
    """One file, all green."""
    cases = "".join(CASE.format(number // 50, number, number % 1000) for number in range(CASES))
    return f'<testsuites><testsuite name="s">{cases}</testsuite></testsuites>'.encode()


def floor(text: bytes) -> int:
    """Cases counted by a bare loop."""
    counts = Counter[str]()

    def start(tag: str, _: dict[str, str]) -> None:
        if tag in ("testcase", "failure", "error", "skipped"):
            counts[tag] += 1

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.Parse(text, True)
    return counts["testcase"]


def ours(text: bytes, *, stores: bool) -> int:
    """Cases counted by cigen, and stored if so asked."""

    def chunks() -> Iterator[bytes]:
        return (text[at : at + CHUNK] for at in range(0, len(text), CHUNK))

    return read(chunks, "f.xml", Keep(io.BytesIO()) if stores else Keep()).cases.totals.tests


def main() -> None:
    """Measure and print."""
    text, took = data(), dict[str, float]()
    ways: dict[str, Callable[[], int]] = {
        "expat, counting (floor)": lambda: floor(text),
        "cigen, counted": lambda: ours(text, stores=False),
        "cigen, stored": lambda: ours(text, stores=True),
    }
    alone = {f"{name}, without runs": way for name, way in ways.items() if name.startswith("cigen")}
    for _ in range(TIMES):
        for name, way in (ways | alone).items():
            with patch.object(Runs, "find", (lambda *_: iter(())) if name in alone else Runs.find):
                begun = time.thread_time()
                assert way() == CASES
                took[name] = min(took.get(name, 1e9), time.thread_time() - begun)
    for name, seconds in took.items():
        print(f"{name:32} {seconds * 1e6 / CASES:6.2f}")


if __name__ == "__main__":
    main()
