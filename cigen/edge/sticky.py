"""What one run wants to say in, the one comment of ours that a pull request has out, however many runs write at once.

GitHub has no "change it if it is still what I have read", so every write is followed by another look: a comment of a
newer run stays, doubles go, and what an older run wrote over a newer one is written again. What is left open is in
`docs/comment.md`.
"""

from __future__ import annotations

from dataclasses import dataclass

from cigen.edge.comments import Comment, Thread
from cigen.edge.commenttext import Draft, State, is_same, read_state
from cigen.edge.github import MissingError
from cigen.edge.hiding import Folds
from cigen.edge.http import UnsureError
from cigen.errors import OutsideError

SETTLE_SECONDS = 2.0
"""After a change, until the last look: an older run's request may still be on its way."""
_MOST_ROUNDS = 12
_MOST_FOLDS = 4


@dataclass(frozen=True, slots=True)
class Policy:
    """`when` there is a comment: `always`, `failure` or `change`; what a `green` one becomes: `keep` …"""

    when: str = "always"
    green: str = "keep"

    def creates(self, state: State) -> bool:
        """Whether a comment that is not there is made."""
        if self.removes(state):
            return False
        return self.when == "always" or (state.outcome == "failed" if self.when == "failure" else state.change != "no")

    def updates(self, old: State | None, new: State) -> bool:
        """Whether one that is there gets the new text."""
        return self.when != "change" or new.change != "no" or old is None or old.outcome != new.outcome

    def removes(self, state: State) -> bool:
        """Whether there is to be none."""
        return self.green == "delete" and state.outcome == "passed"

    def hides(self, state: State | None) -> bool:
        """Whether it is folded away."""
        return self.green == "minimize" and state is not None and state.outcome == "passed"

    @property
    def may_be_silent(self) -> bool:
        """Whether a newer run may have left no comment on purpose."""
        return self.when != "always" or self.green == "delete"


@dataclass(frozen=True, slots=True)
class Kept:
    """How it ended: `created`, `updated`, `same`, `left`, `newer`, `none`, `deleted` or `outdated`."""

    what: str
    comment: Comment | None = None


