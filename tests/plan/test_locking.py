from __future__ import annotations

import difflib

import pytest

from cigen.lock import Entry, Kind, Lock
from cigen.plan.locking import locked, survey, wants
from cigen.plan.model import Plan
from cigen.render import dockerfile
from cigen.work.project import scripts
from tests.planned import plan

A, B = "a" * 40, "b" * 40
DIGEST = "sha256:" + "1" * 64
URL = "https://git.example/a.git"

MATRIX = f"""
stages:
  base:
    from: debian:12
    steps:
      - clone: {URL}
      - workdir: a
tests:
  t:
    from: base
    matrix: {{branch: [main, next, {A}]}}
    steps:
      - checkout: "{{{{ branch }}}}"
      - make
"""


def one_test(steps: str, more: str = "") -> Plan:
    """A plan of one test from `scratch`-like parts that want nothing themselves."""
    return plan(f"{more}\ntests: {{t: {{from: 'x@{DIGEST}', steps: {steps}}}}}\nworkflow: {{enabled: false}}\n")


def keys(of: Plan) -> list[str]:
    return [str(want.key) for want in wants(of)]


def reasons(of: Plan) -> dict[str, str]:
    return {left.name: left.reason for left in survey(of).left}


def lock_of(of: Plan, **moved: str) -> Lock:
    """A lock of everything that a plan wants."""
    values = {Kind.IMAGE: DIGEST, Kind.REF: B, Kind.ACTION: B}
    found = (want.key for want in wants(of))
    return Lock(tuple(Entry(key, moved.get(key.ref, values[key.kind]), 2) for key in found))


def rendered(of: Plan) -> str:
    return dockerfile.render(of, scripts()).text


def at(of: Plan, **moved: str) -> str:
    """The Dockerfile of a plan at a lock of all that it wants."""
    found, problems = locked(of, lock_of(of, **moved))
    assert problems == ()
    return rendered(found)


def test_wants__everything_that_moves_once_with_its_place() -> None:
    found = wants(plan(MATRIX))

    assert [str(want.key) for want in found] == ["debian:12", f"{URL} main", f"{URL} next"]
    assert [want.position.line for want in found] == [3, 13, 13]


def test_locked__images_and_commits_are_in_the_dockerfile() -> None:
    text = at(plan(MATRIX))

    assert f"FROM debian:12@{DIGEST} AS base\n" in text
    assert "# checkout main\nRUN --mount" in text
    assert f"git cat-file -e '{B}^{{commit}}' || git fetch origin {B} || git fetch origin\ngit checkout {B}\n" in text
    assert "git checkout main" not in text


def test_locked__one_moved_branch_changes_the_lines_of_one_cell() -> None:
    source = plan(MATRIX)
    before, after = at(source), at(source, next="c" * 40)

    changed = [line for line in difflib.ndiff(before.split("\n"), after.split("\n")) if line[0] in "-+"]

    assert changed == [
        f"- git cat-file -e '{B}^{{commit}}' || git fetch origin {B} || git fetch origin",
        f"- git checkout {B}",
        f"+ git cat-file -e '{'c' * 40}^{{commit}}' || git fetch origin {'c' * 40} || git fetch origin",
        f"+ git checkout {'c' * 40}",
    ]
    stage = after[: after.index("c" * 40)].rpartition("FROM ")[2]
    assert stage.startswith("base AS t-next\n")


def test_locked__what_wants_nothing_is_the_same_plan() -> None:
    source = one_test("[make]")

    assert wants(source) == ()
    assert rendered(locked(source, Lock())[0]) == rendered(source)


def test_locked__what_is_missing_is_said_once_a_place() -> None:
    _, problems = locked(plan(MATRIX), Lock(), "other.lock")

    assert [str(problem).partition(":")[2] for problem in problems] == [
        "3:3: `debian:12` is not in other.lock, run `cigen lock` to add what is new [not-locked]",
        f"13:19: `{URL} main`, `{URL} next` are not in other.lock, run `cigen lock` to add what is new [not-locked]",
    ]


def test_locked__copies_and_mounts_of_images() -> None:
    source = one_test("[{copy: /a /b, from: 'go:1'}, {run: a, mounts: [{type: bind, from: 'node:1', target: /n}]}]")

    text = at(source)

    assert keys(source) == ["go:1", "node:1"]
    assert f"--from=go:1@{DIGEST} " in text
    assert f"from=node:1@{DIGEST}" in text


def test_locked__stages_cells_and_contexts_are_no_images() -> None:
    source = plan(
        f"""
contexts: {{ctx: .}}
stages: {{s: {{from: 'x@{DIGEST}', steps: [{{copy: /a /b, from: ctx}}]}}, u: {{from: t-1}}}}
tests: {{t: {{from: s, matrix: {{n: [1]}}, steps: [{{copy: /a /b, from: s}}]}}}}
workflow: {{enabled: false}}
"""
    )

    assert keys(source) == []


