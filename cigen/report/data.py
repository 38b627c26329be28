"""A Report in, `report.json` out: everything but the logs, for programs. Format 1, see `docs/results-format.md`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict

from cigen.rendered import RenderedFile
from cigen.results.model import Artifact, Build, Case, Cause, Cell, Happened, Link, Report, Step, Test

FORMAT = 1

Tree = dict[str, object]


def render(report: Report) -> RenderedFile:
    """`totals` counts test cases, `cells` counts cells, `problems` lists inputs; all details are under `results`."""
    top: Tree = {
        "format": FORMAT,
        "name": report.name,
        "verdict": "failed" if report.red else "passed",
        "totals": asdict(report.totals),
        "cells": asdict(report.cell_totals),
        "problems": [asdict(problem) for problem in report.problems],
        "build": _build(report.build),
    }
    lines = [f"{_text(key)}: {_text(value)}" for key, value in top.items()]
    lines.append(f'"results": {{{_list("tests", map(_test, report.tests))},')
    lines[-1] += f"{_list('cells', map(_cell, report.cells))},{_list('cases', map(_case, report.cases))}\n}}"
    return RenderedFile("report.json", "{\n" + ",\n".join(lines) + "\n}\n")


def _text(value: object) -> str:
    """JSON in ASCII: nothing that a test named can't be shown, and no lone surrogate is lost."""
    return json.dumps(value, allow_nan=False)


def _list(key: str, trees: Iterable[Tree]) -> str:
    """One entry a line, so that large reports can be read and compared line by line."""
    inner = ",\n".join(map(_text, trees))
    return f"\n{_text(key)}: [\n{inner}\n]" if inner else f"\n{_text(key)}: []"


def _build(build: Build | None) -> Tree | None:
    if build is None:
        return None
    return {
        "seconds": build.seconds,
        "ran": build.ran,
        "cached": build.cached,
        "error": build.error,
        "broken": asdict(build.broken) if build.broken else None,
        "interrupted": build.interrupted,
        "export": asdict(build.export) if build.export else None,
        **_happened(build.happened),
        "unread": [asdict(one) for one in build.unread],
    }


def _happened(told: Happened) -> Tree:
    return {
        "imported": told.imported,
        "causes": [_cause(cause) for cause in told.causes],
        "critical_path": {
            "seconds": told.chain.seconds,
            "work": told.chain.work,
            "links": [_link(link) for link in told.chain.links],
        },
        "moved": asdict(told.moved),
    }


def _cause(cause: Cause) -> Tree:
    cell, step = cause.recorded or ("", 0)
    tree: Tree = {"why": cause.why.value, "stage": cause.stage, "instruction": cause.instruction, "line": cause.line}
    return _filled({**tree, "cell": cell, "step": step or None}) | {"steps": cause.steps, "cells": cause.cells}


def _link(link: Link) -> Tree:
    cell, step = link.recorded or ("", 0)
    tree: Tree = {"stage": link.stage, "instruction": link.instruction, "cell": cell, "step": step or None}
    return _filled(tree) | {"seconds": link.seconds}


def _test(test: Test) -> Tree:
    return {
        "name": test.name,
        "dimensions": [{"name": one.name, "values": one.values} for one in test.dimensions],
        "steps": [{"number": number, "name": name} for number, name in test.steps],
    }


def _cell(cell: Cell) -> Tree:
    return {
        "name": cell.name,
        "test": cell.test,
        "values": dict(cell.values),
        "outcome": cell.outcome.value,
        "missing": cell.missing,
        "message": cell.message,
        "file": cell.position.file,
        "line": cell.position.line,
        "steps": [_step(step) for step in cell.steps],
        "artifacts": [_artifact(artifact) for artifact in cell.artifacts],
        "cases": [_case(case) for case in cell.cases],
    }


def _step(step: Step) -> Tree:
    tree: Tree = {
        "number": step.number,
        "name": step.name,
        "outcome": step.outcome.value,
        "message": step.message,
        "exit_code": step.exit_code,
        "signal": step.signal,
        "seconds": step.seconds,
        "started": step.started,
        "attempts": step.attempts,
        "cached": step.cached,
        "imported": step.imported or None,
        "line": step.position.line,
        "log": step.log.path if step.log else None,
        "attempt_logs": [log.path for log in step.attempt_logs] or None,
        "earlier_log": step.earlier_log.path if step.earlier_log else None,
    }
    return _filled(tree)


def _artifact(artifact: Artifact) -> Tree:
    return {"path": artifact.path, "missing": artifact.missing, "line": artifact.position.line}


def _case(case: Case) -> Tree:
    tree: Tree = {
        "suite": case.suite,
        "classname": case.classname,
        "name": case.name,
        "outcome": case.outcome.value,
        "source": case.source,
        "seconds": case.seconds,
        "message": case.message,
        "file": case.file,
        "line": case.line,
    }
    return _filled(tree)


def _filled(tree: Tree) -> Tree:
    """Without the keys that say nothing: there may be a million of these."""
    return {key: value for key, value in tree.items() if value not in (None, "")}
