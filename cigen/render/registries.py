"""The name of an image in, the host of its registry out, and who opens it; names and hosts may be expressions."""

from __future__ import annotations

import re

_HOST = re.compile(r"((?:\$\{\{.*?\}\}|[^/])+)/")
_LOCAL = re.compile(r"(?:localhost|127(?:\.[0-9]+){3}|\[::1\])(?::[0-9]+)?")
_GITHUB = re.compile(r"ghcr\.io|containers\.[a-z0-9-]+\.ghe\.com")


def host(image: str) -> str:
    """The host in front of the image's name, by the rule that Docker has; Docker Hub where there is none."""
    match = _HOST.match(image)
    first = match[1] if match else ""
    return first if first == "localhost" or any(sign in first for sign in (".", ":", "${{")) else "docker.io"


def is_local(registry: str) -> bool:
    """Whether it is on the runner itself, where nobody has to log in."""
    return bool(_LOCAL.fullmatch(registry))


def takes_github_token(registry: str) -> bool:
    """Whether it is GitHub's, which the token of the run opens; no other is sent that token."""
    return bool(_GITHUB.fullmatch(registry))
