"""Real outputs of many tools are in `spots/`: NAME.txt as it was printed, NAME.out what is found in it."""

from __future__ import annotations

import resource
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cigen.results.spots.case import spot_of
from cigen.results.spots.finder import BLOCK, FIRST, LAST, LONGEST, TEXT, Finder
from cigen.results.spots.located import Known, Root, located
from cigen.results.spots.spot import Spot
from tests.conftest import Golden

FOLDER = Path(__file__).parent / "spots"
OUTPUTS = sorted(path.stem for path in FOLDER.glob("*.txt"))
WITHOUT_PLACE = {"apt", "ctest", "dash-c", "git-fatal", "heap", "killed", "segfault", "diff", "ld-plain"}
"""What these print names no line of a file."""


def found(*chunks: bytes) -> tuple[Spot, ...]:
    finder = Finder()
    for chunk in chunks:
        finder.feed(chunk)
    return finder.close()


def shown(spot: Spot) -> str:
    place = f" {spot.file}:{spot.at}:{spot.column}" if spot.file else ""
    return f"{spot.line}: {'weak ' * spot.weak}{spot.kind}{place} | {spot.text}\n"


@pytest.mark.parametrize("name", OUTPUTS)
def test_finder__finds_what_a_tool_says(name: str, golden: Golden) -> None:
    spots = found((FOLDER / f"{name}.txt").read_bytes())
    golden(FOLDER / f"{name}.out", "".join(map(shown, spots)))


@pytest.mark.parametrize("name", OUTPUTS)
def test_finder__knows_the_place_in_each_real_output(name: str) -> None:
    spots = found((FOLDER / f"{name}.txt").read_bytes())
    assert spots
    assert any(spot.at and spot.file for spot in spots) or name in WITHOUT_PLACE | {"git-conflict"}


@pytest.mark.parametrize("name", OUTPUTS)
def test_finder__finds_the_same_in_pieces(name: str) -> None:
    data = (FOLDER / f"{name}.txt").read_bytes()
    assert found(*(data[at : at + 7] for at in range(0, len(data), 7))) == found(data)


