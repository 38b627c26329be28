"""Facts of engines of all kinds, and what is found in them: level, numbers, what to do."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cigen.doctor import reading
from cigen.doctor.examination import examine
from cigen.doctor.model import Disk, Facts, Finding, Level, Node, Policy, Record, Shared, Subject
from cigen.doctor.registry import MOST_INDEX
from cigen.doctor.space import keeps
from tests.doctor import captured

GB = 10**9
CELLS = tuple(f"t-{number}" for number in range(26))
SUBJECT = Subject("demo", CELLS)
DOCKER = Facts(
    "0.29.1", reading.builder(captured.INSPECT_DOCKER), reading.host(captured.INFO), Disk(300 * GB, 200 * GB)
)
CONTAINER = replace(DOCKER, builder=reading.builder(captured.INSPECT_CONTAINER))


def built(size: int, *, cells: int = 26, other: int = 0) -> tuple[Record, ...]:
    """The entries of so many cells, which take `size` in all, and of others."""
    recorded = [
        Record(cell, ("base",), 0, f"mount / from exec /bin/sh -c exec /.cigen/record {cell} 1 /bin/sh <<'STEP'")
        for cell in CELLS[:cells]
    ]
    return (*recorded, Record("base", size=size), Record("other", size=other, description="RUN make"))


def found(facts: Facts, subject: str) -> Finding:
    (finding,) = [one for one in examine(facts) if one.subject == subject]
    return finding


def with_policy(facts: Facts, *policies: Policy) -> Facts:
    builder = replace(facts.builder, nodes=(replace(facts.builder.nodes[0], policies=policies),))
    return replace(facts, builder=builder)


def test_examine__finds_nothing_amiss_with_a_good_engine() -> None:
    for facts in (DOCKER, CONTAINER):
        levels = [one.level for one in examine(replace(facts, records=built(GB), subject=SUBJECT))]
        assert set(levels) == {Level.OK}


def test_cache__one_cell_is_in_it() -> None:
    facts = replace(DOCKER, records=built(GB, cells=1), subject=Subject("demo", CELLS[:1]))
    assert found(facts, "cache").seen.startswith("1 of 1 cell of demo is in it, with 1.0 GB")
    assert found(facts, "eviction").seen.endswith("demo needs 1.0 GB, the engine holds 1.0 GB")


@pytest.mark.parametrize(
    ("version", "level"),
    [("0.12.1", Level.PROBLEM), ("0.13.1", Level.NOTE), ("0.29.0", Level.OK), ("1.0", Level.OK), ("", Level.NOTE)],
)
def test_buildx__has_to_be_new_enough(version: str, level: Level) -> None:
    assert found(replace(DOCKER, buildx=version), "buildx").level is level


def test_buildkit__before_0_28_exports_slowly() -> None:
    old = found(replace(DOCKER, builder=reading.builder(captured.INSPECT_OLD)), "BuildKit")

    assert old.level is Level.NOTE
    assert "moby/buildkit:v0.32.2" in old.remedy
    assert found(CONTAINER, "BuildKit") == Finding(Level.OK, "BuildKit", "0.32.2")


def test_node__that_does_not_answer_is_a_problem() -> None:
    facts = replace(DOCKER, builder=reading.builder(captured.INSPECT_TWO_NODES), host=None)

    assert found(facts, "node pair0").seen == "nothing answers at unix:///run/one.sock"
    assert found(facts, "node pair1").seen == "dial tcp: lookup two: no such host"
    assert not any(one.subject.startswith(("cache", "eviction")) for one in examine(facts))


def test_store__that_cannot_export_comes_with_the_exact_setting() -> None:
    finding = found(replace(DOCKER, host=reading.host(captured.INFO_OVERLAY2)), "image store")

    assert (finding.level, finding.seen.partition(",")[0]) == (Level.PROBLEM, "overlay2")
    (setting,) = re.findall(r"`(\{.*?\})`", finding.remedy)
    assert json.loads(setting) == {"features": {"containerd-snapshotter": True}}
    assert "/etc/docker/daemon.json" in finding.remedy


def test_store__of_the_engine_is_no_matter_to_a_builder_of_its_own() -> None:
    facts = replace(CONTAINER, host=reading.host(captured.INFO_OVERLAY2))

    assert not any(one.subject == "image store" for one in examine(facts))


@pytest.mark.parametrize(
    ("policy", "total", "disk", "kept"),
    [
        (Policy(most=10 * GB), GB, None, 10 * GB),
        (Policy(reserved=10 * GB), GB, None, 10 * GB),
        (Policy(reserved=20 * GB, most=10 * GB), GB, None, 20 * GB),
        (Policy(most=10 * GB, free=5 * GB), GB, Disk(100 * GB, 7 * GB), 3 * GB),
        (Policy(most=10 * GB, free=5 * GB, reserved=4 * GB), GB, Disk(100 * GB, 7 * GB), 4 * GB),
        (Policy(most=10 * GB, free=5 * GB), GB, Disk(100 * GB, 90 * GB), 10 * GB),
        (Policy(free=5 * GB), GB, Disk(100 * GB, 7 * GB), 3 * GB),
        (Policy(free=5 * GB), GB, None, None),
        (Policy(), GB, None, 0),
        (Policy(is_special=True, most=1), GB, None, None),
        (Policy(is_patient=True, most=1), GB, None, None),
    ],
)
def test_keeps__is_what_may_be_used_less_what_stays_free_but_no_less_than_reserved(
    policy: Policy, total: int, disk: Disk | None, kept: int | None
) -> None:
    assert keeps((policy,), total, disk) == kept


def test_keeps__is_the_least_of_all_rules() -> None:
    assert keeps((Policy(most=3), Policy(is_special=True, most=1), Policy(most=2)), 1, None) == 2
    assert keeps((), 1, None) is None


@given(
    st.builds(Policy, reserved=st.integers(0, 99), most=st.integers(1, 99), free=st.integers(0, 99)),
    st.integers(0, 99),
    st.integers(0, 99),
)
def test_keeps__is_a_size_at_which_buildkit_deletes_nothing(policy: Policy, total: int, free: int) -> None:
    """BuildKit's own rule, at the size that the cache may grow to: the disk has as much less free then."""
    kept = keeps((policy,), total, Disk(1000, free))
    assert kept is not None
    lacking = policy.free - (free - (kept - total)) if policy.free else 0
    allowed = min(policy.most, kept - lacking) if lacking > 0 else policy.most
    assert max(allowed, policy.reserved) >= kept


