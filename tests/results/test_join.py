from dataclasses import replace

import pytest

from cigen.plan.manifest import Manifest
from cigen.results.happened import Happened, Link
from cigen.results.join import join
from cigen.results.model import Build, Cell, CellTotals, Outcome, Report, Totals
from cigen.source import Position
from tests.factories import collected, fail, green, manifest, read, relocatable, relocatable_red, report, result, xml

STEP = "cells/test-1/2.result"


def first(found: Report) -> Cell:
    return found.cells[0]


def assert_red_everywhere(found: Report) -> None:
    """A red cell shows in the report, in its totals and, as a case, in `junit.xml`."""
    assert found.red
    assert found.totals.failed + found.totals.errors > 0


def test_join__all_is_well() -> None:
    found = report(green(manifest(2, artifacts=["a"], junit=["*.xml"])))
    assert not found.red
    assert found.totals == Totals(tests=8, passed=8)
    assert found.cell_totals == CellTotals(total=2, passed=2)
    assert first(found).steps[1].position == Position("cigen.yml", 22, 9)
    assert next(iter(first(found).cases)).source == "out/1.xml"


@pytest.mark.parametrize(
    ("record", "outcome", "message"),
    [
        (result(code=3), Outcome.FAILED, "exit 3"),
        (result(code=3, attempts=3), Outcome.FAILED, "exit 3, 3 attempts"),
        (result("signaled", code=137, signal=9), Outcome.FAILED, "killed by signal 9 (SIGKILL, perhaps out of memory)"),
        (result("signaled", code=139, signal=11), Outcome.FAILED, "killed by signal 11 (SIGSEGV)"),
        (result("signaled", code=192, signal=64), Outcome.FAILED, "killed by signal 64"),
        (result("timeout", code=143, seconds=1200.04), Outcome.FAILED, "timed out after 20 min"),
        (result("timeout", code=143, seconds=90), Outcome.FAILED, "timed out after 1m 30s"),
        (result("error", code=None, reason="no sh"), Outcome.ERROR, "it could not be run: no sh"),
        (result(attempts=2), Outcome.FLAKY, "passed at attempt 2"),
        (b"outcome=exited\ncode=x\n", Outcome.ERROR, "its result can't be read: code='x' is no number from 0 to 255"),
        (b"", Outcome.ERROR, "its result can't be read: it has no outcome"),
    ],
)  # fmt: skip
def test_join__what_a_record_says_of_its_step(record: bytes, outcome: Outcome, message: str) -> None:
    found = report(green(manifest(1)) | {STEP: record})
    step = first(found).steps[1]
    assert (step.outcome, step.message) == (outcome, message)
    assert first(found).outcome is outcome
    assert found.red is outcome.red


def test_join__missing_cell_is_an_error() -> None:
    found = report({path: data for path, data in green(manifest(2)).items() if "test-2" not in path})
    cell = found.cells[1]
    assert (cell.missing, cell.outcome) == (True, Outcome.ERROR)
    assert {step.outcome for step in cell.steps} == {Outcome.ERROR}
    assert found.cell_totals == CellTotals(total=2, passed=1, missing=1)
    assert_red_everywhere(found)


def test_join__missing_step_is_an_error() -> None:
    files = green(manifest(1))
    del files[STEP]
    found = report(files)
    assert first(found).steps[1].message == "it left no result"
    assert found.cell_totals.errors == 1
    assert_red_everywhere(found)


def test_join__what_follows_a_failed_step_is_skipped() -> None:
    found = report(fail(green(manifest(1)), "test-1", 1))
    assert [step.outcome.value for step in first(found).steps] == ["failed", "skipped", "skipped"]
    assert first(found).message == "step 1 `configure`: exit 1"
    assert found.totals == Totals(tests=3, failed=1, skipped=2)


def test_join__a_step_that_was_skipped_after_no_failure_is_an_error() -> None:
    found = report(green(manifest(1)) | {STEP: result("skipped", code=None)})
    assert first(found).outcome is Outcome.ERROR
    assert_red_everywhere(found)


def test_join__a_cell_without_steps_tried_nothing() -> None:
    found = report(green(manifest(1, steps=())))
    assert found.cells[0].outcome is Outcome.ERROR
    assert_red_everywhere(found)


def test_join__failing_cases_make_a_cell_fail_though_its_steps_passed() -> None:
    bad = xml('<testcase name="a"/><testcase name="b"><failure/></testcase>')
    found = report(green(manifest(1, junit=["*.xml"])) | {"cells/test-1/junit/1-1.xml": bad})
    assert (first(found).outcome, first(found).message) == (
        Outcome.FAILED,
        "1 of 2 test cases failed although every step passed",
    )
    assert found.totals == Totals(tests=5, passed=4, failed=1)


