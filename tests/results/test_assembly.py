"""Several parts of one build: those that count, those that don't, and those that never came."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cigen.plan.manifest import Manifest
from cigen.results.collected import Collected
from cigen.results.join import join
from cigen.results.model import CellTotals, Report
from cigen.results.partfile import PATH, Part, to_text
from tests.factories import Files, collected, fail, green, manifest

WHOLE = manifest(6)
CUT = (("s1", ("test-1", "test-4")), ("s2", ("test-2", "test-5")), ("s3", ("test-3", "test-6")))
COMMIT, OTHER = "a" * 40, "b" * 40


Cut = tuple[tuple[str, tuple[str, ...]], ...]


def files(name: str, *, whole: Manifest = WHOLE, cut: Cut = CUT, commit: str = COMMIT, piece: str = "") -> Files:
    """What a part brings home."""
    part = Part(name, whole, cut, shard=f"{name[1:]}/{len(cut)}", commit=commit, piece=piece)
    own = replace(whole, cells=tuple(c for c in whole.cells if c.name in part.cells), whole=len(whole.cells))
    return green(own) | {PATH: to_text(part).encode()}


def tars(*parts: Files) -> list[Collected]:
    return [collected(part, f"{number}/results.tar") for number, part in enumerate(parts, 1)]


def reasons(found: Report) -> list[str]:
    return [f"{problem.file}: {problem.reason}" for problem in found.problems]


def missing(found: Report) -> list[str]:
    return [cell.name for cell in found.cells if cell.missing]


def test_parts__all_of_them_are_the_report_of_the_whole() -> None:
    found = join(tars(files("s3"), files("s1"), files("s2")))
    whole = join([collected(green(WHOLE))])
    assert not found.red
    assert (found.tests, found.cells, found.totals, found.cell_totals) == (
        whole.tests, whole.cells, whole.totals, whole.cell_totals,
    )  # fmt: skip


def test_parts__a_lost_one_is_red_and_its_cells_are_named() -> None:
    found = join(tars(files("s1"), files("s3")))
    assert found.red
    assert missing(found) == ["test-2", "test-5"]
    assert reasons(found) == ["cigen.yml: part `s2` of 3 did not arrive, its 2 cells are missing: test-2, test-5"]
    assert found.cells[1].message == "nothing came back: part `s2` of 3 did not arrive"
    assert found.cell_totals == CellTotals(total=6, passed=4, missing=2)


def test_parts__an_empty_one_that_is_lost_is_not_missed() -> None:
    cut = (("s1", tuple(cell.name for cell in WHOLE.cells)), ("s2", ()))
    assert not join(tars(files("s1", cut=cut))).red
    assert not join(tars(files("s1", cut=cut), files("s2", cut=cut))).red


def test_parts__one_that_came_twice_is_red() -> None:
    found = join(tars(files("s1"), files("s2"), files("s3"), files("s2")))
    assert reasons(found) == [
        "4/results.tar: part `s2` is in 2/results.tar too, the first one counts; report each part once"
    ]
    assert found.red
    assert not missing(found)


def test_parts__the_pieces_of_one_are_no_doubles() -> None:
    one, other = files("s1", piece="1/2"), files("s1", piece="2/2")
    one = {path: data for path, data in one.items() if "test-4" not in path}
    other = {path: data for path, data in other.items() if "test-1" not in path}
    assert not join(tars(one, other, files("s2"), files("s3"))).red
    assert missing(join(tars(one, files("s2"), files("s3")))) == ["test-4"]


def test_parts__one_of_another_commit_does_not_count() -> None:
    found = join(tars(files("s1", commit=OTHER), files("s2"), files("s3")))
    assert found.red
    assert missing(found) == ["test-1", "test-4"]
    assert reasons(found)[0] == (
        "1/results.tar: mixed: part `s1` is of commit bbbbbbbbbbbb, 2/results.tar of commit aaaaaaaaaaaa; "
        "take all parts from one run"
    )


def test_parts__one_whose_commit_nobody_knows_is_not_of_a_known_one() -> None:
    found = join(tars(files("s1"), files("s2", commit=""), files("s3")))
    assert "part `s2` is of no known commit" in reasons(found)[0]
    assert not join(tars(*(files(name, commit="") for name in ("s1", "s2", "s3")))).red


def test_parts__one_of_another_plan_does_not_count() -> None:
    other = manifest(6, steps=("configure", "other"))
    found = join(tars(files("s1"), files("s2", whole=other), files("s3")))
    assert found.red
    assert "part `s2` was planned otherwise than 1/results.tar" in reasons(found)[0]
    assert missing(found) == ["test-2", "test-5"]


def test_parts__one_of_another_cut_does_not_count() -> None:
    cut = (("s1", ("test-1", "test-2")), ("s2", ("test-4", "test-5")), CUT[2])
    found = join(tars(files("s1"), files("s2", cut=cut), files("s3")))
    assert found.red
    assert "another cut of the cells than 1/results.tar" in reasons(found)[0]
    assert missing(found) == ["test-2", "test-5"]


def test_parts__one_that_brings_the_cells_of_another_does_not_count() -> None:
    forged = files("s1") | {PATH: files("s2")[PATH]}
    found = join(tars(forged, files("s3")))
    assert reasons(found)[0] == "1/results.tar: it holds cells of another part than `s2`, which it says it is"
    assert missing(found) == ["test-1", "test-2", "test-4", "test-5"]


@pytest.mark.parametrize("piece", ["", "1/2"])
def test_parts__one_with_records_of_cells_that_it_did_not_plan_does_not_count(piece: str) -> None:
    """Else a piece could bring what another one that is lost was to bring."""
    own = files("s1", piece=piece)
    strange = {path: data for path, data in green(WHOLE).items() if path.startswith("cells/test-5/")}
    found = join(tars(strange | own, files("s2"), files("s3")))
    assert strange
    assert reasons(found)[0] == "1/results.tar: it holds cells of another part than `s1`, which it says it is"
    assert missing(found) == ["test-1", "test-4"]


def test_parts__one_that_does_not_say_what_it_is_does_not_count() -> None:
    plain = {path: data for path, data in files("s2").items() if path != PATH}
    found = join(tars(files("s1"), plain, files("s3")))
    assert found.red
    assert missing(found) == ["test-2", "test-5"]
    assert (
        "2/results.tar: mixed: it does not say which part of which commit it is, as 1/results.tar does"
        in reasons(found)[-1]
    )


@pytest.mark.parametrize("text", [b"", b"{}", b"\xff" * 100, b'{"format": 1, "plan": {}}', to_text(
    Part("s1", WHOLE, CUT)).replace('"test-4"', '"test-9"', 1).encode()])  # fmt: skip
def test_parts__an_unreadable_part_file_is_red(text: bytes) -> None:
    found = join(tars(files("s1") | {PATH: text}, files("s2"), files("s3")))
    assert found.red
    assert any(reason.startswith("1/results.tar:part.json: ") for reason in reasons(found))


def test_parts__one_alone_is_green_where_it_was_built_and_red_anywhere_else() -> None:
    part = tars(files("s2"))
    assert part[0].manifest is not None
    assert not join(part, manifest=part[0].manifest).red
    assert missing(join(part)) == ["test-1", "test-3", "test-4", "test-6"]


def test_parts__an_empty_one_alone_is_green_where_it_was_built() -> None:
    part = tars(files("s2", cut=(("s1", tuple(cell.name for cell in WHOLE.cells)), ("s2", ()))))
    found = join(part, manifest=part[0].manifest)
    assert (found.red, found.cells, found.problems) == (False, (), ())
    assert len(missing(join(part))) == 6


def test_parts__a_red_cell_in_one_of_them_is_red() -> None:
    found = join(tars(files("s1"), fail(files("s2"), "test-5", 2), files("s3")))
    assert found.cell_totals == CellTotals(total=6, passed=5, failed=1)


@given(st.lists(st.sampled_from(["s1", "s2", "s3"]), max_size=5), st.booleans())
def test_parts__only_each_of_them_once_is_green(names: Iterable[str], mixed: bool) -> None:
    names = list(names)
    parts = [files(name, commit=OTHER if mixed and number == 0 else COMMIT) for number, name in enumerate(names)]
    found = join(tars(*parts))
    assert found.red is (sorted(names) != ["s1", "s2", "s3"] or mixed)
    came = set(names[1:] if mixed and len(names) > 1 else names)
    if names and not mixed:
        assert set(missing(found)) == {cell for name, cells in CUT for cell in cells if name not in came}
