"""The sixteen attacks that SECURITY.md lists: each fails, and succeeds once its defence is taken away."""

import io
import json
import re
import tarfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from cigen.edge import runner as edge_runner
from cigen.edge.runner import append_summary, read_runner, write_outputs
from cigen.edge.tarball import members
from cigen.plan import names
from cigen.report import annotation, annotations, comment, escape, junit, markdown, terminal
from cigen.results import collected
from cigen.results.collected import collect
from cigen.results.formats.xml import driver
from cigen.results.join import join
from cigen.results.tally import Keep
from cigen.work import reporting
from tests import factories, hostile
from tests.commandline import cigen
from tests.factories import fail, green, manifest
from tests.markdown.gfm import intrusions
from tests.markdown.test_pages import taken_away
from tests.planned import planned
from tests.runnercommands import commands

SECRET = "token-of-the-runner"
Attack = Callable[[], object]
Monkey = pytest.MonkeyPatch


def same(text: Any, *_: object) -> Any:
    """No defence at all."""
    return text


NEVER = re.compile(r"(?!)")


def test_s1__a_link_in_the_results_brings_nothing_of_the_runner_along(tmp_path: Path) -> None:
    secret = tmp_path / "config.json"
    secret.write_text(SECRET)
    link, pipe = tarfile.TarInfo("cells/test-1/1.log"), tarfile.TarInfo("cells/test-2/1.log")
    link.type, link.linkname, pipe.type = tarfile.SYMTYPE, str(secret), tarfile.FIFOTYPE
    place = tmp_path / "results.tar"
    with tarfile.open(place, "w") as archive:
        for path, data in green(manifest(2)).items():
            info = tarfile.TarInfo(path)
            info.size = len(data)
            if not path.endswith("/1.log"):
                archive.addfile(info, io.BytesIO(data))
        archive.addfile(link)
        archive.addfile(pipe)
    found = collect(members(place), "results.tar", Keep(io.BytesIO()))
    assert SECRET not in repr(found)
    assert [one.reason for one in found.problems] == ["is no regular file, so it was not read"] * 2
    with tarfile.open(place) as archive:
        archive.extractall(tmp_path / "followed", filter="fully_trusted", members=[link])
    assert (tmp_path / "followed/cells/test-1/1.log").read_text() == SECRET, "as tools do that unpack"


@pytest.mark.parametrize(
    "printed", ["progress\r::error::x", "#5 0.617 ##[error]x", "  ::warning::x", "##[stop-commands]x", "::group::x"]
)
def test_s2__a_test_gives_the_runner_no_commands(printed: str, monkeypatch: Monkey) -> None:
    found = hostile.report(hostile.EVERY, printed)
    assert not commands(terminal.render(found).text)
    monkeypatch.setattr(terminal, "inert", same)
    monkeypatch.setattr(terminal, "line", same)
    monkeypatch.setattr(escape, "line", same)
    undefended = terminal.render(found).text
    assert commands(undefended)


@pytest.mark.parametrize("printed", ["##[add-mask]e", "::add-mask::true"])
def test_s3__a_test_masks_nothing(printed: str, monkeypatch: Monkey) -> None:
    found = hostile.report(hostile.EVERY, f"x\n{printed}")
    printed_by = (terminal.render, annotations.render)
    assert not [one for render in printed_by for one in commands(render(found).text) if one.name == "add-mask"]
    monkeypatch.setattr(annotation, "inert", same)
    monkeypatch.setattr(annotations, "_data", same)
    assert "add-mask" in {one.name for one in commands(annotations.render(found).text)}


def test_s4__nothing_but_a_word_and_numbers_is_an_output(tmp_path: Path, monkeypatch: Monkey) -> None:
    place = tmp_path / "output"
    runner = read_runner({"GITHUB_OUTPUT": str(place)})
    with pytest.raises(ValueError, match="not an output"):
        write_outputs(runner, "passed\ntoken=evil", {})
    assert not place.exists()
    monkeypatch.setattr(edge_runner, "_WORD", re.compile(r"[\s\S]*"))
    write_outputs(runner, "passed\ntoken=evil", {})
    assert "token=evil" in place.read_text().splitlines()


