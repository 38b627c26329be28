"""Fails twice, then passes: third.py FILE."""

import pathlib
import sys

count = pathlib.Path(sys.argv[1])
count.write_text((count.read_text() if count.exists() else "") + ".")
sys.exit(len(count.read_text()) < 3)
