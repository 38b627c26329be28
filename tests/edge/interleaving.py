"""Clients in threads in, every order in which their requests can reach the server out, one request at a time.

Each order is played from the start on a state of its own; what a client does next may depend on what it was answered.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from cigen.edge.github import GitHub
from cigen.edge.http import Answer, UnsureError
from cigen.edge.secret import Secret
from tests.clock import Time
from tests.fakegithub import FakeGitHub


class Turns:
    """Lets waiting clients go one by one, by a list of choices; what was left to choose from is kept."""

    def __init__(self, names: tuple[str, ...], choices: tuple[int, ...], preemptions: int) -> None:
        self._changed = threading.Condition()
        self._running = set(names)
        self._waiting: set[str] = set()
        self._chosen = ""
        self._choices = choices
        self._preemptions = preemptions
        self.options: list[int] = []
        self.order: list[str] = []

    def wait(self, name: str) -> None:
        """Blocks the client until its request may reach the server."""
        with self._changed:
            self._running.discard(name)
            self._waiting.add(name)
            self._changed.notify_all()
            assert self._changed.wait_for(lambda: self._chosen == name, timeout=20)
            self._chosen = ""

    def end(self, name: str) -> None:
        """The client makes no more requests."""
        with self._changed:
            self._running.discard(name)
            self._changed.notify_all()

    def play(self) -> None:
        """Until all have ended."""
        last = ""
        while True:
            with self._changed:
                assert self._changed.wait_for(lambda: not self._running and not self._chosen, timeout=20)
                if not self._waiting:
                    return
                last = self._choose(last)
                self._waiting.discard(last)
                self._running.add(last)
                self._chosen = last
                self._changed.notify_all()

    def _choose(self, last: str) -> str:
        able = sorted(self._waiting, key=lambda name: (name != last, name))
        if last in self._waiting and not self._preemptions:
            able = able[:1]
        step = len(self.options)
        choice = self._choices[step] if step < len(self._choices) else 0
        self._preemptions -= choice > 0 and last in self._waiting
        self.options.append(len(able))
        self.order.append(able[choice])
        return able[choice]


@dataclass
class Direct:
    """In the place of a client's HTTP: each request waits for its turn, then reaches the server at once."""

    server: FakeGitHub
    name: str
    turns: Turns
    time: Time = field(default_factory=Time)
    log: list[tuple[str, str]] = field(default_factory=list)

    @property
    def clock(self) -> Any:
        return self.time.clock

    def ask(self, method: str, url: str, *, headers: Any, sign: Any, most: int, json: Any) -> Answer:
        import json as codec

        self.turns.wait(self.name)
        body = codec.dumps(json).encode() if json is not None else b""
        answer = self.server.serve(method, url.removeprefix("http://direct"), body, dict(headers))
        self.log.append((self.name, "FOLD" if url.endswith("graphql") else method))
        if not answer.status:
            raise UnsureError("reset")
        return Answer(url, answer.status, dict(answer.headers), answer.text.encode())

    def sleep(self, seconds: float, error: Exception) -> None:
        self.time.sleep(seconds)
        if self.time.passed > 600:
            raise error


MOST_ORDERS = 3000

Client = Callable[[GitHub], object]
Start = Callable[[], tuple[FakeGitHub, dict[str, Client]]]


@dataclass(frozen=True)
class Played:
    """One order, and what came of it."""

    server: FakeGitHub
    order: tuple[str, ...]
    requests: tuple[tuple[str, str], ...]
    errors: dict[str, BaseException]


def every_order(start: Start, *, preemptions: int = 1000) -> Iterator[Played]:
    """Plays all orders with at most so many switches away from a client that could go on."""
    choices: tuple[int, ...] | None = ()
    count = 0
    while choices is not None:
        count += 1
        assert count <= MOST_ORDERS, "so many requests can be made in more orders than there is time for"
        played, options, taken = _play(start, choices, preemptions)
        yield played
        choices = _following(options, taken)


def _play(start: Start, choices: tuple[int, ...], preemptions: int) -> tuple[Played, list[int], tuple[int, ...]]:
    server, clients = start()
    server.url = "http://direct"
    turns = Turns(tuple(clients), choices, preemptions)
    log: list[tuple[str, str]] = []
    errors: dict[str, BaseException] = {}

    def run(name: str, client: Client) -> None:
        github = GitHub("http://direct", Secret(name))
        github._http = Direct(server, name, turns, log=log)  # type: ignore[assignment]
        try:
            client(github)
        except BaseException as error:  # noqa: BLE001
            errors[name] = error
        finally:
            turns.end(name)

    threads = [threading.Thread(target=run, args=one, daemon=True) for one in clients.items()]
    for thread in threads:
        thread.start()
    turns.play()
    for thread in threads:
        thread.join()
    taken = (*choices, *[0] * (len(turns.options) - len(choices)))
    return Played(server, tuple(turns.order), tuple(log), errors), turns.options, taken


def _following(options: list[int], taken: tuple[int, ...]) -> tuple[int, ...] | None:
    """The choices after these, the last one first."""
    for step in range(len(options) - 1, -1, -1):
        if taken[step] + 1 < options[step]:
            return (*taken[:step], taken[step] + 1)
    return None
