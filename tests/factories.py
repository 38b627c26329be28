"""Made-up runs for tests: manifests, results tars and BuildKit accounts of any shape."""

from __future__ import annotations

import io
import json
import tarfile
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from cigen.edge.tarball import members
from cigen.plan.manifest import (
    Dimension,
    Manifest,
    PlannedCell,
    PlannedFile,
    PlannedStep,
    PlannedTest,
    planned_text,
    to_json,
)
from cigen.results import reading
from cigen.results.collected import Collected, collect
from cigen.results.join import join
from cigen.results.model import Build, Report
from cigen.results.reading import ResultFile
from cigen.results.tally import Keep

START = 1_790_000_000.0

Files = dict[str, bytes]


def manifest(
    cells: int = 2,
    *,
    steps: Iterable[str] = ("configure", "build", "test"),
    artifacts: Iterable[str] = (),
    junit: Iterable[str] = (),
    name: str = "demo",
) -> Manifest:
    """A test `test` with one dimension `n`, so that its cells are `test-1`, `test-2` and so on."""
    test = PlannedTest(
        name="test",
        line=10,
        column=3,
        dimensions=(Dimension("n", tuple(str(n) for n in range(1, cells + 1))),),
        steps=tuple(PlannedStep(k, step, 20 + k, 9) for k, step in enumerate(steps, 1)),
        artifacts=tuple(PlannedFile(k, path, 40 + k, 9) for k, path in enumerate(artifacts, 1)),
        junit=tuple(PlannedFile(k, pattern, 50 + k, 9) for k, pattern in enumerate(junit, 1)),
    )
    return Manifest(name, "cigen.yml", (test,), tuple(_cell(test, (("n", str(n)),)) for n in range(1, cells + 1)))


def _cell(test: PlannedTest, values: tuple[tuple[str, str], ...]) -> PlannedCell:
    return PlannedCell(
        name="-".join([test.name, *(value for _, value in values)]),
        test=test.name,
        values=values,
        steps=tuple(step.number for step in test.steps),
        artifacts=tuple(file.number for file in test.artifacts),
        junit=tuple(file.number for file in test.junit),
    )


def result(outcome: str = "exited", *, code: int | None = 0, seconds: float = 1.5, **more: object) -> bytes:
    """One `STEP.result`."""
    pairs: dict[str, object] = {"outcome": outcome, "started": f"{START:.2f}", "ended": f"{START + seconds:.2f}"}
    pairs |= {"attempts": 1} | ({} if code is None else {"code": code}) | more
    return "".join(f"{key}={value}\n" for key, value in pairs.items()).encode()


def green(planned: Manifest) -> Files:
    """Everything that comes back when all is well."""
    files: Files = {"manifest.json": to_json(planned).encode(), "planned.txt": planned_text(planned).encode()}
    for cell in planned.cells:
        for step in cell.steps:
            files |= {f"cells/{cell.name}/{step}.result": result(), f"cells/{cell.name}/{step}.log": b"fine\n"}
        lines = [f"artifact {number} present" for number in cell.artifacts]
        lines += [f"junit {number} {number}-1.xml out/{number}.xml" for number in cell.junit]
        files[f"cells/{cell.name}/gathered"] = "".join(f"{line}\n" for line in lines).encode()
        for number in cell.junit:
            files[f"cells/{cell.name}/junit/{number}-1.xml"] = xml('<testcase name="a" classname="pkg"/>')
    return files


def fail(files: Files, cell: str, step: int, *, log: bytes = b"boom\n", last: int = 3, **outcome: object) -> Files:
    """The same run, where a step failed and those after it were skipped."""
    failed = result(**({"code": 1} | outcome))  # type: ignore[arg-type]
    files = files | {f"cells/{cell}/{step}.result": failed, f"cells/{cell}/{step}.log": log}
    for later in range(step + 1, last + 1):
        files[f"cells/{cell}/{later}.result"] = result("skipped", code=None, attempts=0, reason=f"after step {step}")
        files.pop(f"cells/{cell}/{later}.log", None)
    return files


def xml(cases: str) -> bytes:
    """A JUnit file with these cases, whose suite's attributes lie."""
    return f'<?xml version="1.0"?><testsuites><testsuite name="s" tests="99">{cases}</testsuite></testsuites>'.encode()


