"""Finds and keeps entries of the cache, as actions/cache does: each belongs to the ref that wrote it.

A run reads those of its own ref, of the branch that its pull request is for, and of the default branch, in this order.
"""

import os
import shutil
import sys
from pathlib import Path

store, place, key = Path(os.environ["STORE"], "cache"), Path(os.environ["PLACE"]), os.environ["KEY"]


def scope(ref: str) -> Path:
    """The folder for the entries of a ref."""
    return store / ref.replace("/", "%")


def restore() -> None:
    """Puts the entry in its place, or does nothing where there is none."""
    starts = [start for start in os.environ["STARTS"].split("\n") if start]
    base = os.environ.get("GITHUB_BASE_REF", "")
    refs = [os.environ["GITHUB_REF"], *([f"refs/heads/{base}"] if base else []), "refs/heads/main"]
    for ref in refs:
        entries = sorted(scope(ref).glob("*"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
        exact = [entry for entry in entries if entry.name == key]
        started = [entry for start in starts for entry in entries if entry.name.startswith(start)]
        for entry in (exact + started)[:1]:
            shutil.copytree(entry, place, dirs_exist_ok=True)
            sys.stdout.write(f"restored {entry.name} of {ref}\n")
            return
    sys.stdout.write("nothing was restored\n")


def save() -> None:
    """Keeps a folder; an entry that is there is never changed."""
    entry = scope(os.environ["GITHUB_REF"]) / key
    if place.exists() and not entry.exists():
        shutil.copytree(place, entry)
        os.utime(entry)
        sys.stdout.write(f"saved {key}\n")


{"restore": restore, "save": save}[sys.argv[1]]()