def test_eviction__is_told_with_numbers_before_it_happens() -> None:
    facts = replace(with_policy(DOCKER, Policy(most=2_100_000_000)), records=built(5_300_000_000), subject=SUBJECT)

    finding = found(facts, "eviction")

    assert finding.level is Level.PROBLEM
    assert finding.seen.startswith("garbage collection keeps 2.1 GB, demo needs 5.3 GB")
    (setting,) = re.findall(r"`(\"builder\".*?)`", finding.remedy)
    assert json.loads(f"{{{setting}}}") == {"builder": {"gc": {"enabled": True, "defaultReservedSpace": "7GB"}}}


def test_eviction__looks_at_the_last_export_where_the_engine_holds_less() -> None:
    facts = with_policy(DOCKER, Policy(most=2 * GB))
    facts = replace(facts, records=built(0, cells=3), subject=SUBJECT, built=True, exported=3 * GB)

    assert "the last export of demo was 3.0 GB" in found(facts, "eviction").seen
    assert found(facts, "eviction").level is Level.PROBLEM
    assert found(facts, "cache").level is Level.NOTE
    assert "3 of 26 cells" in found(facts, "cache").seen


@pytest.mark.parametrize(
    ("size", "other", "level"),
    [
        (GB, 0, Level.OK),
        (9 * GB, 0, Level.NOTE),
        (GB, 8 * GB, Level.NOTE),
        (10 * GB, 0, Level.NOTE),
        (11 * GB, 0, Level.PROBLEM),
    ],
)
def test_eviction__is_near_where_little_room_is_left(size: int, other: int, level: Level) -> None:
    facts = replace(with_policy(DOCKER, Policy(most=10 * GB)), records=built(size, other=other), subject=SUBJECT)

    assert found(facts, "eviction").level is level


@pytest.mark.parametrize(
    ("driver", "words"),
    [
        ("docker", "daemon.json"),
        ("docker-container", "builder: {reserved-space: 3GB}"),
        ("remote", "that BuildKit's buildkitd.toml"),
    ],
)
def test_eviction__is_mended_where_the_driver_has_it(driver: str, words: str) -> None:
    facts = replace(with_policy(DOCKER, Policy(most=GB)), records=built(2 * GB), subject=SUBJECT)
    facts = replace(facts, builder=replace(facts.builder, driver=driver))

    assert words in found(facts, "eviction").remedy
    assert "3GB" in found(facts, "eviction").remedy


def test_eviction__that_nothing_does_may_fill_the_disk() -> None:
    finding = found(replace(with_policy(DOCKER), records=built(GB)), "eviction")

    assert (finding.level, "until the disk is full" in finding.seen) == (Level.NOTE, True)


@pytest.mark.parametrize(("free", "level"), [(GB, Level.PROBLEM), (6 * GB, Level.OK), (100 * GB, Level.OK)])
def test_disk__needs_room_for_a_cold_build(free: int, level: Level) -> None:
    facts = replace(DOCKER, records=built(GB), subject=SUBJECT, disk=Disk(300 * GB, free))

    assert found(facts, "disk").level is level


