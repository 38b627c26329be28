from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cigen.imagetags import Checkout, filled, newest, tags

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.mark.parametrize(
    ("tag", "found"),
    [
        ("v1.2.3", ("1.2.3", "1.2", "1", "latest")),
        ("1.2.3", ("1.2.3", "1.2", "1", "latest")),
        ("v0.4.0", ("0.4.0", "0.4", "latest")),
        ("v1.2.3-rc.1", ("1.2.3-rc.1",)),
        ("v1.2.3+build.5", ("1.2.3-build.5",)),
        ("v1.2", ("v1.2",)),
        ("v01.2.3", ("v01.2.3",)),
        ("vendor/2026", ("vendor-2026",)),
        ("-.x", ("x",)),
        ("ü", ("_",)),
    ],
)
def test_tags__of_a_git_tag(tag: str, found: tuple[str, ...]) -> None:
    assert tags(Checkout(commit=COMMIT, branch="main", tag=tag)) == found


def test_tags__of_a_branch_are_its_name_and_the_commit() -> None:
    assert tags(Checkout(commit=COMMIT, branch="main")) == ("main", "sha-0123456789ab")
    assert tags(Checkout(commit=COMMIT, branch="fix/A b")) == ("fix-A-b", "sha-0123456789ab")
    assert tags(Checkout(branch="main")) == ("main",)


def test_tags__there_are_none_where_neither_is_known() -> None:
    assert tags(Checkout(commit=COMMIT, repository="me/it")) == ()


@given(st.builds(Checkout, commit=st.just(COMMIT), branch=st.text(min_size=1), tag=st.text()))
def test_tags__are_always_tags_and_no_two_the_same(checkout: Checkout) -> None:
    found = tags(checkout)
    assert found
    assert all(re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}", tag) for tag in found)
    assert len(set(found)) == len(found)


def test_newest__is_the_highest_version() -> None:
    assert newest(("v1.9.0", "v1.10.0", "v1.10.0-rc.1", "zebra")) == "v1.10.0"
    assert newest(("zebra", "ape")) == "ape"
    assert newest(()) == ""


def test_filled__what_is_known_of_the_checkout() -> None:
    checkout = Checkout(repository="Me/It", commit=COMMIT, branch="main")
    text = "ghcr.io/${{ github.repository }}/${{github.repository_owner}}:${{ github.ref_name }}-${{ vars.X }}"
    assert filled(text, checkout) == "ghcr.io/Me/It/Me:main-${{ vars.X }}"
    assert filled("${{ github.sha }}", checkout) == COMMIT
    assert filled("${{ github.repository }}", Checkout()) == "${{ github.repository }}"
