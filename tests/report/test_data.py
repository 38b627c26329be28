import json
import re
from pathlib import Path
from typing import Any

from cigen.report import data
from cigen.results.model import BrokenStep, Build
from tests.factories import fail, green, manifest, relocatable_red, report, xml


def tree(*given: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(data.render(report(*given)).text)
    return found


def test_data__counts_stand_at_the_top() -> None:
    found = tree(relocatable_red())
    assert found["totals"] == {"tests": 572, "passed": 557, "failed": 1, "errors": 0, "skipped": 14, "flaky": 0}
    assert found["cells"] == {"total": 26, "passed": 25, "failed": 1, "errors": 0, "missing": 0, "flaky": 0}
    assert (found["format"], found["name"], found["verdict"], found["problems"]) == (1, "relocatable", "failed", [])


def test_data__problems_have_a_file_and_a_reason() -> None:
    assert tree(green(manifest(1)) | {"cells/x/1.result": b""})["problems"][0].keys() == {"file", "reason"}


def test_data__cells_and_steps_are_under_results() -> None:
    found = tree(fail(green(manifest(1)), "test-1", 2), Build(2.5, 3, 0, (("test-1", 2),)))
    (cell,) = found["results"]["cells"]
    assert (cell["name"], cell["values"], cell["outcome"]) == ("test-1", {"n": "1"}, "failed")
    step = cell["steps"][1]
    assert (step["outcome"], step["exit_code"], step["cached"], step["log"]) == (
        "failed",
        1,
        False,
        "logs/test-1/02.log",
    )
    assert found["build"]["seconds"] == 2.5


def keys(tree: object) -> set[str]:
    """Every key of a tree, but the names of dimensions."""
    if isinstance(tree, list):
        return {key for one in tree for key in keys(one)}
    if not isinstance(tree, dict):
        return set()
    return tree.keys() | {key for name, one in tree.items() if name != "values" for key in keys(one)}


def test_data__every_key_is_documented() -> None:
    broken = Build(1, 1, 1, (("test-1", 1),), BrokenStep("base", "RUN x", "exit code 1"), "x")
    files = fail(green(manifest(1, junit=["*.xml"])), "test-1", 2, signal=9, outcome="signaled", code=137)
    files["cells/test-1/junit/1-1.xml"] = xml(
        '<testcase classname="c" name="a" file="f" line="3" time="1"><failure/></testcase>'
    )
    page = (Path(__file__).parents[2] / "docs" / "results-format.md").read_text()
    section = page.split("## `report.json`")[1].split("## Versions")[0]
    words = set(re.findall(r"`(?:(?:results|build)\.)?([a-z_]+)`", section))
    assert keys(tree(files, broken)) <= words | {"results"}


def test_data__what_a_test_is_called_can_do_no_harm() -> None:
    files = green(manifest(1, steps=("HERE",)))
    files["manifest.json"] = files["manifest.json"].replace(b"HERE", rb"\u202e\ud800</script>\u0000")
    text = data.render(report(files)).text
    assert text.isascii()
    assert json.loads(text)
