import json

from hypothesis import given
from hypothesis import strategies as st

from cigen.results.happened import Moved, Why
from cigen.results.last import Last, to_tree
from cigen.results.model import Build
from cigen.results.outline import Outline, read, write
from cigen.results.solve import Solve, merge
from tests.factories import rawjson, recorded, vertex

BASE = "[base 1/1] RUN make"


def status(digest: str, name: str, current: object) -> dict[str, object]:
    return {"statuses": [{"id": name, "vertex": f"sha256:{digest}", "current": current}]}


def build(
    *objects: dict[str, object], outline: Outline | None = None, error: str = "", last: Last | None = None
) -> Build:
    solve = Solve(last)
    solve.feed(rawjson(*objects, error=error))
    solve.feed(write(outline) if outline else b"")
    return solve.build()


def test_outline__is_read_as_it_was_written() -> None:
    last = Last({"t": 1.0}, {"base": 2.0}, frozenset({"0" * 16}), "demo")
    outline = Outline({"base": (("0123456789abcdef", 3),)}, frozenset({"t"}), whole=False, last=last)
    assert read(json.loads(write(outline))) == outline


@given(st.recursive(st.none() | st.booleans() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)))
def test_outline__whatever_it_holds_is_read(tree: object) -> None:
    for own in (tree, {"format": 1, "stages": tree, "asked": tree, "last": tree}, {"format": 1, "stages": {"a": tree}}):
        assert isinstance(read({"cigen": own}), Outline)


def test_imported__is_a_cached_step_with_a_layer_that_was_pulled() -> None:
    found = build(
        vertex("a", BASE, started=1, completed=1, cached=True),
        vertex("b", recorded("t-1", 1), started=1, completed=1, cached=True),
        vertex("c", "[x 1/2] FROM busybox", started=1, completed=2),
        vertex("d", "[internal] load build context", started=1, completed=2),
        vertex("e", "[internal] load build definition", started=1, completed=2),
        status("b", "sha256:1", 10),
        status("b", "sha256:1", 40),
        status("c", "sha256:2", 7),
        status("c", "sha256:3", "7"),
        status("d", "transferring context:", 5),
        status("e", "transferring context:", 500),
    )
    assert (found.cached, found.happened.imported, found.happened.imported_steps) == (2, 1, (("t-1", 1),))
    assert found.happened.moved == Moved(context=5, images=7, imported=40)


def test_account__says_which_run_to_compare_with_and_another_one_can_be_named() -> None:
    ran = vertex("a" * 64, BASE, started=1, completed=3)
    known = Outline(last=Last(vertices=frozenset({"a" * 16})))
    assert [one.why for one in build(ran).happened.causes] == [Why.FIRST]
    assert [one.why for one in build(ran, outline=known).happened.causes] == [Why.GONE]
    other = Last(vertices=frozenset({"b" * 16}))
    assert [one.why for one in build(ran, outline=known, last=other).happened.causes] == [Why.CHANGED]
    assert [one.why for one in build(ran, outline=Outline(last=Last())).happened.causes] == [Why.FIRST]


def test_marks__are_its_own_and_those_of_the_last_run_are_kept_apart_where_this_one_may_lack_some() -> None:
    ran = vertex("a" * 64, BASE, started=1, completed=3)
    last = Last(vertices=frozenset({"b" * 16}))
    whole = build(ran, outline=Outline(last=last))
    part = build(ran, outline=Outline(whole=False, last=last))
    broken = build(ran, outline=Outline(last=last), error="it broke")
    merged = merge((whole, part))
    assert merged is not None
    assert {one.happened.marks for one in (whole, part, broken, merged)} == {frozenset({"a" * 16})}
    assert whole.happened.earlier == frozenset()
    assert {one.happened.earlier for one in (part, broken, merged)} == {last.vertices}


def test_marks__of_what_did_not_come_to_its_end_are_none() -> None:
    assert build(vertex("a" * 64, BASE, started=1)).happened.marks == frozenset()
    assert build(vertex("a" * 64, BASE, started=1, completed=2, error="exit code: 1")).happened.marks == frozenset()


def test_stages__have_the_time_of_a_build_in_which_all_of_them_ran() -> None:
    last = Last(stages={"base": 50.0, "other": 3.0})
    more = [vertex("c", recorded("t-1", 1), started=1, completed=9), vertex("d", "[other 1/1] RUN x", cached=True)]
    whole = build(vertex("a", "[base 1/2] RUN a", started=1, completed=3), *more, outline=Outline(last=last))
    assert whole.happened.stages == (("base", 2.0), ("other", 3.0))
    half = vertex("b", "[base 2/2] RUN b", started=3, completed=3, cached=True)
    partly = build(vertex("a", "[base 1/2] RUN a", started=1, completed=3), half, outline=Outline(last=last))
    assert partly.happened.stages == (("base", 50.0),)


def test_stages__of_several_parts_have_the_time_of_the_part_that_built_them() -> None:
    outline = Outline(whole=False, last=Last(stages={"base": 50.0, "other": 3.0}))
    built = build(vertex("a", BASE, started=1, completed=3), outline=outline)
    had = build(vertex("a", BASE, cached=True), vertex("b", "[other 1/1] RUN x", cached=True), outline=outline)
    for parts in ((built, had), (had, built)):
        merged = merge(parts)
        assert merged is not None
        assert merged.happened.stages == (("base", 2.0), ("other", 3.0))
        assert merged.happened.believed == {"other"}


def test_broken__names_the_line_and_the_cells_that_need_it() -> None:
    objects = [
        vertex("a", BASE, started=1, completed=2, error="exit code: 3"),
        vertex("m", "[mid 1/1] COPY --from=base / /", inputs=["sha256:a"]),
        vertex("t", recorded("t-2", 1), inputs=["sha256:m"]),
        vertex("u", recorded("t-1", 1), inputs=["sha256:m"]),
        vertex("l", recorded("lone", 1)),
    ]
    broken = build(*objects, outline=Outline({"base": (("x", 12),)}), error="failed").broken
    assert broken is not None
    assert (broken.line, broken.cells) == (12, ("t-1", "t-2"))


def test_merge__sums_what_moved_and_keeps_graphs_apart() -> None:
    one = build(
        vertex("a", BASE, started=1, completed=3),
        vertex("b", "[b 1/1] RUN b", started=3, completed=4, inputs=["sha256:a"]),
    )
    merged = merge((one, one))
    assert merged is not None
    assert [link.before for link in merged.happened.graph] == [(), (0,), (), (2,)]
    assert [(cause.why, cause.steps) for cause in merged.happened.causes] == [(Why.FIRST, 4)]


def test_to_tree__has_nothing_that_json_lacks() -> None:
    assert json.loads(json.dumps(to_tree(Last({"a": 1.0}))))["cells"] == {"a": 1.0}
