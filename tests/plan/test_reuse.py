"""Definitions and their use: arguments, conditions, names, and what is wrong with them."""

from __future__ import annotations

import pytest

from cigen.plan.model import Recorded, Run, Stage
from tests.planned import dockerfile, plan, planned

BUILD = """\
define:
  build:
    args: {branch: null, flags: "-j {{ branch }}"}
    steps:
      - name: get
        run: fetch {{ branch }}
      - run: make {{ flags }}
"""


def _stage(text: str, name: str) -> Stage:
    return next(stage for stage in plan(text).stages if stage.name == name)


def _scripts(text: str, name: str) -> list[str]:
    found = []
    for instruction in _stage(text, name).instructions:
        run = instruction.run if isinstance(instruction, Recorded) else instruction
        if isinstance(run, Run):
            found.append(run.script)
    return found


def _test(steps: str, define: str = BUILD, matrix: str = "{v: [a, b]}") -> str:
    return f"{define}tests:\n  t:\n    from: busybox\n    matrix: {matrix}\n    steps:\n{steps}"


def test_use__brings_the_steps_with_its_arguments_and_the_defaults_of_the_others() -> None:
    text = _test('      - {use: build, with: {branch: "{{ v }}"}}\n      - echo end\n')
    assert _scripts(text, "t-a") == ["fetch a", "make -j a", "echo end"]
    assert _scripts(text, "t-b") == ["fetch b", "make -j b", "echo end"]


def test_use__counts_its_steps_among_the_recorded_ones() -> None:
    text = _test(
        "      - echo first\n      - {use: build, with: {branch: x}}\n      - {use: build, with: {branch: y}}\n"
    )
    numbers = [one.number for one in _stage(text, "t-a").instructions if isinstance(one, Recorded)]
    assert numbers == [1, 2, 3, 4, 5]
    assert [step.number for step in plan(text).manifest.tests[0].steps] == numbers


def test_use__puts_its_name_before_those_of_its_steps() -> None:
    text = _test("      - {use: build, name: 'base {{ v }}', with: {branch: x}}\n".replace(" {{ v }}", ""))
    assert [step.name for step in plan(text).manifest.tests[0].steps] == ["base: get", "base: make {{ flags }}"]
    assert "# base: get\n" in dockerfile(text)


def test_use__is_left_out_where_its_condition_is_false_and_its_arguments_are_not_looked_at() -> None:
    text = _test(
        "      - {use: build, when: v == 'a', with: {branch: '{{ only }}'}}\n      - echo end\n",
        matrix="{v: [a, b], include: [{v: a, only: x}]}",
    )
    assert _scripts(text, "t-a") == ["fetch x", "make -j x", "echo end"]
    assert _scripts(text, "t-b") == ["echo end"]


def test_use__works_inside_definitions_and_hands_arguments_on() -> None:
    define = BUILD + "  both:\n    args: {x: 1}\n    steps:\n      - {use: build, with: {branch: 'one{{ x }}'}}\n"
    define += "      - {use: build, with: {branch: two}, when: x == 1}\n"
    text = _test("      - {use: both}\n      - {use: both, with: {x: 2}}\n", define)
    assert _scripts(text, "t-a") == [
        "fetch one1",
        "make -j one1",
        "fetch two",
        "make -j two",
        "fetch one2",
        "make -j one2",
    ]


def test_use__of_a_stage_is_not_recorded() -> None:
    text = f"{BUILD}stages:\n  s:\n    from: busybox\n    steps: [{{use: build, with: {{branch: m}}}}]\n"
    text += "tests: {t: {from: s, steps: [echo]}}\n"
    assert "# get\nRUN fetch m\nRUN make -j m\n" in dockerfile(text)


def test_use__of_a_list_takes_no_arguments() -> None:
    assert _scripts(_test("      - {use: two}\n", "define:\n  two: [echo 1, echo 2]\n"), "t-b") == ["echo 1", "echo 2"]


def test_use__raw_hands_braces_on_as_they_stand() -> None:
    text = _test("      - {use: build, raw: true, with: {branch: '{{ v }}', flags: '{{.Id}}'}}\n")
    assert _scripts(text, "t-a") == ["fetch {{ v }}", "make {{.Id}}"]


@pytest.mark.parametrize(
    ("steps", "rule", "message"),
    [
        ("{use: biuld, with: {branch: x}}", "unknown-definition", "did you mean `build`?"),
        ("{use: other}", "unknown-definition", "there are: build"),
        ("{use: build}", "bad-argument", "`build` needs `branch`"),
        ("{use: build, with: {branch: x, flag: y}}", "bad-argument", "did you mean `flags`?"),
        ("{use: build, with: {branch: '{{ nope }}'}}", "undefined-name", "`nope` is not defined here"),
    ],
)
def test_use__says_what_is_wrong(steps: str, rule: str, message: str) -> None:
    _, problems = planned(_test(f"      - {steps}\n"))
    assert [(one.rule, message in one.message) for one in problems] == [(rule, True)]


