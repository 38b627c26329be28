"""Addresses in, what may be told of them and where a secret may go out."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

_PORTS = {"http": 80, "https": 443}


def origin(url: str) -> tuple[str, str | None, int | None]:
    """What has to be the same for a secret to be sent there, too; a port that goes without saying is said."""
    parts = urlsplit(url)
    port = _PORTS.get(parts.scheme) if parts.port is None else parts.port
    return parts.scheme, parts.hostname, port


def is_safe(there: str, here: str) -> bool:
    """Whether a secret that was sent `here` may go `there`: to the same host, or to its better guarded self."""
    old, new = origin(here), origin(there)
    return old == new or (old == ("http", new[1], 80) and new == ("https", old[1], 443))


def joined(url: str, location: str) -> str:
    """Where a Location leads to; empty for what is no address."""
    try:
        target = urljoin(url, location)
        origin(target)
    except ValueError:
        return ""
    return target if location else ""


def place(url: str) -> str:
    """The address without what may be private in it, on one line."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "an address that makes no sense"
    host = parts.netloc.rpartition("@")[2]
    return "".join(one for one in f"{parts.scheme}://{host}{parts.path}" if one.isprintable())
