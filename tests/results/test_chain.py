from hypothesis import given
from hypothesis import strategies as st

from cigen.results.chain import MOST_LINKS, chain
from cigen.results.happened import Chain, Link


def test_chain__is_the_longest_and_leaves_out_what_took_no_time() -> None:
    graph = (
        Link("base", "RUN a", 2.0),
        Link("x", "RUN b", 5.0, before=(0,)),
        Link("y", "COPY c", 0.0, before=(0,)),
        Link("y", "RUN d", 6.0, before=(2,)),
        Link("out", "COPY e", 1.0, before=(1, 3)),
    )
    found = chain(graph, {})
    assert [link.instruction for link in found.links] == ["RUN a", "RUN d", "COPY e"]
    assert (found.seconds, found.work) == (9.0, 14.0)


def test_chain__believes_a_recorded_step_and_not_its_vertex_which_waits_for_its_lane() -> None:
    graph = (
        Link("t-1", "RUN", 50.0, ("t-1", 1)),
        Link("t-2", "RUN", 9.0, ("t-2", 1)),
        Link("t-3", "RUN", 0.0, ("t-3", 1)),
    )
    found = chain(graph, {("t-1", 1): 3.0, ("t-3", 1): 99.0})
    assert [link.recorded for link in found.links] == [("t-2", 1)]
    assert found.work == 12.0


def test_chain__of_nothing_is_empty() -> None:
    assert chain((), {}) == Chain()
    assert chain((Link("a", "RUN"),), {}) == Chain()


def test_chain__of_ten_thousand_links_shows_the_last_ones() -> None:
    graph = tuple(Link("a", "RUN", 1.0, before=(n - 1,) if n else ()) for n in range(10_000))
    found = chain(graph, {})
    assert (found.seconds, len(found.links)) == (10_000.0, MOST_LINKS)


@given(st.lists(st.tuples(st.integers(0, 100), st.sets(st.integers(0, 30))), max_size=12))
def test_chain__is_no_longer_than_all_the_work_and_no_shorter_than_any_link(shape: list[tuple[int, set[int]]]) -> None:
    graph = tuple(
        Link("a", "RUN", float(took), before=tuple(one for one in before if one < place))
        for place, (took, before) in enumerate(shape)
    )
    found = chain(graph, {})
    assert found.work == sum(link.seconds for link in graph)
    assert max([link.seconds for link in graph], default=0.0) <= found.seconds <= found.work
    assert sum(link.seconds for link in found.links) == found.seconds
