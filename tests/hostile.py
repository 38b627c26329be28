"""Texts that want to be more than text, and a Report with one of them in any of its fields."""

from __future__ import annotations

from dataclasses import replace

from cigen.results.happened import Chain
from cigen.results.model import (
    Artifact,
    BrokenStep,
    Build,
    Case,
    Cases,
    Cause,
    Cell,
    CellTotals,
    Change,
    Changes,
    Dimension,
    Ended,
    Export,
    Happened,
    Link,
    Log,
    News,
    Odd,
    Origin,
    Outcome,
    Problem,
    Report,
    Run,
    Spot,
    Step,
    Test,
    Tested,
    Totals,
    Unread,
    Why,
)
from cigen.source import Position

FIELDS = (
    "name", "spec", "step", "said", "log", "log path", "spot", "spot file", "suite", "classname", "case", "source",
    "message", "details", "case file", "dimension", "value", "test", "cell", "cell message", "artifact", "stage",
    "instruction", "reason", "build log", "build error", "problem file", "problem reason", "job", "needs", "odd file",
    "mended", "note", "branch", "commit", "refused", "unsure", "changed", "place", "cause", "cause stage", "link",
    "link stage", "cache", "unread", "export", "skipped export", "spec of the build", "part",
)  # fmt: skip
"""Every text of a Report that may come from a spec, a test, a branch or a registry."""
EVERY = "every field"

ATTACKS = (
    "@octocat/evil", "see @octocat now", "@octo-org/team", "#1", "see #12 now", "GH-1", "see GH-12 now", "octo/repo#1",
    "deadbeefcafe", "fixed by deadbeefcafe1234 here", "octo/repo@deadbeefcafe1234", "www.evil.example",
    "see www.evil.example now", "a_www.evil.example", "see https://evil.example", "mail me@evil.example",
    "![x](http://evil/x.png)", "[x](http://evil)", "[x]: http://evil", "[x][y]\n\n[y]: http://evil", "<http://evil>",
    "<img src=//evil>", "<a href=//evil>x</a>", "</summary></details><h1>evil", "<!-- cigen:report demo -->", "-->",
    "<!-- cigen:state run=99999 attempt=9 outcome=passed change=no -->", "\n\n# evil\n\n", "\n- a\n- b\n", "1. evil",
    "- evil", "> evil", "> [!WARNING]\n> evil", "[!NOTE]", "    evil", "***", "===", "---", "~~evil~~", "**evil**",
    "_evil_", "| a | b |\n|---|---|\n| c | d |", "`", "``", "```\n# evil", "~~~\n# evil", "\\`", "\\|", "a|b`c", "x\\",
    "a\\|b|", "$x^2$", "$`x`$", "$$\nx\n$$", "a[^1]\n\n[^1]: evil", ":+1:", ":shipit:",
    "```mermaid\ngraph LR; a-->b\n```", "```math\nx\n```", "```geojson\n{}\n```", "```suggestion\nevil\n```",
    "a : b, 1ms\n  section evil", "x :crit, 2020-01-01, 9d", 'click a href "http://evil"', "%%{init: {}}%%",
    "- [ ] task", "<details open><summary>evil", "&#64;octocat", "&lt;img&gt;", "&commat;octocat",
    "\x1b[31mevil\x1b]8;;http://evil\x07x", "\u202eevil", "\u200b@octocat", "\u2066evil\u2069", "\U000e0041",
    "::error::evil", "a\\me@evil.example", "a|me@evil.example", "##[error]evil", "\r::error::evil",
    "\x9b31m\x85::error::evil", "javascript:alert(1)", "](http://evil)", "`](http://evil)", "</code>@octocat",
    "x"*5000, "|"*3000, "`"*3000, "<"*500, "["*500, "", " ", "\n", "\0", "\ud800", "{{ 7 * 7 }}", "{% raw %}",
    "../../../../x", "a/../b.py", "//evil/x",
)  # fmt: skip
ORIGIN = Origin(
    "https://github.example", "octo/repo", 77, 2, 5, "c0ffee" * 6 + "abcd", ".github/workflows/ci.yml", "123"
)


def links(found: Report) -> tuple[str, ...]:
    """Every address that a page on it may link to, as far as they are the run's; see `file_links` for the others."""
    one = found.origin
    return () if one is None else (one.run_url, one.artifacts_url, one.job_url, one.summary_url, one.commit_url)


