"""Fetches the artifact `NAME`, or those that match `PATTERN`, as actions/download-artifact does."""

import fnmatch
import os
import shutil
import sys
from pathlib import Path

environ = os.environ
# Another run can be read with a token only: without one, `run-id` is passed over.
run = environ["RUN"] if environ["TOKEN"] else environ["GITHUB_RUN_ID"]
if environ["TOKEN"] and environ["REPOSITORY"] != environ["GITHUB_REPOSITORY"]:
    sys.exit(f"404: this server has no repository {environ['REPOSITORY']}")
store = Path(environ["STORE"], "artifacts", run)
there = sorted(path.name for path in store.iterdir()) if store.exists() else []
one = environ["NAME"]
wanted = [name for name in there if (name == one if one else fnmatch.fnmatchcase(name, environ["PATTERN"] or "*"))]
if one and not wanted:
    sys.exit(f"artifact not found for name: {one}")
place = Path(environ["PLACE"] or environ["GITHUB_WORKSPACE"])
place.mkdir(parents=True, exist_ok=True)
for name in wanted:
    own = place if one or environ["MERGE"] == "true" else place / name
    shutil.copytree(store / name, own, dirs_exist_ok=True)
    sys.stdout.write(f"fetched {name} of run {run}\n")
sys.stdout.write(f"{len(wanted)} artifacts\n")
