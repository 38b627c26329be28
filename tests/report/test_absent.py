from cigen.report import comment, markdown, terminal
from cigen.report.absent import Absent, absent
from tests.factories import Files, fail, green, manifest, report


def lacking(cells: int, *lines: bytes) -> Files:
    """Failed cells, of which each lacks what its line says."""
    files = green(manifest(cells, artifacts=["config.cache", "a b.install", "x"]))
    for n, line in enumerate(lines, 1):
        files = fail(files, f"test-{n}", 2)
        files[f"cells/test-{n}/gathered"] = line
    return files


NONE = b""
ONE = b"artifact 1 present\nartifact 2 missing\nartifact 3 present\n"


def test_absent__what_the_same_cells_lack_stands_together() -> None:
    assert absent(report(lacking(4, ONE, NONE, NONE))) == (
        Absent(("a b.install",), ("test-1", "test-2", "test-3")),
        Absent(("config.cache", "x"), ("test-2", "test-3")),
    )


def test_absent__of_a_green_cell_it_is_a_failure_and_of_a_missing_one_no_wonder() -> None:
    files = green(manifest(2, artifacts=["a"])) | {"cells/test-1/gathered": b""}
    assert absent(report({path: data for path, data in files.items() if "test-2" not in path})) == ()


def test_pages__a_failed_cell_that_left_no_artifact_says_so() -> None:
    found = report(lacking(2, ONE))
    for page in (markdown, comment):
        assert "\n\n**Missing artifacts**\n\n- `a b.install` of test-1\n" in page.render(found).text
        assert "`cigen.yml:22` · 1 step after it was skipped · log of test-1" in page.render(found).text
    text = terminal.render(found).text
    assert "\n  missing artifacts: a b.install of test-1\n" in text
    assert "cigen.yml:22 · 1 step after it was skipped · log: " in text


def test_pages__many_missing_artifacts_are_bounded() -> None:
    planned = manifest(30, artifacts=[f"artifact{n}" for n in range(1, 31)])
    files = green(planned)
    for n in range(1, 31):
        files = fail(files, f"test-{n}", 1)
        files[f"cells/test-{n}/gathered"] = b"".join(b"artifact %d present\n" % k for k in range(1, n))
    assert "  … and 24 more\n" in terminal.render(report(files)).text
    assert comment.render(report(files)).text.count("- `artifact") == 20
