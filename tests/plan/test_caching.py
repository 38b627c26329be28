from __future__ import annotations

import pytest

from cigen.plan.model import Cache
from tests.commandline import SMALLEST
from tests.planned import plan, planned


def cache(text: str) -> Cache:
    return plan(f"cache: {text}\n{SMALLEST}").workflow.cache


def problems(text: str) -> list[str]:
    return [one.message for one in planned(f"cache: {text}\n{SMALLEST}")[1]]


def test_cache__without_one_the_registry_of_github_has_it() -> None:
    assert plan(SMALLEST).workflow.cache == Cache()
    assert cache("{}") == Cache()


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("none", "{type: none}"),
        ("gha", "{type: gha}"),
        ("registry", "{type: registry}"),
        ("ghcr.io/me/it", "{image: ghcr.io/me/it}"),
        ("'ghcr.io/${{ github.repository }}/c'", "{image: 'ghcr.io/${{ github.repository }}/c'}"),
        ("none", "{image: ''}"),
    ],
)
def test_cache__a_text_is_a_type_or_an_image(short: str, long: str) -> None:
    assert cache(short) == cache(long)


def test_cache__every_key_is_heard() -> None:
    found = cache(
        "{type: local, options: {path: /srv/c}, mode: min, keep: stages, compression: zstd, "
        "ignore-error: false, image-manifest: false, sweep: false}"
    )

    assert found == Cache(
        type="local",
        image="",
        options=(("path", "/srv/c"),),
        mode="min",
        keep="stages",
        compression="zstd",
        ignore_error=False,
        image_manifest=False,
        sweep=False,
    )


@pytest.mark.parametrize(
    "image",
    ["localhost:5000/x", "me/it", "ghcr.io/Me/It", "'${{ vars.CACHE }}'", "'${{ vars.HOST }}/me/it'", "'[::1]:5000/x'"],
)
def test_cache__names_of_images_without_tag(image: str) -> None:
    assert cache(f"{{image: {image}}}").image == image.strip("'")


@pytest.mark.parametrize("image", ["me/it:x", "it:x", "localhost:5000/x:y", "me/it@sha256:0", "'h/${{ a.b }}:x'"])
def test_cache__an_image_with_a_tag_or_digest_is_refused(image: str) -> None:
    (message,) = problems(f"{{image: {image}}}")

    assert message.startswith("`cache.image` is a name without tag or digest")


@pytest.mark.parametrize(
    "name", ["access_key_id", "secret_access_key", "session_token", "token", "ghtoken", "Password"]
)
def test_cache__a_secret_belongs_into_the_environment(name: str) -> None:
    assert any("everybody could read" in message for message in problems(f"{{type: gha, options: {{{name}: x}}}}"))


@pytest.mark.parametrize("value", ["'a,b'", "'a\"b'", '"a\\nb"', "' a'", "''"])
def test_cache__a_value_that_would_break_buildx_s_line_is_refused(value: str) -> None:
    (message,) = problems(f"{{type: gha, options: {{url: {value}}}}}")

    assert message.startswith("the option `url` is empty or has a comma")


@pytest.mark.parametrize(
    ("given", "fine"), [("${{ vars.S3_BUCKET }}", True), ("${{ secrets.X }}", False), ("${{ 1 }}-${{ vars.X }}", False)]
)
def test_cache__an_option_may_hold_variables_of_the_repository(given: str, fine: bool) -> None:
    assert (problems(f"{{type: s3, options: {{bucket: '{given}', region: eu}}}}") == []) is fine


@pytest.mark.parametrize("image", ["${{ vars.A }},mode=min,ref=b/c${{ vars.B }}", "${{ vars.A }} ${{ vars.B }}"])
def test_cache__between_two_expressions_stands_a_name(image: str) -> None:
    (problem,) = problems(f"{{image: '{image}'}}")
    assert "is no name of an image" in problem
