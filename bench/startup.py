"""How long `cigen --version` takes beside `python -c pass` (at most 3 times that); run by `python -m bench.startup`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from bench.render_scale import measure

COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "cigen --version": ["-m", "cigen", "--version"],
    "cigen --help": ["-m", "cigen", "--help"],
}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        nothing = 0.0
        for name, arguments in COMMANDS.items():
            taken = measure([sys.executable, *arguments], Path(folder)).processor
            nothing = nothing or taken
            sys.stdout.write(f"{name:>16}  {taken:.3f} s of processor  {taken / nothing:4.1f} times `pass`\n")


if __name__ == "__main__":
    main()
