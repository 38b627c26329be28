"""Names that move in, what they stand for now out: every registry and repository asked at once, each on its own."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from cigen import reference
from cigen.edge import credentials
from cigen.edge.git import Repository, newest, stop
from cigen.edge.registry import Registry
from cigen.errors import OutsideError
from cigen.lock import Entry, Key, Kind

_AT_ONCE = 8
_GITHUB = "https://github.com"


@dataclass(frozen=True, slots=True)
class Question:
    """A name to look up; `newest` asks for an action's newest version of the same major one instead."""

    key: Key
    newest: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """The entries that were found, by what was asked for, and every failure as a line."""

    entries: dict[Key, Entry]
    failures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outside:
    """Where questions go: the environment with its proxies, credentials and git settings; `brief` counts no layers."""

    environ: Mapping[str, str]
    cwd: Path
    brief: bool = False

    def look_up(self, questions: Iterable[Question], show: Callable[[str], None]) -> Found:
        """The answers to all questions; `show` is told how far it is."""
        asked = tuple(dict.fromkeys(questions))
        entries: dict[Key, Entry] = {}
        failures: dict[str, None] = {}
        for number, (question, outcome) in enumerate(self._outcomes(asked), 1):
            show(f"{number} of {len(asked)} looked up")
            if isinstance(outcome, Entry):
                entries[question.key] = outcome
            else:
                failures[f"{question.key}: {outcome}"] = None
        return Found(entries, tuple(sorted(failures)))

    def _outcomes(self, asked: tuple[Question, ...]) -> Iterator[tuple[Question, Entry | str]]:
        """In threads that end with the program: Ctrl-C waits for no registry."""
        groups: dict[tuple[Kind, str], list[Question]] = {}
        for question in asked:
            groups.setdefault(_place(question.key), []).append(question)
        work: queue.SimpleQueue[list[Question]] = queue.SimpleQueue()
        done: queue.SimpleQueue[tuple[Question, Entry | str] | BaseException] = queue.SimpleQueue()
        for group in groups.values():
            work.put(group)
        for _ in range(min(_AT_ONCE, len(groups))):
            threading.Thread(target=self._work, args=(work, done), daemon=True).start()
        try:
            for _ in asked:
                outcome = done.get()
                if isinstance(outcome, BaseException):
                    raise outcome
                yield outcome
        finally:
            stop()

    def _work(
        self,
        work: queue.SimpleQueue[list[Question]],
        done: queue.SimpleQueue[tuple[Question, Entry | str] | BaseException],
    ) -> None:
        while True:
            try:
                group = work.get_nowait()
            except queue.Empty:
                return
            try:
                for outcome in self._answers(group):
                    done.put(outcome)
            except BaseException as error:  # noqa: BLE001 raised again where the answers are waited for
                done.put(error)

    def _answers(self, group: list[Question]) -> Iterator[tuple[Question, Entry | str]]:
        """One outcome for each question to the same place."""
        kind, name = _place(group[0].key)
        if kind is Kind.IMAGE:
            yield from self._images(name, group)
            return
        try:
            found = self._refs(name, group) if kind is Kind.REF else self._actions(name, group)
        except OutsideError as error:
            found = {question: str(error) for question in group}
        yield from found.items()

    def _images(self, host: str, group: list[Question]) -> Iterator[tuple[Question, Entry | str]]:
        registry: Registry | None = None
        for question in group:
            try:
                registry = registry or Registry(host, credentials.find(host, self.environ))
                yield question, self._image(registry, question.key)
            except OutsideError as error:
                yield question, str(error)

    def _image(self, registry: Registry, key: Key) -> Entry:
        image = reference.image(key.name)
        if image is None:
            raise OutsideError("this is no name of an image")
        if self.brief:
            return Entry(key, registry.digest(image))
        inspected = registry.inspect(image)
        return Entry(key, inspected.digest, inspected.layers)

    def _refs(self, url: str, group: list[Question]) -> dict[Question, Entry | str]:
        commits = Repository(url, self.environ, self.cwd).commits(question.key.ref for question in group)
        return {question: _entry(question.key, commits, "branch or tag") for question in group}

    def _actions(self, name: str, group: list[Question]) -> dict[Question, Entry | str]:
        server = self.environ.get("GITHUB_SERVER_URL", "").rstrip("/") or _GITHUB
        repository = Repository(f"{server}/{name}", self.environ, self.cwd)
        tags = repository.tags() if any(question.newest for question in group) else {}
        commits = tags | repository.commits(question.key.ref for question in group if not question.newest)
        outcomes: dict[Question, Entry | str] = {}
        for question in group:
            key = question.key
            if question.newest:
                version = newest(tags, key.ref.removeprefix("v").partition(".")[0])
                key = Key(key.kind, key.name, version or key.ref)
            outcomes[question] = _entry(key, commits, "version")
        return outcomes


def _place(key: Key) -> tuple[Kind, str]:
    """What has to be asked: a registry's host, a repository's address, an action."""
    if key.kind is not Kind.IMAGE:
        return key.kind, key.name
    image = reference.image(key.name)
    return key.kind, image.host if image is not None else key.name


def _entry(key: Key, commits: Mapping[str, str], what: str) -> Entry | str:
    commit = commits.get(key.ref)
    return Entry(key, commit) if commit else f"there is no {what} `{key.ref}` in this repository; is its name right?"
