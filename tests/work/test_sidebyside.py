from pathlib import Path

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


def test_read_files__keep_no_more_together_than_one_may(paths: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sidebyside, "LEAST", 0)
    found = list(read_files(paths, [path.name for path in paths], Keep(notable=7)))
    assert [len(file.cases.notable) for file in found] == [1] * 7 + [0] * 5
    assert [file.cases.totals.failed for file in found] == [1] * 12


def test_read_files__say_what_could_not_be_read(paths: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sidebyside, "LEAST", 0)
    names = [path.name for path in paths]

    def gone(_: Path) -> None:
        raise OutsideError("3.xml: can't be read: it is gone")

    monkeypatch.setattr(sidebyside, "read_chunks", gone)
    with pytest.raises(OutsideError, match="it is gone"):
        list(read_files(paths, names, Keep()))
