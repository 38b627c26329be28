"""A loaded file's name and text in, its plain data out: YAML, JSON, TOML, CSV or lines, by the name's ending."""

from __future__ import annotations

import csv
import json
import re
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
        message = f"not to be read as {ending.upper()}: {_reason(error)}"
        return {}, (Diagnostic(_place(path, error), message, "bad-data"),)
    return [line.strip() for line in text.splitlines() if line.strip()], ()


def _place(path: str, error: Exception) -> Position:
    """Where the reader stopped; TOML's says so only in its message."""
    said = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
    if said:
        return Position(path, int(said[1]), int(said[2]))
    return Position(path, getattr(error, "lineno", 1), getattr(error, "colno", 1))


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    reason = str(getattr(error, "msg", "") or error).partition(" (at ")[0]
    return f"{reason[:1].lower()}{reason[1:]}"
