"""What real engines printed, and the facts in it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cigen.doctor import reading
from cigen.doctor.model import Host, Node, Policy, Record
from tests.doctor import captured

GIB = 1024**3


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("github.com/docker/buildx 0.29.1+ds1 0.29.1+ds1-4\n", "0.29.1"),
        ("github.com/docker/buildx v0.36.1 4a2d2b3\n", "0.36.1"),
        ("", ""),
        ("github.com/docker/buildx unknown", ""),
    ],
)
def test_buildx__tells_its_version(text: str, version: str) -> None:
    assert reading.buildx(text) == version


def test_builder__of_docker_has_its_rules() -> None:
    found = reading.builder(captured.INSPECT_DOCKER)

    last = Policy(reserved=round(24.21 * GIB), most=round(188.1 * GIB), free=round(47.5 * GIB))
    assert (found.name, found.driver) == ("default", "docker")
    assert found.nodes == (
        Node(
            name="default",
            endpoint="default",
            status="running",
            version="0.0.0",
            snapshotter="overlayfs",
            policies=(
                Policy(is_special=True, is_patient=True, most=round(3.346 * GIB)),
                replace(last, is_patient=True),
                last,
                last,
            ),
        ),
    )


def test_builder__of_a_container_has_its_settings() -> None:
    (node,) = reading.builder(captured.INSPECT_CONTAINER).nodes

    assert (node.version, node.parallelism, len(node.policies)) == ("0.32.2", 4, 2)
    assert node.policies[1].reserved == round(9.313 * GIB)


def test_builder__with_two_nodes_says_why_one_does_not_answer() -> None:
    one, two = reading.builder(captured.INSPECT_TWO_NODES).nodes

    assert (one.name, one.status, one.error) == ("pair0", "inactive", "")
    assert (two.endpoint, two.status, two.error) == ("tcp://two:1234", "", "dial tcp: lookup two: no such host")


def test_builder__of_an_old_buildx_keeps_bytes() -> None:
    (node,) = reading.builder(captured.INSPECT_OLD).nodes

    assert (node.version, node.policies) == ("0.11.6", (Policy(reserved=round(2.794 * GIB)),))


@pytest.mark.parametrize("text", ["", "Nodes:\n", "Name: x\n\nNodes:\n", "GC Policy rule#0:\n", "\x00\n:::\n"])
def test_builder__of_anything_else_has_no_nodes(text: str) -> None:
    assert reading.builder(text).nodes == ()


def test_host__tells_its_store() -> None:
    assert reading.host(captured.INFO) == Host(
        "28.5.2+dfsg4", cpus=2, memory=25276514304, store="overlayfs", is_containerd=True, folder="/var/lib/docker"
    )
    assert reading.host(captured.INFO_OVERLAY2) == Host(
        "28.5.2", cpus=4, memory=16772243456, store="overlay2", is_containerd=False, folder="/var/lib/docker"
    )


@pytest.mark.parametrize("text", ["", "{", "[]", "null", captured.INFO_NOBODY])
def test_host__that_did_not_answer_is_none(text: str) -> None:
    assert reading.host(text) is None


def test_records__have_parents_sizes_and_what_made_them() -> None:
    found = {record.key: record for record in reading.records(captured.USAGE)}

    assert len(found) == 5
    assert found["04ph0r3db99o17848btpp77vq"].parents == ("uhvebqoyty1o3s90wnf45luxb", "y7zh00ekgrhqv1thc8vbp1aep")
    assert found["base"] == Record(
        "base", (), 58310000, "pulled from docker.io/library/busybox:latest", "2026-11-22 09:40:00.1 +0000 UTC"
    )
    assert found["stranger"].parents == ("base",)
    assert reading.records("") == reading.records("Total: 0B\n") == ()


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ('{"build": {"export": {"bytes": 17}}}', 17),
        ('{"build": {"export": null}}', 0),
        ('{"build": null}', 0),
        ('{"build": {"export": {"bytes": "17"}}}', 0),
        ("[]", 0),
        ("{", 0),
        ("", 0),
    ],
)
def test_exported__is_what_the_report_says(text: str, size: int) -> None:
    assert reading.exported(text) == size


def test_shared__is_read_from_an_image_and_from_an_index() -> None:
    config = {"mediaType": "application/vnd.buildkit.cacheconfig.v0", "size": 500}
    gzip = {"mediaType": "application/vnd.oci.image.layer.v1.tar+gzip", "size": 30}
    zstd = {"mediaType": "application/vnd.oci.image.layer.v1.tar+zstd", "size": 20}
    plain = {"mediaType": "application/vnd.oci.image.layer.v1.tar", "size": 10}

    image = reading.shared("c:main", {"config": config, "layers": [gzip, zstd]}, login=None)
    index = reading.shared("c:main", {"manifests": [config, plain, gzip]}, login=True)

    assert (image.index, image.size, image.layers, image.compressions) == (500, 50, 2, ("gzip", "zstd"))
    assert (index.index, index.size, index.layers, index.compressions) == (500, 40, 2, ("gzip", "uncompressed"))


@pytest.mark.parametrize(
    "tree", [{}, {"layers": 3, "manifests": "x", "config": []}, {"layers": [None, 1], "config": 1}]
)
def test_shared__of_anything_else_is_empty(tree: dict[str, object]) -> None:
    assert reading.shared("c:main", tree, login=False).layers == 0


def test_shared__sizes_that_nothing_has_count_as_nothing() -> None:
    layers = [{"mediaType": "application/vnd.oci.image.layer.v1.tar+gzip", "size": size} for size in (10**400, -5, 30)]
    assert reading.shared("a/b:c", {"layers": layers}, login=None).size == 30
