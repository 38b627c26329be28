"""The engine: `docker buildx build` as a subprocess, its account streamed as it comes.

https://docs.docker.com/reference/cli/docker/buildx/build/
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from cigen.errors import OutsideError

_CHUNK = 64 * 1024
_GRACE_SECONDS = 15.0
_IMPORT = "type=registry,ref={}"
_EXPORT = "type=registry,ref={},mode=max,image-manifest=true,oci-mediatypes=true,ignore-error=true"


@dataclass(frozen=True, slots=True)
class Engine:
    """A buildx that answers; `command` are the words before `build`."""

    command: tuple[str, ...]
    environ: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """One `buildx build`: what to solve, with what, and where the result goes (`output` as buildx takes it)."""

    target: str
    dockerfile: Path
    context: Path
    output: str
    options: tuple[str, ...] = ()


def find_engine(environ: Mapping[str, str], builder: str | None) -> Engine:
    """The buildx of this machine, asked whether its engine answers; OutsideError says what to do where none does."""
    docker = shutil.which("docker", path=environ.get("PATH"))
    if docker is None:
        raise OutsideError("no `docker` in PATH: install Docker with buildx, or start one with `scripts/engine up`")
    words = (docker, "buildx")
    _ask((*words, "version"), environ, "`docker buildx` does not work here, install the buildx plugin")
    chosen = ("--builder", builder) if builder else ()
    name = (builder,) if builder else ()
    remedy = "no engine answers: start Docker, set DOCKER_HOST, or choose a builder with --builder NAME"
    told = _ask((*words, "inspect", *name), environ, remedy)
    if error := _unreachable(told):
        raise OutsideError(f"{remedy} ({error})")
    return Engine((*words, *chosen), environ)


def options(
    *, cache_from: Iterable[str], cache_to: Iterable[str], secrets: Iterable[str], others: Iterable[str], piece: int = 1
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The options of a build, and those that export its cache; a bare reference means a registry's.

    A reference holds one build's cache, so each further piece of a build has references of its own.
    """
    words = [f"--cache-from={_cache(ref, _IMPORT, piece)}" for ref in cache_from]
    words += [f"--secret={secret}" for secret in secrets]
    return (*words, *others), tuple(f"--cache-to={_cache(ref, _EXPORT, piece)}" for ref in cache_to)


def solve(engine: Engine, request: BuildRequest, account: Callable[[bytes], None]) -> int:
    """Run the build; every piece of BuildKit's account (rawjson, then plain text) goes to `account`; the exit code.

    A KeyboardInterrupt, which SIGTERM raises here, too, ends the build, waits for its last words and is raised again.
    """
    command = [
        *engine.command,
        "build",
        "--progress=rawjson",
        f"--file={request.dockerfile}",
        f"--target={request.target}",
        f"--output={request.output}",
        "--provenance=false",
        *request.options,
        str(request.context),
    ]
    environ = {**engine.environ, "BUILDX_NO_DEFAULT_ATTESTATIONS": "1"}
    try:
        process = subprocess.Popen(  # noqa: S603 the words are ours
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=environ,
            start_new_session=True,
        )
    except OSError as error:
        raise OutsideError(f"docker can't be started: {error.strerror}") from error
    before = signal.signal(signal.SIGTERM, signal.default_int_handler) if _is_main_thread() else None
    try:
        for piece in _pieces(process):
            account(piece)
        return process.wait()
    except BaseException:
        _end(process, account)
        raise
    finally:
        if before is not None:
            signal.signal(signal.SIGTERM, before)


def _pieces(process: subprocess.Popen[bytes]) -> Iterator[bytes]:
    assert process.stderr is not None
    while piece := process.stderr.read1(_CHUNK):  # type: ignore[attr-defined]
        yield piece


def _end(process: subprocess.Popen[bytes], account: Callable[[bytes], None]) -> None:
    """Ask the build to stop as Ctrl-C would, then make it: at once where the user asks again."""
    process.send_signal(signal.SIGINT)
    try:
        _, rest = process.communicate(timeout=_GRACE_SECONDS)
        account(rest)
    except subprocess.TimeoutExpired:
        pass
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _is_main_thread() -> bool:
    """Only there signals can be looked after."""
    return threading.current_thread() is threading.main_thread()


def _cache(reference: str, form: str, piece: int) -> str:
    """A cache option: as given where it names a type, else for a registry; names of images are lower case."""
    if "type=" in reference:
        return ",".join(_of_piece(field, piece) for field in reference.split(","))
    name, colon, tag = reference.rpartition(":")
    if not colon or "/" in tag:
        return form.format(_tagged(reference.lower(), piece))
    return form.format(_tagged(f"{name.lower()}:{tag}", piece))


def _of_piece(field: str, piece: int) -> str:
    """A field of a cache option with the name of the piece where it says which cache is meant."""
    key, _, value = field.partition("=")
    if piece == 1 or key not in ("ref", "scope", "src", "dest", "name"):
        return field
    return f"{key}={_tagged(value, piece) if key == 'ref' else f'{value}-{piece}'}"


def _tagged(reference: str, piece: int) -> str:
    if piece == 1:
        return reference
    _, colon, tag = reference.rpartition(":")
    return f"{reference}-{piece}" if colon and "/" not in tag else f"{reference}:{piece}"


def _unreachable(told: str) -> str:
    """Why no node of a builder answers: `docker buildx inspect` says so and ends well all the same."""
    lines = [line.strip() for line in told.splitlines()]
    errors = [line.removeprefix("Error:").strip() for line in lines if line.startswith("Error:")]
    return errors[0] if errors and not any(line.startswith("Status:") for line in lines) else ""


def _ask(command: tuple[str, ...], environ: Mapping[str, str], remedy: str) -> str:
    try:
        answer = subprocess.run(  # noqa: S603 the words are ours
            command, env=environ, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise OutsideError(f"{remedy} ({error})") from error
    if answer.returncode:
        said = answer.stderr.decode("utf-8", "replace").strip().splitlines()
        raise OutsideError(f"{remedy} ({said[-1] if said else f'exit code {answer.returncode}'})")
    return answer.stdout.decode("utf-8", "replace")
