"""A registry's `WWW-Authenticate` in, the request for a token out.

https://distribution.github.io/distribution/spec/auth/token/ and …/auth/oauth/
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from cigen.edge.credentials import Credential
from cigen.edge.secret import Secret

_MOST_HEADER = 8192
_PAIR = re.compile(r'([A-Za-z_]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s",]+))')


@dataclass(frozen=True, slots=True)
class Challenge:
    """How a registry wants to be shown who asks: `bearer` with a `realm` that gives tokens, `basic`, or nothing."""

    scheme: str
    realm: str = ""
    service: str = ""

    @staticmethod
    def read(header: str) -> Challenge:
        """The challenge in a header; Bearer where several are offered."""
        header = header[:_MOST_HEADER]
        begin = re.search(r"(?i)\bbearer\s+", header)
        if begin is None:
            return Challenge("basic" if re.search(r"(?i)\bbasic\b", header) else "")
        found = reversed(_PAIR.findall(header[begin.end() :]))
        pairs = {name.lower(): quoted or bare for name, quoted, bare in found}
        return Challenge("bearer", pairs.get("realm", ""), pairs.get("service", ""))


def token_request(challenge: Challenge, path: str, credential: Credential) -> tuple[str, str, Mapping[str, Secret]]:
    """Method, address and form of the request for a token that may read `path`; no form, nothing secret in it."""
    scope = f"repository:{path}:pull"
    if credential.identity:
        form = {
            "grant_type": Secret("refresh_token"),
            "service": Secret(challenge.service),
            "client_id": Secret("cigen"),
            "scope": Secret(scope),
            "refresh_token": credential.identity,
        }
        return "POST", challenge.realm, form
    query = {"service": challenge.service} if challenge.service else {}
    join = "&" if "?" in challenge.realm else "?"
    return "GET", f"{challenge.realm}{join}{urlencode({**query, 'scope': scope})}", {}
