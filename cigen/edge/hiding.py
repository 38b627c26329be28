"""A comment in, whether GitHub shows it folded away ("minimised") out, and folding it and unfolding it.

https://docs.github.com/en/graphql/reference/mutations#minimizecomment
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cigen.edge.comments import Comment
from cigen.edge.github import GitHub, Json, RefusedError

_NODE = re.compile(r"[A-Za-z0-9_=+/-]{1,200}")
_IS = "query($id: ID!) { node(id: $id) { ... on Minimizable { isMinimized } } }"
_HIDE = (
    "mutation($id: ID!) { minimizeComment(input: {subjectId: $id, classifier: RESOLVED})"
    " { minimizedComment { isMinimized } } }"
)
_SHOW = "mutation($id: ID!) { unminimizeComment(input: {subjectId: $id}) { unminimizedComment { isMinimized } } }"


@dataclass(frozen=True, slots=True)
class Folds:
    """GraphQL at `url`, as REST does not know of this."""

    github: GitHub
    url: str

    def is_hidden(self, comment: Comment) -> bool:
        """Whether it is folded away."""
        return self._asked(_IS, comment, "node")

    def hide(self, comment: Comment, *, hidden: bool) -> None:
        """Fold it away as resolved, or show it again."""
        mutation, *keys = (
            (_HIDE, "minimizeComment", "minimizedComment")
            if hidden
            else (_SHOW, "unminimizeComment", "unminimizedComment")
        )
        if self._asked(mutation, comment, *keys) is not hidden:
            raise RefusedError("GitHub did not do it")

    def _asked(self, text: str, comment: Comment, *keys: str) -> bool:
        if not _NODE.fullmatch(comment.node):
            raise RefusedError("GitHub does not say what the comment is called in GraphQL")
        tree: Json = self.github.query(self.url, text, {"id": comment.node})
        for key in ("data", *keys, "isMinimized"):
            tree = tree.get(key) if isinstance(tree, dict) else None
        if not isinstance(tree, bool):
            raise RefusedError("GitHub's GraphQL does not let it be done")
        return tree
