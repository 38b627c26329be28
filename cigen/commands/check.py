"""`cigen check`: the spec is read and planned, and rendered where only that can tell; every problem is shown."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from cigen.edge.console import Edge
from cigen.errors import EXIT_OK


def add_arguments(parser: ArgumentParser) -> None:
    """The options of `cigen check`."""
    parser.add_argument("--spec", metavar="FILE", help="the spec; cigen.yml here or in a folder above by default")


def run(args: Namespace, edge: Edge) -> int:
    """0 where nothing is wrong; SpecError else."""
    from cigen.render import workflow
    from cigen.render.bounds import surely_fits
    from cigen.render.companions import COMPANIONS
    from cigen.work.project import pinned, rendered

    planned = pinned(args.spec, edge.cwd)
    plan = planned.plan
    if not surely_fits(plan):
        rendered(planned)
    if plan.workflow.enabled:
        workflow.render(plan)
        for one in COMPANIONS:
            one.render(plan)
    cells = len(plan.manifest.cells)
    tests = len(plan.manifest.tests)
    stages = _count(len(plan.stages), "stage")
    edge.out(f"{plan.name}: fine, {_count(cells, 'cell')} of {_count(tests, 'test')}, {stages} in the Dockerfile")
    return EXIT_OK


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
