"""The pages tell the truth: tables are those of the model, and no code block on them is unchecked."""

from __future__ import annotations

import itertools
import json
import re
import shlex
from pathlib import Path

import pytest

from cigen import lock as locks
from cigen.cli import COMMANDS, _parser
from cigen.plan.manifest import from_json, planned_text
from cigen.plan.model import Plan
from cigen.results import places
from cigen.results.last import read as read_last
from cigen.work.pagefolder import faults_of
from tests.commandline import cigen, project
from tests.conftest import Golden
from tests.linters import actionlint
from tests.planned import planned
from tests.spec.tables import tables

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted(ROOT.glob("examples/*/README.md")), *sorted((ROOT / "docs").glob("*.md"))]
PAGES += [ROOT / name for name in ("CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")]
DATA = {"versions.yml": '"4.14": {commit: abc}\n"5.0": {commit: def}\n'}
FENCE = re.compile(r"^( *)```([^\n`]*)\n(.*?)^\1```[ ]*$", re.M | re.S)
BLOCKS = [
    (f"{page.relative_to(ROOT)}-{number}", kind.strip(), re.sub(rf"^{indent}", "", block, flags=re.M))
    for page in PAGES
    for number, (indent, kind, block) in enumerate(FENCE.findall(page.read_text()), 1)
]
SOURCE = "\n".join(path.read_text() for path in sorted((ROOT / "cigen").rglob("*.py")))
TOOLS = {"apt-get", "cat", "cd", "cp", "curl", "diff", "docker", "export", "git", "ls", "mkdir", "npm", "pip", "pipx"}
TOOLS |= {"printf", "python3", "sudo", "tar", "uv", "uvx"}


def test_docs__the_tables_are_those_of_the_model(golden: Golden) -> None:
    page = ROOT / "docs" / "spec.md"
    text = page.read_text()
    made = tables()
    assert re.findall(r"<!-- table: (\S+) -->", text) == list(made)
    for name, table in made.items():
        head, mark, rest = text.partition(f"<!-- table: {name} -->\n")
        text = f"{head}{mark}{table}{rest[rest.index('<!-- end -->') :]}"
    golden(page, text)


def whole_spec(block: str, folder: Path) -> None:
    result = cigen("check", cwd=project(folder, block, **DATA))
    assert (result.err, result.code) == ("", 0)


def part_of_a_spec(block: str, folder: Path) -> None:
    """Steps, or some of the keys at the top, which name no stage or test but their own."""
    if block.lstrip().startswith("- "):
        block = "tests:\n  part:\n    from: busybox\n    steps:\n" + "".join(
            f"      {line}\n" for line in block.splitlines()
        )
    elif not re.search(r"^tests:", block, re.M):
        block += "tests: {part: {from: busybox, steps: [make]}}\n"
    found, problems = planned(block)
    assert problems == ()
    assert isinstance(found, Plan)


def workflow(block: str, folder: Path) -> None:
    inputs = (ROOT / "action.yml").read_text()
    assert actionlint(block, {"action.yml": inputs}) == ""


def shell(block: str, folder: Path) -> None:
    """Commands: cigen's own have the options that they are given, files and targets are there, tools are known."""
    for command in re.split(r"\n|&&|\|\||;", re.sub(r"\\\n", " ", block)):
        words = shlex.split(command.partition(" | ")[0].removeprefix("$ "), comments=True)
        words = list(itertools.takewhile(lambda word: word not in (">", ">>", "<", "2>&1"), words))
        words = words[words[:1] == ["sudo"] :]
        found = re.search(r"scripts/\S+ env", words[1]) if words[:1] == ["eval"] else None
        words = found[0].split() if found else words
        while words and re.fullmatch(r"[A-Z_]+=.*", words[0]):
            words = words[1:]
        if words[:1] == ["cigen"]:
            arguments(words[1:])
        elif words[:1] == ["make"]:
            assert all(re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.M) for target in words[1:]), words
        elif words and "/" in words[0]:
            assert any((base / words[0]).is_file() for base in (ROOT, *ROOT.glob("examples/*"))), words
        elif words:
            assert words[0] in TOOLS, f"`{words[0]}`: what is it?"


def arguments(words: list[str]) -> None:
    """The real parser takes them."""
    parser, _ = _parser(words, {})
    code: int | str | None = 0
    try:
        parser.parse_args(words)
    except SystemExit as stop:
        code = stop.code
    assert not code, f"cigen {shlex.join(words)}"


def lock(block: str, folder: Path) -> None:
    found, problems = locks.read(block, "cigen.lock")
    assert problems == ()
    assert locks.write(found, "cigen.yml") == block


def data(block: str, folder: Path) -> None:
    tree = json.loads(block)
    if "vertices" in tree:
        assert not read_last(block).empty
    elif "cells" in tree:
        manifest = from_json(block)
        assert planned_text(manifest)


def found_files(block: str, folder: Path) -> None:
    """What a build says of where files are."""
    assert len(places.read([block.encode()]) or ()) == block.count("\n") - 1 > 0


