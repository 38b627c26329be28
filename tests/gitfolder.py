"""Real repositories for tests, and an environment in which `https://git.example/` stands for their folder."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

BASE = "https://git.example/"


@dataclass(frozen=True)
class GitFolder:
    """A folder of repositories."""

    root: Path

    @property
    def environ(self) -> dict[str, str]:
        """Git's own settings lead every address to this folder; nothing else of the machine's settings is read."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.root),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_ALLOW_PROTOCOL": "file",
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": f"url.file://{self.root}/.insteadOf",
            "GIT_CONFIG_VALUE_0": BASE,
        }

    def git(self, *words: str, cwd: str = ".") -> str:
        """Run git, in a repository of this folder."""
        author = {f"GIT_{who}_{what}": "a@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        environ: Mapping[str, str] = {**self.environ, **author}
        done = subprocess.run(
            ["git", *words], cwd=self.root / cwd, env=environ, check=True, capture_output=True, text=True, timeout=60
        )
        return done.stdout.strip()

    def make(self, name: str) -> str:
        """A repository with one commit on `main`; its address."""
        (self.root / name).mkdir(parents=True)
        self.git("init", "--quiet", "--initial-branch=main", cwd=name)
        self.commit(name, "first")
        return f"{BASE}{name}"

    def commit(self, name: str, message: str, *, branch: str = "") -> str:
        """One more commit, on `branch` if it is named; its id."""
        if branch:
            self.git("checkout", "--quiet", "-B", branch, cwd=name)
        self.git("commit", "--quiet", "--allow-empty", f"--message={message}", cwd=name)
        commit = self.git("rev-parse", "HEAD", cwd=name)
        if branch:
            self.git("checkout", "--quiet", "main", cwd=name)
        return commit
