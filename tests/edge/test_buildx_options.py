from __future__ import annotations

from pathlib import Path

import pytest

from cigen.edge import buildx
from cigen.edge.buildx import options
from cigen.errors import OutsideError


def caches(reads: list[str], writes: list[str], piece: int = 1) -> list[str]:
    given, exports = options(cache_from=reads, cache_to=writes, secrets=(), others=(), piece=piece)
    return [*given, *exports]


@pytest.mark.parametrize(
    ("cache", "second"),
    [
        ("type=registry,ref=Host.example:5000/Me/It:Main,mode=max", "ref=host.example:5000/me/it:Main-2,mode=max"),
        ("type=registry,ref=Host.example:5000/Me/It", "ref=host.example:5000/me/it:2"),
        ("type=gha,scope=main,mode=max", "scope=main-2,mode=max"),
        ("type=s3,bucket=b,region=r,name=main", "bucket=b,region=r,name=main-2"),
        ("type=azblob,account_url=https://X.example,name=main", "account_url=https://X.example,name=main-2"),
        ("type=local,src=/A/main", "src=/A/main-2"),
        ("type=local,dest=/A/main,mode=max", "dest=/A/main-2,mode=max"),
    ],
)
def test_options__each_piece_of_a_build_has_a_cache_of_its_own(cache: str, second: str) -> None:
    kind = cache.partition(",")[0]

    assert caches([cache], [cache], piece=2) == [f"--cache-from={kind},{second}", f"--cache-to={kind},{second}"]


def test_options__names_of_images_are_lower_case_and_tags_are_not() -> None:
    (read,) = caches(["type=registry,ref=GHCR.io/Me/It:Main"], [])

    assert read == "--cache-from=type=registry,ref=ghcr.io/me/it:Main"


def test_options__what_is_written_stands_apart_from_what_is_read() -> None:
    given, exports = options(
        cache_from=["type=gha,scope=a"], cache_to=["type=gha,scope=b"], secrets=["id=x"], others=["--no-cache"]
    )

    assert given == ("--cache-from=type=gha,scope=a", "--secret=id=x", "--no-cache")
    assert exports == ("--cache-to=type=gha,scope=b",)


@pytest.mark.parametrize("checkout", [True, False])
def test_no_docker__the_script_is_named_only_where_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, checkout: bool
) -> None:
    monkeypatch.setattr(buildx, "_CHECKOUT", tmp_path)
    script = tmp_path / "scripts/engine"
    if checkout:
        script.parent.mkdir()
        script.touch()

    with pytest.raises(OutsideError) as caught:
        buildx.find_engine({"PATH": "/nowhere"}, None)

    last = f", or start an engine with `{script} up`" if checkout else ""
    install = "install Docker with buildx, https://docs.docker.com/engine/install"
    assert str(caught.value) == f"no `docker` in PATH: {install}{last}"


def test_no_docker__the_script_of_this_checkout_is_found() -> None:
    with pytest.raises(OutsideError, match=r"/scripts/engine up`$"):
        buildx.find_engine({"PATH": "/nowhere"}, None)
