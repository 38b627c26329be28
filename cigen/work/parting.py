"""What `--platform`, `--shard` and `--stages` make of a project: the part of it that is to be built here."""

from __future__ import annotations

import re
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from cigen.edge.commit import commit
from cigen.edge.console import Edge
from cigen.edge.tarball import append
from cigen.errors import UsageError
from cigen.plan.model import Plan
from cigen.plan.part import of_cells, of_platform
from cigen.plan.shards import Times, shares
from cigen.plan.shared import shared
from cigen.results.last import Last
from cigen.results.partfile import PATH, Part, to_text
from cigen.work.comparing import named
from cigen.work.project import Piece, Project, open_project, rendered

MOST_SHARDS = 256
Shard = tuple[int, int]


def open_part(args: Namespace, edge: Edge) -> Project:
    """The project of the spec, or the part of it that the options name; UsageError where there is none."""
    project = open_project(args.spec, edge.cwd)
    shard = _shard(args.shard)
    if shard and args.stages:
        raise UsageError("--stages builds what all shards share: leave --shard out")
    if args.stages and getattr(args, "rerun", None):
        raise UsageError("--stages builds no cell, so none runs again: leave --rerun out")
    last = named(args.last, edge.cwd, needed=True) if shard else None
    return parted(project, platform=args.platform or "", shard=shard, last=last, stages=args.stages)


def parted(
    project: Project, *, platform: str, shard: Shard | None, last: Last | None = None, stages: bool = False
) -> Project:
    """The part for a platform, for a shard, or for a shard of a platform; all of it where neither is named.

    Shards are cut by what the `last` run tells; every shard has to be told the same.
    """
    whole = project.plan
    if platform and platform not in whole.workflow.platforms:
        known = whole.workflow.platforms
        there = f"there are: {', '.join(known)}" if known else "no test has `platforms`, build without --platform"
        raise UsageError(f"--platform {platform}: no cell is for it, {there}")
    plan = of_platform(whole, platform) if platform else whole
    if stages:
        return rendered(replace(project.planned, plan=shared(plan)))
    if not (platform or shard):
        return project
    number, n = shard or (0, 0)
    part = Part(
        name=part_name(platform, number),
        plan=whole.manifest,
        parts=_parts(whole, platform, n, last or Last()),
        shard=f"{number}/{n}" if shard else "",
        platform=platform,
    )
    if shard:
        plan = of_cells(plan, frozenset(part.cells), is_first=number == 1)
    return rendered(replace(project.planned, plan=plan, part=part))


def part_name(platform: str, number: int) -> str:
    """Such as `s2`, `linux-arm64` or `linux-arm64-s2`; fit for a tag and for an artifact's name."""
    return "-".join(filter(None, (platform.replace("/", "-"), f"s{number}" if number else "")))


def _parts(whole: Plan, platform: str, n: int, last: Last) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Every part that the plan is cut into, this one among them, with its cells: every platform has as many shards."""
    found: list[tuple[str, tuple[str, ...]]] = []
    for one in whole.workflow.platforms if platform else ("",):
        plan = of_platform(whole, one) if one else whole
        every = (part_name(one, 0), tuple(cell.name for cell in plan.manifest.cells))
        found += sharded(plan, one, n, last) if n else (every,)
    return tuple(found)


def sharded(plan: Plan, platform: str, n: int, last: Last) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The names of the `n` shards that the plan of a platform is cut into, each with its cells."""
    names = [part_name(platform, number) for number in range(1, n + 1)]
    before = [last.parts.get(name, ()) for name in names]
    return tuple(zip(names, shares(plan, n, Times(last.cells, last.stages), before), strict=True))


def _shard(given: str | None) -> Shard | None:
    """The number of a shard and how many there are."""
    if not given:
        return None
    match = re.fullmatch(r"([0-9]{1,3})/([0-9]{1,3})", given)
    number, n = (int(match[1]), int(match[2])) if match else (0, 0)
    if not 1 <= number <= n <= MOST_SHARDS:
        wanted = f"I/N is wanted, such as 2/4, the second of four: I from 1 to N, and N at most {MOST_SHARDS}"
        raise UsageError(f"--shard {given:.40}: {wanted}")
    return number, n


def stamp(tar: Path, project: Project, piece: Piece, environ: Mapping[str, str]) -> None:
    """Say in a results tar which part of which plan and commit it is; nothing where it is all of it."""
    part = project.planned.part
    if part is None:
        return
    pieces = len(project.pieces)
    stamped = replace(
        part, commit=commit(project.root, environ), piece=f"{piece.number}/{pieces}" if pieces > 1 else ""
    )
    append(tar, PATH, to_text(stamped).encode())
