"""Where the process starts: arguments in, exit code out."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; the version is told without reading anything else."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from cigen import __version__

        sys.stdout.write(f"cigen {__version__}\n")
        return
    from cigen.cli import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
