"""Options of `add` that only fit what is fetched, as the engine takes them."""

from __future__ import annotations

import pytest

from cigen.plan.fetched import against_checksum, against_git_dir

SHA256 = f"sha256:{'0' * 64}"


@pytest.mark.parametrize(
    ("source", "checksum"),
    [
        ("https://example.org/f", SHA256),
        ("HTTP://example.org/f", f"sha512:{'0' * 128}"),
        ("https://example.org/f.git#main", "0" * 40),
        ("git@example.org:f", SHA256),
        ("$URL", SHA256),
        ("https://example.org/f", "$SUM"),
    ],
)
def test_against_checksum__has_nothing_against_what_is_fetched(source: str, checksum: str) -> None:
    assert not against_checksum((source,), checksum)


@pytest.mark.parametrize(
    ("sources", "checksum", "said"),
    [
        (("f",), SHA256, "`f` is in the build context"),
        (("https://example.org/f",) * 2, SHA256, "write an `add` for each"),
        (("https://example.org/f",), "sha256:00", "64 hexadecimal digits"),
        (("https://example.org/f",), f"md5:{'0' * 32}", "found `md5:"),
        (("https://example.org/f.git",), "main", "the commit of a repository"),
    ],
)
def test_against_checksum__says_what_the_engine_would_refuse(
    sources: tuple[str, ...], checksum: str, said: str
) -> None:
    assert said in against_checksum(sources, checksum)


def test_against_git_dir__knows_what_can_be_a_repository() -> None:
    for source in (
        "https://example.org/f.git",
        "https://x/f.git#v1:d",
        "git@x.org:f",
        "ssh://x/f",
        "github.com/a/b",
        "$A",
    ):
        assert not against_git_dir((source,)), source
    for source in ("f", "f.git", "https://example.org/f", "https://example.org/f.gitx"):
        assert "keep-git-dir" in against_git_dir((source,)), source
