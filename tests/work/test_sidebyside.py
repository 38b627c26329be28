import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cigen.edge.spool import Spool
from cigen.errors import OutsideError
from cigen.results.tally import Keep
from cigen.work import sidebyside
from cigen.work.sidebyside import read_files

CASES = '<testcase classname="c" name="a"/><testcase name="b"><failure>boom</failure></testcase>'


@pytest.fixture
def paths(tmp_path: Path) -> list[Path]:
    """Files of which every fifth is truncated."""
    made = [tmp_path / f"{number}.xml" for number in range(12)]
    for number, path in enumerate(made):
        text = f'<testsuite name="{number}">{CASES}</testsuite>'
        path.write_text(text if number % 5 else text[:-3])
    return made


def test_read_files__side_by_side_tell_the_same_as_one_by_one(
    paths: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [path.name for path in paths]
    alone = list(read_files(paths, names, Keep(Spool())))
    monkeypatch.setattr(sidebyside, "LEAST", 0)
    together = list(read_files(paths, names, Keep(Spool())))

    assert together == alone
    assert [list(file.cases) for file in together] == [list(file.cases) for file in alone]
    assert [file.source for file in together] == names


def test_read_files__on_one_processor_are_read_by_the_process_itself(
    paths: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def forked(*_: object) -> None:
        pytest.fail("a second process can only be in the way")

    monkeypatch.setattr(sidebyside, "LEAST", 0)
    monkeypatch.setattr(sidebyside, "_side_by_side", forked)
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(allowed)})
    try:
        told = list(read_files(paths, [path.name for path in paths], Keep()))
    finally:
        os.sched_setaffinity(0, allowed)

    assert sum(file.cases.totals.tests for file in told) == 2 * len(paths)


def test_read_files__keep_no_more_together_than_one_may(paths: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sidebyside, "LEAST", 0)
    found = list(read_files(paths, [path.name for path in paths], Keep(notable=7)))
    assert [len(file.cases.notable) for file in found] == [1] * 7 + [0] * 5
    assert [file.cases.totals.failed for file in found] == [1] * 12


@pytest.mark.parametrize("least", [0, 1 << 30])
def test_read_files__a_file_that_is_gone_is_a_problem_and_the_others_are_read(
    paths: list[Path], monkeypatch: pytest.MonkeyPatch, least: int
) -> None:
    monkeypatch.setattr(sidebyside, "LEAST", least)
    paths[3].unlink()
    found = list(read_files(paths, [path.name for path in paths], Keep(Spool())))
    assert found[3].problem == "can't be read: No such file or directory"
    assert [file.cases.totals.tests for file in found] == [2, 2, 2, 0, *[2] * 8]


def test_read_files__a_full_disk_ends_it(paths: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sidebyside, "LEAST", 0)

    def full(*_: object) -> int:
        raise OutsideError("/tmp: can't be written: No space left on device")

    monkeypatch.setattr(Spool, "write", full)
    with pytest.raises(OutsideError, match="No space left"):
        list(read_files(paths, [path.name for path in paths], Keep(Spool())))


def test_read_files__a_process_that_is_killed_is_no_end_of_results(
    paths: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sidebyside, "LEAST", 0)
    monkeypatch.setattr(sidebyside, "_tell", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
    with pytest.raises(OutsideError, match="was killed"):
        list(read_files(paths, [path.name for path in paths], Keep()))


def test_read_files__processes_end_with_the_one_that_started_them(paths: list[Path]) -> None:
    """They tell more than a pipe holds, and nobody listens; each of them holds on to our end of the output."""
    for path in paths:
        path.write_text(f"<testsuite>{CASES * 4000}</testsuite>")
    code = (
        "import sys, time, pathlib\n"
        "from cigen.work import sidebyside\n"
        "from cigen.results.tally import Keep\n"
        "sidebyside.LEAST = 0\n"
        "sidebyside._received = lambda _: print('started', flush=True) or time.sleep(600)\n"
        "list(sidebyside.read_files([pathlib.Path(word) for word in sys.argv[1:]], sys.argv[1:], Keep()))\n"
    )
    with subprocess.Popen([sys.executable, "-c", code, *map(str, paths)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"started\n"
        process.kill()
        process.communicate(timeout=60)


def test_read_files__only_the_first_process_is_interrupted(paths: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sidebyside, "LEAST", 0)
    tell = sidebyside._tell

    def interrupted(*args: Any) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        tell(*args)

    monkeypatch.setattr(sidebyside, "_tell", interrupted)
    assert len(list(read_files(paths, [path.name for path in paths], Keep()))) == 12
