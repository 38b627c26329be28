import json
from dataclasses import replace

import pytest

from cigen.report import comment, data, last, markdown, terminal
from cigen.results.happened import Cause, Chain, Happened, Link, Moved, Why
from cigen.results.last import read
from cigen.results.model import BrokenStep, Build, Report
from tests.factories import green, manifest, report, tar

LINKS = (
    Link("base", "RUN apt-get install gawk", 40.0),
    Link("", "[internal] load build context", 0.01),
    Link("test-1", "RUN exec /.cigen/record", 9.0, ("test-1", 1)),
    Link("test-1", "RUN exec /.cigen/record", 31.0, ("test-1", 2)),
)
EVIL = "RUN echo `x` <b> | @all\n# h\x1b[31m"


def told(*causes: Cause, **more: object) -> Report:
    chain = Chain(LINKS, 80.0, 200.0)
    happened = Happened(causes, **({"chain": chain} | more))  # type: ignore[arg-type]
    return replace(report(green(manifest(2))), build=Build(100.0, ran=23, cached=589, happened=happened))


def summary(found: Report) -> list[str]:
    text = markdown.render(found).text
    return text.partition("**What happened**\n\n")[2].partition("\n\n")[0].rstrip("\n").split("\n")


def test_happened__is_a_list_in_the_summary() -> None:
    causes = (
        Cause(Why.CHANGED, "base", "RUN apt-get install gawk", 12, steps=20, cells=7),
        Cause(Why.CHANGED, "base", "FROM debian", 3, steps=2),
        Cause(Why.FILES, "test-1", "RUN", 22, ("test-1", 2), own=1, steps=1, cells=1),
        Cause(Why.GONE, "test-1", "RUN", 0, ("test-1", 2), own=3, steps=1, cells=1),
        Cause(Why.ASKED, "test-1", "RUN x", steps=1),
        Cause(Why.CHANGED, "cigen", "COPY /record", steps=1),
    )
    moved = Moved(context=900, images=4_100_000, imported=12_000_000, results=1500)
    assert summary(told(*causes, moved=moved, imported=12)) == [
        "- 612 steps, stages included: 589 cached (12 from another machine), 23 ran",
        "- 20 steps ran in 7 cells: `RUN apt-get install gawk` in stage base (`cigen.yml:12`) is new or was changed",
        "- 2 steps ran: `FROM debian` in stage base (`cigen.yml:3`) is another image",
        "- 1 step ran in 1 cell: step `build` of test-1 (`cigen.yml:22`) takes other files",
        "- 1 step ran in 1 cell: step `build` of 3 cells was in no cache any more",
        "- 1 step ran: `RUN x` in stage test-1 was asked for",
        "- … and 1 more cause",
        "- critical path 1m 20s: base 40 s, most of it `RUN apt-get install gawk`, "
        "then test-1 40 s, most of it `build`",
        "- 3m 20s of work in 1m 40s: 2.0 at a time, 2.5 is as many as the critical path allows",
        "- 900 bytes of files sent, 4.1 MB of images pulled, 12.0 MB of cache pulled, 1.5 kB of results brought back",
    ]


def test_happened__a_first_build_and_one_of_nothing_but_the_cache() -> None:
    first = summary(told(Cause(Why.FIRST, steps=23, cells=2)))
    assert first[1] == "- 23 steps ran in 2 cells: there is no earlier run to compare with"
    nothing = report(green(manifest(2)), Build(2.0, ran=0, cached=612))
    assert summary(nothing) == ["- 612 steps, stages included: 612 cached, 0 ran"]
    chained = replace(nothing, build=replace(told().build or Build(0, 0, 0), ran=0, cached=612))
    assert not any("critical path" in line for line in summary(chained))
    assert "critical path" not in terminal.render(chained).text
    assert summary(report(green(manifest(2)))) == [""]


def test_happened__the_facts_name_the_critical_path() -> None:
    found = told(Cause(Why.CHANGED, "base", "RUN a", 12, steps=20))
    fact = "critical path 1m 20s (test-1, 40 s of it in {}RUN apt-get install gawk{})"
    assert fact.format("`", "`") in comment.render(found).text
    text = terminal.render(found).text
    assert fact.format("", "") in text
    assert text.endswith("\n  23 steps ran: RUN a in stage base (cigen.yml:12) is new or was changed\n")


@pytest.mark.parametrize(
    ("instruction", "said"),
    [
        (
            "RUN --mount=type=bind,from=cigen exec /.cigen/gather test-1 <<'FILES'",
            "40 s of it looking for its artifacts)",
        ),
        ("COPY --link --from=test-1 /cigen/record[s]/test-1 /cells/test-1/", "40 s of it bringing records together)"),
        ("COPY <<PLANNED /planned.txt", "40 s of it writing down the plan)"),
        ("RUN cat <<PLANNED", "40 s of it in RUN cat <<PLANNED)"),
        (f"RUN {'a' * 90}", f"40 s of it in RUN {'a' * 55}…)"),
    ],
)
def test_happened__our_own_work_has_our_words_and_long_texts_are_cut(instruction: str, said: str) -> None:
    links = (Link("test-1", instruction, 40.0), Link("test-1", "RUN b", 1.0, ("test-1", 1)))
    assert said in terminal.render(told(chain=Chain(links, 41.0, 41.0))).text


def test_happened__what_a_spec_or_a_test_names_stays_text() -> None:
    found = told(
        Cause(Why.CHANGED, EVIL, EVIL, 3, steps=1),
        chain=Chain((Link(EVIL, EVIL, 4.0), Link("b", "RUN", 1.0)), 5.0, 5.0),
    )
    for text in ("\n".join(summary(found)), terminal.render(found).text, comment.render(found).text):
        assert "\x1b" not in text
        assert "\n# h" not in text
        assert " <b> " not in text.replace(f"`{EVIL}`", "") or "``" in text or text.startswith("✓")


