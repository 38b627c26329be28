"""Paths in, a Report and its files out: what `cigen build` and `cigen report` share."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from cigen.edge import files
from cigen.edge.console import Edge
from cigen.edge.runner import append_summary, read_runner, write_outputs
from cigen.edge.spool import Spool
from cigen.edge.tarball import looks_like_tar, members
from cigen.errors import OutsideError
from cigen.plan.manifest import Manifest
from cigen.results import places, reading
from cigen.results.collected import collect
from cigen.results.export import exported, noted, summed
from cigen.results.join import join
from cigen.results.last import Last
from cigen.results.model import Absent, Build, Export, Problem, Report
from cigen.results.reading import UNKNOWN, ResultFile
from cigen.results.solve import Solve, brought, fold, merge
from cigen.results.tally import Keep
from cigen.work.sidebyside import read_files, size

ACCOUNT = re.compile(rb'\{\s*"(vertexes|statuses|logs|warnings|cigen-export|cigen-unread)"')
OURS = re.compile(rb'\{\s*"format": \d+,\s*"name": ')
XML = (".xml", ".trx")
"""Files with these names are XML, or something is wrong with them."""
OWN = ("junit.xml", "ctrf.json")
"""What cigen writes in formats that it reads; both tell the same."""
REST = re.compile(r"rest(-\d+)?\.jsonl")
"""The account of what `cigen build` solves after the verdict; another one would count everything twice."""
REMEDY = "did the tests run, and is the path seen from the workspace?"
MANY = "paths and globs stand one a line, with no commas and no `!`"
_NOTE = 8192
EXPORT = re.compile(r"export(-\d+)?\.jsonl")
"""The account of an export of the cache, which never changes a verdict."""


@dataclass(slots=True)
class Inputs:
    """Files by what they hold, in the order they were found.

    `named` are those files of tests that the caller meant, by a glob or, the `exact` ones, as they stand; `nothing`
    says where there were no results at all, `loose` that there are files of tests that no tar brought.
    """

    tars: list[Path] = field(default_factory=list)
    tests: list[Path] = field(default_factory=list)
    accounts: list[Path] = field(default_factory=list)
    places: list[Path] = field(default_factory=list)
    named: set[Path] = field(default_factory=set)
    exact: set[Path] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    nothing: str = ""
    loose: bool = False

    @property
    def mixed(self) -> bool:
        """Whether a test that wrote such a file may have left a tar beside it."""
        return self.loose and bool(self.tars)


def find(words: Sequence[str], cwd: Path, output: Path) -> Inputs:
    """Results among paths, globs and folders, told by content; a path that is not there is a problem.

    The report that an earlier run left in `output` is no result, however it was found.
    """
    inputs = Inputs()
    for path in _expanded(words, inputs, cwd):
        if path.is_dir():
            _look_into(path, inputs, cwd)
        elif not path.is_file():
            inputs.problems.append(Problem(shown(path, cwd), "is no regular file, so it was not read"))
        elif not _sort(path, inputs, cwd):
            inputs.problems.append(Problem(shown(path, cwd), f"{UNKNOWN}, and no results tar"))
        else:
            inputs.named.add(path)
    for found in (inputs.tars, inputs.tests, inputs.accounts):
        found[:] = {path.resolve(): path for path in reversed(found)}.values()
        found.reverse()
    inputs.tests = [path for path in inputs.tests if not _ours(path) or _counts(path, inputs, output, cwd)]
    inputs.loose |= bool(inputs.tests)
    if not (inputs.tars or inputs.tests or inputs.problems):
        inputs.nothing = ", ".join(words)
    return inputs


def _expanded(words: Sequence[str], inputs: Inputs, cwd: Path) -> tuple[Path, ...]:
    """Every path once; a word that finds nothing may be a download of nothing, so the others are reported with it."""
    found: dict[Path, None] = {}
    for word in words:
        inputs.exact.add(cwd / word)
        try:
            found.update(dict.fromkeys(files.expand([word], cwd)))
        except OutsideError as error:
            hint = MANY if "," in word or word.startswith("!") else REMEDY
            inputs.problems.append(Absent(word, f"nothing came back: {str(error).removeprefix(f'{word}: ')}; {hint}"))
    return tuple(found)


def _look_into(folder: Path, inputs: Inputs, cwd: Path) -> None:
    """Whatever is results; logs are not, whatever a test printed."""
    for path in files.regular_files(folder):
        suffix = path.suffix.lower()
        if suffix == ".log" or _sort(path, inputs, cwd, strict=suffix not in XML):
            continue
        if suffix in (*XML, ".tap", ".tar"):
            what = f"is no {suffix[1:].upper()} file" if size(path) else "is empty"
            inputs.problems.append(Problem(shown(path, cwd), what))
            inputs.loose |= suffix != ".tar"


def _counts(path: Path, inputs: Inputs, output: Path, cwd: Path) -> bool:
    """Whether a file that cigen made counts: only where it is named, once, and not beside what it was made from."""
    if path.resolve().parent in {output.resolve(), *(tar.resolve().parent for tar in inputs.tars)}:
        return False
    if path.name != OWN[0] and path.resolve().with_name(OWN[0]) in {named.resolve() for named in inputs.named}:
        return False
    if path.resolve() not in {named.resolve() for named in inputs.named}:
        reason = "is a report that cigen made, and the results it was made from are not here; name it to count it"
        inputs.problems.append(Problem(shown(path, cwd), reason))
        return False
    return True


def _ours(path: Path) -> bool:
    """Whether cigen made this file from results: beside the tar itself it would count everything twice."""
    account = path.parent / "report.json"
    return path.name in OWN and files.is_regular(account) and OURS.match(files.read_head(account)) is not None


def _sort(path: Path, inputs: Inputs, cwd: Path, *, strict: bool = False) -> bool:
    """Note what a file holds, if it is anything of ours; `strict` takes XML only if it begins like results.

    A tar or an account that nobody named counts only where it is called so: a glob for XML asks for none, and a test
    may have left it.
    """
    try:
        head = files.read_head(path)
    except OutsideError as error:  # the others are still told
        inputs.problems.append(Problem(shown(path, cwd), str(error).removeprefix(f"{path}: ")))
        return True
    if looks_like_tar(head):
        found, ending = inputs.tars, ".tar"
    elif ACCOUNT.match(head) or places.HEAD.match(head):
        found, ending = inputs.accounts if ACCOUNT.match(head) else inputs.places, ".jsonl"
    elif reading.is_results(head, strict=strict):
        found, ending = inputs.tests, ""
    else:
        return False
    if _called(path, ending) or path in inputs.exact:
        found.append(path)
    else:
        what = "a tar" if ending == ".tar" else "what a build told"
        reason = f"holds {what} under another name, so it was not read: call it `*{ending}`, or name it by itself"
        inputs.problems.append(Problem(shown(path, cwd), reason))
    return True


def _called(path: Path, ending: str) -> bool:
    return path.name.lower().endswith(ending)


def make_report(
    inputs: Inputs,
    cwd: Path,
    *,
    manifest: Manifest | None = None,
    build: Build | None = None,
    last: Last | None = None,
    keep: Keep | None = None,
) -> Report:
    """The report on everything that was found; `manifest` and `build` where the caller knows better than the files.

    `last` is the run to compare with, where it is not the one that the accounts name. `keep` bounds what stays in
    memory, and holds the store of all cases; without it they are stored in a file that ends with the process.
    """
    keep = keep or Keep(Spool())
    build = build or _read_accounts(inputs.accounts, last)
    problems = list(inputs.problems)
    if inputs.nothing and not (build and build.error):  # a build that broke brought none, which is told by itself
        problems.append(Absent(inputs.nothing, f"there are no results here, in no known format; {REMEDY}"))
    return join(
        [collect(members(path), shown(path, cwd), keep) for path in inputs.tars],
        build=brought(build, sum(size(path) for path in inputs.tars)) if build else None,
        files=tuple(_files(inputs, cwd, keep)),
        problems=problems,
        manifest=manifest,
    )


def _files(inputs: Inputs, cwd: Path, keep: Keep) -> Iterator[ResultFile]:
    """Every file of tests; XML of another kind is passed over where nobody named it, as a `pom.xml` under a glob."""
    told = read_files(inputs.tests, [shown(path, cwd) for path in inputs.tests], keep)
    for path, file in zip(inputs.tests, told, strict=True):
        if file.foreign and path not in inputs.exact:
            note = f"is XML of another kind, <{file.root:.40}>, and was passed over"
            yield replace(file, problem="", notes=(*file.notes, note))
        else:
            yield file


def _read_accounts(paths: Sequence[Path], last: Last | None) -> Build | None:
    """All accounts as one; of what was built after a verdict only how it ended."""
    exports = [path for path in paths if EXPORT.fullmatch(path.name)]
    paths = [path for path in paths if path not in exports]
    whole = merge(tuple(read_solve(path, last).build() for path in paths if not REST.fullmatch(path.name)))
    for path in paths:
        if REST.fullmatch(path.name):
            whole = fold(whole, read_account(path))
    return replace(whole, export=summed(map(read_export, exports))) if whole and exports else whole


def read_account(path: Path, returncode: int | None = None) -> Build:
    """BuildKit's account of a build that has ended, from a file."""
    return read_solve(path).build(returncode)


