"""Which caches a build reads and writes: those that are named, else, on a laptop, what the default branch wrote."""

from __future__ import annotations

import re
from argparse import Namespace
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from cigen.edge import origin, tags
from cigen.edge.console import Edge
from cigen.errors import UsageError
from cigen.fields import pairs
from cigen.plan.model import Cache
from cigen.reference import Image
from cigen.reference import image as parsed
from cigen.render import cachewords
from cigen.work.project import Project

NONE = "none"
SHARED = "shared"
PATIENCE = 10.0
"""Seconds for the first answer of a registry that was named."""

_REPOSITORY = re.compile(r"\$\{\{\s*github\.repository\s*\}\}")
_OWNER = re.compile(r"\$\{\{\s*github\.repository_owner\s*\}\}")
_SWITCHED_OFF = ("", "0", "false")


def chosen(args: Namespace, edge: Edge, project: Project) -> Namespace:
    """The arguments with every cache as buildx takes it: `none` is gone, `shared` and what nobody named are filled in.

    What is not named is read where no CI runs the build, and written nowhere. For `silent` ones nobody answers.
    """
    named = [cachewords.given_import(name) for name in args.cache_from if name not in (NONE, SHARED)]
    silent = _silent(named, args, edge)
    reads = [words for words in named if words not in silent]
    asked = SHARED in args.cache_from
    if asked or (not args.cache_from and _is_laptop(edge) and project.plan.workflow.enabled):
        reads += _shared(args, edge, project, asked=asked)
    if SHARED in args.cache_to:
        raise UsageError("--cache-to shared: `shared` is only read, name the image that is to be written, with its tag")
    cache = project.plan.workflow.cache
    writes = [cachewords.given_export(cache, name) for name in args.cache_to if name != NONE]
    return Namespace(**{**vars(args), "cache_from": reads, "cache_to": writes, "silent": silent})


def image_of(cache: Cache, folder: Path, edge: Edge) -> str:
    """The cache image with the repository's name filled in; empty where more is wanted than is known here."""
    name = cache.image
    if _REPOSITORY.search(name) or _OWNER.search(name):
        repository = origin.repository(folder, edge.environ)
        if not repository:
            return ""
        name = _REPOSITORY.sub(repository, name)
        name = _OWNER.sub(repository.partition("/")[0], name)
    return "" if "${{" in name else name.lower()


def _silent(reads: list[str], args: Namespace, edge: Edge) -> list[str]:
    """Those in a registry that is reached and never answers, as BuildKit would wait for it for ever."""
    silent: dict[str, bool] = {}
    for words in reads:
        found = _image_read(words)
        if found is not None and found.host not in silent:
            seen = tags.look(f"{found.host}/{found.path}", (found.tag,), edge.environ, PATIENCE)
            silent[found.host] = seen.silent
            if seen.silent:
                _say(args, edge, f"no cache is read from {found.host}: it does not answer")
    return [words for words in reads if (found := _image_read(words)) is not None and silent[found.host]]


def _image_read(words: str) -> Image | None:
    """The image of a cache in a registry."""
    fields = pairs(words)
    name, colon, tag = fields.get("ref", "").rpartition(":")
    full = f"{name.lower()}:{tag}" if colon and "/" not in tag else fields.get("ref", "").lower()
    return parsed(full) if fields.get("type") == "registry" else None


def _is_laptop(edge: Edge) -> bool:
    return edge.environ.get("CI", "").lower() in _SWITCHED_OFF


def _shared(args: Namespace, edge: Edge, project: Project, *, asked: bool) -> list[str]:
    """The caches of the default branch that are there; one line says which."""
    workflow = project.plan.workflow
    cache, names = workflow.cache, cachewords.tags(workflow)
    if cache.type == "registry":
        cache = replace(cache, image=image_of(cache, project.repository, edge))
        names = _in_registry(args, edge, cache.image, names) if cache.image else ()
        where = cache.image
    elif cache.type == "local":
        folder = project.root / dict(cache.options)["path"]
        cache = replace(cache, options=(("path", str(folder)),))
        names = tuple(name for name in names if (folder / name / "index.json").is_file())
        where = str(folder)
    else:
        known = cache.type != "none" and not any("${{" in value for _, value in cache.options)
        names = names if asked and known else ()
        where = f"type={cache.type}"
    if names:
        _say(args, edge, f"reads the cache of {_listed(names)} from {where}; `--cache-from none` does not")
    return [cachewords.imports(cache, name) for name in names]


def _in_registry(args: Namespace, edge: Edge, image: str, names: tuple[str, ...]) -> tuple[str, ...]:
    seen = tags.look(image, names, edge.environ)
    if seen.amiss:
        _say(args, edge, f"the shared cache is not read: {seen.amiss}")
    return seen.tags


def _listed(names: Iterable[str]) -> str:
    """The first name, and how many more."""
    first, *rest = names
    return f"`{first}` and {len(rest)} more" if rest else f"`{first}`"


def _say(args: Namespace, edge: Edge, text: str) -> None:
    if not args.quiet:
        edge.err(f"cigen: {text}")
