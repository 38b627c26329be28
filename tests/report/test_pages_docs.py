"""`docs/pages.md` lists what is dropped first as it is."""

from pathlib import Path

from cigen.report import comment, markdown
from cigen.report.fitting import Detail, Drop
from tests.conftest import Golden

PAGE = Path(__file__).parents[2] / "docs" / "pages.md"
PAGES = (("comment", comment.FULL, comment.DROPS), ("summary", markdown.FULL, markdown.DROPS))


def table(kind: str, full: Detail, drops: tuple[Drop, ...]) -> str:
    rows = [f"| | the {kind} leaves out | which is in |", "|---|---|---|"]
    rows += [f"| {n} | {one.said.format(f'{one.most:,}')} | {one.where} |" for n, one in enumerate(drops, 1)]
    return f"Whole, the {kind} has {full.log} lines of each log.\n\n" + "".join(f"{row}\n" for row in rows)


def test_docs__the_order_is_that_of_the_code(golden: Golden) -> None:
    text = PAGE.read_text()
    for kind, full, drops in PAGES:
        head, mark, rest = text.partition(f"<!-- drops: {kind} -->\n")
        assert mark
        text = f"{head}{mark}{table(kind, full, drops)}{rest[rest.index('<!-- end -->') :]}"
    golden(PAGE, text)


def test_drops__each_has_less_of_something_than_there_was() -> None:
    for _, full, drops in PAGES:
        detail = full
        for drop in drops:
            assert drop.apply(detail) != detail, drop
            detail = drop.apply(detail)
        assert (detail.log, detail.failures, detail.listed, detail.rows, detail.news, detail.entries) == (0,) * 6
