"""The `workflow.builder` of a spec in, the plan's Builder out.

https://docs.docker.com/build/builders/drivers/ says which driver has which options.
"""

from __future__ import annotations

import re

from cigen.plan.evaluate import Evaluator
from cigen.plan.model import Builder
from cigen.source import Diagnostic, Position
from cigen.spec import model as spec
from cigen.yamltext import Scalar

DRIVERS = ("docker-container", "docker", "kubernetes", "remote")
_CONFIGURED = ("docker-container", "kubernetes")
"""The drivers that start a BuildKit of their own, with an image and a configuration that are ours to choose."""
_ENDPOINTS = ("tcp", "unix", "ssh", "docker-container", "kube-pod")
_ENDPOINT = re.compile(rf"(?:{'|'.join(_ENDPOINTS)})://[!-~]+")
_IMAGE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/@\[\]-]*")
_OPTION = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")
_SIZE = re.compile(
    r"(?P<number>[0-9]{1,15}(?:\.[0-9]{1,3})?)(?: ?(?P<unit>[KMGTP])?i?B?|(?P<percent>%))", re.IGNORECASE
)
_UNITS = " KMGTP"


def builder(given: spec.Builder | None, evaluator: Evaluator) -> Builder:
    """The builder that the workflow sets up; what its driver can't have is reported and left out."""
    if given is None:
        return Builder()
    driver = _driver(given.driver, evaluator)
    return Builder(
        driver=driver,
        endpoint=_endpoint(given, driver, evaluator),
        image=_image(given.image, driver, evaluator),
        options=_options(given, driver, evaluator),
        parallelism=_parallelism(given, driver, evaluator),
        reserved=_size(given.reserved_space, "reserved-space", driver, evaluator),
        most=_most(given, driver, evaluator),
    )


def _driver(given: Scalar | None, evaluator: Evaluator) -> str:
    if given is None or given.text in DRIVERS:
        return given.text if given is not None else DRIVERS[0]
    message = f"`driver`: there is no driver `{given.text:.40}`, there are: {', '.join(DRIVERS)}"
    evaluator.report(Diagnostic(given.position, message, "bad-builder", len(given.text)))
    return ""


def _endpoint(given: spec.Builder, driver: str, evaluator: Evaluator) -> str:
    """Where a remote BuildKit is; GitHub's expressions may say it."""
    endpoint = given.endpoint
    if endpoint is None:
        if driver == "remote":
            message = "the driver `remote` needs an `endpoint`: say where BuildKit answers, such as `tcp://HOST:1234`"
            _report(evaluator, (given.driver or given).position, message)
        return ""
    if driver not in ("remote", ""):
        message = f"`endpoint` is for the driver `remote`, this is `{driver}`: take it out, or write `driver: remote`"
        _report(evaluator, endpoint.position, message)
        return ""
    if not _ENDPOINT.fullmatch(endpoint.text) and not _is_expression(endpoint.text):
        shown = f"`endpoint`: `{endpoint.text:.80}` is no address of a BuildKit"
        _report(evaluator, endpoint.position, f"{shown}, write {', '.join(f'{one}://…' for one in _ENDPOINTS)}")
        return ""
    return endpoint.text


def _image(given: Scalar | None, driver: str, evaluator: Evaluator) -> str:
    if given is None or not _is_ours(driver, "image", given.position, evaluator):
        return ""
    if not _IMAGE.fullmatch(given.text) and not _is_expression(given.text):
        _report(evaluator, given.position, f"`image`: `{given.text:.80}` is no name of an image, write NAME:TAG")
        return ""
    return given.text


def _options(given: spec.Builder, driver: str, evaluator: Evaluator) -> tuple[tuple[str, str], ...]:
    """Options of the driver as they are; the image has a key of its own, and a line is one option."""
    if given.options and driver == "docker":
        message = "`options`: the driver `docker` has none, as it takes the engine as it is: take them out"
        _report(evaluator, given.options[0][1].position, message)
        return ()
    kept = []
    for name, value in given.options:
        if problem := _wrong(name, value, given.image):
            _report(evaluator, value.position, problem)
        else:
            kept.append((name, value.text))
    return tuple(kept)


