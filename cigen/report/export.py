"""What became of the cache in, the words for it out."""

from __future__ import annotations

from cigen.duration import duration
from cigen.pagetemplate import Quoted
from cigen.report.escape import inert, line, span, words
from cigen.results.model import Build, Export

_UNITS = ("kB", "MB", "GB", "TB")


def export_fact(export: Export) -> str:
    """In our own words and numbers only, such as `cache: 1.2 GB in 40 s`."""
    if export.error:
        return "cache not written"
    if export.skipped:
        return "cache: nothing new"
    size = f"{volume(export.bytes)} in " if export.bytes else "written in "
    return f"cache: {size}{duration(export.seconds)}"


def export_line(export: Export) -> str:
    """The same, with the reason where there is one; for a terminal."""
    if export.error:
        return f"cache not written: {inert(line(export.error, 400))}"
    return f"cache not written: {inert(line(export.skipped, 400))}" if export.skipped else export_fact(export)


def cache_told(build: Build) -> tuple[Quoted, ...]:
    """What became of the caches that were read and written, a line of Markdown each."""
    lost = [Quoted(f"cache not read: {span(one.cache)}: {span(one.reason)}") for one in build.unread]
    if build.export is None:
        return tuple(lost)
    why = build.export.error or build.export.skipped
    written = Quoted(f"cache not written: {span(why)}") if why else words(export_fact(build.export))
    return (*lost, written)


def cache_trouble(build: Build) -> tuple[str, ...]:
    """What was not read from a cache and what was not written to one, as lines; for a terminal."""
    lost = [f"cache not read: {line(one.cache, 200)}: {line(one.reason, 400)}" for one in build.unread]
    failed = build.export is not None and bool(build.export.error)
    return (*lost, *((export_line(build.export),) if failed and build.export else ()))


def volume(size: int) -> str:
    """Bytes as people read them: `812 bytes`, `4.1 MB`, `1.2 GB`."""
    if size < 1000:
        return f"{size} bytes"
    power = 1
    while size >= 999.5 * 1000**power and power < len(_UNITS):
        power += 1
    number = size / 1000**power
    return f"{number:.1f} {_UNITS[power - 1]}" if number < 99.95 else f"{number:.0f} {_UNITS[power - 1]}"
