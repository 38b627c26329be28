import re
from collections.abc import Callable

import pytest
from markdown_it import MarkdownIt

from cigen.rendered import RenderedFile
from cigen.report import comment, markdown
from cigen.results.join import join
from cigen.results.model import BrokenStep, Build, Report
from tests.factories import Files, fail, green, manifest, read, relocatable, relocatable_red, report, result, xml

PAGES = [markdown.render, comment.render]

COMMENT = """\
<!-- cigen:report relocatable -->
<!-- cigen:state outcome=failed change=unknown -->
### ❌ relocatable: 1 of 26 cells failed

| test | 4.08 | 4.09 | 4.10 | 4.11 | 4.12 | 4.13 | 4.14 | 5.0 | 5.1 | 5.2 | 5.3 | 5.4 | trunk |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
| vanilla | ✅ | ✅ | ✅ | ✅ | ✅ | ✅ | ✅ | ✅ | ✅ | ✅ | ✅ | ✅ | ✅ |
| relocatable | ✅ | ✅ | ✅ | ❌ | ✅ | ✅ | ✅ | ✅ | ✅ | ✅ | ✅ | ✅ | ✅ |

<details open><summary><code>install unchanged</code> in <code>test-4.11-relocatable</code>: exit 1, 12 s</summary>

```text
Files _opam/bin/ocamlc and _opam.ref/bin/ocamlc differ
```

`cigen.yml:41` · 14 steps after it were skipped · log of test-4.11-relocatable: `logs/test-4.11-relocatable/08.log`

</details>

25 passed · slowest `install unchanged` 12 s
"""


def red() -> Files:
    log = b"Files _opam/bin/ocamlc and _opam.ref/bin/ocamlc differ\n"
    return relocatable_red() | {"cells/test-4.11-relocatable/8.log": log}


def test_comment__verdict_grid_failure() -> None:
    assert comment.render(report(red())) == RenderedFile("comment.md", COMMENT)


def test_comment__a_green_one_is_two_lines() -> None:
    lines = comment.render(report(green(relocatable()), Build(41, 1, 2))).text.split("\n")
    assert [line for line in lines if line] == [
        "<!-- cigen:report relocatable -->",
        "<!-- cigen:state outcome=passed change=unknown -->",
        "### ✅ relocatable: 26 cells passed",
        "41 s · 572 of 572 steps cached",
    ]


def test_comment__its_marker_can_be_found_whatever_the_name() -> None:
    assert comment.marker("a --> b\n<x>") == "<!-- cigen:report a - b -x-893baafd -->"
    assert comment.marker("") == "<!-- cigen:report report -->"


def test_summary__totals_are_the_reports() -> None:
    text = markdown.render(report(red())).text
    assert "| cells | 26 | 25 | 1 | 0 | 0 | – | 0 |" in text
    assert "| test cases | 572 | 557 | 1 | 0 | – | 14 | 0 |" in text
    assert text.startswith("## ❌ relocatable: 1 of 26 cells failed\n\n25 passed\n")


@pytest.mark.parametrize("page", PAGES)
def test_pages__a_broken_build_comes_first(page: Callable[[Report], RenderedFile]) -> None:
    broken = BrokenStep("base", "RUN a | b `x`", "exit code 100", "E: no\n")
    text = page(join([], manifest=relocatable(), build=Build(3, 1, 0, broken=broken, error="x"))).text
    assert "the build broke, 26 of 26 cells missing" in text
    assert "**The build broke in stage base** at ``RUN a" not in text
    assert "**The build broke in stage base** at <code>RUN a &#124; b &#96;x&#96;</code>: `exit code 100`" in text
    assert "| ❓ |" not in text


@pytest.mark.parametrize("page", PAGES)
def test_pages__flaky_missing_and_problems_are_named(page: Callable[[Report], RenderedFile]) -> None:
    files = green(manifest(3)) | {"cells/test-1/2.result": result(attempts=3), "cells/evil/1.result": result()}
    text = page(report({path: data for path, data in files.items() if "test-3" not in path})).text
    assert "- `build` in test-1, 3 attempts" in text
    assert "- `results.tar`: `cell 'evil' is not in the manifest`" in text
    assert "**Nothing came back** from test-3" in text
    assert "❓ nothing came back" in text


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("cells", [1, 5, 60])
def test_pages__every_row_of_a_table_has_as_many_cells_as_its_head(
    page: Callable[[Report], RenderedFile], cells: int
) -> None:
    text = page(report(fail(green(manifest(cells)), "test-1", 1))).text
    for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        assert len({line.count("|") for line in table.splitlines()}) == 1
        assert table.count("\n") > 2


def test_summary__a_large_matrix_that_is_all_green_is_a_line() -> None:
    assert "\n✅ test: 500 cells by n, all green\n" in markdown.render(report(green(manifest(500)))).text


ATTACKS = [
    "```\n@octocat #1 <img src=x>\n```",
    "`````\n</details>\n# heading",
    "~~~\n<!-- cigen:report demo -->\n| a | b |\n|---|---|",
    "</summary></details><script>alert(1)</script>",
    "\n\n# heading\n\n[x](http://evil)\n",
    "a | b `c` | d \\| e ``` f",
    "\x1b]8;;http://evil\x07x\x1b]8;;\x07 \u202e \u200b \x9b31m",
]


