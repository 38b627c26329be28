"""The inputs of setup-buildx-action: each driver's, and what is read back from them as buildx does."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cigen.plan.model import Builder, Cache, Workflow
from cigen.render.builder import BUILDKIT, inputs

DEFAULT = Workflow(path=".github/workflows/cigen.yml", name="demo")
LOCAL = replace(DEFAULT, cache=Cache(image="localhost:5000/cache"))


def rendered(builder: Builder, workflow: Workflow = DEFAULT) -> dict[str, str]:
    return {entry.key: str(entry.value) for entry in inputs(replace(workflow, builder=builder))}


def options(found: dict[str, str]) -> list[str]:
    """The options as buildx reads them: each line is a line of CSV."""
    return [field for line in found.get("driver-opts", "").splitlines() for field in next(csv.reader([line]))]


def test_inputs__pin_buildkit_and_nothing_else() -> None:
    assert rendered(Builder()) == {"driver-opts": f"image={BUILDKIT}"}


def test_inputs__take_the_runners_network_where_the_registry_is_there() -> None:
    assert options(rendered(Builder(), LOCAL)) == [f"image={BUILDKIT}", "network=host"]
    chosen = Builder(options=(("network", "bridge"),))
    assert options(rendered(chosen, LOCAL)) == [f"image={BUILDKIT}", "network=bridge"]


def test_inputs__of_the_docker_driver_are_its_name() -> None:
    assert rendered(Builder(driver="docker"), LOCAL) == {"driver": "docker"}


def test_inputs__of_a_remote_builder_say_where_it_is() -> None:
    builder = Builder(driver="remote", endpoint="tcp://host:1234", options=(("cacert", "/ca.pem"), ("key", "/key.pem")))

    assert rendered(builder, LOCAL) == {
        "driver": "remote",
        "endpoint": "tcp://host:1234",
        "driver-opts": "cacert=/ca.pem\nkey=/key.pem\n",
    }


def test_inputs__of_a_cluster_have_image_options_and_settings() -> None:
    builder = Builder(driver="kubernetes", image="me/buildkit:1", options=(("replicas", "4"),), parallelism=8)

    assert rendered(builder, LOCAL) == {
        "driver": "kubernetes",
        "driver-opts": "image=me/buildkit:1\nreplicas=4\n",
        "buildkitd-config-inline": "[worker.oci]\n  max-parallelism = 8\n",
    }


def test_settings__are_toml_that_buildkitd_reads() -> None:
    found = rendered(Builder(parallelism=4, reserved="20GB", most="40%"))["buildkitd-config-inline"]

    assert tomllib.loads(found) == {
        "worker": {"oci": {"max-parallelism": 4, "reservedSpace": "20GB", "maxUsedSpace": "40%"}}
    }


@pytest.mark.parametrize("value", ["a,b", 'say "x"', '"', "a b", "${{ vars.PROXY }}", "'", ",,"])
def test_option__is_one_whatever_its_value(value: str) -> None:
    assert options(rendered(Builder(options=(("env.A", value),))))[1:] == [f"env.A={value}"]


@given(st.lists(st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), min_size=1), max_size=4))
def test_options__come_back_as_they_were(values: list[str]) -> None:
    given_options = tuple((f"env.V{number}", value) for number, value in enumerate(values))

    found = options(rendered(Builder(options=given_options)))

    assert found[1:] == [f"{name}={value}" for name, value in given_options]
