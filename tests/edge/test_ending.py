import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from cigen.edge import ending

STARTS = """
import signal, subprocess, sys, time
heard = []
signal.signal(signal.SIGINT, lambda *_: heard.append(1))
child = subprocess.Popen([sys.executable, "-c", CHILD], stdout=sys.stderr)
while child.poll() is None:
    try: child.wait(0.05)
    except subprocess.TimeoutExpired: pass
print("heard", len(heard), file=sys.stderr)
"""
"""What leads the group lives as long as its child, and tells a signal to nobody."""
ENDS = "import signal, time; signal.signal(signal.SIGINT, signal.SIG_DFL); print('up', flush=True); time.sleep(60)"
LOSES_ONE = """
import signal, time
heard = []
signal.signal(signal.SIGINT, lambda *_: heard.append(1))
print("up", flush=True)
while len(heard) < 2: time.sleep(0.05)
print("last words", flush=True)
"""
STAYS = "import signal, time; signal.signal(signal.SIGINT, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ending, "_AGAIN_SECONDS", 0.5)
    monkeypatch.setattr(ending, "_GRACE_SECONDS", 2.0)


@contextmanager
def started(child: str) -> Iterator[subprocess.Popen[bytes]]:
    program = STARTS.replace("CHILD", repr(child))
    words = [sys.executable, "-c", program]
    with subprocess.Popen(words, stderr=subprocess.PIPE, start_new_session=True) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == b"up\n"
        yield process


@pytest.mark.parametrize(
    ("child", "code", "words"),
    [(ENDS, 0, b"heard 1\n"), (LOSES_ONE, 0, b"last words\nheard 2\n"), (STAYS, -signal.SIGKILL, None)],
)
def test_end__asks_all_of_the_group_and_once_more_and_then_kills(child: str, code: int, words: bytes | None) -> None:
    said: list[bytes] = []
    with started(child) as process:
        group = process.pid
        ending.end(process, said.append)
    assert process.returncode == code
    assert said == ([] if words is None else [words])
    assert gone(group)


@pytest.mark.parametrize(("child", "code"), [(ENDS, 0), (LOSES_ONE, 0), (STAYS, -signal.SIGKILL)])
def test_end_late__does_the_same_beside_the_one_who_reads(child: str, code: int) -> None:
    over = threading.Event()
    with started(child) as process:
        group = process.pid
        beside = threading.Thread(target=ending.end_late, args=(process, over))
        beside.start()
        process.communicate()
        over.set()
        beside.join()
    assert process.returncode == code
    assert gone(group)


def test_end__kills_what_the_leader_of_the_group_left_behind() -> None:
    leader = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {STAYS!r}], stdout=sys.stderr)"
    words = [sys.executable, "-c", leader]
    with subprocess.Popen(words, stderr=subprocess.PIPE, start_new_session=True) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == b"up\n"
        time.sleep(0.3)
        ending.end(process, lambda _: None)
    assert gone(process.pid)


def test_end__of_what_has_ended_sends_nothing_to_a_number_that_may_be_anothers(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[int] = []
    monkeypatch.setattr(os, "killpg", lambda *_: sent.append(1))
    process = subprocess.Popen([sys.executable, "-c", ""], stderr=subprocess.PIPE, start_new_session=True)
    process.communicate()
    ending.end(process, lambda _: None)
    assert sent == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_asking__notes_what_comes_before_there_is_something_to_end(number: int) -> None:
    before = signal.getsignal(number)
    with ending.asking() as asked:
        os.kill(os.getpid(), number)
        with pytest.raises(KeyboardInterrupt):
            asked.ready()
    assert signal.getsignal(number) is before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_asking__raises_at_once_from_then_on(number: int) -> None:
    with ending.asking() as asked:
        asked.ready()
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), number)


def test_asking__leaves_alone_what_is_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with ending.asking() as asked:
            asked.ready()
            os.kill(os.getpid(), signal.SIGHUP)
            assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_asking__changes_nothing_in_another_thread() -> None:
    handlers: list[object] = []

    def look() -> None:
        with ending.asking() as asked:
            asked.ready()
            handlers.append(signal.getsignal(signal.SIGTERM))

    beside = threading.Thread(target=look)
    beside.start()
    beside.join()
    assert handlers == [signal.getsignal(signal.SIGTERM)]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can")
def test_with_us__ends_what_is_started_by_somebody_who_is_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    tie = ending.with_us()
    assert subprocess.run([sys.executable, "-c", ""], preexec_fn=tie, check=False).returncode == 0
    monkeypatch.setattr(os, "getpid", lambda: 1)
    late = ending.with_us()
    monkeypatch.undo()
    assert subprocess.run([sys.executable, "-c", ""], preexec_fn=late, check=False).returncode == 1


def gone(group: int) -> bool:
    """Whether nobody of a group is left, a moment after."""
    end = time.monotonic() + 5
    while time.monotonic() < end:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False