def report(field: str, text: str, *, origin: Origin | None = None, untrusted: bool = False) -> Report:
    """A run in which everything occurs, where one kind of text is hostile."""

    def of(one: str, otherwise: str) -> str:
        return text if field in (one, EVERY) else otherwise

    position = Position(of("spec", "cigen.yml"), 3, 1)
    spot = Spot(2, of("spot", "no such file"), "error", of("spot file", "src/a.c"), 12, known=True)
    log = Log(of("log path", "logs/x/01.log"), 10, "", of("log", "boom\n"), (spot,))
    failed = Step(1, of("step", "build"), position, Outcome.FAILED, of("said", "exit 1"), seconds=3.0, log=log)
    skipped = Step(2, of("step", "build"), position, Outcome.SKIPPED, "after step 1")
    flaky = replace(failed, outcome=Outcome.FLAKY, attempts=2, attempt_logs=(log,))
    case = Case(
        suite=of("suite", "s"),
        classname=of("classname", "c"),
        name=of("case", "n"),
        outcome=Outcome.FAILED,
        source=of("source", "out.xml"),
        message=of("message", "m"),
        details=of("details", "d"),
        file=of("case file", "t.py"),
        line=3,
    )
    cases = Cases.of(case, replace(case, outcome=Outcome.FLAKY))
    test, name = of("test", "test"), of("cell", "cell")
    values = ((of("dimension", "os"), of("value", "linux")), ("n", "1"))
    artifacts = (Artifact(of("artifact", "a.out"), True, position),)
    said = of("cell message", "bad")
    cell = Cell(name, test, values, Outcome.FAILED, position, (failed, skipped), cases, artifacts, said)
    cells = (
        cell,
        replace(cell, name=f"{name}2", outcome=Outcome.FLAKY, steps=(flaky,)),
        replace(cell, name=f"{name}3", outcome=Outcome.ERROR, steps=(), cases=Cases(), missing=True),
    )
    dimensions = (Dimension(of("dimension", "os"), (of("value", "linux"),)), Dimension("n", ("1",)))
    return Report(
        name=of("name", "demo"),
        tests=(Test(test, dimensions, ((1, of("step", "build")),)),),
        cells=cells,
        cases=cases,
        problems=(
            Problem(of("problem file", "f"), of("problem reason", "r")),
            Ended(of("job", "test"), "ended with `failure`"),
        ),
        totals=Totals(9, 4, 4, 0, 1, 4),
        cell_totals=CellTotals(3, 1, 1, 0, 1, 1),
        build=_build(field, text),
        parts=((of("part", "1/2"), (name,)), ("2/2", (f"{name}2",))),
        odd=(Odd(of("odd file", "f.xml"), (of("mended", "a bare &"),), (of("note", "a note"),)),),
        news=_news(field, text),
        origin=origin,
        untrusted=untrusted,
    )


def _build(field: str, text: str) -> Build:
    def of(one: str, otherwise: str) -> str:
        return text if field in (one, EVERY) else otherwise

    broken = BrokenStep(
        of("stage", "base"),
        of("instruction", "RUN x"),
        of("reason", "exit"),
        of("build log", "no"),
        7,
        (of("needs", "cell"),),
    )
    heavy = Link(of("link stage", "base"), of("link", "RUN make"), 9.0)
    recorded = Link("test-1", "RUN exec", 5.0, (of("cell", "cell"), 1))
    causes = (
        Cause(Why.CHANGED, of("cause stage", "base"), of("cause", "RUN make"), 9, None, 0, 4, 2),
        Cause(Why.FILES, "test", "COPY . .", 0, (of("cell", "cell"), 1), 1, 4, 2),
    )
    export = Export(1.0, 5, of("skipped export", ""), of("export", ""))
    return Build(
        20.0,
        3,
        1,
        (),
        None if field == "build error" else broken,
        of("build error", "it broke"),
        export=export,
        unread=(Unread(of("cache", "ghcr.io/x:y"), of("unread", "denied")),),
        happened=Happened(
            causes, chain=Chain((heavy, recorded), 14.0, 30.0), spec=of("spec of the build", "cigen.yml")
        ),
    )


def _news(field: str, text: str) -> News:
    def of(one: str, otherwise: str) -> str:
        return text if field in (one, EVERY) else otherwise

    run = Run(4, of("commit", "3f2c1ab"), of("branch", "main"), 1.0)
    tested = Tested(of("changed", "build"), of("classname", "c"), of("suite", "s"))
    change = Change(tested, (of("place", "cell"), "other"), "passed", run, 1, 4, 2.0, 9.0)
    one = Changes((change,), 1)
    return News(run, 3, of("refused", ""), of("unsure", ""), "", one, one, one, one, one, one, one, one)
