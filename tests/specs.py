"""Specs as hypothesis makes them: every kind of step, matrices, collectors, definitions; hostile texts if wanted.

A spec is a plain tree; `text` writes it as YAML. `specs()` are fine, `odd_specs()` are fine but for a few values.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

Tree = dict[str, Any]
Draw = Callable[[st.SearchStrategy[Any]], Any]

NAMES = ("base", "other", "third", "x.y", "a_b")
IMAGES = ("busybox", "busybox:latest", "scratch")
VARIABLES = st.sampled_from(["A", "B_2", "_c", "PATH", "HOME"])
HOSTILE = (
    "", " ", "\t", "'", '"', "\\", "\\\\", "$", "$A", "${A:-b}", "\\$", "`", "#", "# x", "[", '["a"]', "--x", "<<EOF",
    "a b", "a\tb", "é", "🙂", "\u3000", "\x85", "\u2028", "\u202e", "\ufeff", "*", "%", "!", "&&", "{%", "{# #}",
    "~", "null", "true", "-1", "0x1f", "1e9", "5.10", "007", "STEP", "a,b", "a=b", "=", ":", "a: b", "/",
)  # fmt: skip
CHARACTERS = st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
WORDS = st.text("abcxyz019._-", min_size=1, max_size=8).map(lambda word: f"w{word}")
LINES = st.lists(st.sampled_from(HOSTILE) | st.text(CHARACTERS, max_size=6), max_size=6).map(
    lambda parts: re.sub(r"\$\{(?!A:-b\})", "$ {", "".join(parts)).replace("{{", "{ {")
)
"""One line of anything but expressions, cigen's or a Dockerfile's, that are none."""
DEFAULTS = LINES.filter(lambda line: line == "" or (bool(line.strip()) and not line.endswith("\\")))
"""What an `arg` takes: blanks alone are refused, and so is what would swallow the next line."""
COMMANDS = st.lists(LINES, min_size=1, max_size=4).map("\n".join).filter(lambda text: bool(text.strip()))
PATHS = st.lists(WORDS | st.sampled_from(["a b", "é", "it's", "$A", "*.c", "[x]"]), min_size=1, max_size=3).map(
    "/".join
)
VALUES = st.one_of(st.integers(-5, 10**6), st.booleans(), WORDS, LINES.filter(lambda line: bool(line.strip())))
DURATIONS = st.sampled_from(["1s", "20m", "1h30m", 90])


def text(tree: Any) -> str:
    """YAML that any reader takes for this tree."""
    return f"{json.dumps(tree, indent=1)}\n"


@st.composite
def command_options(draw: Draw, *, tests: bool) -> Tree:
    options: dict[str, st.SearchStrategy[Any]] = {
        "name": WORDS,
        "network": st.sampled_from(["none", "default"]),
        "env": st.dictionaries(VARIABLES, LINES, min_size=1, max_size=2),
        "mounts": st.lists(mounts(), min_size=1, max_size=2, unique_by=lambda mount: mount["target"]),
        "when": st.sampled_from(["true", "1 < 2", "false", True]),
    }
    if tests:
        options |= {"timeout": DURATIONS, "retries": st.integers(0, 3), "always": st.booleans()}
    return {
        name: draw(options[name]) for name in draw(st.lists(st.sampled_from(sorted(options)), max_size=3, unique=True))
    }


def mounts() -> st.SearchStrategy[Tree]:
    target = WORDS.map(lambda word: f"/mnt/{word}")
    return st.one_of(
        st.fixed_dictionaries({"type": st.just("cache"), "target": target}, optional={"id": WORDS}),
        st.fixed_dictionaries({"type": st.just("tmpfs"), "target": target}),
        st.fixed_dictionaries({"type": st.just("secret"), "id": WORDS, "target": target}),
        st.fixed_dictionaries({"type": st.just("bind"), "from": st.just("busybox"), "target": target}),
    )


def settings_steps() -> st.SearchStrategy[Tree]:
    """Steps that run nothing."""
    port = st.sampled_from([80, "53/udp", "8000-8002"])
    command = st.one_of(st.lists(LINES.filter(bool), min_size=1, max_size=3), WORDS)
    return st.one_of(
        st.fixed_dictionaries({"env": st.dictionaries(VARIABLES.filter(_harmless), LINES, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"label": st.dictionaries(WORDS, LINES, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"arg": st.dictionaries(VARIABLES.filter(_harmless), DEFAULTS | st.none(), min_size=1)}),
        st.fixed_dictionaries({"arg": VARIABLES.filter(_harmless)}),
        st.fixed_dictionaries({"workdir": PATHS.map(lambda path: f"/{path}")}),
        st.fixed_dictionaries({"user": st.sampled_from(["root", "0:0", "1000"])}),
        st.fixed_dictionaries({"expose": st.one_of(port, st.lists(port, min_size=1, max_size=2, unique=True))}),
        st.fixed_dictionaries({"volume": st.lists(PATHS.map(lambda path: f"/{path}"), min_size=1, max_size=2)}),
        st.fixed_dictionaries({"entrypoint": command}),
        st.fixed_dictionaries({"cmd": command}),
        st.fixed_dictionaries({"healthcheck": st.just("none") | command.filter(lambda c: c != ["none"])}),
        st.fixed_dictionaries(
            {"healthcheck": st.just("true"), "interval": st.just("30s"), "retries": st.integers(1, 5)}
        ),
        st.fixed_dictionaries({"stopsignal": st.sampled_from(["SIGINT", "9"])}),
        st.fixed_dictionaries({"onbuild": st.sampled_from(["RUN make", "ENV A=b", "COPY . /src", "USER x"])}),
    )


def _harmless(name: str) -> bool:
    return name not in ("PATH", "HOME")


def file_steps(parents: tuple[str, ...]) -> st.SearchStrategy[Tree]:
    """Copies from the context, from a stage, of a text."""
    absolute = PATHS.filter(lambda path: "*" not in path and "[" not in path).map(lambda path: f"/{path}")
    plain = st.lists(WORDS, min_size=1, max_size=3).map(lambda words: "/" + "/".join(words))
    options = {"chown": st.just("1000:1000"), "chmod": st.just("0755"), "link": st.booleans()}
    found = [
        st.fixed_dictionaries(
            {"copy": st.lists(PATHS, min_size=1, max_size=3), "to": absolute.map("{}/".format)}, optional=options
        ),
        st.fixed_dictionaries({"copy": plain, "content": COMMANDS | st.just("")}, optional=options),
        st.fixed_dictionaries(
            {"add": st.just(["https://example.com/a.tar"]), "to": absolute.map("{}/".format)}, optional=options
        ),
    ]
    if parents:
        origin = st.sampled_from(parents)
        found.append(st.fixed_dictionaries({"copy": absolute, "to": absolute, "from": origin}, optional=options))
    return st.one_of(found)


@st.composite
def steps(draw: Draw, parents: tuple[str, ...], *, runs: bool, tests: bool, names: tuple[str, ...] = ()) -> list[Any]:
    """A few steps; `runs` where there is a shell to run commands, `names` are those of the matrix."""
    found: list[Any] = []
    for _ in range(draw(st.integers(1 if tests else 0, 4))):
        kind = draw(st.sampled_from(["run", "run", "list", "bare", "settings", "file", "clone", "checkout"]))
        if kind == "settings" or not runs:
            found.append(draw(settings_steps()))
        elif kind == "file":
            found.append(draw(file_steps(parents)))
        elif kind == "bare":
            command = draw(COMMANDS)
            found.append(f"{command} {{{{ {draw(st.sampled_from(names))} }}}}" if names else command)
        else:
            made = {
                "run": st.fixed_dictionaries({"run": COMMANDS}, optional={"errexit": st.booleans()}),
                "list": st.fixed_dictionaries(
                    {"run": st.lists(LINES.filter(lambda x: bool(x.strip())), min_size=1, max_size=3)}
                ),
                "clone": st.fixed_dictionaries(
                    {"clone": st.just("/srv/x.git")}, optional={"to": WORDS, "branch": WORDS}
                ),
                "checkout": st.fixed_dictionaries({"checkout": WORDS}, optional={"remote": WORDS}),
            }[kind]
            found.append({**draw(command_options(tests=tests)), **draw(made)})
    if tests and not any(isinstance(step, str) or {"run", "clone", "checkout"} & step.keys() for step in found):
        found.append("true")
    return found


@st.composite
def matrices(draw: Draw) -> Tree:
    """Lists of values whose names stay apart, with GitHub's `include` and `exclude`."""
    names = draw(st.lists(st.sampled_from(["version", "os", "v1"]), min_size=1, max_size=2, unique=True))
    value = st.integers(0, 30) | st.text("abc", min_size=1, max_size=3)
    made: Tree = {name: draw(st.lists(value, min_size=1, max_size=4, unique_by=str)) for name in names}
    if draw(st.booleans()) and len(made[names[0]]) > 1:
        made["exclude"] = [{names[0]: made[names[0]][0]}]
    if draw(st.booleans()):
        made["include"] = [{names[0]: made[names[0]][-1], "more": draw(value)}]
    return made


