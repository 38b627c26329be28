from typing import Any

from cigen.results.happened import Cause, Why
from cigen.results.outline import Outline
from cigen.results.vertex import Vertex, read_vertex
from cigen.results.why import causes, marks, merged, ordered
from tests.factories import recorded, vertex

CONTEXT = "[internal] load build context"
NAMES = {
    "a0": ("[base 1/2] FROM busybox", ()),
    "a1": ("[base 2/2] RUN make", ("a0",)),
    "c0": (CONTEXT, ()),
    "c1": ("[src 1/2] COPY . /src", ("a1", "c0")),
    "c2": ("[src 2/2] RUN <<'STEP' (set -e...)", ("c1",)),
    "t1": (recorded("t-1", 1), ("c2",)),
    "t2": (recorded("t-2", 1), ("c2",)),
    "l1": (recorded("lone", 1), ("a0",)),
}


def hexa(name: str) -> str:
    return name.encode().hex().ljust(64, "0")


def told(ran: str, *, renamed: str = "", change: dict[str, str] | None = None) -> dict[str, Vertex]:
    """A build in which these ran; the digests of `renamed` are other ones, as their text or the client's files are."""
    names = {key: ((change or {}).get(key, name), inputs) for key, (name, inputs) in NAMES.items()}
    new = {key: hexa(f"{key}x") if key in renamed.split() else hexa(key) for key in names}
    found = {}
    for key, (name, inputs) in names.items():
        more = {"inputs": [f"sha256:{new[one]}" for one in inputs], "cached": key not in ran.split()}
        tree: Any = vertex(new[key], name, started=1, completed=2, **more)
        one = read_vertex(tree["vertexes"][0])
        found[one.digest] = one
    return found


def marked(vertices: dict[str, Vertex], outline: Outline) -> frozenset[str]:
    return frozenset(marks(ordered(vertices), outline).values())


def explained(
    now: dict[str, Vertex],
    before: dict[str, Vertex] | None,
    outline: Outline | None = None,
    earlier: Outline | None = None,
) -> list[tuple[Why, str, int, int]]:
    order, outline = ordered(now), outline or Outline()
    last = None if before is None else marked(before, earlier or outline)
    found = causes(order, marks(order, outline), outline, last)
    return [(one.why, one.stage, one.steps, one.cells) for one in found]


EVERYTHING = "a0 a1 c0 c1 c2 t1 t2 l1"
SENT = "c0 c1 c2 t1 t2"


def test_causes__without_an_earlier_run_there_is_one() -> None:
    assert explained(told(EVERYTHING), None) == [(Why.FIRST, "", 5, 3)]


def test_causes__a_build_that_only_looks_at_its_sources_has_none() -> None:
    assert explained(told("a0 c0", renamed=SENT), told(EVERYTHING)) == []


def test_causes__a_changed_step_is_what_all_above_it_ran_for() -> None:
    now = told("a1 c1 c2 t1 t2", renamed=f"a1 {SENT}", change={"a1": "[base 2/2] RUN make all"})
    assert explained(now, told(EVERYTHING)) == [(Why.CHANGED, "base", 4, 2)]


def test_causes__a_changed_step_counts_also_where_it_came_from_the_cache() -> None:
    now = told("t1 t2", renamed=f"a1 {SENT}", change={"a1": "[base 2/2] RUN make all"})
    assert explained(now, told(EVERYTHING)) == [(Why.CHANGED, "base", 2, 2)]


def test_causes__another_image_is_a_change_and_looking_at_it_is_none() -> None:
    now = told(EVERYTHING, renamed=f"a0 a1 l1 {SENT}")
    assert explained(now, told(EVERYTHING)) == [(Why.CHANGED, "base", 5, 3)]


def test_causes__other_files_in_the_context() -> None:
    assert explained(told("c0 c1 c2 t1 t2", renamed=SENT), told(EVERYTHING)) == [(Why.FILES, "src", 3, 2)]


def test_causes__what_nothing_explains_was_in_no_cache() -> None:
    found = explained(told("a0 a1 c0 c1 c2 t1 t2 l1", renamed=SENT), told(EVERYTHING))
    assert found == [(Why.GONE, "base", 4, 2), (Why.GONE, "lone", 1, 1)]


def test_causes__what_somebody_asked_for() -> None:
    found = explained(told("c0 t1", renamed=SENT), told(EVERYTHING), Outline(asked=frozenset({"t-1"})))
    assert found == [(Why.ASKED, "t-1", 1, 1)]
    everything = explained(told(EVERYTHING, renamed=SENT), told(EVERYTHING), Outline(asked=frozenset({"*"})))
    assert {why for why, *_ in everything} == {Why.ASKED}


def outline(text: str) -> Outline:
    cell = (("", 0), ("", 0))
    return Outline({"src": (("copy", 8), (text, 9)), "t-1": cell, "t-2": cell})


def test_causes__a_heredoc_above_the_context_is_told_by_the_outline() -> None:
    """Its vertex has the same name as before, and would have another digest in any case."""
    before, now = told(EVERYTHING), told("c0 c2 t1 t2", renamed=SENT)
    assert explained(now, before, outline("new"), outline("old")) == [(Why.CHANGED, "src", 3, 2)]
    assert explained(now, before, outline("old"), outline("old")) == [(Why.GONE, "src", 3, 2)]


def test_causes__cells_that_share_a_line_share_a_cause() -> None:
    lines = {name: tuple((f"{name}{n}", n + 1) for n in range(9)) for name in ("t-1", "t-2")}
    now, before = told("c0 t1 t2", renamed=SENT), told(EVERYTHING)
    order = ordered(now)
    (found,) = causes(order, marks(order, Outline(lines)), Outline(lines), marked(before, Outline()))
    assert (found.why, found.line, found.own, found.steps, found.cells) == (Why.CHANGED, 2, 2, 2, 2)


def test_ordered__inputs_come_first_and_circles_are_left_out() -> None:
    vertices = {one: Vertex(one, "", "", "", None, inputs=inputs) for one, inputs in (
        ("d", ("b", "c")), ("b", ("a",)), ("c", ("a", "a", "gone")), ("a", ()), ("x", ("y",)), ("y", ("x",)),
    )}  # fmt: skip
    names = [one.digest for one in ordered(vertices)]
    assert names[0] == "a"
    assert names[-1] == "d"
    assert set(names) == set("abcd")


def test_merged__shards_share_what_is_the_same() -> None:
    base = Cause(Why.CHANGED, "base", "RUN make", 3, steps=4, cells=2)
    step = Cause(Why.CHANGED, "t-1", "RUN x", 9, ("t-1", 1), own=1, steps=1, cells=1)
    other = Cause(Why.CHANGED, "t-2", "RUN y", 9, ("t-2", 1), own=1, steps=8, cells=1)
    first, second = merged([base, step, other, base])
    assert (first.own, first.steps, first.cells) == (2, 9, 2)
    assert (second.stage, second.steps, second.cells) == ("base", 8, 4)