def test_locked__contexts_and_syntax() -> None:
    source = one_test(
        "[make]",
        f"syntax: docker/dockerfile:1\ncontexts: {{i: 'docker-image://go:1', g: '{URL}#main:dir', f: .}}",
    )

    found, problems = locked(source, lock_of(source))

    assert problems == ()
    assert found.syntax == f"docker/dockerfile:1@{DIGEST}"
    assert dict(found.contexts) == {"i": f"docker-image://go:1@{DIGEST}", "g": f"{URL}#{B}:dir", "f": "."}


def test_locked__git_sources_of_add() -> None:
    source = one_test(
        f"[{{add: '{URL}#main:dir', to: /a}}, {{add: '{URL}', to: /b}}, {{add: 'https://a.example/b', to: /c}}]"
    )

    text = at(source)

    assert keys(source) == [f"{URL} main", f"{URL} HEAD"]
    assert f"ADD {URL}#{B}:dir /a\n" in text or f'"{URL}#{B}:dir"' in text
    assert f"{URL}#{B}" in text
    assert "https://a.example/b" in text


def test_locked__the_repository_is_that_of_the_nearest_clone() -> None:
    source = plan(
        f"""
stages:
  base: {{from: 'x@{DIGEST}', steps: [{{clone: {URL}}}, {{clone: 'https://git.example/b'}}]}}
  other: {{from: base, steps: [{{checkout: main}}, {{clone: 'https://git.example/c'}}, {{checkout: main}}]}}
tests: {{t: {{from: other, steps: [{{checkout: next}}]}}, u: {{from: base, steps: [{{checkout: next}}]}}}}
workflow: {{enabled: false}}
"""
    )

    assert keys(source) == [
        "https://git.example/b main",
        "https://git.example/c main",
        "https://git.example/c next",
        "https://git.example/b next",
    ]


def test_locked__a_repository_that_is_named_comes_first() -> None:
    steps = f"[{{clone: /srv/a}}, {{checkout: main, repository: '{URL}', remote: up}}, {{checkout: up/x, remote: up}}]"
    source = one_test(steps)

    assert keys(source) == [f"{URL} main"]
    assert f"git fetch up\ngit checkout {B}\n" in at(source)
    assert "add `repository`" in reasons(source)["up/x"]


def test_locked__a_remote_branch_is_a_branch_of_the_repository() -> None:
    assert keys(one_test(f"[{{clone: {URL}}}, {{checkout: origin/main}}]")) == [f"{URL} refs/heads/main"]


def test_locked__the_name_of_a_step_stays() -> None:
    text = at(one_test(f"[{{clone: {URL}}}, {{checkout: main, name: get it}}]"))

    assert "# get it\n" in text
    assert "# checkout" not in text


@pytest.mark.parametrize(
    ("steps", "name", "reason"),
    [
        (f"[{{clone: {URL}}}, {{checkout: $X}}]", "$X", "it has a variable in it"),
        (f"[{{clone: {URL}}}, {{checkout: HEAD}}]", "HEAD", "whatever is checked out already"),
        (f"[{{clone: {URL}}}, {{checkout: main~1}}]", "main~1", "no branch and no tag"),
        (f"[{{clone: {URL}}}, {{checkout: 1234abc}}]", "1234abc", "write all of it"),
        ("[{clone: /srv/a}, {checkout: main}]", "main", "its repository `/srv/a` is no address that can be asked"),
        ("[{checkout: main}]", "main", "no `clone` before it"),
        (f"[{{clone: {URL}, branch: main}}]", f"{URL} main", "a `checkout` behind it can be locked"),
    ],
)
def test_survey__what_can_not_be_locked_is_left_alone_and_said(steps: str, name: str, reason: str) -> None:
    source = one_test(steps)

    assert keys(source) == []
    assert reason in reasons(source)[name]
    assert rendered(locked(source, Lock())[0]) == rendered(source)


def test_survey__an_image_with_a_variable_is_left_alone_and_said() -> None:
    source = plan("args: {V: '12'}\ntests: {t: {from: 'debian:$V', steps: [make]}}\nworkflow: {enabled: false}\n")

    assert keys(source) == []
    assert reasons(source) == {"debian:$V": "it has a variable in it"}


def test_locked__an_action_at_a_tag() -> None:
    source = plan("tests: {t: {from: scratchy, steps: [make]}}\nworkflow: {action: me/it/sub@v1}\n")

    found, problems = locked(source, lock_of(source))

    assert problems == ()
    assert keys(source) == ["scratchy", "me/it@v1"]
    assert found.workflow.action == f"me/it/sub@{B} # v1"
    assert found.workflow.pins == (("me/it", "v1", B),)


@pytest.mark.parametrize("action", ["./", f"me/it@{A}", f"me/it@{A} # v1"])
def test_locked__an_action_that_does_not_move_is_not_wanted(action: str) -> None:
    source = plan(f"tests: {{t: {{from: 'x@{DIGEST}', steps: [make]}}}}\nworkflow: {{action: '{action}'}}\n")

    assert keys(source) == []


def test_locked__the_layers_of_images_count_for_collectors() -> None:
    source = plan(
        """
stages: {all: {from: debian:12, collect: [t]}}
tests: {t: {from: debian:12, steps: [make], artifacts: [{path: a}]}}
"""
    )
    base = {collector.name: collector.base for collector in locked(source, lock_of(source))[0].collectors}

    assert base["all"] == 2
