"""The house's rules that a machine can hold: who imports whom, where I/O may be, how long a module is."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TypeVar

import pytest

T = TypeVar("T", bound=ast.AST)
CIGEN = Path(__file__).parents[1] / "cigen"
MODULES = sorted(path.relative_to(CIGEN.parent).as_posix() for path in CIGEN.rglob("*.py"))
ROOMS = frozenset(
    {"spec", "plan", "render", "results", "report", "graph", "adopt", "doctor", "edge", "work", "commands"}
)
CONTRACT = ("plan.manifest", "plan.records")
INNER = ("spec", "plan", "render", "results", "report", "graph", "adopt", "doctor", "edge")
MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "spec": (),
    "plan": ("spec.model", "spec.steps"),
    "render": ("plan.model", "plan.needs", *CONTRACT),
    "results": ("plan.model", *CONTRACT),
    "report": ("results.model",),
    "graph": ("plan.model", "plan.needs", *CONTRACT),
    "adopt": (),
    "doctor": (),
    "edge": (),
    "work": INNER,
    "commands": (*INNER, "work"),
}
"""Besides the ground floor and its own modules; `commands` import no other command."""
UPSTAIRS = frozenset({"cli", "__main__"})
"""Files beside the rooms that start commands; everything else there is ground floor."""
PURE = frozenset({"spec", "plan", "render", "results", "report", "graph", "adopt", "doctor"})
IMPURE = frozenset({"os", "subprocess", "requests", "socket", "shutil", "tempfile", "time", "random"})
ONLY_IN: dict[str, tuple[str, ...]] = {
    "ruamel": ("cigen/yamltext.py",),
    "jinja2": (
        "cigen/template.py",
        "cigen/pagetemplate.py",
        "cigen/ownpage.py",
        "cigen/pagegrammar.py",
        "cigen/pagefault.py",
    ),
    "pydantic": ("cigen/spec/",),
    "pydantic_core": ("cigen/spec/",),
    "requests": ("cigen/edge/",),
    "subprocess": ("cigen/edge/",),
}


@pytest.mark.parametrize("module", MODULES)
def test_module__imports_only_what_its_room_may(module: str) -> None:
    room = _room(module)
    for imported in _imports(module):
        if not imported.startswith("cigen."):
            continue
        target = imported.removeprefix("cigen.")
        there = target.partition(".")[0]
        if room in UPSTAIRS or there == room != "commands":
            continue
        if room == "commands":
            assert there not in ("cli", "commands"), f"{module} imports {imported}"
        elif there in ROOMS | UPSTAIRS:
            allowed = MAY_IMPORT.get(room, ())
            known = any(target == one or target.startswith(f"{one}.") for one in allowed)
            assert known, f"{module} imports {imported}"


@pytest.mark.parametrize("module", [module for module in MODULES if module.split("/")[1] in PURE])
def test_module__of_a_pure_room_does_nothing_outside(module: str) -> None:
    assert not {name.partition(".")[0] for name in _imports(module)} & IMPURE
    called = {node.func.id for node in _nodes(module, ast.Call) if isinstance(node.func, ast.Name)}
    assert not called & {"open", "print", "input", "exec", "eval", "__import__"}
    methods = {node.func.attr for node in _nodes(module, ast.Call) if isinstance(node.func, ast.Attribute)}
    assert not methods & {"now", "today", "utcnow", "read_text", "write_text", "read_bytes", "write_bytes"}


@pytest.mark.parametrize("module", MODULES)
def test_module__leaves_each_library_to_its_importer(module: str) -> None:
    for imported in _imports(module, typing=True):
        owners = ONLY_IN.get(imported.partition(".")[0])
        assert owners is None or module.startswith(owners), f"{module} imports {imported}"


@pytest.mark.parametrize("module", MODULES)
def test_module__has_at_most_300_lines(module: str) -> None:
    assert len((CIGEN.parent / module).read_text().splitlines()) <= 300


@pytest.mark.parametrize("module", MODULES)
def test_module__has_no_function_over_60_lines(module: str) -> None:
    for node in _nodes(module, ast.FunctionDef):
        assert (node.end_lineno or 0) - node.lineno < 60, node.name


def _room(module: str) -> str:
    """The folder of a module, or its own name where it stands beside the rooms."""
    return module.split("/")[1].removesuffix(".py")


def _imports(module: str, *, typing: bool = False) -> set[str]:
    """Everything a module imports, in functions too; what is only for type checkers if asked for."""
    tree = ast.parse((CIGEN.parent / module).read_text())
    skipped: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test) and not typing:
            skipped.update(ast.walk(node))
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import) and node not in skipped:
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node not in skipped:
            base = node.module or ""
            rooms = base == "cigen" or base in {f"cigen.{room}" for room in ROOMS}
            found |= {f"{base}.{alias.name}" for alias in node.names} if rooms else {base}
    return found


def _nodes(module: str, kind: type[T]) -> list[T]:
    tree = ast.parse((CIGEN.parent / module).read_text())
    return [node for node in ast.walk(tree) if isinstance(node, kind)]
