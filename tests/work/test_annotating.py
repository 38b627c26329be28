from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from cigen.work.annotating import annotate, known_origin
from tests import runnercommands
from tests.commandline import complained, edge_in, said
from tests.factories import green, manifest, relocatable_red, report

RUN = {
    "GITHUB_ACTIONS": "true", "GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "me/it",
    "GITHUB_RUN_ID": "5", "GITHUB_RUN_ATTEMPT": "2", "GITHUB_RUN_NUMBER": "9", "GITHUB_SHA": "c" * 40,
}  # fmt: skip


def test_annotate__prints_nothing_of_a_green_report(tmp_path: Path) -> None:
    edge = edge_in(tmp_path, RUN)
    annotate(report(green(manifest(2))), "on", edge)
    assert said(edge) == []


def test_annotate__each_line_is_one_annotation(tmp_path: Path) -> None:
    edge = edge_in(tmp_path, RUN)
    annotate(report(relocatable_red()), "auto", edge)
    assert len(runnercommands.commands("\n".join(said(edge)))) == len(said(edge)) == 1


def test_annotate__leaves_out_what_would_be_on_another_commit(tmp_path: Path) -> None:
    """A run that another one started is on the default branch, whatever it reports on."""
    edge = edge_in(tmp_path, RUN)
    annotate(replace(report(relocatable_red()), untrusted=True), "auto", edge)
    started = edge_in(tmp_path, RUN | {"GITHUB_EVENT_NAME": "workflow_run"})
    annotate(report(relocatable_red()), "auto", started)
    assert said(edge) == said(started) == []


def test_known_origin__is_that_of_the_run_and_none_elsewhere(tmp_path: Path) -> None:
    origin = known_origin(edge_in(tmp_path, RUN))
    assert origin is not None
    assert origin.run_url == "https://github.com/me/it/actions/runs/5/attempts/2"
    assert known_origin(edge_in(tmp_path)) is None


def test_known_origin__an_event_that_cannot_be_read_is_told_and_costs_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "event.json").write_text(json.dumps([])[:1])
    edge = edge_in(tmp_path, RUN | {"GITHUB_EVENT_PATH": str(tmp_path / "event.json")})
    assert known_origin(edge) is None
    assert "no links" in complained(edge)[0]