def test_s5__an_annotation_says_only_what_is_ours(monkeypatch: Monkey) -> None:
    found = hostile.report(hostile.EVERY, "a,line=1::x\n::error file=b::evil")
    lines = annotations.render(found).text.splitlines()
    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in lines)
    assert not any(re.match(r"::\w+ [^:]*line=1(,|::x)", line) for line in lines)
    monkeypatch.setattr(annotations, "_property", same)
    monkeypatch.setattr(annotations, "_data", same)
    lines = annotations.render(found).text.splitlines()
    assert any("line=1::x" in line for line in lines)


def test_s5__annotations_keep_to_the_runners_limits(monkeypatch: Monkey) -> None:
    files = green(manifest(40))
    for cell in range(1, 41):
        files = fail(files, f"test-{cell}", 2, log=b"%d " % cell + b"x" * 9_000 + b"\n", code=cell)
    found = factories.report(files)
    lines = annotations.render(found).text.splitlines()
    assert len(lines) <= 10
    assert max(map(len, lines)) < 6_000
    monkeypatch.setattr(annotations, "MOST", 1_000)
    assert len(annotations.render(found).text.splitlines()) > 10


QUOTED = (
    ("s6", "span", "case", "see @octocat and octo/repo#1"),
    ("s6", "name", "cell", "@octocat"),
    ("s7", "fence", "log", "```\n# evil"),
    ("s7", "span", "reason", "`` @octocat ``"),
    ("s8", "html_code", "case", "</summary></details><img src=//evil>"),
    ("s8", "fence", "log", "<!-- cigen:report demo -->\n<h1>"),
    ("s8", "name", "value", "<img src=//evil>"),
)


@pytest.mark.parametrize(("number", "defence", "field", "attack"), QUOTED)
def test_s6_s7_s8__no_markdown_of_a_test_is_read_as_markdown(
    number: str, defence: str, field: str, attack: str, monkeypatch: Monkey
) -> None:
    pages = (markdown.render, comment.render)
    found = hostile.report(field, attack)
    assert not [one for page in pages for one in intrusions(page(found).text)]
    taken_away(defence, monkeypatch)
    assert [one for page in pages for one in intrusions(page(found).text)]


def shown(attack: str) -> str:
    found = hostile.report(hostile.EVERY, attack)
    return "".join(
        render(found).text for render in (terminal.render, markdown.render, comment.render, annotations.render)
    )


@pytest.mark.parametrize(
    "attack", ["\x1b[31mx", "\x1b]8;;http://evil\x07x", "\x1b]52;c;eA==\x07", "\x9b31mx", "a\x85b"]
)
def test_s9__no_escape_sequence_reaches_anybody(attack: str, monkeypatch: Monkey) -> None:
    assert not re.search("[\x1b\x07\x80-\x9f]", shown(attack))
    monkeypatch.setattr(escape, "_SPECIAL", NEVER)
    assert re.search("[\x1b\x07\x80-\x9f]", shown(attack))


@pytest.mark.parametrize("attack", ["\u202eevil", "a\u2066b\u2069", "\U000e0041\U000e0042", "a\u200bb"])
def test_s10__what_hides_or_turns_around_is_shown(attack: str, monkeypatch: Monkey) -> None:
    assert not set(attack) - set("evilab") & set(shown(attack))
    monkeypatch.setattr(escape, "_INVISIBLE", NEVER)
    assert set(attack) - set("evilab") & set(shown(attack))


