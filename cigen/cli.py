"""The command line: a parser made from `commands/*`, errors turned into messages and exit codes.

Every option can also be given as an environment variable `CIGEN_<OPTION>`, several values one a line; the composite
action passes its inputs so. An option on the command line wins.
"""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Mapping, Sequence
from typing import Any

from cigen import __version__
from cigen.edge.console import Edge, real_edge
from cigen.errors import EXIT_INTERRUPTED, EXIT_USAGE, CigenError, SpecError
from cigen.inert import inert

COMMANDS = (
    ("init", "write a spec, from nothing or from a Dockerfile"),
    ("check", "say what is wrong with the spec"),
    ("render", "write the Dockerfile and the workflow"),
    ("graph", "draw what needs what, and say how far it runs side by side"),
    ("lock", "write down what images, branches and actions stand for now"),
    ("build", "build and test every cell, then report"),
    ("report", "make reports from results or JUnit files"),
    ("cache", "write a build's cache, or delete those of closed pull requests"),
    ("release", "publish stages as images, if every test passed"),
    ("publish", "post the report as a pull-request comment"),
    ("doctor", "look at the engine, and say what does not suit the spec"),
    ("schema", "print the JSON Schema of the spec, for editors"),
)

_EPILOG = (
    "exit codes: 0 fine, 1 tests failed, files stale or an engine ill, 2 bad usage, 3 bad spec, "
    "4 the outside world failed; "
    "an option can also be given as CIGEN_<OPTION> in the environment"
)


class _Given(list[str]):
    """Values from the environment, which the first one on the command line replaces."""


class _Append(argparse._AppendAction):
    def __call__(self, parser: Any, namespace: Any, values: Any, option_string: str | None = None) -> None:
        if isinstance(getattr(namespace, self.dest, None), _Given):
            setattr(namespace, self.dest, [])
        super().__call__(parser, namespace, values, option_string)


class Parser(argparse.ArgumentParser):
    """A parser whose options take their defaults from the environment."""

    environ: Mapping[str, str] = {}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.register("action", "append", _Append)

    def add_argument(self, *names: Any, **options: Any) -> argparse.Action:
        """As argparse's, with CIGEN_<OPTION> looked up for the default."""
        action = super().add_argument(*names, **options)
        given = self.environ.get(f"CIGEN_{action.dest.upper()}", "")
        if given.strip() and action.dest not in ("help", "version"):
            action.default = self._from_environment(action, given)
        return action

    def _print_message(self, message: str, file: Any = None) -> None:
        """What argparse prints by itself is no command for GitHub's runner either, whatever the arguments are."""
        super()._print_message(inert(message), file)

    def _from_environment(self, action: argparse.Action, given: str) -> Any:
        lines = [line.strip() for line in given.splitlines() if line.strip()]
        if action.nargs in ("*", "+") or isinstance(action, argparse._AppendAction):
            return _Given(lines)
        if len(lines) > 1:
            self.error(f"CIGEN_{action.dest.upper()} takes one line, found {len(lines)}")
        if action.nargs == 0:
            if lines[0] not in ("true", "false"):
                self.error(f"CIGEN_{action.dest.upper()} is `true` or `false`, found `{lines[0]}`")
            return lines[0] == "true"
        if action.choices is not None and lines[0] not in action.choices:
            self.error(f"CIGEN_{action.dest.upper()} is one of {', '.join(action.choices)}, found `{lines[0]}`")
        return lines[0]


def run(arguments: Sequence[str], edge: Edge | None = None) -> int:
    """Run one command; returns its exit code."""
    edge = edge or real_edge()
    try:
        return _dispatch(arguments, edge)
    except SpecError as error:
        from cigen.work.project import explained

        edge.err(explained(error.diagnostics, edge.cwd))
        return error.exit_code
    except CigenError as error:
        edge.err(f"cigen: {error}")
        return error.exit_code
    except KeyboardInterrupt:
        edge.err("cigen: interrupted")
        return EXIT_INTERRUPTED


def _dispatch(arguments: Sequence[str], edge: Edge) -> int:
    try:
        parser, commands = _parser(arguments, edge.environ)
        args = parser.parse_args(arguments)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else EXIT_USAGE
    if args.command is None:
        edge.out(parser.format_help())
        return EXIT_USAGE
    code: int = commands[args.command].run(args, edge)
    return code


def _parser(arguments: Sequence[str], environ: Mapping[str, str]) -> tuple[Parser, dict[str, Any]]:
    """The parser; only the module of the command that is named gets imported."""
    Parser.environ = {}
    parser = Parser(prog="cigen", description="One spec, one build, one report.", epilog=_EPILOG)
    parser.add_argument("-V", "--version", action="version", version=f"cigen {__version__}")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)
    named = next((word for word in arguments if not word.startswith("-")), "")
    modules: dict[str, Any] = {}
    Parser.environ = environ
    for name, summary in COMMANDS:
        subparser = subparsers.add_parser(
            name, help=summary, description=f"{summary[:1].upper()}{summary[1:]}.", epilog=_EPILOG
        )
        if name == named:
            modules[name] = importlib.import_module(f"cigen.commands.{name}")
            modules[name].add_arguments(subparser)
    return parser, modules
