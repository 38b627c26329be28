"""A Cache and the name of a writer in, what buildx's --cache-from and --cache-to take out.

https://docs.docker.com/build/cache/backends/: comma-separated values, `type=registry,ref=…`.
"""

from __future__ import annotations

import re
from dataclasses import replace

from cigen.fields import pairs
from cigen.plan.model import Cache, Workflow
from cigen.render.parts import BASE, is_sharded, joined, parts, platform_parts

MAIN = "main"
"""Whose cache everybody reads: the default branch's."""

_COMPRESSED = ("registry", "local")
"""Backends that keep layers as an image does, and so can be told how."""
_GITHUB = re.compile(r"\$\{\{\s*([a-z]+\.[A-Za-z_][A-Za-z0-9_]*)\s*\}\}")


def imports(cache: Cache, tag: str) -> str:
    """The words that read the cache of the writer `tag`; empty where there is no cache."""
    return ",".join((f"type={cache.type}", *_place(cache, tag, "src"))) if cache.type != "none" else ""


def exports(cache: Cache, tag: str) -> str:
    """The words that write the cache of the writer `tag`; empty where there is no cache."""
    if cache.type == "none":
        return ""
    return ",".join((f"type={cache.type}", *_place(cache, tag, "dest"), *_manner(cache)))


def given_import(reference: str) -> str:
    """What `--cache-from` means: as given where it names a type, else an image."""
    return reference if _has_type(reference) else f"type=registry,ref={reference}"


def given_export(cache: Cache, reference: str) -> str:
    """What `--cache-to` means: as given where it names a type, else an image, written in the spec's manner."""
    manner = _manner(replace(cache, type="registry"))
    return reference if _has_type(reference) else ",".join(("type=registry", f"ref={reference}", *manner))


def in_braces(words: str) -> str:
    """The words with `${{ vars.NAME }}` as `{vars.NAME}`, to be filled in by a `format` of GitHub's."""
    return _GITHUB.sub(r"{\1}", words)


def tags(workflow: Workflow, writer: str = MAIN) -> tuple[str, ...]:
    """Every tag that a kind of run may write: its own, that of each part and of what the parts stand upon."""
    bases = [joined(part.group, BASE) for part in platform_parts(workflow)] if is_sharded(workflow) else []
    names = (*bases, *(part.name for part in parts(workflow)))
    return tuple(dict.fromkeys((writer, *(joined(writer, name) for name in names))))


def _has_type(reference: str) -> bool:
    return "type" in pairs(reference)


def _place(cache: Cache, tag: str, folder: str) -> tuple[str, ...]:
    """Where the cache of a writer is, and the backend's own options, of which a local one's `path` is such a place."""
    options = {name: value for name, value in cache.options if (cache.type, name) != ("local", "path")}
    places = {
        "registry": f"ref={cache.image}:{tag}",
        "gha": f"scope={tag}",
        "local": f"{folder}={dict(cache.options).get('path', '.')}/{tag}",
    }
    return (*(f"{name}={value}" for name, value in options.items()), places.get(cache.type, f"name={tag}"))


def _manner(cache: Cache) -> tuple[str, ...]:
    """How a cache is written; the kind of manifest is said aloud, as its default differs between versions."""
    words = [f"mode={cache.mode}"]
    if cache.type in _COMPRESSED:
        words += [f"image-manifest={str(cache.image_manifest).lower()}", "oci-mediatypes=true"]
        words += [f"compression={cache.compression}"] if cache.compression else []
    return (*words, *(("ignore-error=true",) if cache.ignore_error else ()))