def test_data__has_all_of_it() -> None:
    tree = json.loads(data.render(told(Cause(Why.FILES, "test-1", "RUN", 22, ("test-1", 2), own=1, steps=1))).text)[
        "build"
    ]
    assert tree["causes"] == [
        {
            "why": "files",
            "stage": "test-1",
            "instruction": "RUN",
            "line": 22,
            "cell": "test-1",
            "step": 2,
            "steps": 1,
            "cells": 0,
        }
    ]
    assert tree["critical_path"]["links"][3] == {
        "stage": "test-1", "instruction": "RUN exec /.cigen/record", "cell": "test-1", "step": 2, "seconds": 31.0,
    }  # fmt: skip
    assert tree["moved"] == {"context": 0, "images": 0, "imported": 0, "results": 0}


def test_last__is_what_the_next_run_reads() -> None:
    known = Happened(marks=frozenset({"0" * 16}), stages=(("base", 2.0),), cells=(("test-2", 9.0), ("old", 3.0)))
    files = {path: text for path, text in green(manifest(2)).items() if "test-2/" not in path}
    found = read(last.render(report(files, Build(1.0, 1, 0, happened=known))).text)
    assert dict(found.cells) == {"test-1": 4.5, "test-2": 9.0}
    assert (dict(found.stages), found.vertices, found.name) == ({"base": 2.0}, frozenset({"0" * 16}), "demo")
    assert read(last.render(report({"x": tar({})})).text).empty


def test_last__the_run_before_is_forgotten_once_all_parts_of_a_plan_came_back() -> None:
    known = Happened(marks=frozenset({"0" * 16}), earlier=frozenset({"1" * 16}))
    whole = report(green(manifest(2)), Build(1.0, 1, 0, happened=known))
    lost = {path: text for path, text in green(manifest(2)).items() if "test-2/" not in path}
    assert read(last.render(whole).text).vertices == {"0" * 16}
    for partly in (replace(whole, whole=3), report(lost, Build(1.0, 1, 0, happened=known))):
        assert read(last.render(partly).text).vertices == {"0" * 16, "1" * 16}


def test_last__parts_that_were_put_together_are_known_to_the_next_run() -> None:
    parts = (("s1", ("test-1",)), ("s2", ("test-2",)))
    found = read(last.render(replace(report(green(manifest(2))), parts=parts)).text)
    assert dict(found.parts) == dict(parts)


def test_last__a_part_keeps_what_is_known_of_the_cells_of_others() -> None:
    known = Build(1.0, 1, 0, happened=Happened(cells=(("test-1", 9.0), ("test-3", 3.0))))
    part = replace(report(green(manifest(1)), known), whole=3)
    stages = replace(part, cells=(), whole=1)
    assert dict(read(last.render(part).text).cells) == {"test-1": 4.5, "test-3": 3.0}
    assert dict(read(last.render(stages).text).cells) == {"test-1": 9.0, "test-3": 3.0}


def test_broken__says_where_and_who_could_not_run() -> None:
    cells = tuple(f"test-{n}" for n in range(1, 9))
    broken = BrokenStep("tools", "RUN make", "exit code 3", "no rule\n", 12, cells)
    files = {path: text for path, text in green(manifest(8)).items() if not path.startswith("cells/")}
    found = report(files, Build(1.0, 1, 0, broken=broken, error="failed"))
    said = "8 cells need it and could not run: test-1, test-2, test-3, test-4, test-5, test-6 and 2 more"
    assert (
        "**The build broke in stage tools** at `RUN make` (`cigen.yml:12`): `exit code 3`"
        in markdown.render(found).text
    )
    for text in (markdown.render(found).text, comment.render(found).text, terminal.render(found).text):
        assert said in text
        assert "no rule" in text
        assert "cigen.yml:12" in text
    assert {cell.message for cell in found.cells} == {"it needs stage tools, which broke: exit code 3"}
    assert {step.message for cell in found.cells for step in cell.steps} == {
        "it needs stage tools, which broke: exit code 3"
    }
    tree = json.loads(data.render(found).text)
    assert (tree["build"]["broken"]["cells"], tree["build"]["broken"]["line"]) == (list(cells), 12)


def test_broken__cells_that_it_told_of_are_not_told_once_more() -> None:
    files = {path: text for path, text in green(manifest(3)).items() if not path.startswith("cells/")}
    for cells, rest in ((("test-1", "test-2", "test-3"), ""), (("test-1", "test-2"), "test-3\n")):
        broken = BrokenStep("tools", "RUN make", "exit code 3", "", 12, cells)
        found = report(files, Build(1.0, 1, 0, broken=broken, error="failed"))
        for text in (markdown.render(found).text, comment.render(found).text):
            assert text.partition("**Nothing came back** from ")[2].partition("\n")[0] == rest.strip()
        assert terminal.render(found).text.partition("nothing came back from 1 cell: ")[2] == rest


def test_broken__many_cells_are_named_in_the_summary_though_the_broken_step_counts_some() -> None:
    cells = tuple(f"test-{n}" for n in range(1, 9))
    files = {path: text for path, text in green(manifest(8)).items() if not path.startswith("cells/")}
    broken = BrokenStep("tools", "RUN make", "exit code 3", "", 12, cells)
    found = report(files, Build(1.0, 1, 0, broken=broken, error="failed"))
    assert "test-8" in markdown.render(found).text
    assert "nothing came back" not in terminal.render(found).text