def _wrong(name: str, value: Scalar, image: Scalar | None) -> str:
    """What is wrong with one option; empty for nothing."""
    if not _OPTION.fullmatch(name):
        return f"`{name:.40}` can't be an option of a driver: a name has letters, digits and . _ -"
    if name == "image":
        rest = "it is given twice: take this one out" if image is not None else "write it as `image:` of the builder"
        return f"the option `image` is a key of the builder, {rest}"
    if name in ("key", "cert", "cacert") and not value.text.startswith("/") and not _is_expression(value.text):
        return f"the option `{name}` is the absolute path of a file, found `{value.text:.40}`"
    if not value.text or any(sign in value.text for sign in "\r\n"):
        return f"the option `{name}` is one line of text: write it on one line"
    return ""


def _parallelism(given: spec.Builder, driver: str, evaluator: Evaluator) -> int:
    if not given.max_parallelism or not _is_ours(driver, "max-parallelism", given.position, evaluator):
        return 0
    return given.max_parallelism


def _size(given: Scalar | None, key: str, driver: str, evaluator: Evaluator) -> str:
    """A size as buildkitd takes it; empty where none is given."""
    if given is None or not _is_ours(driver, key, given.position, evaluator):
        return ""
    match = _SIZE.fullmatch(given.text)
    if match is None or (match["percent"] and float(match["number"]) > 100):
        found = f"`{key}`: `{given.text:.40}` is no size"
        _report(evaluator, given.position, f"{found}, write bytes (`20GB`) or a share of the disk (`40%`)")
        return ""
    return given.text


def _most(given: spec.Builder, driver: str, evaluator: Evaluator) -> str:
    """The most that the cache may take, which has to be more than what is left alone in any case."""
    most = _size(given.max_used_space, "max-used-space", driver, evaluator)
    reserved = given.reserved_space.text if given.reserved_space is not None else ""
    if most and given.max_used_space is not None and _is_less(most, reserved):
        message = f"`max-used-space` is {most}, less than the `reserved-space` of {reserved}: make it the larger one"
        _report(evaluator, given.max_used_space.position, message)
    return most


def _is_less(size: str, other: str) -> bool:
    """Whether a size is surely less than another: bytes and shares of a disk can't be compared."""
    one, two = _SIZE.fullmatch(size), _SIZE.fullmatch(other)
    if one is None or two is None or bool(one["percent"]) != bool(two["percent"]):
        return False
    return _amount(one) < _amount(two)


def _amount(match: re.Match[str]) -> float:
    return float(match["number"]) * 1024.0 ** _UNITS.index((match["unit"] or " ").upper())


def _is_ours(driver: str, key: str, position: Position, evaluator: Evaluator) -> bool:
    """Whether the builder's daemon is one that the workflow starts; reported where it is not."""
    if driver in _CONFIGURED or not driver:
        return True
    owners = " and ".join(f"`{one}`" for one in _CONFIGURED)
    _report(evaluator, position, f"`{key}` is for the drivers {owners}, this is `{driver}`: {_elsewhere(key, driver)}")
    return False


def _elsewhere(key: str, driver: str) -> str:
    """Where to set what the workflow can't."""
    if key == "max-parallelism":
        return "write `lanes` at the top of the spec, which bounds the steps of tests on every builder"
    if driver == "remote":
        return "set it where that BuildKit is started"
    return "the engine has its own" if key == "image" else "set it in the engine's daemon.json, under `builder.gc`"


def _is_expression(text: str) -> bool:
    """Whether GitHub fills it in."""
    return "${{" in text and "\n" not in text


def _report(evaluator: Evaluator, position: Position, message: str) -> None:
    evaluator.report(Diagnostic(position, message, "bad-builder"))
