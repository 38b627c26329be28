"""The builder of the workflow: what each driver may have, what is told of what it may not."""

from __future__ import annotations

import pytest

from cigen.plan.builders import DRIVERS
from cigen.plan.model import Builder
from tests.planned import plan, planned

SPEC = "tests: {unit: {from: busybox, steps: [echo]}}\n"


def spec(builder: str) -> str:
    return f"{SPEC}workflow: {{builder: {builder}}}\n"


def built(builder: str) -> Builder:
    return plan(spec(builder)).workflow.builder


def told(builder: str) -> list[str]:
    problems = planned(spec(builder))[1]
    assert {problem.rule for problem in problems} <= {"bad-builder"}
    return [problem.message for problem in problems]


def test_builder__is_a_container_where_the_spec_says_nothing() -> None:
    assert plan(SPEC).workflow.builder == Builder() == built("{}")
    assert built("{}").driver == DRIVERS[0] == "docker-container"


@pytest.mark.parametrize("driver", ["docker-container", "kubernetes"])
def test_builder__of_our_own_has_an_image_settings_and_options(driver: str) -> None:
    text = (
        f"{{driver: {driver}, image: 'moby/buildkit:v0.32.2@sha256:{'a' * 64}', "
        "options: {cpu-quota: 3, env.A: 'b,c'}, "
        "max-parallelism: 4, reserved-space: 20GB, max-used-space: 40 GiB}"
    )

    assert built(text) == Builder(
        driver=driver,
        image=f"moby/buildkit:v0.32.2@sha256:{'a' * 64}",
        options=(("cpu-quota", "3"), ("env.A", "b,c")),
        parallelism=4,
        reserved="20GB",
        most="40 GiB",
    )


@pytest.mark.parametrize(
    "endpoint",
    [
        "tcp://host:1234",
        "unix:///run/buildkit/buildkitd.sock",
        "ssh://me@host",
        "docker-container://buildkitd",
        "${{ vars.BUILDKIT }}",
    ],
)
def test_endpoint__of_a_remote_builder_is_an_address(endpoint: str) -> None:
    assert built(f"{{driver: remote, endpoint: '{endpoint}', options: {{cacert: /ca.pem}}}}") == Builder(
        driver="remote", endpoint=endpoint, options=(("cacert", "/ca.pem"),)
    )


@pytest.mark.parametrize("endpoint", ["host:1234", "http://host", "tcp://", "tcp://a b", "'tcp://a\tb'"])
def test_endpoint__that_is_none_is_told(endpoint: str) -> None:
    assert any("no address of a BuildKit" in one for one in told(f"{{driver: remote, endpoint: {endpoint}}}"))


@pytest.mark.parametrize("driver", ["docker", "remote"])
@pytest.mark.parametrize("setting", ["image: a", "max-parallelism: 4", "reserved-space: 1GB", "max-used-space: 1GB"])
def test_builder__that_is_not_ours_takes_no_settings(driver: str, setting: str) -> None:
    endpoint = "endpoint: 'tcp://h:1', " if driver == "remote" else ""

    (message,) = told(f"{{driver: {driver}, {endpoint}{setting}}}")

    assert message.startswith(f"`{setting.partition(':')[0]}` is for the drivers `docker-container` and `kubernetes`")


def test_parallelism__of_0_asks_for_nothing() -> None:
    assert built("{driver: docker, max-parallelism: 0}") == Builder(driver="docker")


@pytest.mark.parametrize("size", ["1", "512MB", "20GB", "1.5TiB", "40%", "100%", "7 gb"])
def test_size__is_bytes_or_a_share(size: str) -> None:
    assert built(f"{{reserved-space: {size}}}").reserved == size


@pytest.mark.parametrize("size", ["GB", "-1GB", "1ZB", "101%", "0x10", "'1,5GB'", "'1GB\"'"])
def test_size__that_is_none_is_told(size: str) -> None:
    assert len(told(f"{{max-used-space: {size}}}")) == 1


@pytest.mark.parametrize(
    ("reserved", "most", "fits"),
    [
        ("10GB", "10GB", True),
        ("2GB", "1024MB", False),
        ("50%", "40%", False),
        ("50%", "1GB", True),
        ("1000", "1KB", True),
    ],
)
def test_size__that_is_reserved_is_not_more_than_what_may_be_used(reserved: str, most: str, fits: bool) -> None:
    assert bool(told(f"{{reserved-space: {reserved}, max-used-space: {most}}}")) is not fits


def test_option__called_image_clashes_with_the_key() -> None:
    (message,) = told("{image: a, options: {image: b}}")

    assert "given twice" in message


def test_options__of_the_docker_driver_are_told_once() -> None:
    assert len(told("{driver: docker, options: {network: host, memory: 4g}}")) == 1
