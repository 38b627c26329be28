"""How a build that was started comes to its end before its end: asked to by a signal, or with us.

`docker` runs buildx as a process of its own and loses a signal that comes while that starts, which is for the first
fifth of a second: the build would go on as if nothing had been said. So all of them are asked, and asked once more.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

_GRACE_SECONDS = 15.0
_AGAIN_SECONDS = 2.0
"""Long enough for a build that has heard; a third time would make it leave without its last words."""
_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_PR_SET_PDEATHSIG = 1


class Asked:
    """Notes who asks for the end, till there is something that can be ended; from then on raises KeyboardInterrupt."""

    def __init__(self) -> None:
        self._ready = self._asked = False

    def hear(self, number: int, frame: FrameType | None) -> None:
        """A signal's handler."""
        self._asked = True
        if self._ready:
            signal.default_int_handler(number, frame)

    def ready(self) -> None:
        """There is: KeyboardInterrupt for what was asked till now."""
        self._ready = True
        if self._asked:
            raise KeyboardInterrupt


@contextmanager
def asking() -> Iterator[Asked]:
    """Within, SIGINT, SIGTERM and SIGHUP ask for the end, except those that `nohup` and `&` ignore.

    Signals are looked after in the main thread only; in another one nothing changes.
    """
    asked = Asked()
    before = {}
    if threading.current_thread() is threading.main_thread():
        heard = [number for number in _ENDING if signal.getsignal(number) not in (signal.SIG_IGN, None)]
        before = {number: signal.signal(number, asked.hear) for number in heard}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def end(process: subprocess.Popen[bytes], account: Callable[[bytes], None]) -> None:
    """Ask the build to stop as Ctrl-C would, then make it: at once where the user asks again.

    Its last words go to `account`. It has to lead a process group of its own.
    """
    try:
        account(_last_words(process))
    except subprocess.TimeoutExpired:
        pass
    finally:
        _send(process, signal.SIGKILL)
        process.wait()


def end_late(process: subprocess.Popen[bytes], over: threading.Event) -> None:
    """The same from a thread beside the one that reads its words, until it is `over`."""
    _send(process, signal.SIGINT)
    if not over.wait(_AGAIN_SECONDS):
        _send(process, signal.SIGINT)
        if not over.wait(_GRACE_SECONDS - _AGAIN_SECONDS):
            _send(process, signal.SIGKILL)


def with_us() -> Callable[[], None] | None:
    """For a child that is to end when we are killed: the steps it left running would hold up the next build.

    Only Linux can.
    """
    if sys.platform != "linux":
        return None
    from ctypes import CDLL

    prctl, us = CDLL(None).prctl, os.getpid()  # found before the fork, where nothing may be looked up

    def tie() -> None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != us:
            os._exit(1)

    return tie


def _last_words(process: subprocess.Popen[bytes]) -> bytes:
    _send(process, signal.SIGINT)
    with suppress(subprocess.TimeoutExpired):
        return process.communicate(timeout=_AGAIN_SECONDS)[1]
    _send(process, signal.SIGINT)
    return process.communicate(timeout=_GRACE_SECONDS - _AGAIN_SECONDS)[1]


def _send(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """To all that are left of its group. Once it was waited for, its number may be somebody else's."""
    if process.returncode is None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, number)
