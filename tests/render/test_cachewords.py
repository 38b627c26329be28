from __future__ import annotations

import csv
from dataclasses import replace
from typing import Any

import pytest

from cigen.plan.model import Cache, Workflow
from cigen.render.cachewords import exports, given_export, given_import, imports, in_braces, tags

REGISTRY = Cache(image="ghcr.io/me/cache")
S3 = Cache(type="s3", image="", options=(("bucket", "ci"), ("region", "eu")))
AZURE = Cache(type="azblob", image="", options=(("account_url", "https://x.example"),))
LOCAL = Cache(type="local", image="", options=(("path", "/srv/cache"),), compression="zstd")


@pytest.mark.parametrize(
    ("cache", "wanted"),
    [
        (REGISTRY, "type=registry,ref=ghcr.io/me/cache:pr-7"),
        (Cache(type="gha", image=""), "type=gha,scope=pr-7"),
        (S3, "type=s3,bucket=ci,region=eu,name=pr-7"),
        (AZURE, "type=azblob,account_url=https://x.example,name=pr-7"),
        (LOCAL, "type=local,src=/srv/cache/pr-7"),
        (Cache(type="none", image=""), ""),
    ],
)
def test_imports__each_backend_has_its_words(cache: Cache, wanted: str) -> None:
    assert imports(cache, "pr-7") == wanted


IMAGE_MANNER = "mode=max,image-manifest=true,oci-mediatypes=true"


@pytest.mark.parametrize(
    ("cache", "wanted"),
    [
        (REGISTRY, f"type=registry,ref=ghcr.io/me/cache:main,{IMAGE_MANNER},ignore-error=true"),
        (Cache(type="gha", image=""), "type=gha,scope=main,mode=max,ignore-error=true"),
        (S3, "type=s3,bucket=ci,region=eu,name=main,mode=max,ignore-error=true"),
        (AZURE, "type=azblob,account_url=https://x.example,name=main,mode=max,ignore-error=true"),
        (LOCAL, f"type=local,dest=/srv/cache/main,{IMAGE_MANNER},compression=zstd,ignore-error=true"),
        (Cache(type="none", image=""), ""),
    ],
)
def test_exports__each_backend_has_its_words(cache: Cache, wanted: str) -> None:
    assert exports(cache, "main") == wanted


@pytest.mark.parametrize(
    ("changes", "there", "gone"),
    [
        ({"mode": "min"}, "mode=min", "mode=max"),
        ({"ignore_error": False}, "mode=max", "ignore-error"),
        ({"image_manifest": False}, "image-manifest=false", "image-manifest=true"),
        ({"compression": "uncompressed"}, "compression=uncompressed", "gzip"),
    ],
)
def test_exports__every_setting_is_heard(changes: Any, there: str, gone: str) -> None:
    words = exports(replace(REGISTRY, **changes), "main").split(",")

    assert there in words
    assert not any(word.startswith(gone) for word in words)
    assert given_export(replace(S3, **changes), "a/b:c").split(",")[:2] == ["type=registry", "ref=a/b:c"]


def test_exports__the_words_are_one_line_of_comma_separated_values() -> None:
    for cache in (REGISTRY, S3, AZURE, LOCAL):
        (fields,) = csv.reader([exports(cache, "main")])
        pairs = dict(field.split("=", 1) for field in fields)
        assert pairs["type"] == cache.type
        assert len(pairs) == len(fields)


def test_given__a_bare_image_is_read_and_written_as_the_spec_says() -> None:
    cache = replace(S3, mode="min", compression="zstd", ignore_error=False)

    assert given_import("me/it:x") == "type=registry,ref=me/it:x"
    assert given_export(cache, "me/it:x") == (
        "type=registry,ref=me/it:x,mode=min,image-manifest=true,oci-mediatypes=true,compression=zstd"
    )


@pytest.mark.parametrize("words", ["type=gha,scope=x", "ref=me/it:x,type=registry"])
def test_given__what_names_a_type_stays_as_it_is(words: str) -> None:
    assert (given_import(words), given_export(REGISTRY, words)) == (words, words)


def test_in_braces__a_variable_of_the_repository_is_left_to_format() -> None:
    assert in_braces("bucket=${{ vars.S3_BUCKET }},name=x") == "bucket={vars.S3_BUCKET},name=x"


WORKFLOW = Workflow(path="w.yml", name="w")
RUNNERS = (("linux/amd64", "a"), ("linux/arm64", "b"))


@pytest.mark.parametrize(
    ("workflow", "wanted"),
    [
        (WORKFLOW, ("main",)),
        (replace(WORKFLOW, shards=2), ("main", "main-base", "main-s1", "main-s2")),
        (
            replace(WORKFLOW, platforms=("linux/amd64", "linux/arm64"), runners=RUNNERS),
            ("main", "main-linux-amd64", "main-linux-arm64"),
        ),
        (
            replace(WORKFLOW, platforms=("linux/amd64", "linux/arm64"), runners=RUNNERS, shards=2),
            (
                "main",
                "main-linux-amd64-base",
                "main-linux-arm64-base",
                "main-linux-amd64-s1",
                "main-linux-amd64-s2",
                "main-linux-arm64-s1",
                "main-linux-arm64-s2",
            ),
        ),
    ],
)
def test_tags__every_part_has_its_own(workflow: Workflow, wanted: tuple[str, ...]) -> None:
    assert tags(workflow) == wanted
