"""Real results with a few bytes changed: whatever comes in, a report comes out, and none but a whole one is green."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from cigen.edge.tarball import members
from cigen.report import comment, data, junit, markdown, terminal
from cigen.results.collected import collect
from cigen.results.join import join
from cigen.results.model import Outcome, Report
from cigen.results.solve import Solve
from tests import factories
from tests.factories import Files, collected, fail, green, manifest, rawjson, read, recorded, vertex, xml

TOKENS = [
    b"0", b"-1", b"9" * 20, b"NaN", b"Infinity", b"1e999", b"null", b"[]", b"{}", b'"\\ud800"', b"\xff\xfe", b"\0",
    b"\n", b"=", b"<", b">", b'"', b"&#0;", b"&#55296;", b"&x;", b"<!DOCTYPE a>", b"]]>", b"<!--", b"<failure>",
    b"</testsuite>",
    b'<testsuite errors="1">', b"utf-16", b"../", b"./", b"code=-0\n", b"attempts=0\n", b"true", b'{"vertexes":[{}]}',
]  # fmt: skip
PLANNED = manifest(2, artifacts=["a"], junit=["*.xml"])
JUNIT = xml(
    '<testcase name="a" time="1,5" line="3"><failure message="m&lt;">é<![CDATA[x]]></failure></testcase>'
    '<testcase name="b"><skipped/></testcase><testsuite><testcase name="c"><flakyFailure/></testcase></testsuite>'
)
ACCOUNT = rawjson(
    vertex("a", recorded("test-1", 2), started=1, completed=3, error="exit code: 1"),
    factories.log("a", b"[cigen] test-1 2 exited 0\n"),
    error="failed",
)


def mutant(data: bytes, chance: random.Random) -> bytes:
    """The bytes with something flipped, put in, put in place, taken out, doubled or cut off."""
    for _ in range(chance.choice([1, 1, 2, 5])):
        place, token = chance.randrange(len(data) + 1), chance.choice(TOKENS)
        other, length = chance.randrange(len(data) + 1), chance.choice([1, 16, 512, 1024])
        data = chance.choice(
            [
                data[:place] + bytes([chance.randrange(256)]) + data[place + 1 :],
                data[:place] + token + data[place:],
                data[:place] + token + data[place + len(token) :],
                data[:place] + data[place + length :],
                data[:place] + data[other : other + length] + data[place:],
                data[:place],
            ]
        )
    return data


def red() -> Files:
    return fail(green(PLANNED), "test-1", 2) | {"cells/test-2/junit/1-1.xml": JUNIT}


def from_tar(chance: random.Random, folder: Path) -> Report:
    path = folder / "results.tar"
    path.write_bytes(mutant(factories.tar(red()), chance))
    return join([collect(members(path), "results.tar")], manifest=PLANNED)


def from_members(chance: random.Random, folder: Path) -> Report:
    files = red()
    path = chance.choice([path for path in files if path != "planned.txt"])
    return join([collected(files | {path: mutant(files[path], chance)})])


def from_junit(chance: random.Random, folder: Path) -> Report:
    text = mutant(chance.choice([JUNIT, JUNIT.decode().encode("utf-16")]), chance)
    return join([], files=[read([text[start : start + 50] for start in range(0, len(text), 50)], "a.xml")])


def from_account(chance: random.Random, folder: Path) -> Report:
    solve, text = Solve(), mutant(ACCOUNT, chance)
    for start in range(0, len(text), 64):
        solve.feed(text[start : start + 64])
    return join([collected(red())], build=solve.build(chance.choice([None, 0, 1])))


@pytest.mark.parametrize("make", [from_tar, from_members, from_junit, from_account])
def test_mutants__always_make_a_report(make: Callable[[random.Random, Path], Report], tmp_path: Path) -> None:
    for seed in range(150):
        found = make(random.Random(seed), tmp_path)
        assert found.red or make is from_junit or make is from_members, seed
        if seed % 5 == 0:
            for output in (comment, data, junit, markdown, terminal):
                output.render(found)


def test_mutants__of_a_record_pass_only_where_it_says_so() -> None:
    """Any change of the two lines that matter ends the green."""
    lines = [b"outcome=exited", b"code=0"]
    rest = factories.result().split(b"\n")
    others = [line for line in rest if line not in lines]
    for line in lines:
        for place in range(len(line)):
            for byte in range(256):
                changed = line[:place] + bytes([byte]) + line[place + 1 :]
                if changed == line:
                    continue
                record = b"\n".join([*(one for one in lines if one != line), changed, *others])
                found = factories.report(green(manifest(1)) | {"cells/test-1/2.result": record})
                assert found.cells[0].steps[1].outcome not in (Outcome.PASSED, Outcome.FLAKY), record