def read_export(path: Path) -> Export | None:
    """What an account of an export comes to: what we noted at its end, or without that what BuildKit told."""
    tail = b""
    for chunk in files.read_chunks(path):
        tail = (tail + chunk)[-_NOTE:]
    return noted(tail.rstrip(b"\n").rpartition(b"\n")[2]) or exported(read_solve(path).vertices)


def read_solve(path: Path, last: Last | None = None) -> Solve:
    """All of an account, compared with another run than the one that it names."""
    solve = Solve(last)
    for chunk in files.read_chunks(path):
        solve.feed(chunk)
    return solve


def write_reports(
    report: Report,
    output: Path,
    edge: Edge,
    *,
    tars: Iterable[Path] = (),
    quiet: bool = False,
    names: Collection[str] | None = None,
) -> None:
    """The files of a report into the folder `output`, the logs of `tars` too; the verdict to the terminal.

    `quiet` says the verdict and no more, `names` are the files that are wanted, if not all are.
    """
    from cigen.report import terminal

    for tar in tars:
        files.extract_logs(members(tar), output)
    write_files(report, output, names)
    if quiet:
        edge.out(terminal.headline(report, colour=edge.colour))
        return
    edge.out(terminal.render(report, output=shown(output, edge.cwd), colour=edge.colour, width=edge.width).text)


