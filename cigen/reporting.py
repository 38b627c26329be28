"""Paths in, a Report and its files out: what `cigen build` and `cigen report` share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cigen.edge import files
from cigen.edge.console import Edge
from cigen.edge.tarball import looks_like_tar, members
from cigen.plan.manifest import Manifest
from cigen.results import junit
from cigen.results.collected import collect
from cigen.results.join import join
from cigen.results.junit import JunitFile
from cigen.results.model import Build, Problem, Report
from cigen.results.solve import Solve, merge

ACCOUNT = re.compile(rb'\{\s*"(vertexes|statuses|logs|warnings)"')
OURS = re.compile(rb'\{\s*"format": \d+,\s*"name": ')
XML = re.compile(rb"(\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*<")


@dataclass(slots=True)
class Inputs:
    """Files by what they hold, in the order they were found; `named` are those XML files that the caller meant."""

    tars: list[Path] = field(default_factory=list)
    xml: list[Path] = field(default_factory=list)
    accounts: list[Path] = field(default_factory=list)
    named: set[Path] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)


def find(words: Sequence[str], cwd: Path) -> Inputs:
    """Results among paths, globs and folders, told by content; OutsideError where a path does not exist."""
    inputs = Inputs()
    for path in files.expand(words, cwd):
        if path.is_dir():
            _look_into(path, inputs, cwd)
        elif not path.is_file():
            inputs.problems.append(Problem(shown(path, cwd), "is no regular file, so it was not read"))
        elif not _sort(path, inputs):
            inputs.problems.append(Problem(shown(path, cwd), "is neither a results tar nor JUnit XML"))
        else:
            inputs.named.add(path)
    if inputs.tars:
        inputs.xml = [path for path in inputs.xml if path in inputs.named or not _ours(path)]
    if not (inputs.tars or inputs.xml or inputs.problems):
        where = ", ".join(words)
        inputs.problems.append(Problem(where, "there are no results here: no results tar and no JUnit XML"))
    return inputs


def _look_into(folder: Path, inputs: Inputs, cwd: Path) -> None:
    """Whatever is results; logs are not, whatever a test printed."""
    for path in files.regular_files(folder):
        if path.suffix == ".log" or _sort(path, inputs, strict=path.suffix != ".xml"):
            continue
        if path.suffix in (".xml", ".tar"):
            what = "is empty" if not path.stat().st_size else f"is no {path.suffix[1:].upper()} file"
            inputs.problems.append(Problem(shown(path, cwd), what))


def _ours(path: Path) -> bool:
    """Whether cigen made this file from results: beside the tar itself it would count everything twice."""
    account = path.parent / "report.json"
    return path.name == "junit.xml" and files.is_regular(account) and OURS.match(files.read_head(account)) is not None


def _sort(path: Path, inputs: Inputs, *, strict: bool = False) -> bool:
    """Note what a file holds, if it is anything of ours; `strict` takes XML only if it begins like JUnit."""
    head = files.read_head(path)
    if looks_like_tar(head):
        inputs.tars.append(path)
    elif ACCOUNT.match(head):
        inputs.accounts.append(path)
    elif XML.match(head) and not (strict and b"<testsuite" not in head):
        inputs.xml.append(path)
    else:
        return False
    return True


def make_report(inputs: Inputs, cwd: Path, *, manifest: Manifest | None = None, build: Build | None = None) -> Report:
    """The report on everything that was found; `manifest` and `build` where the caller knows better than the files."""
    return join(
        [collect(members(path), shown(path, cwd)) for path in inputs.tars],
        build=build or merge(tuple(read_account(path) for path in inputs.accounts)),
        junit=tuple(_junit(inputs, cwd)),
        problems=inputs.problems,
        manifest=manifest,
    )


def _junit(inputs: Inputs, cwd: Path) -> Iterator[JunitFile]:
    """Every JUnit file; other XML that merely lay in a folder is passed over."""
    for path in inputs.xml:
        file = junit.read(files.read_chunks(path), shown(path, cwd))
        if path in inputs.named or not file.foreign:
            yield file


def read_account(path: Path, returncode: int | None = None) -> Build:
    """BuildKit's account of a build that has ended, from a file."""
    solve = Solve()
    for chunk in files.read_chunks(path):
        solve.feed(chunk)
    return solve.build(returncode)


def write_reports(
    report: Report,
    output: Path,
    edge: Edge,
    *,
    tars: Iterable[Path] = (),
    summary: Path | None = None,
    quiet: bool = False,
) -> None:
    """All files of a report into the folder `output`, the logs of `tars` too; the verdict to the terminal.

    `summary` is a file that the summary is added to, such as GitHub's; `quiet` says the verdict and no more.
    """
    from cigen.report import terminal
    from cigen.report.outputs import OUTPUTS

    for tar in tars:
        files.extract_logs(members(tar), output)
    for render in OUTPUTS:
        rendered = render(report)
        files.write(rendered, output)
        if summary is not None and rendered.path == "summary.md":
            files.append(summary, rendered.text)
    text = terminal.render(report, output=shown(output, edge.cwd), colour=edge.colour, width=edge.width).text
    edge.out(text.split("\n", 1)[0] if quiet else text)


def shown(path: Path, cwd: Path) -> str:
    """A path as people name it: relative where it is below the working directory."""
    return str(path.relative_to(cwd) if path.is_relative_to(cwd) else path)
