"""An engine in, the BuildKit inside it as a `remote` builder or one in a container out: gRPC as buildkitd speaks it.

Docker's engine speaks gRPC only behind an upgrade of `POST /grpc` (https://docs.docker.com/reference/api/engine/), so
each connection is upgraded and then handed on, byte for byte. What runs in the container is no buildkitd but leads to
the same place: everything that buildx does with a builder of that driver is done, but its BuildKit is the engine's.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.e2e.engine import Engine

NAME = "far"
_UPGRADE = b"POST /grpc HTTP/1.1\r\nHost: docker\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 0\r\n\r\n"


_IMAGE = """\
FROM busybox
COPY --chmod=755 <<'BUILDCTL' /usr/bin/buildctl
#!/bin/sh
case "$*" in
  *dial-stdio*) exec nc 127.0.0.1 {port} ;;
esac
BUILDCTL
ENTRYPOINT ["/bin/sh", "-c", "trap 'exit 0' TERM; while :; do sleep 1; done"]
"""
"""What buildx wants of an image of BuildKit: a `buildctl` that tells whether it is up, and passes on what comes in."""


@contextmanager
def remote_builder(engine: Engine) -> Iterator[Engine]:
    """The engine with settings of its own, in which the builder NAME has the driver `remote`."""
    with TemporaryDirectory(prefix="cigen-far-", dir="/tmp") as folder, socket.socket(socket.AF_UNIX) as listener:
        place = f"{folder}/buildkitd.sock"
        listener.bind(place)
        with _serving(listener, engine):
            yield with_builder(engine, Path(folder), "remote", f"unix://{place}")


@contextmanager
def container_builder(engine: Engine, *words: str) -> Iterator[Engine]:
    """The same with the driver `docker-container`; `words` are more for `docker buildx create`."""
    with (
        TemporaryDirectory(prefix="cigen-far-", dir="/tmp") as folder,
        socket.create_server(("127.0.0.1", 0)) as listener,
    ):
        image = f"{engine.env['CIGEN_TEST_REGISTRY']}/builders/buildctl:{listener.getsockname()[1]}"
        text = _IMAGE.format(port=listener.getsockname()[1])
        command = ["docker", "buildx", "build", "--provenance=false", "--push", f"--tag={image}", "-"]
        subprocess.run(command, env=dict(engine.env), input=text.encode(), check=True, capture_output=True, timeout=120)
        options = (f"--driver-opt=image={image}", "--driver-opt=network=host")
        with _serving(listener, engine):
            far = with_builder(engine, Path(folder), "docker-container", *options, *words)
            try:
                yield far
            finally:
                remove = ["docker", "buildx", "rm", "--force", NAME]
                subprocess.run(remove, env=dict(far.env), check=True, capture_output=True, timeout=120)


@contextmanager
def _serving(listener: socket.socket, engine: Engine) -> Iterator[None]:
    listener.listen(64)
    threading.Thread(target=_serve, args=(listener, engine), daemon=True).start()
    try:
        yield
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)


def with_builder(engine: Engine, folder: Path, driver: str, *words: str, name: str = NAME) -> Engine:
    """The engine with a copy of Docker's settings in a folder, and one builder more in them; none is started."""
    config = folder / "config"
    if not config.exists():
        shutil.copytree(engine.env["DOCKER_CONFIG"], config, ignore=shutil.ignore_patterns("buildx"))
    env = {**engine.env, "DOCKER_CONFIG": str(config)}
    command = ["docker", "buildx", "create", "--name", name, "--driver", driver, *words]
    subprocess.run(command, env=env, check=True, capture_output=True, timeout=60)
    return Engine(env)


def _serve(listener: socket.socket, engine: Engine) -> None:
    while True:
        try:
            client, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_connect, args=(client, engine), daemon=True).start()


def _connect(client: socket.socket, engine: Engine) -> None:
    with client, socket.socket(socket.AF_UNIX) as daemon:
        daemon.connect(engine.env["DOCKER_HOST"].removeprefix("unix://"))
        daemon.sendall(_UPGRADE)
        answer = b""
        while not answer.endswith(b"\r\n\r\n"):
            byte = daemon.recv(1)
            if not byte:
                return
            answer += byte
        back = threading.Thread(target=_pass_on, args=(daemon, client), daemon=True)
        back.start()
        _pass_on(client, daemon)
        back.join()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(64 * 1024):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)
