"""What a named build context stands for: a folder of this machine, or something that the engine fetches.

https://docs.docker.com/reference/cli/docker/buildx/build/#build-context
"""

from __future__ import annotations

import re

IMAGE = "docker-image://"
LAYOUT = "oci-layout://"
_FETCHED = re.compile(r"(?!oci-layout:)[a-z][a-z0-9+.-]*://|github\.com/|[\w.-]+@[\w.-]+:|target:")


def is_fetched(value: str) -> bool:
    """Whether a context is an image, a URL or a git repository."""
    return bool(_FETCHED.match(value))


def is_image(value: str) -> bool:
    """Whether a context may be another one on another platform."""
    return value.startswith((IMAGE, LAYOUT))


def folder_of(value: str) -> tuple[str, str, str]:
    """Of a context on this machine: what stands before the folder's path, the path, and an image's tag behind it."""
    if not value.startswith(LAYOUT):
        return "", value, ""
    match = re.fullmatch(r"(.*?)((?::[\w.-]+)?(?:@[\w:]+)?)", value.removeprefix(LAYOUT), re.DOTALL)
    assert match is not None, value
    return LAYOUT, match[1], match[2]
