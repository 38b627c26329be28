from __future__ import annotations

from argparse import Namespace
from typing import Any

import pytest

from cigen.errors import UsageError
from cigen.imagetags import Checkout
from cigen.plan.model import Image
from cigen.source import Position
from cigen.work.releasing import Wanted, wanted

CHECKOUT = Checkout(repository="Me/It", commit="a" * 40, tag="v1.2.3")


def image(key: str = "app", **given: Any) -> Image:
    values: dict[str, Any] = {"name": "ghcr.io/${{ github.repository }}", "tags": (), "platforms": (), "sbom": True}
    values |= {"provenance": "max", "position": Position("cigen.yml", 1, 1), **given}
    return Image(key=key, stage=key, target=f"cigen-image-{key}", **values)


def found(*images: Image, checkout: Checkout = CHECKOUT, **given: Any) -> list[tuple[str, str, tuple[str, ...]]]:
    args = Namespace(**{"images": [], "name": [], "tag": [], "push": True, **given})
    return [(one.image.key, one.name, one.tags) for one in wanted(args, images, checkout)]


def test_wanted__name_and_tags_come_from_the_checkout() -> None:
    assert found(image()) == [("app", "ghcr.io/me/it", ("1.2.3", "1.2", "1", "latest"))]


def test_wanted__tags_of_the_spec_take_the_place_of_those_of_git_and_given_ones_of_both() -> None:
    own = image(tags=("x", "${{ github.ref_name }}", "x"))
    assert found(own)[0][2] == ("x", "v1.2.3")
    assert found(own, tag=["y"])[0][2] == ("y",)


def test_wanted__only_the_images_that_are_named_by_another_name_if_wished() -> None:
    two = (image("a"), image("b"))
    assert found(*two, images=["b"], name=["b=localhost:5000/B"], tag=["1"]) == [("b", "localhost:5000/b", ("1",))]


@pytest.mark.parametrize(
    ("images", "given", "message"),
    [
        ((), {}, "the spec has no `images`"),
        ((image(),), {"images": ["ap"]}, "no image is called `ap`, there are: app"),
        ((image(),), {"name": ["ap=x"]}, "no image is called `ap`, there are: app"),
        ((image(),), {"name": ["app"]}, "--name app: it takes KEY=NAME, such as app=HOST/PATH"),
        (
            (image(name="${{ vars.HOST }}/x"),),
            {},
            "holds what only GitHub knows: give another with --name app=HOST/PATH",
        ),
        ((image(),), {"name": ["app=a b"]}, "`a b` is no name of an image"),
        ((image(),), {"name": ["app=a:1"]}, "`a:1` is no name of an image"),
        ((image(),), {"tag": ["-x"]}, "`-x` can be no tag of the image `app`"),
        ((image(tags=("${{ vars.TAG }}",)),), {}, "`${{ vars.TAG }}` can be no tag of the image `app`"),
        ((image(),), {"checkout": Checkout(repository="a/b")}, "neither a branch nor a tag is checked out"),
        ((image(),), {"checkout": Checkout("a/b", branch="x", has_changes=True)}, "files differ from the commit"),
    ],
)
def test_wanted__what_is_not_known_is_refused(images: tuple[Image, ...], given: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        found(*images, **given)
    assert message in str(caught.value)


def test_wanted__changed_files_hinder_nobody_who_names_the_tags_or_does_not_push() -> None:
    changed = Checkout("a/b", commit="c", branch="x", has_changes=True)
    assert found(image(), checkout=changed, tag=["mine"])
    assert found(image(), checkout=changed, push=False)
    assert found(image(tags=("mine",)), checkout=changed)


def test_wanted__is_in_the_order_of_the_spec() -> None:
    given = Namespace(images=["b", "a"], name=[], tag=["1"], push=False)
    assert [type(one) for one in wanted(given, (image("a"), image("b")), CHECKOUT)] == [Wanted, Wanted]
    assert [one.image.key for one in wanted(given, (image("a"), image("b")), CHECKOUT)] == ["a", "b"]
