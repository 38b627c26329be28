"""What a checkout runs, against real repositories."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from cigen.plan.repositories import checkout_script

ENV = {
    **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    **{f"GIT_{who}_{what}": f"{who}@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
}


def _git(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=folder, env=ENV, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def _commit(folder: Path, text: str) -> str:
    (folder / "file").write_text(text)
    _git(folder, "add", "file")
    _git(folder, "commit", "--quiet", "--message", text)
    return _git(folder, "rev-parse", "HEAD")


def _checked_out(folder: Path, ref: str) -> str:
    subprocess.run(["sh", "-e"], cwd=folder, env=ENV, input=checkout_script(ref, "origin"), text=True, check=True)
    return _git(folder, "rev-parse", "HEAD")


def _cloned(tmp_path: Path) -> tuple[Path, Path]:
    source, clone = tmp_path / "source", tmp_path / "clone"
    source.mkdir()
    _git(source, "init", "--quiet", "--initial-branch=main")
    _git(source, "config", "uploadpack.allowAnySHA1InWant", "true")
    _commit(source, "first")
    _git(tmp_path, "clone", "--quiet", f"file://{source}", "clone")
    return source, clone


def test_checkout__fetches_what_came_after_the_clone(tmp_path: Path) -> None:
    source, clone = _cloned(tmp_path)
    later = _commit(source, "later")
    assert _checked_out(clone, later) == later


def test_checkout__finds_a_commit_that_no_branch_leads_to_any_more(tmp_path: Path) -> None:
    source, clone = _cloned(tmp_path)
    lost = _commit(source, "lost")
    _git(source, "reset", "--quiet", "--hard", "HEAD~1")
    assert _checked_out(clone, lost) == lost


def test_checkout__fetches_all_where_a_commit_can_not_be_asked_for_alone(tmp_path: Path) -> None:
    source, clone = _cloned(tmp_path)
    later = _commit(source, "later")
    _git(source, "bundle", "create", "../bundle", "main")
    _git(clone, "remote", "set-url", "origin", str(tmp_path / "bundle"))
    assert _checked_out(clone, later) == later


def test_checkout__needs_no_network_for_what_is_there(tmp_path: Path) -> None:
    source, clone = _cloned(tmp_path)
    first = _git(source, "rev-parse", "HEAD")
    _git(clone, "remote", "set-url", "origin", "/nowhere")
    assert _checked_out(clone, first) == first
