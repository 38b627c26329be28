"""A Report in, `report.json` out: everything but the logs, for programs. Format 1, see `docs/results-format.md`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from cigen.rendered import StreamedFile
from cigen.report import history, news
from cigen.results.model import Artifact, Build, Cause, Cell, Happened, History, Link, Odd, Report, Spot, Step, Test

FORMAT = 1

Tree = dict[str, object]


def render(report: Report) -> StreamedFile:
    """`totals` counts test cases, `cells` counts cells, `problems` lists inputs; all details are under `results`."""
    return StreamedFile("report.json", lambda: _pieces(report))


def _pieces(report: Report) -> Iterator[str]:
    """One entry a line, so that large reports can be read and compared line by line, and never be held as a whole."""
    top: Tree = {
        "format": FORMAT,
        "name": report.name,
        "verdict": "failed" if report.red else "passed",
        "totals": asdict(report.totals),
        "cells": asdict(report.cell_totals),
        "problems": [asdict(problem) for problem in report.problems],
        "times": {"tests": round(report.cases.seconds, 6), "wall": report.cases.wall},
        "notes": [_odd(odd) for odd in report.odd],
        "build": _build(report.build),
    }
    yield "{\n" + "".join(f"{_text(key)}: {_text(value)},\n" for key, value in top.items())
    yield f'"news": {_text(news.tree(report))},\n'
    yield from history.pieces(report.history or History())
    yield ',\n"results": {'
    yield from _list("tests", [_text(_test(test)) for test in report.tests])
    yield ","
    yield from _cells(report)
    yield ","
    yield '\n"cases": ['
    yield "\n" if report.cases else ""
    yield from report.cases.text(",\n")
    yield "\n]\n}\n}\n" if report.cases else "]\n}\n}\n"


def _text(value: object) -> str:
    """JSON in ASCII: nothing that a test named can't be shown, and no lone surrogate is lost."""
    return json.dumps(value, allow_nan=False)


def _list(key: str, entries: Sequence[str]) -> Iterator[str]:
    inner = ",\n".join(entries)
    yield f"\n{_text(key)}: [\n{inner}\n]" if inner else f"\n{_text(key)}: []"


def _cells(report: Report) -> Iterator[str]:
    yield '\n"cells": ['
    before = "\n"
    for cell in report.cells:
        yield f'{before}{_text(_cell(cell))[:-1]}, "cases": ['
        yield from cell.cases.text(", ")
        yield "]}"
        before = ",\n"
    yield "\n]" if report.cells else "]"


def _odd(odd: Odd) -> Tree:
    return {"file": odd.file, "mended": odd.mended, "notes": odd.notes}


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
        "spots": [_spot(spot) for spot in step.log.spots] or None if step.log else None,
        "attempt_logs": [log.path for log in step.attempt_logs] or None,
        "earlier_log": step.earlier_log.path if step.earlier_log else None,
    }
    return _filled(tree)


def _spot(spot: Spot) -> Tree:
    return {key: value for key, value in asdict(spot).items() if value}


def _artifact(artifact: Artifact) -> Tree:
    return {"path": artifact.path, "missing": artifact.missing, "line": artifact.position.line}


def _filled(tree: Tree) -> Tree:
    """Without the keys that say nothing: there may be a million of these."""
    return {key: value for key, value in tree.items() if value not in (None, "")}
