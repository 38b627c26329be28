"""The example with two fan-outs, built for real: cold, once more, and from an earlier image, green and red."""

from __future__ import annotations

import io
import tarfile
import uuid

import pytest

from tests.e2e.command import Done, Folder, copied, make_tree
from tests.e2e.engine import ROOT, Engine

pytestmark = pytest.mark.engine

EXAMPLE = ROOT / "examples/lock-matrix"
LOCKS = (EXAMPLE / "locks.txt").read_text().split()
CELLS = [f"{test}-{lock}" for test in ("lock", "cache-test") for lock in LOCKS]
BROKEN = "818afcc496"
RED = [f"lock-{BROKEN}", f"cache-test-{BROKEN}"]
MADE, FOUND = "Bootstrapping...", "Re-using previous bootstrap computation"
LOOK = """
FROM image AS looked
RUN --network=none git log --first-parent --format=%s relocatable-cache > /home/opam/cache \\
 && git fsck --connectivity-only && ls /home/opam/builds > /home/opam/locks
FROM scratch AS look
COPY --from=looked /home/opam/all-locks /home/opam/logs/combined /home/opam/cache /home/opam/locks /
COPY --from=looked /home/opam/logs /logs
"""


@pytest.fixture(scope="module")
def example(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A copy whose base stage no build has seen before."""
    fresh = f'- env: {{FRESH: "{uuid.uuid4()}"}}\n      - user: opam\n'
    return copied(engine, EXAMPLE, tmp_path_factory, "- user: opam\n", fresh)


@pytest.fixture(scope="module")
def cold(example: Folder) -> Done:
    """The first build."""
    return example.cigen("build")


@pytest.fixture(scope="module")
def again(example: Folder, cold: Done) -> Done:
    """The same build once more."""
    return example.cigen("build")


@pytest.fixture(scope="module")
def files(example: Folder, again: Done) -> dict[str, str]:
    """What the image has in it after the first build."""
    return look(example)


@pytest.fixture(scope="module")
def previous(example: Folder, again: Done) -> str:
    """The option that hands the image of the first build to the next."""
    name = f"{example.engine.env['CIGEN_TEST_REGISTRY']}/cigen-e2e-lock-matrix:{uuid.uuid4()}"
    assert example.cigen("render").code == 0
    done = example.docker(
        "buildx", "build", "--target=image", f"--tag={name}", "--push", "--file=.cigen/Dockerfile", "."
    )
    assert done.returncode == 0, done.stderr.decode()
    return f"--build-context=previous=docker-image://{name}"


@pytest.fixture(scope="module")
def changed(example: Folder, files: object, previous: str) -> Done:
    """With a changed script, so that every cell runs, and with the earlier image at hand."""
    with (example.path / "stack").open("a") as script:
        script.write("# changed\n")
    make_tree(example)
    return example.cigen("build", previous)


@pytest.fixture(scope="module")
def red(example: Folder, previous: str, changed: Done) -> Done:
    """The same with one lock that can't be stacked."""
    make_tree(example, "--break", BROKEN)
    return example.cigen("build", previous)


@pytest.fixture(scope="module")
def files_of_red(example: Folder, previous: str, red: Done) -> dict[str, str]:
    """What the image has in it after the red build."""
    return look(example, previous)


@pytest.fixture(scope="module")
def mended(example: Folder, previous: str, files_of_red: object) -> Done:
    """The lock as it was."""
    make_tree(example)
    return example.cigen("build", previous)


def look(folder: Folder, *options: str) -> dict[str, str]:
    """The image's lists, and its logs."""
    assert folder.cigen("render").code == 0
    text = (folder.path / ".cigen/Dockerfile").read_text()
    (folder.path / ".cigen/Look").write_text(f"{text}{LOOK}")
    words = ("--target=look", "--output=type=tar,dest=-", "--file=.cigen/Look")
    done = folder.docker("buildx", "build", *options, *words, ".")
    assert done.returncode == 0, done.stderr.decode()
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as tar:
        return {member.name: text_of(tar, member) for member in tar if member.isfile()}


def text_of(tar: tarfile.TarFile, member: tarfile.TarInfo) -> str:
    stream = tar.extractfile(member)
    assert stream is not None
    return stream.read().decode()


def logs(done: Done, cell: str) -> list[str]:
    """The log of each step of a cell that ran."""
    return [done.text(step["log"]) for step in done.cell(cell)["steps"] if step.get("log")]


def count(done: Done, words: str, cells: list[str]) -> int:
    """How often the cells say something."""
    return sum(log.count(words) for cell in cells for log in logs(done, cell))


def seconds(done: Done, number: int) -> float:
    """How long a step of all `lock` cells took, added up."""
    cells = [cell for cell in done.report["results"]["cells"] if cell["test"] == "lock"]
    return sum(float(step["seconds"]) for cell in cells for step in cell["steps"] if step["number"] == number)


def failed(done: Done) -> list[str]:
    return [cell["name"] for cell in done.report["results"]["cells"] if cell["outcome"] != "passed"]


# --- the cold run


def test_cold_run__all_cells_of_both_fan_outs_pass(cold: Done) -> None:
    assert cold.code == 0, cold.stdout
    assert [cell["name"] for cell in cold.report["results"]["cells"]] == CELLS
    assert cold.report["cells"] == {"total": 72, "passed": 72, "failed": 0, "errors": 0, "missing": 0, "flaky": 0}
    assert cold.report["totals"]["tests"] == 36 * 5 + 36
    assert cold.report["build"]["seconds"] < 240


def test_cold_run__each_lock_makes_its_bootstrap_once(cold: Done) -> None:
    for lock in LOCKS:
        log = logs(cold, f"lock-{lock}")
        assert (log[1].count(MADE), log[1].count(FOUND)) == (1, 0)
        assert (log[3].count(MADE), log[3].count(FOUND)) == (0, 1)
        assert "use_caching=1" in log[1]
        assert "use_caching=0" in log[3]
        assert log[1].splitlines()[-1] == log[3].splitlines()[-1]


def test_cold_run__no_two_locks_come_out_the_same(cold: Done) -> None:
    assert len({logs(cold, f"lock-{lock}")[1].split()[-1] for lock in LOCKS}) == 36


def test_cold_run__the_second_fan_out_finds_what_the_first_made(cold: Done) -> None:
    tests = CELLS[36:]
    assert (count(cold, MADE, tests), count(cold, FOUND, tests)) == (0, 36)
    for lock in LOCKS:
        assert logs(cold, f"cache-test-{lock}")[0].split()[-1] == logs(cold, f"lock-{lock}")[1].split()[-1]


def test_cold_run__every_artifact_is_there(cold: Done) -> None:
    assert not [cell for cell in CELLS if any(artifact["missing"] for artifact in cold.cell(cell)["artifacts"])]


def test_second_build__nothing_runs(again: Done) -> None:
    assert again.code == 0
    assert again.runs == set()
    assert " · 216 of 216 steps cached" in again.stdout


# --- what the image holds


def test_image__lists_all_locks_and_has_their_builds(files: dict[str, str]) -> None:
    assert files["all-locks"].split() == LOCKS
    assert sorted(files["locks"].split()) == sorted(LOCKS)
    assert {path for path in files if path.startswith("logs/log-")} == {f"logs/log-{lock}" for lock in LOCKS}


def test_image__one_branch_has_the_bootstraps_of_all_locks_in_order(files: dict[str, str]) -> None:
    subjects = [f"Bootstrap for {lock}" for lock in LOCKS]
    assert files["cache"].splitlines() == [*reversed(subjects), "Cache of bootstraps"]


def test_image__the_logs_of_the_second_fan_out_are_joined_in_order(files: dict[str, str]) -> None:
    said = [line.split()[1].rstrip(",") for line in files["combined"].splitlines() if line.startswith("Lock ")]
    assert said == LOCKS


# --- the remedy: the image of one build saves the next one the work


def test_changed_script__runs_every_cell_and_makes_no_bootstrap(cold: Done, changed: Done) -> None:
    assert changed.code == 0, changed.stdout
    assert changed.runs >= set(CELLS)
    assert count(cold, MADE, CELLS) == 36
    assert (count(changed, MADE, CELLS), count(changed, FOUND, CELLS)) == (0, 108)


def test_changed_script__the_bootstraps_are_the_very_same(cold: Done, changed: Done) -> None:
    for lock in LOCKS:
        assert logs(changed, f"lock-{lock}")[1].split()[-1] == logs(cold, f"lock-{lock}")[1].split()[-1]


def test_changed_script__takes_less_than_half_the_time_for_the_step(cold: Done, changed: Done) -> None:
    assert seconds(changed, 2) < seconds(cold, 2) / 2


# --- one lock that can't be stacked


def test_red_run__one_lock_fails_in_both_fan_outs_and_no_other(red: Done) -> None:
    assert red.code == 1
    assert failed(red) == RED
    assert red.report["cells"]["passed"] == 70
    assert red.stdout.startswith("✗ lock-matrix: 2 of 72 cells failed · 70 passed · ")


def test_red_run__the_report_says_where_and_why(red: Done) -> None:
    assert "`stack` · exit 1" in red.stdout
    assert ", ".join(RED) in red.stdout
    assert "STACK FAILURE: broken does not apply" in red.stdout
    assert "DU runtime/gone" in red.text(f"logs/lock-{BROKEN}/02.log")
    outcomes = [step["outcome"] for step in red.cell(RED[0])["steps"]]
    assert outcomes == ["passed", "failed", "skipped", "skipped", "passed"]
    assert BROKEN in red.text("summary.md")
    assert BROKEN in red.text("junit.xml")


def test_red_run__the_stages_between_and_behind_are_built_all_the_same(red: Done) -> None:
    built = {vertex.stage for vertex in red.executed}
    assert {"unified", "collected-logs", "image"} <= built
    assert not [vertex for name in ("solve.jsonl", "rest.jsonl") for vertex in red.account(name) if vertex.error]


def test_red_run__the_other_locks_still_find_their_bootstraps(red: Done) -> None:
    assert (count(red, MADE, CELLS), count(red, FOUND, CELLS)) == (0, 35 * 3)


def test_red_run__the_image_lacks_the_bootstrap_of_that_lock_alone(files_of_red: dict[str, str]) -> None:
    assert files_of_red["all-locks"].split() == LOCKS
    others = [f"Bootstrap for {lock}" for lock in LOCKS if lock != BROKEN]
    assert files_of_red["cache"].splitlines() == [*reversed(others), "Cache of bootstraps"]


def test_mended_lock__is_green_and_nothing_runs(mended: Done) -> None:
    """Each cell has run before, in the green build from the same image."""
    assert mended.code == 0
    assert mended.runs == set()
    assert mended.report["cells"]["passed"] == 72