def test_join__junit_files_without_a_single_case_are_an_error_where_some_were_promised() -> None:
    empty = {"cells/test-1/junit/1-1.xml": b"<testsuites/>"}
    found = report(green(manifest(1, junit=["*.xml"])) | empty)
    assert first(found).message == "JUnit file *.xml holds no test case although every step passed"
    assert_red_everywhere(found)
    two = {
        "cells/test-1/gathered": b"junit 1 1-1.xml a\njunit 1 1-2.xml b\n",
        "cells/test-1/junit/1-2.xml": xml("<testcase/>"),
    }
    assert not report(green(manifest(1, junit=["*.xml"])) | empty | two).red


def test_join__a_plan_without_cells_is_red_whatever_else_passed() -> None:
    nothing = replace(manifest(1), cells=())
    found = join([collected(green(nothing))], files=[read([xml("<testcase/>")], "a.xml")])
    assert [problem.reason for problem in found.problems] == ["plans no cell, so nothing was tried"]
    assert found.red


@pytest.mark.parametrize("gathered", [b"junit 1 missing\n", b"", b"junit 1 1-2.xml out.xml\n", None])
def test_join__a_junit_file_that_did_not_come_is_an_error(gathered: bytes | None) -> None:
    files = green(manifest(1, junit=["*.xml"]))
    del files["cells/test-1/junit/1-1.xml"]
    del files["cells/test-1/gathered"]
    found = report(files | ({} if gathered is None else {"cells/test-1/gathered": gathered}))
    assert first(found).outcome is Outcome.ERROR
    assert_red_everywhere(found)


def test_join__after_a_failed_step_missing_files_are_no_wonder() -> None:
    files = fail(green(manifest(1, junit=["*.xml"], artifacts=["a"])), "test-1", 2)
    files["cells/test-1/gathered"] = b"artifact 1 missing\njunit 1 missing\n"
    del files["cells/test-1/junit/1-1.xml"]
    cell = first(report(files))
    assert cell.outcome is Outcome.FAILED
    assert not cell.cases
    assert cell.artifacts[0].missing


def test_join__a_missing_artifact_is_an_error_where_all_passed() -> None:
    found = report(green(manifest(1, artifacts=["a b"])) | {"cells/test-1/gathered": b"artifact 1 missing\n"})
    assert (first(found).outcome, first(found).message) == (Outcome.ERROR, "artifact a b is missing")
    assert (next(iter(first(found).cases)).file, next(iter(first(found).cases)).line) == ("cigen.yml", 41)
    assert_red_everywhere(found)


def test_join__a_truncated_junit_file_is_a_problem_and_its_cell_an_error() -> None:
    bad = xml('<testcase name="a"/><testcase name="b"/>')[:100]
    found = report(green(manifest(1, junit=["*.xml"])) | {"cells/test-1/junit/1-1.xml": bad})
    assert found.problems[0].file == "test-1: out/1.xml"
    assert first(found).outcome is Outcome.ERROR
    assert_red_everywhere(found)


def test_join__a_junit_file_that_nobody_noted_is_a_problem() -> None:
    assert report(green(manifest(1)) | {"cells/test-1/junit/evil.xml": xml("<testcase/>")}).problems


def test_join__flaky_is_passed_with_an_earlier_attempt() -> None:
    found = report(green(manifest(1)) | {STEP: result(attempts=2), "cells/test-1/2.attempt-1.log": b"once"})
    assert not found.red
    assert (found.totals.flaky, found.totals.passed, found.cell_totals.flaky, found.cell_totals.passed) == (1, 3, 1, 1)
    assert [log.tail for log in first(found).steps[1].attempt_logs] == ["once"]


def test_join__the_account_says_what_was_cached() -> None:
    found = report(green(manifest(1)), Build(1, 1, 2, (("test-1", 2),)))
    assert [step.cached for step in first(found).steps] == [True, False, True]
    assert [step.cached for step in first(report(green(manifest(1)))).steps] == [None, None, None]


def test_join__a_step_that_was_over_at_once_counts_as_nothing_though_its_vertex_waited_for_its_lane() -> None:
    graph = (Link("test-1", "RUN", 1.5, ("test-1", 1)), Link("test-1", "RUN", 60.0, ("test-1", 2), before=(0,)))
    build = Build(61.5, 2, 0, happened=Happened(graph=graph))
    skipped = result("skipped", code=None, seconds=0, reason="after step 1")
    for over in (result(seconds=0), skipped):
        found = report(green(manifest(1)) | {STEP: over}, build)
        assert found.build is not None
        assert (found.build.happened.chain.seconds, found.build.happened.chain.work) == (1.5, 1.5)


def test_join__a_broken_build_is_red_whatever_came_back() -> None:
    assert report(green(manifest(1)), Build(1, 1, 1, error="no space left")).red


@pytest.mark.parametrize("path", ["cells/stranger/1.result", "cells/test-1/9.result"])
def test_join__what_nobody_planned_is_a_problem(path: str) -> None:
    assert "not in the manifest" in report(green(manifest(1)) | {path: result()}).problems[0].reason


def shard(cells: tuple[str, ...], file: str, more: dict[str, bytes] | None = None) -> dict[str, bytes]:
    files = green(manifest(2)) | (more or {})
    return {path: data for path, data in files.items() if not path.startswith("cells/") or path.split("/")[1] in cells}


