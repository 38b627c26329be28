"""The `cache` of a spec in, the plan's Cache out; what a backend could not take is reported with its place.

https://docs.docker.com/build/cache/backends/
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping

from cigen.plan.evaluate import Evaluator
from cigen.plan.model import Cache
from cigen.reference import image as parsed
from cigen.reference import strange
from cigen.source import EXPOSED, Diagnostic, Position
from cigen.spec import model as spec
from cigen.yamltext import Scalar

MODES = ("max", "min")
KEPT = ("all", "stages")
COMPRESSIONS = ("gzip", "zstd", "uncompressed")

_COMPRESSES = ("registry", "local")
_NEEDED: Mapping[str, tuple[str, ...]] = {"s3": ("bucket", "region"), "azblob": ("account_url",), "local": ("path",)}
_OWN: Mapping[str, str] = {
    "type": "write it as `cache.type`",
    "mode": "write it as `cache.mode`",
    "compression": "write it as `cache.compression`",
    "ignore-error": "write it as `cache.ignore-error`",
    "image-manifest": "write it as `cache.image-manifest`",
    "oci-mediatypes": "cigen always sets it",
    "ref": "write the image as `cache.image`",
    "name": "cigen names the cache after its writer: `main`, `pr-7`",
    "scope": "cigen names the cache after its writer: `main`, `pr-7`",
    "tag": "cigen names the cache after its writer: `main`, `pr-7`",
    "src": "write the folder as `path`",
    "dest": "write the folder as `path`",
}
_SECRET = re.compile(r"token|secret|password|credential|access_key|account_key|ghtoken")
_OPTION = re.compile(r"[a-z][a-z0-9._-]*")
_GITHUB = re.compile(r"\$\{\{(?:(?!\}\}).)*\}\}")
_VARIABLE = re.compile(r"\$\{\{ ?vars\.[A-Za-z_][A-Za-z0-9_]* ?\}\}")
_UNFIT = re.compile(r'[,"\r\n]|^\s|\s$')
_NEVER = "a comma, a double quote, a line break or blanks around it"
_ELSEWHERE = "take it out, and put it into the environment of the build"
_ESTARGZ = "`cache.compression`: `estargz` ends the engine where it is tried, which loses every build: write `zstd`"


def cache(given: spec.Cache | None, evaluator: Evaluator) -> Cache:
    """Where the build's cache is kept, and what of it; an empty `image` is the same as `type: none`."""
    default = Cache()
    if given is None:
        return default
    read = _Reader(evaluator)
    kind = read.one_of("type", given.type, spec.CACHE_TYPES) or default.type
    name = read.image(given.image, kind)
    options = read.options(given.options, kind)
    read.needed(given, kind)
    if kind == "registry" and not name and given.image is not None:
        kind = "none"
    return Cache(
        type=kind,
        image=(name or default.image) if kind == "registry" else "",
        options=options,
        mode=read.one_of("mode", given.mode, MODES) or default.mode,
        keep=read.one_of("keep", given.keep, KEPT) or default.keep,
        compression=read.compression(given.compression, kind),
        ignore_error=given.ignore_error,
        image_manifest=given.image_manifest,
        sweep=given.sweep,
    )