def structure(text: str) -> list[str]:
    """What a reader takes for structure, without what stands in code."""
    reader = MarkdownIt("commonmark", {"html": True}).enable("table")
    found = []
    for token in reader.parse(text):
        html = token.content if token.type == "html_block" else ""
        found.append(token.type + ("".join(re.findall(r"</?\w+", html))))
        found += [child.type for child in token.children or () if child.type not in ("text", "softbreak")]
    return found


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("page", PAGES)
def test_pages__a_hostile_log_changes_no_structure(page: Callable[[Report], RenderedFile], attack: str) -> None:
    calm = page(report(fail(green(manifest(2)), "test-1", 2, log=b"boom"))).text
    found = page(report(fail(green(manifest(2)), "test-1", 2, log=f"{attack}\n".encode()))).text
    assert structure(found) == structure(calm)


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("page", PAGES)
def test_pages__hostile_names_and_messages_stay_text(page: Callable[[Report], RenderedFile], attack: str) -> None:
    from xml.sax.saxutils import quoteattr

    shown = quoteattr("".join(c if c.isprintable() or c == "\n" else "?" for c in attack))
    case = f"<testcase name={shown} classname={shown}><failure message={shown}/></testcase>"
    text = page(join([], files=[read([xml(case)], attack)])).text
    outside = re.sub(r"<code>[^<]*</code>|(`+)(?!`).+?(?<!`)\1(?!`)", "", text.replace("<!-- -->", ""))
    assert "octocat" not in outside
    assert "evil" not in outside
    tags = {"<details", "<summary", "</summary", "</details", "<code", "</code", "<!--"}
    assert set(re.findall(r"<[!/a-z][\w-]*", outside)) <= tags
    assert outside.count("<!--") == 2 * ("comment" in page.__module__)
    assert outside.count("</details>") == 1


def large(cells: int, line: bytes, lines: int) -> Report:
    files = green(manifest(cells))
    for n in range(1, cells + 1):
        words = b" ".join([b"abcdefghij"[n % 10 : n % 10 + 1] * (n // 10 + 1), line])
        files = fail(files, f"test-{n}", 2, log=b"\n".join([words] * lines) + b"\n")
    return report(files)


@pytest.mark.parametrize(("cells", "lines"), [(60, 60), (400, 100)])
def test_summary__is_never_too_large_and_keeps_the_totals(cells: int, lines: int) -> None:
    text = markdown.render(large(cells, "é`".encode() * 150, lines)).text
    assert len(text.encode()) <= markdown.BUDGET
    assert f"| cells | {cells} | 0 | {cells} | 0 | 0 | – | 0 |" in text
    assert "**Left out** to keep this summary small enough" in text
    assert text.count("<details") == text.count("</details>")


def test_comment__is_never_too_long_and_says_what_is_left_out() -> None:
    text = comment.render(large(60, b"x" * 400, 60)).text
    assert len(text.encode()) <= comment.BUDGET
    assert "60 of 60 cells failed" in text
    assert "**Left out** to keep this comment small enough" in text
    assert text.count("<details") == text.count("</details>")


def test_pages__the_smallest_level_always_fits() -> None:
    name = "x" * 5000
    cases = "".join(f'<testcase name="{name}{n}"><failure message="{name}"/></testcase>' for n in range(300))
    files = [read([xml(cases)[:-30]], f"{name}{n}.xml") for n in range(40)]
    assert len(comment.render(join([], files=files)).text.encode()) <= comment.BUDGET
    assert len(markdown.render(join([], files=files)).text.encode()) <= markdown.BUDGET


@pytest.mark.parametrize("page", PAGES)
def test_pages__a_flaky_step_names_the_log_of_what_failed(page: Callable[[Report], RenderedFile]) -> None:
    files = green(manifest(2)) | {"cells/test-1/2.result": result(attempts=2), "cells/test-1/2.earlier.log": b"no"}
    assert "- `build` in test-1, 2 attempts, failed: `logs/test-1/02.earlier.log`" in page(report(files)).text


def test_summary__says_what_was_mended_and_what_disagrees() -> None:
    data = b'<testsuite name="s" tests="3" failures="0"><testcase name="a & b"/></testsuite>'
    text = markdown.render(join([], files=[read([data], "a.xml")])).text
    assert "**Notes on the results**" in text
    assert "- `a.xml`: `was mended before it could be read: a bare &`" in text
    assert "- `a.xml`: `suite s: it says 3 tests, 1 are in it`" in text


def test_summary__tells_the_time_of_all_tests_from_that_of_the_run() -> None:
    cases = '<testcase name="a" time="90"/><testcase name="b" time="90"/>'
    suite = f'<testsuite timestamp="2026-01-01T00:00:00" time="100">{cases}</testsuite>'
    assert "3 min of tests in 1m 40s" in markdown.render(join([], files=[read([suite.encode()], "a.xml")])).text