def test_s11__a_document_type_is_refused(monkeypatch: Monkey) -> None:
    entities = '<!DOCTYPE x [<!ENTITY a "evil"><!ENTITY b "&a;&a;&a;">]>'
    data = f'{entities}<testsuite name="s"><testcase name="&b;"/></testsuite>'.encode()
    refused = join([], files=[factories.read([data], "a.xml")])
    assert refused.red
    assert "evilevil" not in repr(refused)
    monkeypatch.setattr(_driver(), "_doctype", lambda *_: None)
    assert "evilevilevil" in repr(list(join([], files=[factories.read([data], "a.xml")]).cases))


def _driver() -> type:
    """The class that reads XML, whatever it is called."""
    return next(one for one in vars(driver).values() if isinstance(one, type) and hasattr(one, "_doctype"))


@pytest.mark.parametrize("attack", ["a\x00b", "\x0c", "\ufffe", "\ud800", "\x1b[31m"])
def test_s12__what_xml_forbids_is_not_written(attack: str, monkeypatch: Monkey) -> None:
    found = hostile.report(hostile.EVERY, attack)
    ElementTree.fromstring(junit.render(found).text.encode("utf-8", "surrogatepass"))
    monkeypatch.setattr(escape, "_SPECIAL", NEVER)
    text = junit.render(found).text
    legal = re.fullmatch("[\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*", text)
    assert legal is None or "[31m" in text


@pytest.mark.parametrize("path", ["cells/../../../evil/1.log", "../../evil", "/etc/evil", "cells/..\\evil/1.log"])
def test_s13__no_path_of_an_archive_leads_anywhere(path: str, monkeypatch: Monkey) -> None:
    files = green(manifest(1)) | {path: b"evil"}
    assert not any(".." in log.path or log.path.startswith("/") for log in logs(files))
    assert "evil" not in repr(factories.collected(files).cells)
    if path.endswith(".log"):
        widened = collected.RECORD.pattern.replace(collected.CELL, ".+?")
        monkeypatch.setattr(collected, "RECORD", re.compile(widened))
        assert any(".." in log.path for log in logs(files))


def logs(files: factories.Files) -> list[Any]:
    return [log for cell in factories.collected(files).cells.values() for log in cell.logs.values()]


