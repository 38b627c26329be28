from __future__ import annotations

import pytest

from cigen.render.registries import host, is_local, takes_github_token


@pytest.mark.parametrize(
    ("image", "registry"),
    [
        ("ghcr.io/a/b", "ghcr.io"),
        ("a/b", "docker.io"),
        ("a", "docker.io"),
        ("localhost/a", "localhost"),
        ("localhost:5000/a", "localhost:5000"),
        ("${{ vars.HOST }}/a", "${{ vars.HOST }}"),
    ],
)
def test_host__is_what_docker_takes_for_it(image: str, registry: str) -> None:
    assert host(image) == registry


def test_token__is_sent_to_github_alone() -> None:
    hosts = ["ghcr.io", "containers.me.ghe.com", "docker.io", "ghcr.io.evil.org", "${{ vars.HOST }}", "evil/ghcr.io"]
    assert [one for one in hosts if takes_github_token(one)] == ["ghcr.io", "containers.me.ghe.com"]


def test_local__is_the_runner_itself() -> None:
    hosts = ["localhost", "localhost:5000", "127.0.0.1:5000", "[::1]:5000", "localhost.evil.org", "10.0.0.1"]
    assert [one for one in hosts if is_local(one)] == ["localhost", "localhost:5000", "127.0.0.1:5000", "[::1]:5000"]