@pytest.mark.parametrize("name", OUTPUTS)
def test_finder__finds_the_same_behind_a_long_log_and_in_windows_lines(name: str) -> None:
    data = (FOLDER / f"{name}.txt").read_bytes()
    before = b"  all is well here\n" * (2 * BLOCK // 18)
    lines = before.count(b"\n")
    moved = found(before + data + b"\n" + before)
    assert [(spot.line - lines, spot.text, spot.file, spot.at) for spot in moved] == [
        (spot.line, spot.text, spot.file, spot.at) for spot in found(data)
    ]
    dos = found(data.replace(b"\n", b"\r\n"))
    assert [(spot.line, spot.file, spot.at) for spot in dos] == [
        (spot.line, spot.file, spot.at) for spot in found(data)
    ]


@pytest.mark.parametrize(
    "line",
    [
        "0 errors, 0 warnings",
        "Tests: 12 passed, 0 failed",
        "tests/test_errors.py::test_error_is_shown PASSED",
        "test result: ok. 3 passed; 0 failed",
        "Compiling thiserror v1.0.40",
        "cc -c src/error.c -o error.o",
        "Downloading failure-0.1.8.tar.gz",
        "src/a.c:3:5: warning: unused variable 'x' [-Wunused-variable]",
        "12:30:45: started",
        "INFO main.py:12: started",
        "--- a/file",
        "not a traceback",
    ],
)
def test_finder__leaves_an_ordinary_line_alone(line: str) -> None:
    assert found(f"{line}\n".encode()) == ()


def spot(line: str) -> tuple[str, str, int, int, str]:
    (one,) = found(line.encode())
    return one.kind, one.file, one.at, one.column, one.text


def test_finder__knows_forms_of_tools_that_are_not_at_hand() -> None:
    assert spot("[ERROR] /app/src/A.java:[12,5] cannot find symbol") == (
        "error",
        "/app/src/A.java",
        12,
        5,
        "cannot find symbol",
    )
    assert spot("e: file:///app/a.kt:3:5 Unresolved reference: x") == (
        "error",
        "/app/a.kt",
        3,
        5,
        "Unresolved reference: x",
    )
    assert spot("e: /app/a.kt: (3, 5): Unresolved reference: x") == (
        "error",
        "/app/a.kt",
        3,
        5,
        "Unresolved reference: x",
    )
    assert spot("[error] /app/a.scala:3:5: not found: value x") == ("error", "/app/a.scala", 3, 5, "not found: value x")
    assert spot("C.cs(3,5): error CS1002: ; expected [/app/x.csproj]")[:4] == ("error", "C.cs", 3, 5)
    assert spot("thread 'main' panicked at 'odd', src/main.rs:3:5") == ("panic", "src/main.rs", 3, 5, "panicked: odd")
    assert spot("Assertion failed: (x), function half, file as.c, line 4.")[:3] == ("assertion", "as.c", 4)
    assert spot("Makefile:3: *** missing separator.  Stop.") == ("error", "Makefile", 3, 0, "missing separator. Stop.")
    net = "Unhandled exception. System.ArgumentException: odd\n   at N.C.Half() in /app/C.cs:line 12\n"
    assert spot(net)[:3] == ("traceback", "/app/C.cs", 12)
    phpunit = "1) ATest::testX\nFailed asserting that 1 matches expected 2.\n\n/app/tests/ATest.php:9\n"
    assert spot(phpunit)[:3] == ("assertion", "/app/tests/ATest.php", 9)
    rspec = "     Failure/Error: expect(half(4)).to eq 3\n\n       expected: 3\n     # ./spec/a_spec.rb:4:in `block'\n"
    assert spot(rspec)[:3] == ("assertion", "./spec/a_spec.rb", 4)
    valgrind = "==12== Invalid read of size 4\n==12==    at 0x109171: main (src/a.c:4)\n"
    assert spot(valgrind)[:3] == ("crash", "src/a.c", 4)


def test_finder__words_count_only_where_nothing_better_is_there() -> None:
    assert [one.weak for one in found(b"ERROR: no connection\n")] == [True]
    assert [one.weak for one in found(b"ERROR: no connection\na.c:3:5: error: x\n")] == [False]


def test_finder__keeps_the_first_and_the_last_that_differ() -> None:
    data = b"".join(b"a.c:%d:1: error: no\n" % (number // 2) for number in range(2, 2002))
    assert [one.at for one in found(data)] == [*range(1, FIRST + 1), *range(1001 - LAST, 1001)]


def test_finder__a_progress_bar_hides_nothing() -> None:
    assert spot("\r".join(["10 %", "20 %", "a.c:3:5: error: x"]))[:4] == ("error", "a.c", 3, 5)


def test_finder__text_is_plain_and_bounded() -> None:
    (one,) = found("\x1b[31ma.c\x1b[0m:3:5: error: \x07\u202e::warning::".encode() + b"x" * 5000)
    assert (one.file, one.at, len(one.text) <= TEXT) == ("a.c", 3, True)
    assert one.text.startswith("error: ::warning::xxx")


def test_finder__a_line_of_any_length_is_passed_over() -> None:
    long = b"error " * (2 * LONGEST)
    chunks = [long[at : at + 50_000] for at in range(0, len(long), 50_000)]
    spots = found(b"one\n", *chunks, b"\nb.c:3:5: error: after it\n")
    assert [(one.line, one.file) for one in spots] == [(3, "b.c")]


HOSTILE = {
    "one line": b"error: " * 1_400_000,
    "no newline": b"x" * 10_000_000,
    "returns": b"error: a.c:1\r" * 100_000,
    "pytest": b"E   x\n" * 300_000,
    "tracebacks": b"Traceback (most recent call last):\n" * 50_000,
    "frames": (b"Traceback (most recent call last):\n" + b'  File "a.py", line 3\n' * 400) * 100,
    "bullets": "● a › b\n".encode() * 200_000,
    "heads": b"FooError: x\n" * 200_000,
    "places": (b"a:" * 290 + b"1: error: x\n") * 3000,
    "dots": (b".a" * 290 + b":1 rror\n") * 3000,
    "spaces": (b" " * 590 + b"error\n") * 3000,
    "escapes": (b"\x1b]" * 290 + b"error\n") * 3000,
    "words": (b"error: a " * 60 + b"\n") * 3000,
    "assertions": (b"Assertion " * 60 + b"\n") * 3000,
    "ins": (b"at " * 100 + b" in " * 60 + b" in Exception\n") * 3000,
    "diffs": b"--- a\n+++ b\n" * 100_000,
    "zeros": bytes(5_000_000),
    "every byte": bytes(range(256)) * 10_000,
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_finder__a_log_made_against_it_is_read_in_time(data: bytes) -> None:
    begun = time.process_time()
    found(*(data[at : at + 65536] for at in range(0, len(data), 65536)))
    assert time.process_time() - begun < 10


def test_finder__memory_does_not_grow_with_the_log() -> None:
    chunk = b"a line of an ordinary log, see a.txt, error.c\n" * 1400
    found(*[chunk] * 20)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found(*[chunk] * 400)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 8 * 1024


@given(
    st.lists(
        st.binary(max_size=300) | st.sampled_from([*(b"error: \n", b"E   x\n", b"a.c:1:", b"\r", b"\x1b[")]),
        max_size=20,
    )
)
def test_finder__takes_any_bytes_in_any_pieces(chunks: list[bytes]) -> None:
    spots = found(*chunks)
    assert spots == found(b"".join(chunks))
    assert all(one.text == " ".join(one.text.split()) and one.line >= 1 for one in spots)


KNOWN = Known(["src/a.c", "lib/a.c", "src/deep/b.c", "top.py", "sub/only.py", "app/com/x/Foo.java", "../evil", "/abs"])
ROOTS = (Root("/work"), Root("/work/part", "src/deep"))


@pytest.mark.parametrize(
    ("file", "path"),
    [
        ("/work/src/a.c", "src/a.c"),
        ("./src/a.c", "src/a.c"),
        ("src/a.c", "src/a.c"),
        ("/work/part/b.c", "src/deep/b.c"),
        ("/build/x/src/a.c", "src/a.c"),
        ("../src/a.c", "src/a.c"),
        ("/work/build/../src/a.c", "src/a.c"),
        ("deep/b.c", "src/deep/b.c"),
        ("b.c", "src/deep/b.c"),
        ("only.py", "sub/only.py"),
        ("com/x/Foo.java", "app/com/x/Foo.java"),
        ("/home/runner/work/it/it/top.py", "top.py"),
        ("C:\\work\\src\\a.c", "src/a.c"),
        ("file:///work/src/a.c", "src/a.c"),
    ],
)
def test_located__finds_the_file_in_the_repository(file: str, path: str) -> None:
    one = located(Spot(1, "x", "error", file, 3), ROOTS, KNOWN)
    assert (one.file, one.at, one.known) == (path, 3, True)


@pytest.mark.parametrize(
    "file",
    [
        *("a.c", "/elsewhere/a.c", "/elsewhere/only.py", "nowhere.c", "", "..", "/", "../../evil", "/abs", "evil"),
        *("/usr/lib/python3.11/top.py", "/venv/lib/python3.11/site-packages/top.py", "node_modules/sub/only.py"),
        *("top.py\n::error::", "x/" * 500 + "top.py"),
    ],
)
def test_located__leaves_what_is_not_sure(file: str) -> None:
    one = Spot(1, "x", "error", file, 3)
    assert located(one, ROOTS, KNOWN) == one


@given(st.text(max_size=60), st.lists(st.text(max_size=30), max_size=5))
def test_located__never_leaves_the_repository(file: str, paths: list[str]) -> None:
    one = located(Spot(1, "x", "error", file), (Root("/work"), Root(file, file)), Known([*paths, file]))
    if one.known:
        assert one.file in [*paths, file]
        assert not one.file.startswith("/")
        assert ".." not in one.file.split("/")


@pytest.mark.parametrize(
    ("details", "place"),
    [
        (
            "def test():\n>   assert 1 == 2\nE   assert 1 == 2\n\ntests/test_a.py:12: AssertionError",
            ("tests/test_a.py", 12),
        ),
        (
            'Traceback (most recent call last):\n  File "/app/t.py", line 3, in t\n    x()\nValueError: x\n',
            ("/app/t.py", 3),
        ),
        (
            '  File "/app/t.py", line 3, in t\n    x()\n  File "/usr/lib/python3.11/x.py", line 9, in y\n',
            ("/app/t.py", 3),
        ),
        (
            "Error: x\n    at f (node:internal/x:1:2)\n    at Object.<anonymous> (/app/a.test.js:4:21)",
            ("/app/a.test.js", 4),
        ),
        ("    at Context.<anonymous> (js/m.js:4:12)", ("js/m.js", 4)),
        (
            "x.AssertionFailedError: x\n\tat org.junit.A.b(A.java:1)\n\tat com.x.FooTest.t(FooTest.java:12)",
            ("com/x/FooTest.java", 12),
        ),
        ("\tat com.x.FooTest$1.t(FooTest.kt:12)", ("com/x/FooTest.kt", 12)),
        ("Expected: 1\n   at N.T.X() in C:\\a\\b.cs:line 12", ("C:\\a\\b.cs", 12)),
        ("    main_test.go:7: got 2, want 3\n", ("main_test.go", 7)),
        (
            "Failure:\nExpected: 3\n  Actual: 2\n[test/x_test.rb:4]\n    test/x_test.rb:4:in `test_it'",
            ("test/x_test.rb", 4),
        ),
        ("Failed asserting that 1 matches 2.\n\n/app/tests/ATest.php:9\n", ("/app/tests/ATest.php", 9)),
        ("/app/a_test.cc:5\nExpected equality of these values:\n  1\n  2", ("/app/a_test.cc", 5)),
        ("FAILED:\n  REQUIRE( 1 == 2 )\nat /app/a.cpp:5", ("/app/a.cpp", 5)),
        ("thread 'x' panicked at src/lib.rs:3:5:\nodd", ("src/lib.rs", 3)),
    ],
)
def test_spot_of__finds_the_place_in_details(details: str, place: tuple[str, int]) -> None:
    one = spot_of(details)
    assert one is not None
    assert (one.file, one.at) == place


@pytest.mark.parametrize(
    "details", ["", "it failed", "took 12:30", "expected 3.5:2", "see https://x.example/a.html:80"]
)
def test_spot_of__is_nothing_where_no_place_is_told(details: str) -> None:
    assert spot_of(details) is None