def write_files(report: Report, output: Path, names: Collection[str] | None = None) -> None:
    """The files of a report but the logs, once more where more is known."""
    from cigen.report.outputs import OUTPUTS

    for name, render in OUTPUTS.items():
        if names is None or name in names:
            files.write(render(report), output)


def tell_runner(report: Report, output: Path, edge: Edge, *, summary: str | None) -> None:
    """GitHub's runner gets the outputs of the step; the file `summary`, if one is named, what `summary.md` says."""
    runner = read_runner(edge.environ)
    totals, cells = report.totals, report.cell_totals
    counts = {
        "total": totals.tests,
        "passed": totals.passed,
        "failed": totals.failed,
        "errors": totals.errors,
        "skipped": totals.skipped,
        "flaky": totals.flaky,
        "cells": cells.total,
        "missing": cells.missing,
    }
    write_outputs(runner, "failed" if report.red else "passed", counts)
    if summary is None:
        return
    text, place = files.read_text(output / "summary.md"), replace(runner, summary_path=edge.cwd / summary)
    if not append_summary(place, text):
        headline = text.split("\n", 1)[0]
        append_summary(place, f"{headline}\n\nThe rest has no room here, all of it is in `summary.md`.\n")
        edge.err(f"cigen: {summary} is nearly full (1 MiB), so it got the verdict only; all of it is in summary.md")


def shown(path: Path, cwd: Path) -> str:
    """A path as people name it: relative where it is below the working directory."""
    return str(path.relative_to(cwd) if path.is_relative_to(cwd) else path)