OUTPUT = (
    r"",
    r"[✓✗] \S+: .*\d+ (of \d+ )?cells? .*",
    r"  \S+( +\S+)+",
    r"    \S.*",
    r"  [a-z0-9._-]+( · .*)+",
    r"  again, only what failed:  cigen build --rerun failed",
    r"\[cigen\] \S+ \d+ \w+ \d+",
)
"""The end of a build in a terminal."""
FORMATS = (
    (r"[\w.{}*-]+(/[\w.*-]+)*/?( +\S.*)?",),
    (r"artifact \d+ (present|missing)", r"junit \d+ (missing|\d+-\d+\.xml \S.*)"),
    (r"[a-z0-9][\w.-]*( \d+)+",),
    (r"\S+=.*",),
)
"""Files of a build: folders with what is in them, `gathered`, `planned.txt`, `STEP.result`."""


def shown(block: str, folder: Path) -> None:
    """What a program prints or writes: messages of `cigen check`, the end of a build, small files."""
    lines = block.splitlines()
    if re.match(r"\$ ", block):
        shell("\n".join(line[2:] for line in lines if line.startswith("$ ")), folder)
    elif re.search(r"^\S+:\d+:\d+: ", block, re.M):
        messages(lines)
    elif re.search("[─│┬└]", block):
        drawing(block)
    else:
        forms = next((forms for forms in (*FORMATS, OUTPUT) if all(_like(line, forms) for line in lines)), None)
        assert forms, f"what is this? No program prints:\n{block}"


def drawing(block: str) -> None:
    """Boxes and lines between stages and tests of one of the examples."""
    names = set(re.findall(r"[a-z][a-z.-]*[a-z]", block))
    specs = [path.read_text() for path in ROOT.glob("examples/*/cigen.yml")]
    assert any(all(re.search(rf"^  {name}:", spec, re.M) for name in names) for spec in specs), names


def _like(line: str, forms: tuple[str, ...]) -> bool:
    return any(re.fullmatch(form, line) for form in forms)


def messages(lines: list[str]) -> None:
    """Each has a rule that there is, and its caret stands below its column."""
    found = [re.fullmatch(r"\S+:(\d+):(\d+): (.*) \[([a-z-]+)\]", line) for line in lines]
    for number, message in enumerate(found):
        if message is None:
            assert re.fullmatch(r" *\d+ \| .*| +\| +\^+|\d+ problems?", lines[number]), lines[number]
        else:
            line, column, _, rule = message.groups()
            assert f'"{rule}"' in SOURCE, rule
            assert lines[number + 1].startswith(f"{line:>5} | ")
            assert lines[number + 2].index("^") == len("      | ") + int(column) - 1
    total = sum(message is not None for message in found)
    assert lines[-1] == ("1 problem" if total == 1 else f"{total} problems")


def dockerfile(block: str, folder: Path) -> None:
    """Every line begins with an instruction, or goes on with one, a here-document or a comment."""
    assert re.search(r"^(FROM|RUN|COPY|ARG|ADD|ENV)\b", block, re.M | re.I)


def graph(block: str, folder: Path) -> None:
    """A drawing of GitHub's: it begins with the kind of drawing."""
    assert re.match(r"(graph|flowchart) (LR|TD|TB)\n", block)


def own_page(block: str, folder: Path) -> None:
    """A page of a project's own that can be read; tests/report/test_ownpages.py fills it in."""
    assert faults_of("comment.md.j2", block) == ()


def kind_of(kind: str, block: str) -> str:
    if kind in ("yaml", "yml"):
        if block.startswith("# cigen.yml"):
            return "spec"
        if block.startswith("# Written by `cigen lock`"):
            return "lock"
        return "workflow" if re.search(r"^(jobs|on):", block, re.M) else "part"
    return {"": "text", "console": "text", "bash": "sh"}.get(kind, kind)


CHECKS = {
    "spec": whole_spec,
    "part": part_of_a_spec,
    "workflow": workflow,
    "sh": shell,
    "json": data,
    "jsonl": found_files,
    "lock": lock,
    "text": shown,
    "dockerfile": dockerfile,
    "mermaid": graph,
    "jinja": own_page,
}


@pytest.mark.parametrize(("name", "kind", "block"), BLOCKS, ids=[name for name, _, _ in BLOCKS])
def test_docs__every_block_is_checked(name: str, kind: str, block: str, tmp_path: Path) -> None:
    check = CHECKS.get(kind_of(kind, block))
    assert check, f"{name}: nothing checks a block of the kind `{kind}`"
    check(block, tmp_path)


def test_docs__no_block_is_overlooked() -> None:
    for page in PAGES:
        fences = len(re.findall(r"^ *(?:```|~~~)", page.read_text(), re.M))
        assert fences == 2 * sum(name.startswith(f"{page.relative_to(ROOT)}-") for name, _, _ in BLOCKS), page


def test_docs__every_command_is_on_some_page() -> None:
    pages = "\n".join(page.read_text() for page in PAGES)
    assert [name for name, _ in COMMANDS if f"cigen {name}" not in pages] == []


@pytest.mark.parametrize("words", [["check", "--sepc", "x"], ["rendre"], ["render", "--stdout", "both"]])
def test_docs__a_command_line_that_is_none_is_found(words: list[str]) -> None:
    with pytest.raises(AssertionError):
        arguments(words)


def test_docs__links_between_pages_lead_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