def test_join__shards_make_one_report() -> None:
    one, two = collected(shard(("test-1",), "1"), "1.tar"), collected(shard(("test-2",), "2"), "2.tar")
    found = join([one, two])
    assert not found.red
    assert found.cell_totals.passed == 2
    assert join([one]).cell_totals.missing == 1


def test_join__the_same_shard_twice_does_no_harm() -> None:
    one, two = (collected(shard(("test-1", "test-2"), "1"), file) for file in ("1.tar", "2.tar"))
    assert not join([one, two]).red


def test_join__two_shards_that_disagree_are_a_problem_and_the_first_counts() -> None:
    one = collected(shard(("test-1", "test-2"), "1"), "1.tar")
    two = collected(shard(("test-2",), "2", {"cells/test-2/1.result": result(code=5)}), "2.tar")
    found = join([one, two])
    assert "in 1.tar too" in found.problems[0].reason
    assert found.cells[1].outcome is Outcome.PASSED
    assert found.red


@pytest.mark.parametrize("other", [manifest(3), manifest(2, name="else"), manifest(2, steps=["x"])])
def test_join__results_of_different_plans_are_mixed(other: object) -> None:
    one, two = collected(green(manifest(2)), "1.tar"), collected(green(other), "2.tar")  # type: ignore[arg-type]
    found = join([one, two])
    assert [(one.file, one.reason.split(":")[0]) for one in found.problems] == [("2.tar", "mixed")]


def test_join__the_callers_plan_is_believed_over_the_results() -> None:
    found = join([collected(green(manifest(1)))], manifest=manifest(2))
    assert found.problems
    assert found.cell_totals.missing == 2
    assert join([], manifest=manifest(2)).cell_totals.missing == 2


def test_join__junit_files_alone_make_a_report() -> None:
    found = join([], files=[read([xml('<testcase name="a"/><testcase name="b"><error/></testcase>')], "a.xml")])
    assert found.totals == Totals(tests=2, passed=1, errors=1)
    assert (found.cells, found.red) == ((), True)


def test_join__an_unreadable_junit_file_is_red_though_its_cases_passed() -> None:
    found = join([], files=[read([xml('<testcase name="a"/>')[:-9]], "a.xml")])
    assert (found.totals.passed, found.totals.errors) == (1, 0)
    assert (found.problems[0].file, found.red) == ("a.xml", True)


def test_join__nothing_at_all_is_red() -> None:
    assert join([]).red
    assert join([], files=[read([xml("")], "a.xml")]).red


def test_join__a_hostile_manifest_raises_nothing() -> None:
    planned = manifest(1)
    cell = replace(planned.cells[0], name="../x", test="gone", steps=(1, 9), artifacts=(7,), junit=(8,))
    assert report(green(replace(planned, cells=(cell,)))).red


def test_join__the_first_seeds_run() -> None:
    found = report(relocatable_red())
    assert found.totals == Totals(tests=572, passed=557, failed=1, skipped=14)
    assert found.cell_totals == CellTotals(total=26, passed=25, failed=1)
    assert not report(green(relocatable())).red


def parts() -> list[Manifest]:
    """Three cells, of which the first part has two."""
    whole = replace(manifest(3), whole=3)
    return [replace(whole, cells=whole.cells[:2]), replace(whole, cells=whole.cells[2:])]


def test_join__parts_are_one_report_in_the_order_of_the_spec() -> None:
    one, two = parts()
    found = join([collected(green(two), "2.tar"), collected(green(one), "1.tar")])
    assert (found.red, found.problems) == (False, ())
    assert [cell.name for cell in found.cells] == ["test-1", "test-2", "test-3"]


def test_join__a_part_that_is_missing_is_a_problem() -> None:
    found = join([collected(green(parts()[0]), "1.tar")])
    assert found.red
    assert [one.reason for one in found.problems] == [
        "a part is missing: these results are of 2 of the 3 cells of a build"
    ]


def test_join__who_planned_a_part_misses_nothing() -> None:
    part = parts()[0]
    assert not join([collected(green(part))], manifest=part).red


def test_join__a_cell_in_two_parts_with_other_results_is_a_problem() -> None:
    one, two = parts()
    twice = replace(two, cells=(*one.cells[1:], *two.cells))
    found = join([collected(green(one), "1.tar"), collected(fail(green(twice), "test-2", 1), "2.tar")])
    assert found.red
    assert ["test-2' is in 1.tar too" in one.reason for one in found.problems] == [True]


@pytest.mark.parametrize("change", [{"whole": 4}, {"name": "other"}, {"spec": "other.yml"}, {"whole": 0}])
def test_join__parts_of_different_plans_are_mixed(change: dict[str, object]) -> None:
    one, two = parts()
    found = join([collected(green(one), "1.tar"), collected(green(replace(two, **change)), "2.tar")])  # type: ignore[arg-type]
    assert found.red
    assert "mixed" in [problem.reason.split(":")[0] for problem in found.problems]
