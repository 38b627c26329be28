"""Keeps the files that `PATHS` name as the artifact `NAME` of this run, as actions/upload-artifact does."""

import glob
import os
import re
import shutil
import sys
from pathlib import Path

name = os.environ["NAME"]
if not re.fullmatch(r'[^":<>|*?\r\n\\/]+', name):
    sys.exit(f"the artifact name {name!r} is not valid")
found = [Path(path) for line in os.environ["PATHS"].split("\n") if line for path in glob.glob(line.rstrip("/"))]
files = [file for path in found for file in (sorted(path.rglob("*")) if path.is_dir() else [path]) if file.is_file()]
files = [file for file in files if os.environ["HIDDEN"] == "true" or not file.name.startswith(".")]
if not files:
    if os.environ["MISSING"] == "error":
        sys.exit(f"no files were found for {name}")
    sys.stdout.write(f"no files were found for {name}, so there is no such artifact\n")
    sys.exit(0)
if bad := [file for file in files if re.search(r'[":<>|*?\r\n]', file.name)]:
    sys.exit(f"the path {bad[0]} is not valid")
kept = Path(os.environ["STORE"], "artifacts", os.environ["GITHUB_RUN_ID"], name)
if kept.exists() and os.environ["OVERWRITE"] != "true":
    sys.exit(f"409 conflict: an artifact {name} already exists")
shutil.rmtree(kept, ignore_errors=True)
root = Path(os.path.commonpath([path if path.is_dir() else path.parent for path in found]))
for file in files:
    place = kept / file.relative_to(root)
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, place)
sys.stdout.write(f"kept {len(files)} files as {name}\n")
with Path(os.environ["GITHUB_OUTPUT"]).open("a") as output:
    output.write(f"artifact-id={os.environ['GITHUB_RUN_ID']}{os.environ['GITHUB_RUN_ATTEMPT']}\n")
