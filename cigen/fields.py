"""An option of buildx in, its fields out, and back: a line of CSV such as `type=registry,"ref=a,b"`.

https://docs.docker.com/reference/cli/docker/buildx/build/
"""

from __future__ import annotations

import csv
import io


def fields(option: str) -> tuple[str, ...]:
    """The fields; what is no line of CSV is one field."""
    try:
        return tuple(next(csv.reader([option]), ()))
    except csv.Error:
        return (option,)


def pairs(option: str) -> dict[str, str]:
    """The fields by their keys, those without a value too."""
    return dict(field.partition("=")[::2] for field in fields(option))


def joined(*given: str) -> str:
    """One option of these fields, each in quotes where it needs them."""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(given)
    return line.getvalue()
