"""The four forms of a drawing: golden ones, hostile names, large graphs."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import combinations
from pathlib import Path

import pytest

from cigen.graph import dot, mermaid, svg, text
from cigen.graph.drawing import Budget, Drawing, drawing
from cigen.graph.layout import lay_out
from cigen.plan.shards import Times, shares
from cigen.rendered import RenderedFile
from tests.conftest import Golden
from tests.graph.plans import CHAIN, FAN, drawn, hostile, stage, with_stages
from tests.planned import plan

GOLDEN = Path(__file__).parents[1] / "golden"
SPECS = {
    "chain": (GOLDEN / "chain/cigen.yml").read_text(),
    "sharded": (GOLDEN / "sharded/cigen.yml").read_text(),
    "fan": FAN,
    "row": CHAIN,
}
FORMS = {"txt": text, "mmd": mermaid, "dot": dot, "svg": svg}
SVG = "{http://www.w3.org/2000/svg}"


def _rendered(form: str, one: Drawing) -> RenderedFile:
    rendered: RenderedFile = FORMS[form].render(one)
    return rendered


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", SPECS)
def test_render__golden(name: str, form: str, golden: Golden) -> None:
    found = plan(SPECS[name])
    one = drawing(found, seconds={}, shards=shares(found, 2))
    golden(GOLDEN / f"graph/{name}.{form}", _rendered(form, one).text)


def test_text__by_measured_times(golden: Golden) -> None:
    times = {f"t-{v}-{w}": 20.0 * v + (w == "b") for v in (1, 2, 3) for w in "ab"}
    found = plan(FAN)
    one = drawing(found, seconds={"base": 30.0, **times}, shards=shares(found, 2, Times(times, {"base": 30.0})))
    golden(GOLDEN / "graph/timed.txt", text.render(one).text)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        ({"t-1-a": 1.0}, "not measured 2 stages, counted as 0 s: base and all"),
        ({"t-1-a": 1.0, "base": 2.0}, "not measured 1 stage, counted as 0 s: all"),
        ({"t-1-a": 1.0, "base": 2.0, "all": 0.5}, ""),
        ({"other": 1.0}, ""),
        ({}, ""),
    ],
)
def test_text__says_which_stages_have_no_time(seconds: dict[str, float], words: str) -> None:
    shown = " ".join(text.render(drawing(plan(FAN), seconds=seconds)).text.split())
    assert words in shown
    assert ("not measured" in shown) == bool(words)


def test_text__a_stage_with_nothing_to_do_needs_no_time() -> None:
    spec = "stages: {base: {from: busybox}}\ntests: {t: {from: base, steps: [a]}}\n"
    assert "not measured" not in text.render(drawing(plan(spec), seconds={"t": 1.0})).text


@pytest.mark.parametrize("form", FORMS)
def test_render__times_may_be_nothing(form: str) -> None:
    assert _rendered(form, drawing(plan(FAN), seconds={"base": 0.0, "t-1-a": 0.0})).text


def test_text__says_why_a_row_gets_no_faster() -> None:
    shown = " ".join(text.render(drawn(CHAIN)).text.split())
    assert "each needs the one before, so nothing here can run side by side, on however many cores" in shown
    assert "build 1 step: everything else needs it" in shown
    assert "runtime 1 step: needs build, and the rest needs it" in shown


def test_text__fits_its_paper() -> None:
    found = plan(SPECS["sharded"])
    one = drawing(found, seconds={}, shards=shares(found, 3))
    for width in (60, 80, 100):
        assert max(map(len, text.render(one, width=width).text.splitlines())) <= width


def test_text__colours_only_where_asked() -> None:
    assert "\x1b" not in text.render(drawn(FAN)).text
    coloured = text.render(drawn(FAN), colour=True).text
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == text.render(drawn(FAN)).text != coloured


def test_text__a_stack_that_not_every_store_takes_is_noted() -> None:
    budgets = [Budget("base", 200, 3), Budget("all", 400, -1), Budget("t-1-a", 5, 0)]
    shown = " ".join(text.render(drawing(plan(FAN), seconds={}, budgets=budgets)).text.split())
    assert "400 at most, in all (its image's count as 1, as they are not known)" in shown
    assert "only the containerd store takes more than 127, and from 390 on only while it is young" in shown
    assert "over it 2 stages: base and all" in shown


@pytest.mark.parametrize("form", FORMS)
def test_render__is_the_same_each_time(form: str) -> None:
    assert _rendered(form, drawn(FAN)) == _rendered(form, drawn(FAN))


@pytest.mark.parametrize("form", FORMS)
def test_render__no_name_brings_a_control_character(form: str) -> None:
    shown = _rendered(form, drawing(hostile(), seconds={})).text.replace("\n", "")
    assert shown.isprintable() or form == "dot"


def test_mermaid__a_hostile_name_stays_in_its_quotes() -> None:
    for line in mermaid.render(drawing(hostile(), seconds={})).text.splitlines()[1:]:
        box = re.fullmatch(r'  n\d+\["((?:[^"<]|<b>|</b>|<br/>)*)"\]:::stage', line)
        arrow = re.fullmatch(r"  n\d+ (?:-->|-\.->|==>) n\d+", line)
        style = re.fullmatch(r"  classDef stage [a-z0-9:#,]+", line)
        assert box or arrow or style, line


def test_dot__a_hostile_name_stays_in_its_quotes() -> None:
    string = r'"(?:[^"\\]|\\.)*"'
    for line in dot.render(drawing(hostile(), seconds={})).text.split("\n")[4:-2]:
        assert re.fullmatch(rf"  {string} (?:\[label={string}, [^\]]*\]|-> {string}(?: \[style=\w+\])?)", line), line


def test_svg__a_hostile_name_is_text() -> None:
    tree = ET.fromstring(svg.render(drawing(hostile(), seconds={})).text)
    kinds = {element.tag.removeprefix(SVG) for element in tree.iter()}
    assert kinds == {"svg", "style", "rect", "g", "title", "path", "polygon", "text"}
    assert "</title></svg><script>alert(1)</script>…" in [element.text for element in tree.iter(f"{SVG}text")]


@pytest.mark.parametrize("name", SPECS)
@pytest.mark.parametrize("cells", [False, True])
def test_layout__no_box_meets_another_and_no_edge_goes_through_one(name: str, cells: bool) -> None:
    one = drawing(plan(SPECS[name]), seconds={}, cells=cells)
    layout = lay_out(one.nodes, {node.key: (90.0 + 7 * len(node.key), 60.0) for node in one.nodes})
    boxes = layout.boxes.values()
    for a, b in combinations(boxes, 2):
        assert a.y != b.y or a.x + a.width <= b.x or b.x + b.width <= a.x
    for edge in layout.edges:
        for (x, top), (_, bottom) in zip(edge.points[1:-1:2], edge.points[2:-1:2], strict=True):
            assert not [
                box for box in boxes if box.x < x < box.x + box.width and box.y < bottom and top < box.y + box.height
            ]


def test_svg__two_thousand_cells_are_as_small_as_two() -> None:
    many = FAN.replace("v: [1, 2, 3]", 'v: "{{ range(1000) }}"')
    assert len(svg.render(drawn(many)).text) < len(svg.render(drawn(FAN)).text) + 1500
    assert len(mermaid.render(drawn(many)).text) < len(mermaid.render(drawn(FAN)).text) + 200


@pytest.mark.parametrize("form", FORMS)
def test_render__a_row_of_a_thousand_stages(form: str) -> None:
    names = [f"s{number}" for number in range(1000)]
    stages = [stage(name, above) for name, above in zip(names, ["busybox", *names], strict=False)]
    assert "s999" in _rendered(form, drawing(with_stages(*stages), seconds={})).text


@pytest.mark.parametrize("form", FORMS)
def test_render__no_stage_at_all(form: str) -> None:
    assert "demo" in _rendered(form, drawing(with_stages(), seconds={})).text or form == "mmd"


def test_render__only_several_cells_are_a_pile() -> None:
    one = drawn("tests: {t: {from: busybox, steps: [x]}, u: {from: busybox, matrix: {v: [1, 2]}, steps: [x]}}\n")
    assert [line.strip()[2:6] for line in mermaid.render(one).text.splitlines() if "<b>" in line] == ['["<b', '[["<']
    assert dot.render(one).text.count("peripheries=2") == 1
    assert svg.render(one).text.count('<rect class="test') == 1 + 3
