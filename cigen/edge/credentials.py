"""Docker's settings in, the credential for one registry out: from the file itself, or from a helper program.

https://docs.docker.com/reference/cli/docker/login/ and https://github.com/docker/docker-credential-helpers
"""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cigen.edge.secret import Secret
from cigen.errors import OutsideError
from cigen.reference import DOCKER_HUB

HUB = "https://index.docker.io/v1/"
"""What Docker calls its own registry here."""

_MOST_BYTES = 1024 * 1024
_HELPER_SECONDS = 30
_HELPER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_NOTHING = Secret("")
_TOKEN_USER = "<token>"  # noqa: S105 the name that stands for it


@dataclass(frozen=True, slots=True)
class Credential:
    """What to show a registry: a password, a token to get tokens with (`identity`), or a token (`bearer`)."""

    user: str = ""
    password: Secret = _NOTHING
    identity: Secret = _NOTHING
    bearer: Secret = _NOTHING

    def __bool__(self) -> bool:
        return bool(self.user or self.identity or self.bearer)


NOBODY = Credential()


def find(host: str, environ: Mapping[str, str]) -> Credential:
    """The credential for a registry's host, NOBODY where there is none; OutsideError for settings that are broken."""
    path = _path(environ)
    settings = _settings(path)
    server = HUB if host == DOCKER_HUB else host
    helpers = settings.get("credHelpers")
    helper = helpers.get(server) if isinstance(helpers, dict) else None
    helper = helper or settings.get("credsStore")
    if helper:
        return _asked(helper, server, environ, path) or _written(settings, server, path)
    return _written(settings, server, path)


def _path(environ: Mapping[str, str]) -> Path:
    folder = environ.get("DOCKER_CONFIG") or str(Path(environ.get("HOME") or "/nonexistent") / ".docker")
    return Path(folder) / "config.json"


def _settings(path: Path) -> dict[str, object]:
    try:
        with path.open("rb") as stream:
            data = stream.read(_MOST_BYTES + 1)
        tree = json.loads(data) if data.strip() else {}
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise OutsideError(f"{path} can't be read ({type(error).__name__}): mend it, or `docker login` anew") from error
    if not isinstance(tree, dict) or len(data) > _MOST_BYTES:
        raise OutsideError(f"{path} is no settings file of Docker's: mend it, or `docker login` anew")
    return tree


def _written(settings: Mapping[str, object], server: str, path: Path) -> Credential:
    """The entry under `auths`, whose keys may be addresses."""
    entries = settings.get("auths")
    wanted = _bare(server)
    for name, entry in entries.items() if isinstance(entries, dict) else ():
        if isinstance(entry, dict) and (name == server or _bare(name) == wanted):
            return _entry(entry, name, path)
    return NOBODY


def _bare(server: str) -> str:
    """The host of a key such as `https://host/v1/`."""
    return server.partition("://")[2].partition("/")[0] if "://" in server else server.partition("/")[0]


def _entry(entry: Mapping[str, object], name: str, path: Path) -> Credential:
    user, password = entry.get("username"), entry.get("password")
    packed = entry.get("auth")
    if isinstance(packed, str) and packed:
        try:
            user, _, password = base64.b64decode(packed, validate=True).decode().rstrip("\0").partition(":")
        except ValueError:
            raise OutsideError(f"{path}: the entry for {name} can't be read: `docker login` anew") from None
    texts = [text if isinstance(text, str) else "" for text in (user, password)]
    tokens = [text if isinstance(text, str) else "" for text in map(entry.get, ("identitytoken", "registrytoken"))]
    return Credential(texts[0], Secret(texts[1]), Secret(tokens[0]), Secret(tokens[1]))


def _asked(helper: object, server: str, environ: Mapping[str, str], path: Path) -> Credential:
    """What `docker-credential-HELPER get` says; NOBODY where it knows nothing of this server."""
    if not isinstance(helper, str) or not _HELPER.fullmatch(helper):
        raise OutsideError(f"{path}: the credential helper {helper!r:.60} has no name that a program can have")
    name = f"docker-credential-{helper}"
    program = shutil.which(name, path=environ.get("PATH"))
    if program is None:
        raise OutsideError(f"{path} names the credential helper `{name}`, which is not in PATH: install it")
    try:
        done = subprocess.run(  # noqa: S603 the program that the user's settings name
            [program, "get"],
            input=server.encode(),
            env=dict(environ),
            capture_output=True,
            timeout=_HELPER_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise OutsideError(f"`{name} get` can't be run ({type(error).__name__}): try it by hand") from None
    if done.returncode:
        if b"not found" in done.stdout.lower() + done.stderr.lower():
            return NOBODY
        raise OutsideError(f"`{name} get` for {server} ended with {done.returncode}: try it by hand")
    return _told(done.stdout, name, server)


def _told(answer: bytes, name: str, server: str) -> Credential:
    try:
        tree = json.loads(answer)
        user, secret = tree["Username"], tree["Secret"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise OutsideError(f"`{name} get` for {server} answered with no credential: try it by hand") from None
    if not isinstance(user, str) or not isinstance(secret, str):
        raise OutsideError(f"`{name} get` for {server} answered with no credential: try it by hand")
    return Credential(identity=Secret(secret)) if user == _TOKEN_USER else Credential(user, Secret(secret))
