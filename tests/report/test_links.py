from dataclasses import replace

import pytest

from cigen.report import comment, markdown
from cigen.report.links import inside, link, page_links, place, short_links
from tests import bigreports
from tests.bigreports import ORIGIN

HOME = "https://github.com/dra27/relocatable"


def test_page_links__lead_to_run_job_files_and_commit() -> None:
    assert page_links(bigreports.small()) == (
        f"[run 214, attempt 2]({HOME}/actions/runs/9876543210/attempts/2)",
        f"[job]({HOME}/actions/runs/9876543210/job/28123456789)",
        f"[logs]({HOME}/actions/runs/9876543210#artifacts)",
        f"[`a1b2c3d`]({HOME}/commit/{ORIGIN.commit})",
    )


def test_page_links__what_is_not_known_is_not_linked() -> None:
    found = bigreports.small()
    assert page_links(replace(found, origin=replace(ORIGIN, job="", attempt=1)))[:2] == (
        f"[run 214]({HOME}/actions/runs/9876543210/attempts/1)",
        f"[logs]({HOME}/actions/runs/9876543210#artifacts)",
    )
    unlogged = replace(found, cells=tuple(replace(cell, steps=()) for cell in found.cells))
    assert short_links(unlogged) == (short_links(found)[0], f"[`a1b2c3d`]({HOME}/commit/{ORIGIN.commit})")
    assert page_links(unlogged) == (*page_links(found)[:2], page_links(found)[3])
    assert page_links(replace(found, origin=None)) == short_links(replace(found, origin=None)) == ()
    assert "](" not in comment.render(replace(found, origin=None)).text


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "https://a/b) [x](https://c", "https://a/b c", "https://a/<b>", "http://a/b\n", "//a", "",
     "https://github.com/o/r/blob/c/../../../evil", "https://github.com/o/r/blob/c/%2e%2E/x", "https://a/b?x=(y)"],
)  # fmt: skip
def test_link__an_address_that_could_be_more_is_left_out(address: str) -> None:
    assert link("`x`", address) == "`x`"


def test_place__is_linked_where_it_is_a_file_of_the_repository() -> None:
    found = bigreports.small()
    assert place(found, "src/a b.c", 3) == f"[`src/a b.c:3`]({HOME}/blob/{ORIGIN.commit}/src/a%20b.c#L3)"
    assert place(found, "src/a.c") == f"[`src/a.c`]({HOME}/blob/{ORIGIN.commit}/src/a.c)"
    for path in ("../x", "/etc/passwd", "a//b", "a/./b", "", "a\nb", "x" * 300):
        assert not inside(path)
        assert "](" not in place(found, path, 3)


def test_place__of_a_stranger_is_never_linked() -> None:
    found = replace(bigreports.small(), untrusted=True)
    assert place(found, "src/a.c", 3) == "`src/a.c:3`"
    for page in (comment, markdown):
        text = page.render(found).text
        assert "/blob/" not in text
        first, blank, title = [line for line in text.split("\n") if not line.startswith("<!-- ")][:3]
        assert first.startswith("From a pull request of a fork: ")
        assert not blank
        assert title.startswith("#")
        assert "From a pull request" not in page.render(bigreports.small()).text
