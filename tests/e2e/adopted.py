"""A Dockerfile and the one that cigen renders from it, both handed to the engine; what it makes of each."""

from __future__ import annotations

import functools
import json
import re
import subprocess
import tarfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler
from io import BytesIO
from pathlib import Path
from typing import Any

from cigen.adopt.dockerfile import parse
from cigen.adopt.stages import Stages, read
from tests.e2e.engine import Engine
from tests.localserver import running

DOCKERFILES = Path(__file__).parents[1] / "adopt/dockerfiles"
ALL = "all-of-them"
HERE = ("busybox", "debian:bookworm-slim")
"""The images that the registry of these tests has; the others are stood in for by the first of them."""
_INTERNAL = re.compile(r"\[internal\]|\[context |load |\[(?:\S+ )*all-of-them |exporting|importing|\[auth\]")


@dataclass(frozen=True)
class Graph:
    """The vertices that the engine was asked for, by digest; `code` is the build's."""

    vertices: Mapping[str, Any]
    code: int
    log: str

    @property
    def digests(self) -> frozenset[str]:
        """Equal for equal instructions on equal parents, whatever their stages are called."""
        return frozenset(self.vertices)

    @property
    def shape(self) -> tuple[str, ...]:
        """The kinds of instructions, each with those that it is made from: for digests that hold a passing name."""
        known: dict[str, str] = {}
        return tuple(sorted(self._shape(digest, known) for digest in self.vertices))

    def _shape(self, digest: str, known: dict[str, str]) -> str:
        if digest not in self.vertices:
            return "text"
        if digest not in known:
            vertex = self.vertices[digest]
            kind = re.sub(r"^\[[^]]*\] ", "", vertex["name"]).partition(" ")[0]
            known[digest] = f"{kind}({', '.join(self._shape(one, known) for one in vertex.get('inputs') or ())})"
        return known[digest]


def context(folder: Path) -> Path:
    """The files that the Dockerfiles copy, and all of them as `context.tar.gz`."""
    (folder / "src").mkdir(parents=True)
    (folder / ".git").mkdir()
    for name in ("go.mod", "with space.txt", "src/a.txt", "src/b.py", "script.sh"):
        (folder / name).write_text(f"# {name}\n")
    with tarfile.open(folder / "archive.tar", "w") as tar:
        member = tarfile.TarInfo("inner")
        member.size = 6
        tar.addfile(member, BytesIO(b"inner\n"))
    with tarfile.open(folder / "context.tar.gz", "w:gz") as tar:
        for name in ("go.mod", "with space.txt", "src", "script.sh", "archive.tar"):
            tar.add(folder / name, name)
    return folder


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of the folder's context: one from the web has the same digest in each build, unlike a folder."""
    with running(functools.partial(_Quiet, directory=str(folder))) as port:
        yield f"http://127.0.0.1:{port}/context.tar.gz"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nobody reads it."""


def stages_of(text: str) -> Stages:
    """The stages of a Dockerfile."""
    dockerfile, problems = parse(text, "Dockerfile")
    assert dockerfile is not None, problems
    stages, problems = read(dockerfile, "Dockerfile")
    assert stages is not None, problems
    return stages


def without_syntax(text: str) -> str:
    """The text without the line that names the front end, which can't be pulled here."""
    return re.sub(r"^# syntax=docker.*\n|^# The image that reads the Dockerfile.*\nsyntax: .*\n", "", text, flags=re.M)


def solved(engine: Engine, address: str, text: str, origins: Iterable[str], images: Iterable[str]) -> Graph:
    """The graph of these stages of a Dockerfile; a command that fails is no matter."""
    copies = "".join(f"COPY --link --from={origin} /nothin[g] /\n" for origin in origins)
    whole = f"{text}\nFROM scratch AS {ALL}\n{copies}"
    standing_in = [f"--build-context={image}=docker-image://busybox" for image in sorted(images)]
    words = [*standing_in, "--progress=rawjson", "--output=type=cacheonly", f"--target={ALL}", "--network=none"]
    done = docker(engine, "buildx", "build", *words, "--file=-", address, stdin=whole)
    log = done.stderr.decode()
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    vertices = {vertex["digest"]: vertex for line in lines for vertex in line.get("vertexes") or ()}
    kept = {digest: vertex for digest, vertex in vertices.items() if not _INTERNAL.match(vertex["name"])}
    return Graph(kept, done.returncode, "".join(line for line in log.splitlines(keepends=True) if line[:1] != "{"))


def image(engine: Engine, address: str, text: str, target: str) -> tuple[Any, Any]:
    """The configuration and the layers of a target; of the last stage where it is empty."""
    words = ["--output=type=oci,dest=-", "--provenance=false", "--network=none"]
    words += [f"--target={target}"] if target else []
    done = docker(engine, "buildx", "build", *words, "--file=-", address, stdin=text)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    with tarfile.open(fileobj=BytesIO(done.stdout)) as tar:
        index = _json(tar, "index.json")
        manifest = _json(tar, _blob(index["manifests"][0]))
        config = _json(tar, _blob(manifest["config"]))
        return config["config"], config["rootfs"]["diff_ids"]


def outline(engine: Engine, text: str, target: str, images: Iterable[str]) -> Any:
    """The arguments, secrets and ssh keys that a target takes, as the engine tells; of the last stage for none.

    Sorted: the engine lists what stages give that it reads side by side, in any order.
    """
    words = [f"--build-context={image}=docker-image://busybox" for image in sorted(images)]
    words += [f"--target={target}"] if target else []
    done = docker(engine, "buildx", "build", "--call=outline,format=json", *words, "--file=-", ".", stdin=text)
    assert done.returncode == 0, done.stderr.decode()
    found = json.loads(done.stdout)
    kinds = {kind: found.get(kind) or [] for kind in ("args", "secrets", "ssh")}
    return {kind: sorted(_placeless(one) for one in entries) for kind, entries in kinds.items()}


def _placeless(entry: dict[str, Any]) -> str:
    """An entry of an outline but for where it stands."""
    return json.dumps({**entry, "location": None}, sort_keys=True)


def targets(engine: Engine, text: str) -> list[dict[str, str]]:
    """What the engine lists as targets; that needs no image."""
    done = docker(engine, "buildx", "build", "--call=targets,format=json", "--file=-", ".", stdin=text)
    assert done.returncode == 0, done.stderr.decode()
    found: list[dict[str, str]] = json.loads(done.stdout)["targets"]
    return found


def docker(engine: Engine, *words: str, stdin: str) -> subprocess.CompletedProcess[bytes]:
    """Run `docker`."""
    return subprocess.run(
        ["docker", *words], env=dict(engine.env), input=stdin.encode(), capture_output=True, timeout=300
    )


def _blob(descriptor: Any) -> str:
    return "blobs/" + str(descriptor["digest"]).replace(":", "/")


def _json(tar: tarfile.TarFile, name: str) -> Any:
    stream = tar.extractfile(name)
    assert stream is not None
    return json.load(stream)
