from __future__ import annotations

from dataclasses import replace

import pytest

from cigen.edge.comments import Comment
from cigen.edge.github import GitHub, RefusedError
from cigen.edge.hiding import Folds
from cigen.edge.secret import Secret
from tests.clock import Time
from tests.fakegithub import Answer, FakeGitHub


def folds(server: FakeGitHub) -> tuple[Folds, Comment]:
    number = server.add("body")
    github = GitHub(server.url, Secret("t0ken"), clock=Time().clock)
    return Folds(github, f"{server.url}/graphql"), Comment(number, "me", "body", "", f"IC_{number}")


def test_hide__folds_and_unfolds(server: FakeGitHub) -> None:
    fold, comment = folds(server)

    assert not fold.is_hidden(comment)
    fold.hide(comment, hidden=True)
    assert fold.is_hidden(comment)
    assert server.hidden == {comment.number}
    fold.hide(comment, hidden=False)
    assert not fold.is_hidden(comment)


@pytest.mark.parametrize("text", ["{}", "[]", '{"data": null}', '{"errors": [{"message": "no"}]}'])
def test_hide__what_github_does_not_do_is_refused(server: FakeGitHub, text: str) -> None:
    fold, comment = folds(server)
    server.fail("/graphql", Answer(200, text))

    with pytest.raises(RefusedError):
        fold.hide(comment, hidden=True)


def test_hide__the_opposite_of_what_was_asked_for_is_refused(server: FakeGitHub) -> None:
    fold, comment = folds(server)
    answer = '{"data": {"minimizeComment": {"minimizedComment": {"isMinimized": false}}}}'
    server.fail("/graphql", Answer(200, answer))

    with pytest.raises(RefusedError, match="did not do it"):
        fold.hide(comment, hidden=True)


@pytest.mark.parametrize("node", ["", 'x"}', "x" * 201])
def test_hide__a_name_that_makes_no_sense_is_not_sent(server: FakeGitHub, node: str) -> None:
    fold, comment = folds(server)

    with pytest.raises(RefusedError, match="GraphQL"):
        fold.is_hidden(replace(comment, node=node))
    assert server.requests == []
