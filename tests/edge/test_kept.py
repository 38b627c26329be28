from __future__ import annotations

from requests.structures import CaseInsensitiveDict

from cigen.edge.http import Answer
from cigen.edge.kept import Kept

URL = "https://api.github.com/x"


def answer(body: str, tag: str = '"a"', *, status: int = 200, url: str = URL) -> Answer:
    return Answer(url, status, CaseInsensitiveDict({"etag": tag} if tag else {}), body.encode())


def test_kept__an_answer_that_still_holds_is_the_old_one() -> None:
    kept, old = Kept(), answer("old", 'W/"a"')

    assert kept.condition(URL) == {}
    assert kept.told(old) is old
    assert kept.condition(URL) == {"If-None-Match": 'W/"a"'}
    assert kept.condition(f"{URL}?page=2") == {}
    assert kept.told(answer("", "", status=304)) is old


def test_kept__a_newer_answer_takes_its_place() -> None:
    kept, new = Kept(), answer("new", '"b"')

    kept.told(answer("old"))
    kept.told(new)

    assert kept.told(answer("", "", status=304)) is new


def test_kept__what_was_never_asked_for_stays_what_it_is() -> None:
    stray = answer("", "", status=304)

    assert Kept().told(stray) is stray


def test_kept__other_answers_and_strange_tags_are_not_kept() -> None:
    kept = Kept()
    for one in (answer("x", ""), answer("x", "a"), answer("x", '"a\r\nb: c"'), answer("x", status=404)):
        kept.told(one)

    assert kept.condition(URL) == {}


def test_kept__no_more_bytes_than_allowed_are_kept() -> None:
    kept = Kept(10)

    kept.told(answer("12345678", url="a"))
    kept.told(answer("123", url="b"))
    assert [bool(kept.condition(url)) for url in ("a", "b")] == [True, False]
    kept.told(answer("1234567", url="a"))  # makes room for the other
    kept.told(answer("123", url="b"))
    assert [bool(kept.condition(url)) for url in ("a", "b")] == [True, True]
    kept.told(answer("12345678901", url="a"))
    assert not kept.condition("a")
