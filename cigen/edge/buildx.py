"""The engine: `docker buildx build` as a subprocess, its account streamed as it comes.

https://docs.docker.com/reference/cli/docker/buildx/build/
"""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from cigen.edge.ending import asking, end, end_late, with_us
from cigen.errors import OutsideError
from cigen.fields import fields, joined

_CHUNK = 64 * 1024
GONE = 124
"""The exit code of a build that was stopped because it was late, as `timeout` has it."""

_CHECKOUT = Path(__file__).parents[2]
"""The folder above the package: of a checkout, or that of all installed packages."""


@dataclass(frozen=True, slots=True)
class Engine:
    """A buildx that answers; `command` are the words before `build`."""

    command: tuple[str, ...]
    environ: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """One `buildx build`: what to solve, with what, and where the result goes (`output` as buildx takes it).

    `late` is asked every second whether it is to be stopped, as what hangs would hang for ever.
    """

    target: str
    dockerfile: Path
    context: Path
    output: str
    options: tuple[str, ...] = ()
    late: Callable[[], bool] | None = None


def find_engine(environ: Mapping[str, str], builder: str | None) -> Engine:
    """The buildx of this machine, asked whether its engine answers; OutsideError says what to do where none does."""
    docker = shutil.which("docker", path=environ.get("PATH"))
    if docker is None:
        raise OutsideError(f"no `docker` in PATH: {_no_docker(_CHECKOUT)}")
    words = (docker, "buildx")
    _ask((*words, "version"), environ, "`docker buildx` does not work here, install the buildx plugin")
    chosen = ("--builder", builder) if builder else ()
    name = (builder,) if builder else ()
    remedy = "no engine answers: start Docker, set DOCKER_HOST, or choose a builder with --builder NAME"
    told = _ask((*words, "inspect", *name), environ, remedy)
    if error := _unreachable(told):
        raise OutsideError(f"{remedy} ({error})")
    return Engine((*words, *chosen), environ)


def _no_docker(checkout: Path) -> str:
    """What to do without it; the script that brings up an engine is there in a checkout of cigen only."""
    script = checkout / "scripts" / "engine"
    install = "install Docker with buildx, https://docs.docker.com/engine/install"
    return f"{install}, or start an engine with `{script} up`" if script.is_file() else install


def options(
    *, cache_from: Iterable[str], cache_to: Iterable[str], secrets: Iterable[str], others: Iterable[str], piece: int = 1
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The options of a build, and those that export its cache; caches are `type=…`, as buildx takes them.

    A cache holds one build's, so each further piece of a build has caches of its own.
    """
    words = [f"--cache-from={_of_piece(cache, piece)}" for cache in cache_from]
    words += [f"--secret={secret}" for secret in secrets]
    return (*words, *others), tuple(f"--cache-to={_of_piece(cache, piece)}" for cache in cache_to)


def drop(engine: Engine, record: str) -> bool:
    """Take a record out of the engine's cache, by its id; whether that could be done."""
    try:
        _ask((*engine.command, "prune", "--force", f"--filter=id={record}"), engine.environ, "nothing is dropped")
    except OutsideError:
        return False
    return True


def solve(engine: Engine, request: BuildRequest, account: Callable[[bytes], None]) -> int:
    """Run the build; every piece of BuildKit's account (rawjson, then plain text) goes to `account`; the exit code.

    Where it is late it is stopped, and the exit code is `GONE`.
    A KeyboardInterrupt, which SIGTERM and SIGHUP raise here, too, ends the build, waits for its last words and is
    raised again.
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
    with asking() as asked:
        process = _start(command, {**engine.environ, "BUILDX_NO_DEFAULT_ATTESTATIONS": "1"})
        late = _Late(process, request.late)
        try:
            asked.ready()
            for piece in _pieces(process):
                account(piece)
            code = process.wait()
            return GONE if late.gone else code
        except BaseException:
            end(process, account)
            raise
        finally:
            late.cancel()


def _start(command: list[str], environ: Mapping[str, str]) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(  # noqa: S603 the words are ours
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=environ,
            start_new_session=True,
            preexec_fn=with_us(),
        )
    except OSError as error:
        raise OutsideError(f"docker can't be started: {error.strerror}") from error


class _Late:
    """Stops a process that is late, as Ctrl-C would and then for good; `gone` once it did."""

    def __init__(self, process: subprocess.Popen[bytes], late: Callable[[], bool] | None) -> None:
        self.gone = False
        self._over = threading.Event()
        if late is not None:
            threading.Thread(target=self._watch, args=(process, late), daemon=True).start()

    def cancel(self) -> None:
        """Let it be."""
        self._over.set()

    def _watch(self, process: subprocess.Popen[bytes], late: Callable[[], bool]) -> None:
        while not self._over.wait(1.0):
            if late():
                self.gone = True
                end_late(process, self._over)
                return


def _pieces(process: subprocess.Popen[bytes]) -> Iterator[bytes]:
    assert process.stderr is not None
    while piece := process.stderr.read1(_CHUNK):  # type: ignore[attr-defined]
        yield piece


def _of_piece(cache: str, piece: int) -> str:
    """A cache with the number of the piece where it says which one is meant; names of images are lower case."""
    return joined(*(_field(field, piece) for field in fields(cache)))


def _field(field: str, piece: int) -> str:
    key, _, value = field.partition("=")
    if key == "ref":
        return f"ref={_reference(value, piece)}"
    return f"{field}-{piece}" if piece > 1 and key in ("scope", "src", "dest", "name") else field


def _reference(reference: str, piece: int) -> str:
    name, colon, tag = reference.rpartition(":")
    if not colon or "/" in tag:
        return f"{reference.lower()}:{piece}" if piece > 1 else reference.lower()
    return f"{name.lower()}:{tag}-{piece}" if piece > 1 else f"{name.lower()}:{tag}"


def _unreachable(told: str) -> str:
    """Why no node of a builder answers: `docker buildx inspect` says so and ends well all the same."""
    lines = [line.strip() for line in told.splitlines()]
    errors = [line.removeprefix("Error:").strip() for line in lines if line.startswith("Error:")]
    states = {line.split()[-1] for line in lines if line.startswith("Status:")}
    if states == {"inactive"} and "remote" in (line.split()[-1] for line in lines if line.startswith("Driver:")):
        places = (line.split()[-1] for line in lines if line.startswith("Endpoint:"))
        return f"nothing answers at {', '.join(places)}"
    return errors[0] if errors and not states else ""


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
