"""Cache options as buildx takes them in, whether a cache is there and what it is made of out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from cigen import reference
from cigen.edge import credentials
from cigen.edge.registry import Registry
from cigen.errors import OutsideError
from cigen.fields import pairs

BUDGET = 10.0
"""Seconds to ask one registry about all of its caches: a number in a report is worth no more."""


class Cacheplace:
    """One `type=registry,ref=…` or of another type; only registries and folders can be asked."""

    def __init__(self, fields: Mapping[str, str], image: reference.Image | None, registry: Registry | None) -> None:
        self._fields = fields
        self._image = image
        self._registry = registry

    def is_there(self, imported: tuple[str, ...]) -> bool:
        """Whether a cache is there; where nobody can be asked, whether any was `imported`."""
        kind = self._fields.get("type")
        if kind == "local":
            return (Path(self._fields.get("dest", "")) / "index.json").is_file()
        if kind != "registry":
            return bool(imported)
        return self._fields.get("ref", "") in imported or bool(self.blobs())

    def blobs(self) -> dict[str, int]:
        """Bytes of every blob by its digest; none where there is no cache, or nobody says."""
        if self._image is None or self._registry is None:
            return {}
        try:
            return self._registry.blobs(self._image)
        except OutsideError:
            return {}


def places(options: Iterable[str], environ: Mapping[str, str], cwd: Path) -> tuple[Cacheplace, ...]:
    """One for each `--cache-to=…` or `--cache-from=…`; they share what a registry may take of our time."""
    registries: dict[str, Registry | None] = {}
    found = []
    for option in options:
        fields = pairs(option.partition("=")[2])
        if "dest" in fields:
            fields["dest"] = str(cwd / fields["dest"])
        image = reference.image(fields.get("ref", "")) if fields.get("type") == "registry" else None
        if image is not None and image.host not in registries:
            registries[image.host] = _registry(image.host, environ)
        found.append(Cacheplace(fields, image, registries[image.host] if image is not None else None))
    return tuple(found)


def _registry(host: str, environ: Mapping[str, str]) -> Registry | None:
    try:
        return Registry(host, credentials.find(host, environ), budget=BUDGET)
    except OutsideError:
        return None