class Sticky:
    """The upkeep of one comment by one run; `author` is whose comments are ours, `head` the commit that was tested."""

    def __init__(self, thread: Thread, author: str, draft: Draft, policy: Policy, *, head: str = "") -> None:
        self._thread = thread
        self._author = author
        self._draft = draft
        self._policy = policy
        self._head = head
        self._created: Comment | None = None
        self._did = ""
        self._tried = ""
        self._reddened = False

    def keep(self) -> Kept:
        """Bring the text to what it has to be."""
        kept = self._settled()
        if kept.what == "updated" and self._paused():
            kept = self._settled()
        return kept

    def fold(self, kept: Kept, folds: Folds) -> None:
        """Fold the comment away or show it again, by what it says in the end, whoever wrote it.

        Asked for only where it is wanted, and where a comment has turned red that somebody may have folded away.
        """
        comment = kept.comment
        if comment is None or kept.what == "newer" or not (self._policy.green == "minimize" or self._reddened):
            return
        for _ in range(_MOST_FOLDS):
            try:
                comment = self._thread.again(comment)
            except MissingError:
                return
            state = read_state(comment.body)
            if self._did and (state is None or state.turn < self._draft.state.turn):
                self._settled()  # an older run wrote over it
                continue
            wanted = self._policy.hides(state)
            if folds.is_hidden(comment) is wanted:
                return
            folds.hide(comment, hidden=wanted)

    def _paused(self) -> bool:
        late = OutsideError("there is no time left for another look")
        try:
            self._thread.github.rest(SETTLE_SECONDS, late)
        except OutsideError:
            return False
        return True

    def _settled(self) -> Kept:
        """A write that broke off may have happened, so everything is looked at before the next attempt."""
        attempt = 0
        while True:
            try:
                return self._rounds()
            except UnsureError as error:
                self._thread.github.wait(attempt, error)
            attempt += 1

    def _rounds(self) -> Kept:
        for _ in range(_MOST_ROUNDS):
            kept = self._round()
            if kept is not None:
                return kept
        raise OutsideError("other runs change the comment again and again; run it again later")

    def _round(self) -> Kept | None:
        """One look and at most one change of the text; None where another look is due.

        Of several comments the oldest stays, and gets the newest text before the others go. As no comment can be older
        than one that was seen, every run comes to the same choice, and what one writes to is deleted by no other.
        """
        own, mine = self._own(), self._draft.state
        if not own:
            return self._without()
        oldest, newest = own[0], max(own, key=_turn)
        old = read_state(newest.body)
        if mine.run and old is not None and old.turn > mine.turn:
            return self._ended(own, newest, "newer")
        if self._policy.removes(mine):
            self._remove(own)
            return None
        if is_same(oldest.body, self._draft.body) or self._is_other_of_same_turn(read_state(oldest.body)):
            return self._ended(own, oldest, self._did or self._tried or "same")
        if not self._policy.updates(old, mine):
            return self._ended(own, newest, "left")
        failed = mine.outcome == "failed"
        self._reddened = self._reddened or (failed and (old is None or old.outcome != "failed"))
        if self._written(oldest, self._draft.body):
            self._did = "updated"
        return None

    def _own(self) -> list[Comment]:
        """All of ours, the oldest first; a list may be older than what was created just now."""
        listed = self._thread.own(self._draft.marker, self._author)
        if self._created and all(one.number != self._created.number for one in listed):
            try:
                listed.append(self._thread.again(self._created))
            except MissingError:
                self._created = None
        return sorted(listed, key=lambda one: one.number)

    def _ended(self, own: list[Comment], text: Comment, what: str) -> Kept | None:
        """The end, with one comment; None where the oldest has to get the text first."""
        oldest, *doubles = own
        if not is_same(oldest.body, text.body):
            self._written(oldest, text.body)
            return None
        for double in doubles:
            self._thread.delete(double)
        self._created = None
        return Kept(what, oldest)

    def _remove(self, own: list[Comment]) -> None:
        """All of them go, unless somebody writes meanwhile."""
        for one in reversed(own):
            if self._is_as_before(one):
                self._thread.delete(one)
        self._did = "deleted"

    def _is_other_of_same_turn(self, old: State | None) -> bool:
        """Whether it was written by an equal after us: the last one stays, or both would write for ever."""
        state = self._draft.state
        return bool(self._did) and old is not None and (old.turn == state.turn or not state.run)

    def _without(self) -> Kept | None:
        """None of ours is there."""
        if not self._policy.creates(self._draft.state):
            return Kept(self._did or "none")
        if self._is_outdated():
            return Kept("outdated")
        self._tried = "created"  # it may be there, also where this breaks off
        self._created = self._thread.create(self._draft.body)
        self._author = self._created.author or self._author
        self._did = "created"
        return None

    def _is_outdated(self) -> bool:
        """Whether the pull request has moved on, and its newer run may want no comment, or has deleted it."""
        if not self._head or not self._policy.may_be_silent:
            return False
        now = self._thread.head()
        return bool(now) and now != self._head

    def _written(self, comment: Comment, body: str) -> bool:
        """Whether it got another text, after a last look at it, since all pages take longer to read."""
        try:
            if not self._is_as_before(comment):
                return False
            self._tried = "updated"
            self._thread.update(comment, body)
        except MissingError as error:
            raise UnsureError(f"the comment was deleted while it was written: {error}") from error
        return True

    def _is_as_before(self, comment: Comment) -> bool:
        """Whether it still says what it said; one that is gone does not."""
        try:
            return is_same(self._thread.again(comment).body, comment.body)
        except MissingError:
            return False


def _turn(comment: Comment) -> tuple[int, int]:
    return (read_state(comment.body) or State()).turn
