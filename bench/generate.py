"""JUnit files of any size for measurements: the same bytes each time, of 88 % passed, 7 % red and 5 % skipped cases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

IN_SUITE = 50
SHARES = (("passed", 880), ("failure", 50), ("error", 20), ("skipped", 50))
"""In thousandths, by the order of the draw."""
FRAMES = 16
PROPERTIES = ("os.name", "os.arch", "java.version", "java.vm.vendor", "user.timezone")
DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'


def write(folder: Path, cases: int, files: int) -> int:
    """Writes the files into the folder, in each as many cases as in any other, and says how many bytes they have."""
    size = 0
    for number in range(files):
        first, last = cases * number // files, cases * (number + 1) // files
        with (folder / f"TEST-{number:04}.xml").open("w", encoding="utf-8") as file:
            size += sum(map(file.write, document(first, last)))
    return size


def document(first: int, last: int) -> Iterator[str]:
    """The text of a file with these cases, a suite at a time; it is ASCII."""
    yield f"{DECLARATION}<testsuites>\n"
    for start in range(first, last, IN_SUITE):
        yield _suite(start, min(start + IN_SUITE, last))
    yield "</testsuites>\n"


def _suite(first: int, last: int) -> str:
    draw = Random(first)
    kinds = draw.choices([kind for kind, _ in SHARES], [share for _, share in SHARES], k=last - first)
    name = f"org.example.module{first // 5000}.Suite{first // IN_SUITE}Test"
    cases = [_case(name, first + number, kind, draw) for number, kind in enumerate(kinds)]
    return (
        f'  <testsuite name="{name}" tests="{last - first}" failures="{kinds.count("failure")}" '
        f'errors="{kinds.count("error")}" skipped="{kinds.count("skipped")}" time="{draw.random() * 60:.3f}" '
        f'timestamp="2026-11-22T03:{first % 60:02}:00" hostname="runner-{first % 7}">\n    <properties>\n'
        + "".join(f'      <property name="{key}" value="{key} of the run"/>\n' for key in PROPERTIES)
        + f"    </properties>\n{''.join(cases)}  </testsuite>\n"
    )


def _case(suite: str, number: int, kind: str, draw: Random) -> str:
    name = f"test_number_{number:08}_does_what_it_says[{number % 9}-chromium-en_US]"
    head = f'    <testcase classname="{suite}" name="{name}" time="{draw.random():.3f}"'
    if kind == "passed":
        return f"{head}/>\n"
    if kind == "skipped":
        return f'{head}>\n      <skipped message="needs a newer kernel"/>\n    </testcase>\n'
    said = f"expected {number} but was {draw.randrange(10**6)}"
    output = "".join(f"[{line:02}] request {draw.randrange(10**9):09} took {line} ms\n" for line in range(8))
    return (
        f'{head}>\n      <{kind} message="{said}" type="java.lang.AssertionError">{said}\n{_trace(suite, draw)}'
        f"</{kind}>\n      <system-out><![CDATA[{output}]]></system-out>\n    </testcase>\n"
    )


def _trace(suite: str, draw: Random) -> str:
    return "".join(
        f"\tat {suite}.call{frame}(Suite{frame}Test.java:{draw.randrange(1, 900)}) ~[classes/:?] via &lt;init&gt;\n"
        for frame in range(FRAMES)
    )
