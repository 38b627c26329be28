from __future__ import annotations

from cigen.doctor.need import Need, need
from cigen.doctor.reading import records
from tests.doctor import captured


def test_need__is_the_newest_of_each_step_with_all_below_it() -> None:
    assert need(records(captured.USAGE), {"a"}) == Need(cells=1, size=58310000 + 4096, records=2)


def test_need__of_a_spec_that_was_never_built_is_nothing() -> None:
    assert need(records(captured.USAGE), {"b"}) == Need(0, 0, 0)


def test_need__counts_what_cells_share_once() -> None:
    twice = captured.USAGE.replace("record a 1", "record b 1", 1)

    assert need(records(twice), {"a", "b"}) == Need(cells=2, size=58310000 + 4096 + 2000000, records=3)


def test_need__bears_entries_that_lead_in_circles() -> None:
    circle = captured.USAGE.replace("ID:           base\n", "ID:           base\nParents:\n - new\n")

    assert need(records(circle), {"a"}).records == 2
