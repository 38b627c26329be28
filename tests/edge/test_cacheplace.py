"""Whether a cache is there and how many bytes it has, asked of registries and folders."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from cigen.edge.cacheplace import places
from tests.fakeregistry import OCI_MANIFEST, Answer, FakeRegistry, serve

CONFIG, LAYER = f"sha256:{'a' * 64}", f"sha256:{'b' * 64}"


@pytest.fixture
def registry() -> Iterator[FakeRegistry]:
    with serve() as registry:
        yield registry


def push(registry: FakeRegistry, **more: object) -> str:
    """A cache with a configuration of 10 bytes and a layer of 90; the option that names it."""
    tree = {"config": {"digest": CONFIG, "size": 10}, "layers": [{"digest": LAYER, "size": 90}], **more}
    registry.tags["a/cache", "main"] = registry.put(OCI_MANIFEST, tree)
    return f"--cache-to=type=registry,mode=max,ref={registry.host}/a/cache:main"


def test_blobs__are_those_of_the_manifest(registry: FakeRegistry, tmp_path: Path) -> None:
    (place,) = places([push(registry)], {}, tmp_path)
    assert place.blobs() == {CONFIG: 10, LAYER: 90}
    assert place.is_there(())


@pytest.mark.parametrize(
    "entry", [None, 3, {}, {"digest": "x", "size": 1}, *({"digest": LAYER, "size": size} for size in (-1, 10**400))]
)
def test_blobs__pass_over_what_is_no_blob(registry: FakeRegistry, tmp_path: Path, entry: object) -> None:
    (place,) = places([push(registry, layers=[entry])], {}, tmp_path)
    assert place.blobs() == {CONFIG: 10}


def test_place__without_a_cache_is_not_there(registry: FakeRegistry, tmp_path: Path) -> None:
    option = f"--cache-from=type=registry,ref={registry.host}/a/cache:other"
    (place,) = places([option], {}, tmp_path)
    assert (place.blobs(), place.is_there(())) == ({}, False)
    assert place.is_there((f"{registry.host}/a/cache:other",))


def test_place__of_a_registry_that_refuses_is_not_there(registry: FakeRegistry, tmp_path: Path) -> None:
    option = push(registry)
    registry.always["GET"] = Answer(403)
    (place,) = places([option], {}, tmp_path)
    assert (place.blobs(), place.is_there(())) == ({}, False)


def test_place__may_be_a_folder(tmp_path: Path) -> None:
    (place,) = places(["--cache-to=type=local,mode=max,dest=cache/main"], {}, tmp_path)
    assert not place.is_there(("any",))
    (tmp_path / "cache/main").mkdir(parents=True)
    (tmp_path / "cache/main/index.json").write_text(json.dumps({}))
    assert place.is_there(())
    assert place.blobs() == {}


def test_place__that_nobody_can_ask_counts_as_there_if_a_cache_was_read(tmp_path: Path) -> None:
    (place,) = places(["--cache-to=type=gha,scope=main"], {}, tmp_path)
    assert place.is_there(("gha",))
    assert not place.is_there(())
