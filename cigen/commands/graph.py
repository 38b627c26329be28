"""`cigen graph`: what is needed for what, how far it can run side by side, what each shard would build."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from cigen.edge.console import Edge
from cigen.errors import EXIT_OK, UsageError

if TYPE_CHECKING:
    from cigen.graph.drawing import Drawing

FORMATS = ("text", "mermaid", "dot", "svg")
MOST_SHARDS = 256
"""As many jobs as a matrix of GitHub Actions has."""


def add_arguments(parser: ArgumentParser) -> None:
    """The options of `cigen graph`."""
    parser.add_argument("--spec", metavar="FILE", help="the spec; cigen.yml here or in a folder above by default")
    parser.add_argument("--format", choices=FORMATS, default="text", help="how to draw it [%(default)s]")
    parser.add_argument("--output", metavar="FILE", help="write it there; to standard output by default")
    parser.add_argument("--last", metavar="FILE", help="the last.json of an earlier run: count its seconds, not steps")
    parser.add_argument("--shards", metavar="N", help=f"say what each of N shards would build, at most {MOST_SHARDS}")
    parser.add_argument("--cells", action="store_true", help="draw every cell of a test, not only how many there are")
    parser.add_argument("--internal", action="store_true", help="draw the stages, too, that cigen adds")


def run(args: Namespace, edge: Edge) -> int:
    """0 where it is drawn; SpecError for a spec with problems, UsageError for a last.json that can't be read."""
    from cigen.edge.files import write
    from cigen.graph import dot, mermaid, svg, text
    from cigen.rendered import RenderedFile

    shards = _number(args.shards)
    drawn = _drawing(args, edge, shards)
    if args.format == "text":
        rendered = text.render(drawn, colour=edge.colour and not args.output, width=min(edge.width, 120))
    else:
        rendered = {"mermaid": mermaid, "dot": dot, "svg": svg}[args.format].render(drawn)
    if not args.output:
        edge.out(rendered.text)
        return EXIT_OK
    path = edge.cwd / args.output
    if not path.parent.is_dir() or path.is_dir():
        raise UsageError(f"{args.output}: --output is a file in a folder that is there")
    write(RenderedFile(path.name, rendered.text), path.parent)
    return EXIT_OK


def _number(text: str | None) -> int:
    """How many shards; 0 where none are asked for."""
    if text is None:
        return 0
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    if not 0 < number <= MOST_SHARDS:
        raise UsageError(f"--shards is a number from 1 to {MOST_SHARDS}, found `{text:.40}`")
    return number


def _drawing(args: Namespace, edge: Edge, shards: int) -> Drawing:
    from cigen.graph.drawing import Budget, drawing
    from cigen.plan.layers import stacks
    from cigen.plan.shards import weigh
    from cigen.results.last import Last
    from cigen.work.comparing import named
    from cigen.work.parting import sharded
    from cigen.work.project import find_spec, open_project, read_lock

    plan = open_project(args.spec, edge.cwd).plan
    lock, _ = read_lock(find_spec(args.spec, edge.cwd).with_suffix(".lock"), edge.cwd)
    layers = lock.layers() if lock is not None else {}
    last, cells = named(args.last, edge.cwd, needed=True) or Last(), plan.manifest.cells
    return drawing(
        plan,
        seconds={**last.stages, **(weigh(cells, last.cells) if any(one.name in last.cells for one in cells) else {})},
        budgets=(Budget(name, stack.image, stack.base) for name, stack in stacks(plan.stages, layers).items()),
        shards=(cells for _, cells in sharded(plan, "", shards, last)) if shards else (),
        cells=args.cells,
        internal=args.internal,
    )