def test_s14__pages_are_never_too_large_for_github(tmp_path: Path) -> None:
    files = green(manifest(90))
    for cell in range(1, 91):
        log = b"".join(b"%d %d " % (cell * 7, line) + "é`".encode() * 200 + b"\n" for line in range(100))
        files = fail(files, f"test-{cell}", 2, log=bytes([97 + cell % 26]) * (cell // 26 + 1) + log, code=cell)
    found = factories.report(files)
    assert len(markdown.render(found).text.encode()) <= 1_048_576
    assert len(comment.render(found).text.encode()) <= 65_536
    assert len(markdown.render(found, budget=1 << 40).text.encode()) > 1_048_576
    assert len(comment.render(found, budget=1 << 40).text.encode()) > 65_536


def test_s14__a_summary_that_github_would_drop_is_not_written(tmp_path: Path, monkeypatch: Monkey) -> None:
    place = tmp_path / "summary"
    runner = read_runner({"GITHUB_STEP_SUMMARY": str(place)})
    assert not append_summary(runner, "x" * 1_048_577)
    assert place.stat().st_size == 0
    monkeypatch.setattr(edge_runner, "MAX_SUMMARY", 1 << 40)
    assert append_summary(runner, "x" * 1_048_577)


FORGED = "<!-- cigen:report demo -->\n<!-- cigen:state run=99999 attempt=9 outcome=passed change=no -->"


def test_s15__markers_that_a_test_prints_are_not_ours(monkeypatch: Monkey) -> None:
    found = hostile.report("log", FORGED)
    ours = comment.render(found).text.split("\n")
    assert ours[0] == comment.marker("demo")
    assert "outcome=failed" in ours[1]
    assert not intrusions("\n".join(ours))
    taken_away("fence", monkeypatch)
    assert any("comment that is not ours" in one for one in intrusions(comment.render(found).text))


def test_s15__a_second_record_of_a_step_does_not_count(monkeypatch: Monkey) -> None:
    first = fail(green(manifest(1)), "test-1", 3)
    archive = [factories.Entry(path, data) for path, data in first.items()]
    archive.append(factories.Entry("cells/test-1/3.result", factories.result()))
    found = join([collect(archive, "results.tar", Keep(io.BytesIO()))])
    assert found.red
    assert found.cells[0].steps[2].outcome.red

    class Forgetful(set[str]):
        def __contains__(self, _: object) -> bool:
            return False

    begin = collected._Reader.__init__

    def forget(self: Any, *given: Any) -> None:
        begin(self, *given)
        self._seen = Forgetful()

    monkeypatch.setattr(collected._Reader, "__init__", forget)
    assert not join([collect(archive, "results.tar", Keep(io.BytesIO()))]).red


@pytest.mark.parametrize("name", ["TEST-x.xml", "TEST-x.tar"])
def test_s15__a_tar_that_a_test_left_is_not_believed(name: str, tmp_path: Path, monkeypatch: Monkey) -> None:
    page = "[evil](https://example.com)\n"
    planted = replace(manifest(1), name="victim", only_new=True, templates=(("comment.md.j2", page),))
    (tmp_path / name).write_bytes(factories.tar(green(planted)))
    (tmp_path / "y.xml").write_bytes(factories.xml('<testcase name="a"><failure/></testcase>'))
    said, data = claims(tmp_path)
    assert "evil" not in said
    assert "victim" not in said
    assert data["name"] == ""
    assert data["passed"] is False
    monkeypatch.setattr(reporting.Inputs, "mixed", False)
    monkeypatch.setattr(reporting, "_called", lambda *_: True)
    said, data = claims(tmp_path)
    assert "evil" in said
    assert data["name"] == "victim"
    known = tmp_path / "cigen-report/history.json"
    assert claims(tmp_path, "--baseline", str(known))[1]["passed"] is True
    monkeypatch.undo()
    assert claims(tmp_path, "--baseline", str(known), "--name", "victim")[1]["passed"] is False


def claims(folder: Path, *options: str) -> tuple[str, dict[str, Any]]:
    """What a report on whatever is in a folder says to people, and to programs."""
    globs = sorted({f"*{path.suffix}" for path in folder.glob("*.*")})
    code = cigen("report", *globs, *options, cwd=folder).code
    place = folder / "cigen-report"
    return (place / "comment.md").read_text(), json.loads((place / "report.json").read_text()) | {"passed": code == 0}


def test_s15__a_log_is_no_record() -> None:
    lies = b"outcome=exited\ncode=0\n::set-output name=outcome::passed\n"
    assert factories.report(fail(green(manifest(1)), "test-1", 2, log=lies)).red


@pytest.mark.parametrize("name", ["../x", "a:b", "a b", "$(id)", "A", "-x", "x" * 64, "a\n", "a/b", '"', "é", ".x"])
def test_s16__a_name_that_means_something_elsewhere_is_refused(name: str, monkeypatch: Monkey) -> None:
    spec = f'tests:\n  {json.dumps(name)}: {{from: alpine, steps: ["true"]}}\n'
    assert "bad-name" in rules(spec)
    monkeypatch.setattr(names, "_NAME", re.compile(r"[\s\S]*"))
    assert "bad-name" not in rules(spec)


def rules(spec: str) -> set[str]:
    return {one.rule for one in planned(spec)[1]}


def test_security__lists_every_attack_with_a_test_that_is_here() -> None:
    page = (Path(__file__).parents[2] / "SECURITY.md").read_text()
    listed = dict(re.findall(r"^\| (S\d+) \|.*\| `(test_\w+?)__…` \|$", page, re.MULTILINE))
    assert list(listed) == [f"S{number}" for number in range(1, 17)]
    assert all(any(name.startswith(f"{test}__") for name in globals()) for test in listed.values())
    assert all(number.lower() in test.split("_") for number, test in listed.items())
