"""`cigen lock` against a registry that runs in this process and real git repositories."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from cigen.render.pins import CHECKOUT, OWN_ACTION
from tests.commandline import Result, cigen, project
from tests.fakeregistry import Answer, FakeRegistry, serve
from tests.gitfolder import BASE, GitFolder

PAGE = Path(__file__).parents[2] / "docs" / "lock.md"

SPEC = """\
name: demo
stages:
  base:
    from: {host}/a/base:1
    steps:
      - clone: {url}
      - workdir: src
tests:
  unit:
    from: base
    matrix: {{branch: [main, next]}}
    steps:
      - checkout: "{{{{ branch }}}}"
      - make
workflow: {{enabled: false}}
"""


@dataclass(frozen=True)
class World:
    """A project, a registry with its base image, and a repository with the branches `main` and `next`."""

    folder: Path
    registry: FakeRegistry
    git: GitFolder
    commits: dict[str, str]

    def cigen(self, *words: str, **environ: str) -> Result:
        return cigen(*words, cwd=self.folder, environ={**self.git.environ, **environ})

    def lock(self) -> str:
        return (self.folder / "cigen.lock").read_text()

    def spec(self, old: str, new: str) -> None:
        path = self.folder / "cigen.yml"
        path.write_text(path.read_text().replace(old, new))

    @property
    def image(self) -> str:
        return f"{self.registry.host}/a/base:1"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    git = GitFolder(tmp_path / "git")
    url = git.make("src")
    commits = {"next": git.commit("src", "next", branch="next"), "main": git.git("rev-parse", "main", cwd="src")}
    with serve() as registry:
        registry.push("a/base", "1", layers=3)
        text = SPEC.format(host=registry.host, url=url)
        yield World(project(tmp_path / "project", text), registry, git, commits)


def test_lock__writes_down_what_names_stand_for(world: World) -> None:
    result = world.cigen("lock")

    digest = world.registry.tags["a/base", "1"]
    assert result.code == 0, result.err
    assert result.out.splitlines() == [
        f"locked: {world.image} {digest[:19]}",
        f"locked: {BASE}src main {world.commits['main'][:12]}",
        f"locked: {BASE}src next {world.commits['next'][:12]}",
        "cigen.lock: written",
    ]
    assert f"  '{world.image}':\n    digest: {digest}\n    layers: 3\n" in world.lock()
    assert world.commits["main"] in world.lock()


def test_render__uses_the_lock(world: World) -> None:
    world.cigen("lock")

    text = world.cigen("render", "--stdout").out

    assert f"FROM {world.image}@{world.registry.tags['a/base', '1']} AS base\n" in text
    assert all(f"git checkout {commit}\n" in text for commit in world.commits.values())


def test_render__without_a_lock_is_as_the_spec_says(world: World) -> None:
    text = world.cigen("render", "--stdout").out

    assert f"FROM {world.image} AS base\n" in text
    assert "git checkout next\n" in text


def test_lock__unchanged_asks_nobody(world: World) -> None:
    world.cigen("lock")
    before = world.lock()
    world.registry.requests.clear()

    result = world.cigen("lock", PATH="")

    assert (result.code, result.out) == (0, "cigen.lock: unchanged\n")
    assert world.registry.requests == []
    assert world.lock() == before
    assert world.cigen("render", "--check", PATH="").code == 1
    assert world.registry.requests == []


def test_lock__adds_what_is_new_keeps_what_is_there_and_drops_what_nobody_wants(world: World) -> None:
    world.cigen("lock")
    new = world.git.commit("src", "later", branch="next")
    third = world.git.commit("src", "third", branch="third")
    world.spec("[main, next]", "[next, third]")

    result = world.cigen("lock")

    assert result.out.splitlines() == [
        f"locked: {BASE}src third {third[:12]}",
        f"dropped: {BASE}src main, nothing in the spec wants it",
        "cigen.lock: written",
    ]
    assert world.commits["next"] in world.lock()
    assert new not in world.lock()
    assert "main" not in world.lock()


def test_lock__what_the_lock_lacks_is_a_problem_of_the_spec(world: World) -> None:
    world.cigen("lock")
    world.spec("[main, next]", "[main, third]")

    for command in ("check", "render"):
        result = world.cigen(command)
        assert result.code == 3
        assert f"`{BASE}src third` is not in cigen.lock, run `cigen lock` to add what is new [not-locked]" in result.err


def test_check__says_what_has_moved_and_writes_nothing(world: World) -> None:
    world.cigen("lock")
    before = world.lock()
    assert world.cigen("lock", "--check").out == "cigen.lock: nothing has moved\n"
    old = world.registry.tags["a/base", "1"]
    digest = world.registry.push("a/base", "1", layers=4)
    commit = world.git.commit("src", "later", branch="next")
    world.spec("[main, next]", "[main, next, third]")

    result = world.cigen("lock", "--check")

    assert result.code == 1
    assert result.out.splitlines() == [
        f"moved: {world.image} {old[:19]} → {digest[:19]}",
        f"moved: {BASE}src next {world.commits['next'][:12]} → {commit[:12]}",
        f"not locked: {BASE}src third",
    ]
    assert world.lock() == before


@pytest.mark.parametrize("name", ["next", f"{BASE}src next"])
def test_update__moves_one_branch_and_one_cell_of_the_dockerfile(world: World, name: str) -> None:
    world.cigen("lock")
    before = world.cigen("render", "--stdout").out.splitlines()
    world.git.commit("src", "later")
    world.registry.push("a/base", "1", layers=9)
    commit = world.git.commit("src", "later", branch="next")

    result = world.cigen("lock", "--update", name)

    assert result.out.splitlines() == [
        f"moved: {BASE}src next {world.commits['next'][:12]} → {commit[:12]}",
        "cigen.lock: written",
    ]
    after = world.cigen("render", "--stdout").out.splitlines()
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert changed == [(line, line.replace(world.commits["next"], commit)) for line, _ in changed]
    assert len(changed) == 2


def test_update__a_repository_moves_all_its_branches_and_all_moves_everything(world: World) -> None:
    world.cigen("lock")
    for branch in ("next", ""):
        world.git.commit("src", "later", branch=branch)
    world.registry.push("a/base", "1", layers=9)

    assert world.cigen("lock", "--update", f"{BASE}src").out.count("moved: ") == 2
    assert world.cigen("lock", "--update", "all").out.count("moved: ") == 1
    assert "layers: 9" in world.lock()


def test_update__a_name_that_is_not_there_is_bad_usage(world: World) -> None:
    result = world.cigen("lock", "--update", "nxt")

    assert result.code == 2
    assert "--update nxt: nothing in the spec is called so, did you mean `next`?" in result.err


def test_update__with_check_is_bad_usage(world: World) -> None:
    assert world.cigen("lock", "--check", "--update", "all").code == 2


def test_lock__all_failures_are_said_at_once_and_nothing_is_written(world: World) -> None:
    world.spec("[main, next]", "[main, no]")
    world.registry.tags.clear()

    result = world.cigen("lock")

    assert result.code == 4
    assert "2 of 3 could not be looked up, cigen.lock is as it was:\n" in result.err
    assert f"  {world.image}: http://{world.registry.host}/v2/a/base/manifests/1 answered with 404" in result.err
    assert f"  {BASE}src no: there is no branch or tag `no` in this repository" in result.err
    assert not (world.folder / "cigen.lock").exists()


def test_check__that_can_not_be_answered_exits_4(world: World) -> None:
    world.cigen("lock")
    world.registry.always["HEAD"] = Answer(403)

    result = world.cigen("lock", "--check")

    assert result.code == 4
    assert "you may not read this image" in result.err


def test_lock__a_damaged_lock_is_shown_with_its_line(world: World) -> None:
    world.cigen("lock")
    path = world.folder / "cigen.lock"
    path.write_text(path.read_text().replace(f"    main: {world.commits['main']}", "    main: gone").replace("'", ""))
    path.write_text(path.read_text().replace(world.commits["main"], "gone"))

    for command in ("lock", "render", "check"):
        result = world.cigen(command)
        assert result.code == 3
        assert "a commit has 40 (or 64) hexadecimal digits, found `gone`" in result.err
        assert "|     main: gone\n" in result.err


@pytest.mark.parametrize("data", [b"\xff\xfe", b"\x00", b"", b"<<<<<<< HEAD\n", b"version: 1\nimages: [" * 99])
def test_lock__what_is_no_lock_is_no_crash(world: World, data: bytes) -> None:
    (world.folder / "cigen.lock").write_bytes(data)

    for command in ("lock", "render", "check"):
        result = world.cigen(command)
        assert result.code == 3
        assert re.match(r"cigen\.lock:\d+:\d+: ", result.err)


def test_lock__credentials_are_those_of_docker(world: World, tmp_path: Path) -> None:
    world.registry.auth, world.registry.private = "bearer", True
    assert "it may need a `docker login`" in world.cigen("lock").err
    (tmp_path / "config.json").write_text(
        f'{{"auths": {{"{world.registry.host}": {{"username": "me", "password": "p4ssword"}}}}}}'
    )

    result = world.cigen("lock", DOCKER_CONFIG=str(tmp_path))

    assert result.code == 0, result.err
    assert "p4ssword" not in result.out + result.err


def test_lock__what_is_left_alone_is_said(world: World) -> None:
    world.spec("- make\n", "- {checkout: main~1}\n")

    result = world.cigen("lock")

    assert result.code == 0
    assert "cigen.yml:14:20: `main~1` is not locked: it is no branch and no tag\n" in result.err


def test_lock__a_spec_of_another_name_has_a_lock_of_its_own(world: World) -> None:
    (world.folder / "cigen.yml").rename(world.folder / "other.yml")

    assert world.cigen("lock", "--spec", "other.yml").out.endswith("other.lock: written\n")
    assert world.cigen("check", "--spec", "other.yml").code == 0


def with_workflow(world: World) -> None:
    """A workflow that uses an action at a tag, whose repository is here, as is that of `actions/checkout`."""
    world.spec("workflow: {enabled: false}", "workflow: {action: me/it@v1}")
    for name in ("me/it", "actions/checkout"):
        world.git.make(name)
    world.git.git("tag", "v1", cwd="me/it")
    for tag in (CHECKOUT.version, "v7.9.0", "v7.10.0", "v8.0.0"):
        world.git.commit("actions/checkout", tag)
        world.git.git("tag", tag, cwd="actions/checkout")


def test_lock__actions_are_locked_and_cigens_own_pins_need_no_network(world: World) -> None:
    with_workflow(world)
    server = {"GITHUB_SERVER_URL": BASE.rstrip("/")}

    result = world.cigen("lock", **server)

    assert result.code == 0, result.err
    assert f"locked: actions/checkout@{CHECKOUT.version} {CHECKOUT.commit[:12]}\n" in result.out
    assert OWN_ACTION.repository not in world.lock()
    commit = world.git.git("rev-parse", "v1", cwd="me/it")
    workflow = world.cigen("render", "--stdout", "workflow").out
    assert f"uses: me/it@{commit} # v1\n" in workflow
    assert f"uses: actions/checkout@{CHECKOUT.commit} # {CHECKOUT.version}\n" in workflow


def test_update__an_action_of_cigens_goes_to_the_newest_of_its_major_version(world: World) -> None:
    with_workflow(world)
    server = {"GITHUB_SERVER_URL": BASE.rstrip("/")}
    world.cigen("lock", **server)

    result = world.cigen("lock", "--update", "actions/checkout", **server)

    commit = world.git.git("rev-parse", "v7.10.0", cwd="actions/checkout")
    assert f"moved: actions/checkout@{CHECKOUT.version} → v7.10.0 {commit[:12]}\n" in result.out
    assert f"uses: actions/checkout@{commit} # v7.10.0\n" in world.cigen("render", "--stdout", "workflow").out
    assert world.cigen("lock", PATH="").out == "cigen.lock: unchanged\n"


def plain(line: str) -> str:
    """A line without what is different each time."""
    return re.sub(r"\b(?=\w*\d)[0-9a-f]{12}\b|\b[a-f]{12}\b|v\d+(\.\d+)*", "X", line)


def test_page__shows_what_the_command_says(tmp_path: Path) -> None:
    page = PAGE.read_text()
    spec = re.findall(r"```yaml\n(# cigen\.yml\n.*?)```", page, re.S)[0]
    shown = re.findall(r"```console\n(.*?)```", page, re.S)[0]
    git = GitFolder(tmp_path / "git")
    url = git.make("ocaml.git")
    for branch in ("trunk", "5.4"):
        git.commit("ocaml.git", branch, branch=branch)
    with serve() as registry:
        registry.push("debian", "bookworm")
        image = f"{registry.host}/debian:bookworm"
        real = {"https://github.com/ocaml/ocaml.git": url, "debian:bookworm": image}
        for name, other in real.items():
            spec, shown = spec.replace(name, other), shown.replace(name, other)
        folder = project(tmp_path / "project", spec.replace("name: demo", "name: demo\nworkflow: {action: ./}"))
        for command, *lines in (part.splitlines() for part in shown.split("$ cigen ")[1:]):
            if command == "lock --check":
                git.commit("ocaml.git", "later", branch="trunk")
                said = cigen("lock", "--check", cwd=folder, environ={**git.environ, "GITHUB_SERVER_URL": "x"}).out
            else:
                said = cigen(*command.split(), cwd=folder, environ=git.environ).out
            assert set(map(plain, lines)) <= set(map(plain, said.splitlines())), (command, said)
