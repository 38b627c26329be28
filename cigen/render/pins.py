"""The actions that a rendered workflow uses, each at the commit it was read or seen at; data only.

A pin is looked up once, by a person, in the action's own repository; `# vX.Y.Z` behind it is what update bots follow.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pin:
    """An action at a commit, in a folder of its repository or at its top.

    `version` is the tag that named the commit when it was pinned.
    """

    repository: str
    version: str
    commit: str
    folder: str = ""

    @property
    def uses(self) -> str:
        """What stands behind `uses:`."""
        place = f"{self.repository}/{self.folder}" if self.folder else self.repository
        return f"{place}@{self.commit}"


CHECKOUT = Pin("actions/checkout", "v7.0.1", "3d3c42e5aac5ba805825da76410c181273ba90b1")
UPLOAD = Pin("actions/upload-artifact", "v7.0.1", "043fb46d1a93c77aae656e7c1c64a875d1fc6a0a")
DOWNLOAD = Pin("actions/download-artifact", "v8.0.1", "3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c")
LOGIN = Pin("docker/login-action", "v4.6.0", "dbcb813823bdd20940b903addbd779551569679f")
CACHE_RESTORE = Pin("actions/cache", "v6.1.0", "55cc8345863c7cc4c66a329aec7e433d2d1c52a9", "restore")
CACHE_SAVE = Pin("actions/cache", "v6.1.0", "55cc8345863c7cc4c66a329aec7e433d2d1c52a9", "save")
GITHUB_SCRIPT = Pin("actions/github-script", "v9.0.0", "3a2844b7e9c422d3c10d287c895573f7108da1b3")
SETUP_QEMU = Pin("docker/setup-qemu-action", "v4.2.0", "96fe6ef7f33517b61c61be40b68a1882f3264fb8")
SETUP_BUILDX = Pin("docker/setup-buildx-action", "v4.3.0", "37fe631027851001ddb9b187196cc803df7f5f0e")

OWN_ACTION = Pin("cigen/cigen", "v0.1.0", "63c3d73d54995d7495000ffe0c4ee12bb0e5e392")
"""cigen's own composite action: `action.yml` at the top of its repository, as of the release that renders this."""

PINS = (
    CHECKOUT,
    UPLOAD,
    DOWNLOAD,
    CACHE_RESTORE,
    CACHE_SAVE,
    GITHUB_SCRIPT,
    LOGIN,
    SETUP_QEMU,
    SETUP_BUILDX,
    OWN_ACTION,
)