def test_cache__that_is_not_told_of_is_a_note() -> None:
    assert found(DOCKER, "cache").level is Level.NOTE
    assert found(replace(DOCKER, records=built(GB)), "cache").seen == "1.0 GB in 28 entries"
    assert "run `cigen build`" in found(replace(DOCKER, records=(), subject=SUBJECT), "cache").remedy


def many(cells: int, lanes: int = 0) -> Subject:
    return Subject("demo", tuple(map(str, range(cells))), lanes)


@pytest.mark.parametrize(
    ("facts", "subject", "level", "words"),
    [
        (DOCKER, many(26), Level.OK, "26 steps at once, as many as there are cells"),
        (DOCKER, many(200), Level.PROBLEM, "200 steps at once"),
        (DOCKER, many(200, 16), Level.OK, "16 steps at once, as the spec has lanes, of 200 cells"),
        (CONTAINER, many(200, 16), Level.OK, "4 steps at once, as the builder's max-parallelism says"),
        (CONTAINER, many(200), Level.OK, "4 steps at once"),
        (CONTAINER, many(3), Level.OK, "3 steps at once, as many"),
        (DOCKER, many(60), Level.NOTE, "421 MB of memory for each"),
        (DOCKER, many(1), Level.OK, "1 step at once"),
        (replace(DOCKER, host=None), many(10), Level.OK, "10 steps at once"),
    ],
)
def test_parallelism__is_held_against_the_machine(facts: Facts, subject: Subject, level: Level, words: str) -> None:
    finding = found(replace(facts, subject=subject), "parallelism")

    assert (finding.level, words in finding.seen) == (level, True), finding
    assert bool(finding.remedy) is (level is not Level.OK)


def test_shared__cache_that_cannot_be_read_is_a_problem() -> None:
    finding = found(
        replace(DOCKER, shared=(Shared("ghcr.io/a/b:main", error="https://ghcr.io can't be reached"),)), "shared cache"
    )

    assert finding.level is Level.PROBLEM
    assert finding.seen == "ghcr.io/a/b:main: https://ghcr.io can't be reached"


@pytest.mark.parametrize(
    ("login", "words"), [(True, "there is a login"), (False, "it can only be read"), (None, "it needs no login")]
)
def test_shared__cache_says_whether_it_may_be_written(login: bool | None, words: str) -> None:
    there = Shared("c:main", index=1, size=3 * GB, layers=7, login=login)

    assert found(replace(DOCKER, shared=(there,)), "shared cache").seen.endswith(words)
    absent = found(replace(DOCKER, shared=(Shared("c:main", login=login, missing=True),)), "shared cache")
    assert (absent.level, words in absent.seen) == (Level.NOTE, True)


@pytest.mark.parametrize(
    ("index", "level"),
    [(1000, Level.OK), (MOST_INDEX * 8 // 10, Level.NOTE), (MOST_INDEX, Level.NOTE), (MOST_INDEX + 1, Level.PROBLEM)],
)
def test_index__above_a_mebibyte_is_not_read(index: int, level: Level) -> None:
    assert found(replace(DOCKER, shared=(Shared("c:main", index=index),)), "its index").level is level


@pytest.mark.parametrize(
    ("kinds", "chosen", "level"),
    [
        (("gzip",), "", Level.OK),
        (("gzip", "zstd"), "zstd", Level.OK),
        (("gzip",), "zstd", Level.NOTE),
        (("gzip", "uncompressed", "zstd"), "", Level.PROBLEM),
        (("uncompressed", "zstd"), "zstd", Level.PROBLEM),
    ],
)
def test_compression__that_is_mixed_is_told(kinds: tuple[str, ...], chosen: str, level: Level) -> None:
    subject = replace(SUBJECT, compression=chosen)
    facts = replace(DOCKER, subject=subject, shared=(Shared("c:main", index=1, compressions=kinds),))

    assert found(facts, "its layers").level is level


def test_finding__that_is_not_fine_says_what_to_do() -> None:
    facts = [
        replace(DOCKER, buildx=""),
        replace(DOCKER, buildx="0.1", host=reading.host(captured.INFO_OVERLAY2), subject=many(100)),
        replace(DOCKER, builder=replace(DOCKER.builder, nodes=(Node("a"), Node("b", status="inactive")))),
        replace(with_policy(DOCKER), records=built(GB), disk=Disk(1, 1)),
        replace(with_policy(DOCKER, Policy(most=1)), records=built(GB), subject=SUBJECT),
        replace(DOCKER, shared=(Shared("a", error="x"), Shared("b", missing=True), Shared("c", index=2**21))),
    ]
    for one in (finding for each in facts for finding in examine(each)):
        assert one.level is Level.OK or one.remedy, one
        assert one.seen
        assert not one.seen.endswith("."), one
