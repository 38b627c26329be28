"""GitHub's rules for matrices, to the letter.

https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/run-job-variations
"""

from __future__ import annotations

import time
from typing import Any

import pytest

from cigen.yamltext import parse, plain
from tests.planned import cells, plan, planned


def matrix(yaml: str, **data: Any) -> list[dict[str, str]]:
    """The combinations that a matrix makes, as texts."""
    lines = "".join(f"      {line}\n" for line in yaml.strip("\n").splitlines())
    made = plan(f"tests:\n  t:\n    from: busybox\n    matrix:\n{lines}    steps: [make]\n", data)
    return [dict(cell.values) for cell in made.manifest.cells]


def wanted(yaml: str) -> list[dict[str, str]]:
    tree, _ = parse(yaml, "wanted")
    assert tree is not None
    return [{key: str(value) for key, value in entry.items()} for entry in plain(tree)]


def test_matrix__without_include_is_the_product() -> None:
    assert matrix("version: [10, 12]\nos: [ubuntu, windows]") == wanted(
        "[{version: 10, os: ubuntu}, {version: 10, os: windows}, {version: 12, os: ubuntu}, {version: 12, os: windows}]"
    )


def test_matrix__include_extends_what_it_can() -> None:
    """The documentation's own example."""
    found = matrix("""
fruit: [apple, pear]
animal: [cat, dog]
include:
  - color: green
  - color: pink
    animal: cat
  - fruit: apple
    shape: circle
  - fruit: banana
  - fruit: banana
    animal: cat
""")
    assert found == wanted("""
- {fruit: apple, animal: cat, color: pink, shape: circle}
- {fruit: apple, animal: dog, color: green, shape: circle}
- {fruit: pear, animal: cat, color: pink}
- {fruit: pear, animal: dog, color: green}
- {fruit: banana}
- {fruit: banana, animal: cat}
""")


def test_matrix__include_expands_configurations() -> None:
    found = matrix("os: [windows, ubuntu]\nnode: [14, 16]\ninclude:\n  - {os: windows, node: 16, npm: 6}")
    assert [("npm" in one, one["os"], one["node"]) for one in found] == [
        (False, "windows", "14"),
        (True, "windows", "16"),
        (False, "ubuntu", "14"),
        (False, "ubuntu", "16"),
    ]


def test_matrix__include_adds_configurations() -> None:
    found = matrix("os: [macos, ubuntu]\nversion: [12, 14]\ninclude:\n  - {os: windows, version: 17}")
    assert found[4:] == [{"os": "windows", "version": "17"}]


def test_matrix__include_alone_makes_each_entry_a_cell() -> None:
    assert matrix("include:\n  - {site: production, datacenter: a}\n  - {site: staging, datacenter: b}") == [
        {"site": "production", "datacenter": "a"},
        {"site": "staging", "datacenter": "b"},
    ]


def test_matrix__exclude_takes_out_what_an_entry_covers() -> None:
    found = matrix("""
os: [macos, windows]
version: [12, 14, 16]
environment: [staging, production]
exclude:
  - {os: macos, version: 12, environment: production}
  - {os: windows, version: 16}
""")
    assert len(found) == 9
    assert {"os": "macos", "version": "12", "environment": "staging"} in found
    assert not [one for one in found if one["os"] == "windows" and one["version"] == "16"]


def test_matrix__exclude_comes_before_include() -> None:
    assert matrix("v: [1, 2]\nexclude: [{v: 1}]\ninclude: [{v: 1, w: 3}]") == [{"v": "2"}, {"v": "1", "w": "3"}]


def test_matrix__everything_excluded_leaves_what_is_included() -> None:
    assert matrix("v: [1]\nexclude: [{v: 1}]\ninclude: [{v: 3}, {w: 4}]") == [{"v": "3"}, {"w": "4"}]


def test_matrix__include_never_overwrites_an_original_value() -> None:
    assert matrix("v: [1]\ninclude: [{v: 2, w: x}]") == [{"v": "1"}, {"v": "2", "w": "x"}]


@pytest.mark.parametrize(("value", "entry"), [("1", '"1"'), ('"5.10"', "5.10"), ("true", '"true"'), ('""', "null")])
def test_matrix__numbers_and_texts_are_alike(value: str, entry: str) -> None:
    assert matrix(f"v: [{value}, other]\nexclude: [{{v: {entry}}}]") == [{"v": "other"}]


def test_matrix__a_float_keeps_its_text() -> None:
    assert cells("tests: {t: {from: busybox, matrix: {v: [5.10, 5.1, 1e3, 007, 0x1f]}, steps: [make]}}") == [
        "t-5.10",
        "t-5.1",
        "t-1e3",
        "t-007",
        "t-0x1f",
    ]


def test_matrix__a_mapping_is_known_by_its_name_and_matches_by_its_parts() -> None:
    found = matrix("""
lang:
  - {name: c, flags: -O2}
  - {name: cpp, flags: [-O1, -g]}
exclude: [{lang: {flags: -O2}}]
""")
    assert found == [{"lang": "cpp"}]


def test_matrix__takes_its_values_from_loaded_data() -> None:
    data = {"commits": {"4.08": {"base": "a"}, "5.0": {"base": "b"}}, "lines": ["x", "y"]}
    assert matrix('v: "{{ commits }}"', **data) == [{"v": "4.08"}, {"v": "5.0"}]
    assert matrix("v: \"{{ lines | reject('eq', 'x') }}\"", **data) == [{"v": "y"}]
    assert matrix("include: \"{{ [{'v': lines[0]}, {'v': 'z'}] }}\"", **data) == [{"v": "x"}, {"v": "z"}]


def test_matrix__a_name_that_only_some_cells_have_needs_a_default() -> None:
    spec = """
tests:
  t: {from: busybox, matrix: {v: [1, 2], include: [{v: 2, npm: 6}]}, steps: ["echo NPM%s"]}
"""
    made = plan(spec % "{{ npm | default('none') }}{{ npm if npm is defined else '' }}")
    scripts = [i.run.script for stage in made.stages for i in stage.instructions if hasattr(i, "run")]
    assert scripts == ["echo NPMnone", "echo NPM66"]
    _, problems = planned(spec % "{{ npm }}")
    assert [problem.rule for problem in problems] == ["undefined-name"]


def test_matrix__thousands_of_includes_take_no_time() -> None:
    includes = "".join(f"  - {{v: {n}, w: x{n}}}\n" for n in range(1500))
    started = time.monotonic()
    found = matrix(f'v: "{{{{ range(1500) }}}}"\ninclude:\n{includes}')
    assert found[7] == {"v": "7", "w": "x7"}
    assert time.monotonic() - started < 10


def test_matrix__the_name_of_a_mapping_stands_for_it_in_exclude_and_include() -> None:
    found = matrix("""
v: [1, 2]
os: [linux, {name: bsd, flag: -z}]
exclude: [{v: 2, os: bsd}]
include: [{os: bsd, extra: more}]
""")
    assert found == wanted("[{v: 1, os: linux}, {v: 1, os: bsd, extra: more}, {v: 2, os: linux}]")


def test_matrix__a_mapping_or_list_in_an_entry_never_equals_a_plain_value() -> None:
    found = matrix("os: [linux, {name: bsd}]\nexclude: [{os: {name: linux}}, {os: [linux]}, {os: {name: bsd}}]")
    assert found == wanted("[{os: linux}]")
