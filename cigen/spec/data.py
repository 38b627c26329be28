"""A loaded file's name and text in, its plain data out: YAML, JSON, TOML, CSV or lines, by the name's ending."""

from __future__ import annotations

import csv
import json
import tomllib
from typing import Any

from cigen.source import Diagnostic, Position
from cigen.yamltext import parse, plain


def parse_data(path: str, text: str) -> tuple[Any, tuple[Diagnostic, ...]]:
    """The data in `text`: .yml .yaml .json .toml .csv (a list of mappings); anything else is its non-empty lines."""
    ending = path.rpartition(".")[2].lower()
    try:
        if ending in ("yml", "yaml"):
            tree, diagnostics = parse(text, path)
            return (plain(tree) if tree is not None else {}), diagnostics
        if ending == "json":
            return json.loads(text), ()
        if ending == "toml":
            return tomllib.loads(text), ()
        if ending == "csv":
            return [dict(row) for row in csv.DictReader(text.splitlines())], ()
    except (ValueError, csv.Error, RecursionError) as error:
        place = Position(path, getattr(error, "lineno", 1), getattr(error, "colno", 1))
        return {}, (Diagnostic(place, f"not to be read as {ending.upper()}: {error}", "bad-data"),)
    return [line.strip() for line in text.splitlines() if line.strip()], ()