@st.composite
def specs(draw: Draw) -> Tree:
    """A spec without a fault."""
    stages: dict[str, Tree] = {}
    for name in draw(st.lists(st.sampled_from(NAMES), max_size=3, unique=True)):
        parent = draw(st.sampled_from([*IMAGES, *stages]))
        shell = parent != "scratch" and stages.get(parent, {}).get("shell", True)
        stages[name] = {"from": parent, "steps": draw(steps(tuple(stages), runs=shell, tests=False)), "shell": shell}
    tests: dict[str, Tree] = {}
    started = [*IMAGES[:2], *(name for name, stage in stages.items() if stage["shell"])]
    for number in range(draw(st.integers(1, 3))):
        matrix = draw(st.none() | matrices())
        names = tuple(name for name in matrix or () if name not in ("include", "exclude"))
        test: Tree = {"from": draw(st.sampled_from(started))} | ({"matrix": matrix} if matrix else {})
        test["steps"] = draw(steps(tuple(stages), runs=True, tests=True, names=names))
        if draw(st.booleans()):
            test["artifacts"] = [{"path": draw(WORDS), "to": f"t{number}/{{{{ cell }}}}"}, {"path": "*.log"}]
            test["junit"] = draw(st.just("**/*.xml") | st.lists(WORDS, min_size=1, max_size=2))
        tests[f"t{number}"] = test
    for stage in stages.values():
        del stage["shell"]
    collected = [name for name, test in tests.items() if "artifacts" in test]
    if collected:
        stages["all"] = {"from": "scratch", "collect": draw(st.permutations(collected)), "into": "/out"}
    tree: Tree = {"tests": tests} | ({"stages": stages} if stages else {})
    return {**tree, **draw(st.fixed_dictionaries({}, optional={"name": WORDS, "lanes": st.integers(0, 8)}))}


ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    LINES,
    st.sampled_from(
        ["{{", "{{ x }}", "{{ 1 / 0 }}", "{{ [1] }}", "\0", "a\nb", "x" * 70_000, "results", "cigen-x", "t0"]
    ),
    st.lists(LINES, max_size=2),
    st.dictionaries(st.sampled_from(["run", "from", "path", "name", "é"]), LINES, max_size=2),
)


@st.composite
def odd_specs(draw: Draw) -> Tree:
    """A spec in which one to three values, wherever they stand, are any others."""
    tree: Tree = draw(specs())
    for _ in range(draw(st.integers(1, 3))):
        holder, key = draw(st.sampled_from(list(places(tree))))
        holder[key] = draw(ODD)
    return tree


def places(tree: Any) -> list[tuple[Any, Any]]:
    """Everything in a tree, each as what holds it and the key or number there."""
    found = []
    for key in list(tree) if isinstance(tree, dict) else range(len(tree)):
        found.append((tree, key))
        if isinstance(tree[key], dict | list):
            found.extend(places(tree[key]))
    return found
