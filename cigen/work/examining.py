"""What `cigen doctor` knows: the engine asked, the spec planned, the last report read, the shared cache looked at."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator

from cigen.doctor import reading
from cigen.doctor.model import Disk, Facts, Shared, Subject
from cigen.edge import engine as outside
from cigen.edge import tags
from cigen.edge.buildx import find_engine
from cigen.edge.console import Edge
from cigen.edge.files import read_if_there
from cigen.errors import OutsideError, UsageError
from cigen.plan.model import Plan, Recorded
from cigen.render import cachewords
from cigen.work import caches
from cigen.work.project import Planned, find_spec, pinned

_HERE = ("docker", "docker-container")
"""The drivers whose BuildKit is on the machine of the Docker engine."""
_MOST_TAGS = 4
"""How many tags of a cache are looked at: those of further shards are like the first."""


def facts(args: Namespace, edge: Edge) -> Facts:
    """Everything that could be found out; OutsideError where no engine answers, SpecError for a broken spec."""
    planned = _planned(args, edge)
    engine = find_engine(edge.environ, args.builder)
    told = outside.ask(engine)
    builder = reading.builder(told.inspect)
    host = reading.host(told.info) if builder.driver in _HERE else None
    room = outside.disk(host.folder, edge.environ) if host is not None else None
    report = read_if_there(edge.cwd / args.output / "report.json") if planned is not None else None
    return Facts(
        buildx=reading.buildx(told.buildx),
        builder=builder,
        host=host,
        disk=Disk(*room) if room is not None else None,
        records=reading.records(told.usage) if told.usage else None,
        subject=_subject(planned.plan) if planned is not None else None,
        built=bool(report),
        exported=reading.exported(report or ""),
        shared=tuple(_shared(planned, edge)) if planned is not None else (),
    )


def _planned(args: Namespace, edge: Edge) -> Planned | None:
    """The spec; None where there is none here and none was named."""
    try:
        find_spec(args.spec, edge.cwd)
    except UsageError:
        if args.spec:
            raise
        return None
    return pinned(args.spec, edge.cwd)


def _subject(plan: Plan) -> Subject:
    lanes = {one.lane for stage in plan.stages for one in stage.instructions if isinstance(one, Recorded)}
    cache = plan.workflow.cache
    return Subject(
        name=plan.name,
        cells=tuple(cell.name for cell in plan.manifest.cells),
        lanes=len(lanes - {None}),
        compression=cache.compression,
        exports=cache.type != "none",
    )


def _shared(planned: Planned, edge: Edge) -> Iterator[Shared]:
    """The default branch's cache, where it is in a registry whose name can be known here."""
    workflow = planned.plan.workflow
    image = caches.image_of(workflow.cache, planned.repository, edge) if workflow.cache.type == "registry" else ""
    if not image:
        return
    login = outside.has_login(image, edge.environ)
    names = cachewords.tags(workflow)[:_MOST_TAGS]
    seen = tags.look(image, names, edge.environ)
    if seen.amiss or not seen.tags:
        yield Shared(f"{image}:{names[0]}", login=login, missing=not seen.amiss, error=seen.amiss)
    for tag in seen.tags:
        yield _tag(f"{image}:{tag}", edge, login=login)


def _tag(name: str, edge: Edge, *, login: bool | None) -> Shared:
    try:
        return reading.shared(name, outside.manifest(name, edge.environ), login=login)
    except OutsideError as error:
        return Shared(name, login=login, error=str(error))
