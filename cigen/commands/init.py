"""`cigen init`: a first spec, for what is found in the folder or from a Dockerfile."""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cigen.edge.console import Edge
from cigen.errors import EXIT_OK, SpecError, UsageError

if TYPE_CHECKING:
    from cigen.adopt.spectext import Adopted

_SPEC = "cigen.yml"


def add_arguments(parser: ArgumentParser) -> None:
    """The options of `cigen init`."""
    parser.add_argument("--from", metavar="FILE", help="a Dockerfile to make the spec from")
    parser.add_argument("--output", metavar="FILE", help="where to write it; cigen.yml by default")
    parser.add_argument("--force", action="store_true", help="write over a file that is there already")
    parser.add_argument("--stdout", action="store_true", help="write nothing; print the spec")


def run(args: Namespace, edge: Edge) -> int:
    """0 where the spec is written; SpecError for a Dockerfile that can't be read as one."""
    path = edge.cwd / (args.output or _SPEC)
    if not args.stdout and not args.force and os.path.lexists(path):
        raise UsageError(
            f"{args.output or _SPEC} is there already: write over it with --force, or name another --output"
        )
    dockerfile: str | None = vars(args)["from"]
    text, said = _from_dockerfile(dockerfile, edge) if dockerfile else _from_folder(path.parent)
    if args.stdout:
        edge.out(text)
    else:
        _write(path, text)
    for line in said:
        edge.err(line)
    if not args.stdout:
        _say_next(path, args.output, edge)
    return EXIT_OK


def _write(path: Path, text: str) -> None:
    from cigen.edge.files import write
    from cigen.rendered import RenderedFile

    write(RenderedFile(path.name, text), path.parent)


def _say_next(path: Path, given: str | None, edge: Edge) -> None:
    shown = given or _SPEC
    option = f" --spec {shown}" if path.parent != edge.cwd or path.name != _SPEC else ""
    edge.out(f"{shown}: written")
    edge.out(f"next: cigen check{option}\n      cigen build{option}")


def _from_dockerfile(name: str, edge: Edge) -> tuple[str, list[str]]:
    from cigen.adopt.dockerfile import parse
    from cigen.adopt.spectext import adopt
    from cigen.adopt.stages import read
    from cigen.edge.files import read_text

    path = edge.cwd / name
    if not path.is_file():
        raise UsageError(f"{name}: no such file, name a Dockerfile with --from FILE")
    dockerfile, problems = parse(read_text(path), name)
    if dockerfile is None:
        raise SpecError(problems)
    stages, problems = read(dockerfile, name)
    if stages is None:
        raise SpecError(problems)
    adopted = adopt(dockerfile, stages, source=name)
    return adopted.text, [*_said(adopted, name), *_said_of_context(adopted, path, name)]


def _said(adopted: Adopted, name: str) -> Iterator[str]:
    yield from (f"test `{test}`: {why}" for test, why in adopted.tests)
    yield f"everything else is a stage: {_listed(adopted.stages)}"
    if not adopted.tests:
        yield "no stage looked like a test, so the test `smoke` only shows that everything builds"
    yield f"the image is the target `{adopted.final}` now, as a spec's last target is the verdict"
    for lost, title in ((False, "written in another way"), (True, "not carried over")):
        found = [remark for remark in adopted.remarks if remark.lost is lost]
        yield from [f"{title}:"] if found else []
        yield from (f"  {name}:{remark.line}: {remark.message}" for remark in found)


def _said_of_context(adopted: Adopted, path: Path, name: str) -> Iterator[str]:
    """The build context is the same but for what `docs/spec.md` says of it."""
    ignored = path.with_name(f"{path.name}.dockerignore")
    if ignored.is_file():
        yield f"{name}.dockerignore is not read, only `.dockerignore` is: move its lines there"
    if adopted.copies_everything:
        yield "`.git` is not copied from the build context any more: `!.git` in .dockerignore brings it back"


def _listed(names: tuple[str, ...]) -> str:
    rest = len(names) - 12
    return ", ".join(names[:12]) + (f" and {rest} more" if rest > 0 else "")


def _from_folder(folder: Path) -> tuple[str, list[str]]:
    from cigen.adopt.detect import WANTED, detect
    from cigen.edge.files import read_if_there

    here = sorted(folder.iterdir()) if folder.is_dir() else []
    names = frozenset(path.name + ("/" if path.is_dir() else "") for path in here)
    texts = {name: read_if_there(folder / name) or "" for name in sorted(names & WANTED)}
    below = [path.relative_to(folder).as_posix() for path in folder.glob("[!.]*/*") if path.is_file()]
    found = detect(names, texts, sorted(below))
    return found.text, list(found.said)