class _Reader:
    """Reads the values of one `cache`, and reports what is wrong with them."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator

    def one_of(self, key: str, scalar: Scalar | None, allowed: tuple[str, ...]) -> str:
        """The word; empty where none is given, or another."""
        if scalar is None or scalar.text in allowed:
            return "" if scalar is None else scalar.text
        near = difflib.get_close_matches(scalar.text, allowed, n=1)
        rest = f"did you mean `{near[0]}`?" if near else "write one of these"
        message = f"`cache.{key}` is one of {', '.join(allowed)}, found `{scalar.text:.40}`: {rest}"
        self._report(scalar.position, message, width=len(scalar.text))
        return ""

    def compression(self, scalar: Scalar | None, kind: str) -> str:
        """How layers are packed; only where the backend asks for it."""
        if scalar is not None and scalar.text == "estargz":
            self._report(scalar.position, _ESTARGZ, width=len(scalar.text))
            return ""
        if scalar is not None and kind not in _COMPRESSES:
            places = " and ".join(f"`{one}`" for one in _COMPRESSES)
            message = f"`cache.compression` is for {places}, a cache of type `{kind}` takes none: leave it out"
            self._report(scalar.position, message, width=len(scalar.text))
        return self.one_of("compression", scalar, COMPRESSIONS)

    def image(self, scalar: Scalar | None, kind: str) -> str:
        """The image without tag or digest; `${{ }}` in it is filled in by the runner."""
        if scalar is None or not scalar.text:
            return ""
        if kind != "registry":
            message = f"`cache.image` is for the type `registry`, a cache of type `{kind}` has none: leave it out"
            self._report(scalar.position, message, width=len(scalar.text))
        elif looked_at := strange(scalar.text):
            message = f"`cache.image` may not look at `{looked_at}`: `github.repository` and `vars.NAME` are good"
            self._report(scalar.position, message, width=len(scalar.text))
        elif message := _not_an_image(scalar.text):
            self._report(scalar.position, message, width=len(scalar.text))
        return scalar.text

    def options(self, given: tuple[tuple[str, Scalar], ...], kind: str) -> tuple[tuple[str, str], ...]:
        """The backend's own options, which end up in one line of comma-separated values."""
        for name, scalar in given:
            for message in _against(name, scalar.text, kind):
                self._report(scalar.position, message, width=len(scalar.text))
            if name not in _OWN and _SECRET.search(name.lower()):
                message = f"`{name:.60}` is a secret, which everybody could read here: {_ELSEWHERE}"
                self._report(scalar.position, message, EXPOSED)
        return tuple((name, scalar.text) for name, scalar in given)

    def needed(self, given: spec.Cache, kind: str) -> None:
        """What the backend can't do without."""
        there = {name for name, _ in given.options}
        for name in _NEEDED.get(kind, ()):
            if name not in there:
                message = f"a cache of type `{kind}` needs the option `{name}`: write it under `cache.options`"
                self._report(given.type.position if given.type is not None else given.position, message, "missing-key")

    def _report(self, position: Position, message: str, rule: str = "bad-cache", *, width: int = 1) -> None:
        self._evaluator.report(Diagnostic(position, message, rule, max(1, width)))


def _not_an_image(text: str) -> str:
    """Why a text can't be the name of an image to which tags are added; empty where it can."""
    if _GITHUB.fullmatch(text):
        return ""
    plain = _GITHUB.sub("x", text)
    last = plain.rpartition("/")[2]
    if "@" in plain or (":" in last and "/" in plain) or re.fullmatch(r"[^/]+:[^/]*", plain):
        return f"`cache.image` is a name without tag or digest, found `{text:.80}`: each writer has a tag of its own"
    if parsed(plain.lower()) is None:
        return f"`cache.image`: `{text:.80}` is no name of an image, write it as `HOST/OWNER/NAME`"
    return ""


def _against(name: str, value: str, kind: str) -> Iterator[str]:
    """What is wrong with an option."""
    if kind == "none":
        yield "a cache of type `none` takes no options: leave them out"
    if name in _OWN:
        yield f"`{name}` is no option of a backend: {_OWN[name]}"
    elif not _OPTION.fullmatch(name):
        yield f"`{name:.60}` can't be an option's name, it has a-z 0-9 . _ - and begins with a letter"
    if _UNFIT.search(value) or not value.strip():
        yield f"the option `{name:.60}` is empty or has {_NEVER}, which buildx can't be handed: write another value"
    elif "${{" in _VARIABLE.sub("", value):
        yield f"the option `{name:.60}` may hold variables of the repository: write `${{{{ vars.NAME }}}}` for one"
