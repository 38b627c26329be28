"""A repository's address and names of branches and tags in, the commits that they stand for out.

https://git-scm.com/docs/git-ls-remote
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from cigen.errors import OutsideError
from cigen.reference import against_ref, against_repository, is_commit

SECONDS = 60.0
MOST_BYTES = 32 * 1024 * 1024
PROTOCOLS = "https:ssh:git"

_AT_ONCE = 500
_RUNNING: set[subprocess.Popen[bytes]] = set()
_SECRET = re.compile(r"(?<=://)[^/@\s]+@")


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository that can be asked, with the environment and folder that git is run in."""

    url: str
    environ: Mapping[str, str]
    cwd: Path
    seconds: float = SECONDS

    def commits(self, refs: Iterable[str]) -> dict[str, str]:
        """The commit of each ref that is there: what `git checkout REF` would take in a fresh clone."""
        wanted = [ref for ref in dict.fromkeys(refs) if not against_ref(ref)]
        found: dict[str, str] = {}
        for start in range(0, len(wanted), _AT_ONCE):
            part = wanted[start : start + _AT_ONCE]
            patterns = [pattern for ref in part for pattern in _patterns(ref)]
            listed, default = _listed(self._ls_remote(("HEAD", *patterns)))
            found |= {ref: commit for ref in part if (commit := _commit(ref, listed, default))}
        return found

    def tags(self) -> dict[str, str]:
        """The commits of all tags."""
        listed, _ = _listed(self._ls_remote(("refs/tags/*",)))
        names = [name.removeprefix("refs/tags/") for name in listed if not name.endswith("^{}")]
        return {name: listed.get(f"refs/tags/{name}^{{}}", listed[f"refs/tags/{name}"]) for name in names}

    def _ls_remote(self, patterns: Iterable[str]) -> str:
        """What `git ls-remote` prints; no prompt, no other protocol, no word that could be an option."""
        if against_repository(self.url):
            raise OutsideError(f"{_shown(self.url)} can't be asked: {against_repository(self.url)}")
        git = shutil.which("git", path=self.environ.get("PATH"))
        if git is None:
            raise OutsideError("no `git` in PATH: install git, it is what branches and tags are looked up with")
        command = [git, "ls-remote", "--symref", "--", self.url, *patterns]
        with tempfile.TemporaryFile() as errors:
            try:
                process = subprocess.Popen(  # noqa: S603 the words are ours, behind `--`
                    command,
                    env=_environ(self.environ),
                    cwd=self.cwd,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=errors,
                    start_new_session=True,
                )
            except OSError as error:
                raise OutsideError(f"git can't be started: {error.strerror}") from error
            output = self._output(process)
            if process.returncode:
                size = errors.seek(0, 2)
                errors.seek(max(0, size - 4096))
                raise _refusal(self.url, errors.read().decode("utf-8", "replace"))
        return output.decode("utf-8", "replace")

    def _output(self, process: subprocess.Popen[bytes]) -> bytes:
        """All that a process prints, which ends when its time is up."""
        late = threading.Event()

        def end() -> None:
            late.set()
            _kill(process)

        timer = threading.Timer(self.seconds, end)
        timer.daemon = True
        timer.start()
        assert process.stdout is not None
        _RUNNING.add(process)
        try:
            output = process.stdout.read(MOST_BYTES + 1)
        finally:
            timer.cancel()
            _ended(process)
            process.stdout.close()
            _RUNNING.discard(process)
        if late.is_set():
            raise OutsideError(f"{_shown(self.url)} did not answer within {self.seconds:g} seconds; run it again later")
        if len(output) > MOST_BYTES:
            raise OutsideError(f"{_shown(self.url)} lists more than {MOST_BYTES:,} bytes of refs, which can't be")
        return output


def newest(tags: Iterable[str], major: str) -> str:
    """The highest `vMAJOR.x.y` of some tags; empty where there is none."""
    versions = [match for tag in tags if (match := re.fullmatch(r"v(\d{1,9})\.(\d{1,9})(?:\.(\d{1,9}))?", tag))]
    numbers = {tuple(int(part or 0) for part in match.groups()): match[0] for match in versions if match[1] == major}
    return numbers[max(numbers)] if numbers else ""


def _ended(process: subprocess.Popen[bytes]) -> None:
    """Output that has ended means that git does so, too, a moment later; one that hangs is made to."""
    try:
        process.wait(timeout=1)
    except subprocess.TimeoutExpired:
        _kill(process)
        process.wait()


def stop() -> None:
    """End every git that still runs, as nobody waits for it any more."""
    for process in tuple(_RUNNING):
        _kill(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """The process and what it started; it has a session of its own, where nothing can prompt for a password."""
    with contextlib.suppress(OSError):
        os.killpg(process.pid, signal.SIGKILL)


def _environ(environ: Mapping[str, str]) -> dict[str, str]:
    given = {"GIT_ALLOW_PROTOCOL": PROTOCOLS, **environ}
    return {**given, "GIT_TERMINAL_PROMPT": "0", "SSH_ASKPASS_REQUIRE": "never", "LC_ALL": "C"}


def _patterns(ref: str) -> Iterator[str]:
    if ref.startswith("refs/"):
        yield from (ref, f"{ref}^{{}}")
    elif ref != "HEAD":
        yield from (f"refs/heads/{ref}", f"refs/tags/{ref}", f"refs/tags/{ref}^{{}}")


def _listed(output: str) -> tuple[dict[str, str], str]:
    """Commits by full name, and the branch that HEAD is."""
    listed: dict[str, str] = {}
    default = ""
    for line in output.split("\n"):
        left, tab, name = line.partition("\t")
        if tab and left.startswith("ref: ") and name == "HEAD":
            default = left.removeprefix("ref: ")
        elif tab and is_commit(left):
            listed[name] = left
    return listed, default


def _commit(ref: str, listed: Mapping[str, str], default: str) -> str:
    """As `git checkout` in a fresh clone: its one branch, then a tag, then a branch that it can follow."""
    branch, tag = f"refs/heads/{ref}", f"refs/tags/{ref}"
    names = [ref] if ref == "HEAD" or ref.startswith("refs/") else [tag, branch]
    names = [branch, *names] if branch == default else names
    for name in names:
        if name in listed:
            return listed.get(f"{name}^{{}}", listed[name])
    return ""


def _refusal(url: str, said: str) -> OutsideError:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    line = next((line for line in lines if line.startswith(("fatal:", "ERROR:"))), lines[-1] if lines else "no reason")
    shown = "".join(c if c.isprintable() else " " for c in _SECRET.sub("", line))[:300]
    remedy = "is its address right, and may you read it?"
    if "not allowed" in line and "transport" in line:
        remedy = f"only {PROTOCOLS.replace(':', ', ')} are asked"
    return OutsideError(f"{_shown(url)} can't be asked ({shown}); {remedy}")


def _shown(url: str) -> str:
    return _SECRET.sub("", url)