def tar(files: Mapping[str, bytes]) -> bytes:
    """The files as a tar archive."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for path, data in files.items():
            info = tarfile.TarInfo(path)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


@dataclass(frozen=True)
class Entry:
    """A member of an archive that was never written."""

    path: str
    data: bytes = b""
    regular: bool = True
    directory: bool = False

    @property
    def size(self) -> int:
        return len(self.data)

    def chunks(self) -> Iterator[bytes]:
        yield from (self.data[start : start + 7] for start in range(0, len(self.data), 7))


def read(pieces: Iterable[bytes], source: str, keep: Keep | None = None) -> ResultFile:
    """A file of results, given in these pieces; all its cases are stored, unless `keep` says otherwise."""
    pieces = list(pieces)
    return reading.read(lambda: iter(pieces), source, keep or Keep(io.BytesIO()))


def collected(files: Mapping[str, bytes], file: str = "results.tar") -> Collected:
    """The files as they are read from an archive."""
    return collect([Entry(path, data) for path, data in files.items()], file, Keep(io.BytesIO()))


def report(files: Mapping[str, bytes], build: Build | None = None) -> Report:
    """The report on one run."""
    return join([collected(files)], build=build)


def read_tar(path: Path) -> Collected:
    """A real archive, read from disk."""
    return collect(members(path), str(path), Keep(io.BytesIO()))


def relocatable() -> Manifest:
    """The first seed's test: 13 versions in 2 variants, 22 steps."""
    versions = ("4.08", "4.09", "4.10", "4.11", "4.12", "4.13", "4.14", "5.0", "5.1", "5.2", "5.3", "5.4", "trunk")
    variants = ("vanilla", "relocatable")
    steps = (
        "checkout base", "configure", "build", "install", "keep as reference", "checkout sprinkle",
        "install again", "install unchanged", "checkout straighten", "no stray INSTALL_", "checkout subdir",
        "no ROOTDIR", "checkout clone", "no raw INSTALL_DATA", "install unchanged by clone", "list mode is empty",
        "display mode", "opam mode", "clone mode", "nothing installed", "opam switch", "compare switches",
    )  # fmt: skip
    test = PlannedTest(
        name="test",
        line=24,
        column=3,
        dimensions=(Dimension("version", versions), Dimension("variant", variants)),
        steps=tuple(PlannedStep(k, step, 33 + k, 9) for k, step in enumerate(steps, 1)),
        artifacts=(PlannedFile(1, "config.cache", 60, 9),),
        junit=(),
    )
    cells = tuple(_cell(test, (("version", one), ("variant", two))) for one in versions for two in variants)
    return Manifest("relocatable", "cigen.yml", (test,), cells)


def relocatable_red() -> Files:
    """Its run with one cell that fails in step 8."""
    noise = b"".join(b"\x1b[32minstall -c -m 644 file%d.cmi _opam/lib/ocaml\x1b[0m\n" % n for n in range(400))
    log = noise + b"Files _opam/bin/ocamlc and _opam.ref/bin/ocamlc differ\n"
    return fail(green(relocatable()), "test-4.11-relocatable", 8, log=log, last=22, seconds=12.3)


def rawjson(*objects: Mapping[str, object], error: str = "") -> bytes:
    """An account as buildx writes it, with plain text at its end where the build failed."""
    lines = [json.dumps(one) for one in objects]
    lines += ["Dockerfile:15", "--------------------", "  15 | >>> RUN false", f"ERROR: {error}"] if error else []
    return "".join(f"{line}\n" for line in lines).encode()


def vertex(digest: str, name: str, **fields: object) -> dict[str, object]:
    """An object that tells of one vertex; `started` and `completed` are seconds."""
    for key in {"started", "completed"} & fields.keys():
        fields[key] = f"2026-11-22T03:00:{float(str(fields[key])):012.9f}Z"
    return {"vertexes": [{"digest": f"sha256:{digest}", "name": name, **fields}]}


def log(digest: str, text: bytes) -> dict[str, object]:
    """An object that brings a piece of a vertex's output."""
    return {"logs": [{"vertex": f"sha256:{digest}", "stream": 1, "data": b64encode(text).decode()}]}


def recorded(cell: str, step: int) -> str:
    """The name that a recorded step's vertex has."""
    mount = "--mount=type=bind,from=cigen,source=/record,target=/.cigen/record"
    return f"[{cell}  {step + 1}/9] RUN {mount} exec /.cigen/record --timeout=60 {cell} {step} /bin/sh <<STEP"
