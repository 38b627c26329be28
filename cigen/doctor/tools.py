"""Facts in, findings about the programs out: buildx, the driver, BuildKit, the image store."""

from __future__ import annotations

from collections.abc import Iterator

from cigen.doctor.model import Builder, Facts, Finding, Host, Level, Node

DOCKER = "docker"
_OLDEST_BUILDX = (0, 13)
_GOOD_BUILDX = (0, 29)
_FAST_BUILDKIT = (0, 28)
_STORE = '{"features": {"containerd-snapshotter": true}}'
STORE_REMEDY = f"put `{_STORE}` into /etc/docker/daemon.json and restart Docker, or use the driver docker-container"


def findings(facts: Facts) -> Iterator[Finding]:
    """From the client to the store, in the order in which a build meets them."""
    yield _buildx(facts.buildx)
    yield from (_node(facts.builder, node, facts.host) for node in facts.builder.nodes)
    if facts.builder.driver == DOCKER and facts.host is not None:
        yield _store(facts.host)


def _buildx(version: str) -> Finding:
    subject = "buildx"
    if not version:
        remedy = "cigen needs 0.13 or newer"
        return Finding(Level.NOTE, subject, "it does not tell its version", remedy)
    if _number(version) < _OLDEST_BUILDX:
        seen = f"{version} can't tell what it does in a form that cigen reads (--progress=rawjson)"
        return Finding(Level.PROBLEM, subject, seen, "install 0.29 or newer")
    if _number(version) < _GOOD_BUILDX:
        seen = f"{version} works, and tells what it does over many short lines, which takes longer to read"
        return Finding(Level.NOTE, subject, seen, "install 0.29 or newer")
    return Finding(Level.OK, subject, version)


def _node(builder: Builder, node: Node, host: Host | None) -> Finding:
    subject = "BuildKit" if len(builder.nodes) == 1 else f"node {node.name}"
    if node.error or node.status not in ("running", "inactive"):
        seen = node.error or f"it is {node.status or 'not there'}"
        return Finding(Level.PROBLEM, subject, seen, "start it, or choose another builder with --builder NAME")
    if node.status == "inactive" and builder.driver == "remote":
        remedy = "start that BuildKit, or choose another builder with --builder NAME"
        return Finding(Level.PROBLEM, subject, f"nothing answers at {node.endpoint}", remedy)
    if node.status == "inactive":
        remedy = f"`docker buildx inspect --bootstrap {builder.name}` starts it, and so does the first build"
        return Finding(Level.NOTE, subject, "it is not started, so there is not much to see", remedy)
    number = _number(node.version)
    if number > (0, 0) and number < _FAST_BUILDKIT:
        seen = f"{node.version} works; from 0.28 on the layers of a cache are exported side by side"
        return Finding(Level.NOTE, subject, seen, _newer(builder))
    if number > (0, 0):
        return Finding(Level.OK, subject, node.version)
    inside = f", the one in Docker {host.version}" if host is not None and builder.driver == DOCKER else ""
    return Finding(Level.OK, subject, f"it answers and does not tell its version{inside}")


def _newer(builder: Builder) -> str:
    if builder.driver == DOCKER:
        return "use a newer Docker, or a builder with the driver docker-container, which has a BuildKit of its own"
    return "give the builder a newer BuildKit, such as `--driver-opt image=moby/buildkit:v0.32.2`"


def _store(host: Host) -> Finding:
    subject = "image store"
    if host.is_containerd:
        return Finding(Level.OK, subject, f"containerd's ({host.store}), which can export a cache")
    seen = f"{host.store}, which can't export a cache, and holds no more than 127 layers in an image"
    return Finding(Level.PROBLEM, subject, seen, STORE_REMEDY)


def _number(version: str) -> tuple[int, int]:
    """The first two numbers of a version; zeros where there is none."""
    parts = [int(part) for part in version.split(".")[:2] if part.isdigit()]
    return (parts[0], parts[1]) if len(parts) == 2 else (0, 0)