def test_define__a_circle_is_shown_whole() -> None:
    define = "define:\n  a: [{use: b}]\n  b: [{use: c}]\n  c: [{use: a}]\n"
    _, problems = planned(_test("      - {use: a}\n      - echo\n", define))
    assert [one.message for one in problems] == ["these definitions use each other: a → b → c → a; take one `use` out"]


def test_define__can_not_unfold_to_millions_of_steps() -> None:
    define = "define:\n  d0: [echo]\n"
    for number in range(1, 40):
        define += f"  d{number}: [{{use: d{number - 1}}}, {{use: d{number - 1}}}]\n"
    _, problems = planned(_test("      - {use: d39}\n", define))
    assert [one.rule for one in problems] == ["too-many-steps"]


def test_use__can_not_make_more_steps_of_all_cells_than_can_be_planned() -> None:
    define = "define:\n  many: [" + ", ".join(["echo"] * 30) + "]\n"
    _, problems = planned(_test("      - {use: many}\n", define, "{v: '{{ range(10000) }}', w: [1, 2]}"))
    assert [one.message.partition(":")[0] for one in problems] == [
        "20,000 cells of 30 steps are 600,000 steps, a test has at most 500,000"
    ]


@pytest.mark.parametrize("call", ["cells(*range(9))", "cells(1)", "cells()", "cells([1])"])
def test_cells__of_anything_but_a_test_says_what_there_is(call: str) -> None:
    _, problems = planned(_test(f"      - echo {{{{ {call} }}}}\n", ""))
    assert ["there are: t" in one.message for one in problems] == [True]


def test_defaults__reach_tests_and_stages_that_say_nothing() -> None:
    text = """\
defaults: {network: none, timeout: 5m, retries: 2, shell: [/bin/bash, -c]}
stages:
  base: {from: debian, steps: [echo base]}
tests:
  t:
    from: base
    steps: [echo one, {run: echo two, timeout: 0s, retries: 0, network: host}]
  alone: {from: busybox, steps: [echo three]}
"""
    found = [one for stage in plan(text).stages for one in stage.instructions if isinstance(one, Recorded)]
    assert [(one.timeout, one.retries, one.run.network) for one in found] == [
        (300, 2, "none"),
        (0, 0, "host"),
        (300, 2, "none"),
    ]
    written = dockerfile(text)
    assert 'FROM debian AS base\nSHELL ["/bin/bash", "-c"]\nRUN --network=none echo base\n' in written
    assert written.count("SHELL") == 2


def test_cells__tell_later_stages_the_names_values_and_lets_of_a_test() -> None:
    text = """\
stages:
  all:
    from: busybox
    collect: [lock]
    steps: [{copy: /list, content: "{{ cells('lock') | map(attribute='path') | join(',') }}"}]
tests:
  lock:
    from: busybox
    matrix: {lock: [one, two]}
    let: {path: "/builds/{{ lock }}"}
    steps: [echo]
    artifacts: [{path: log}]
  again:
    from: all
    matrix: {of: "{{ cells('lock') }}"}
    steps: ["grep {{ of.path }} /list # {{ of.name }} {{ of.lock }} {{ of.cell }} {{ of.test }}"]
"""
    assert "/builds/one,/builds/two\n" in dockerfile(text)
    assert _scripts(text, "again-lock-two") == ["grep /builds/two /list # lock-two two lock-two lock"]


@pytest.mark.parametrize(
    ("matrix", "message"),
    [
        ("{v: \"{{ cells('t') }}\"}", "the cells of `t` are not made yet"),
        ("{v: \"{{ cells('x') }}\"}", "no test is called `x`, there are: t, u"),
        ("{v: \"{{ cells('u') }}\"}", "the cells of `t` are not made yet"),
    ],
)
def test_cells__that_can_not_be_known_are_an_error(matrix: str, message: str) -> None:
    other = "  u: {from: busybox, matrix: {w: \"{{ cells('t') }}\"}, steps: [echo]}\n"
    _, problems = planned(_test("      - echo\n", "", matrix) + other)
    assert any(message in one.message and one.rule == "expression-failed" for one in problems), problems


def test_cells__is_no_value_of_its_own() -> None:
    _, problems = planned(_test("      - echo {{ cells }}\n", ""))
    assert [one.rule for one in problems] == ["expression-failed"]


def test_placed__refuses_definitions_that_go_too_deep() -> None:
    chain = "".join(f"  d{number}: {{steps: [{{use: d{number - 1}}}]}}\n" for number in range(1, 2000))
    text = (
        f"define:\n  d0: {{steps: [make]}}\n{chain}"
        "stages: {base: {from: busybox}}\ntests: {t: {from: base, steps: [{run: a}, {use: d1999}]}}\n"
    )
    _, problems = planned(text)
    assert "more than 50 deep" in " ".join(one.message for one in problems)
