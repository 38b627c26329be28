"""A project's own pages: what they may do, and that nothing they do gets past the count."""
# ruff: noqa: E501 - a template is best read on one line

import time
from contextlib import suppress
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cigen.ownpage import MOST_SOURCE, PageError, own_page
from cigen.pagefault import faults
from cigen.pagetemplate import Quoted

PAGE = "summary.md.j2"


@dataclass(frozen=True)
class Block:
    summary: Quoted
    body: tuple[Quoted, ...]
    open: bool = True


VALUES = {
    "title": Quoted("T"),
    "news": (Quoted("a"), Quoted("b")),
    "blocks": (Block(Quoted("s"), (Quoted("x"),)),),
    "n": 3,
    "raw": "@octocat",
}


def drawn(text: str, **others: str) -> str:
    others = {f"{name}.md.j2": other for name, other in others.items()}
    return own_page(PAGE, ((PAGE, text), *others.items()), VALUES)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("## {{ title }}\n{% for one in news %}\n- {{ one }} {{ loop.index }}/{{ loop.length }}\n{% endfor %}", "## T\n- a 1/2\n- b 2/2\n"),
        ("{{ blocks[0].summary ~ ' and ' ~ title }} {{ news | join(', ') }}", "s and T a, b"),
        ("{% macro m(x) %}<{{ x }}>{% endmacro %}{{ m(title) }}", "<T>"),
        ("{% macro m() %}{{ caller() }}{% endmacro %}{% call m() %}hi{{ n }}{% endcall %}", "hi3"),
        ("{% set q %}a{{ n }}{% endset %}{{ q }}{% set a, b = news %}{{ b }}", "a3b"),
        ("{% for i in news if i != 'a' %}{{ i }}{% endfor %}{% for i in range(3) %}{{ loop.cycle('x', 'y') }}{% endfor %}", "bxyx"),
        ("{{ news | first }}{{ news | last }}{{ news | length }}{{ nope | default('-') }}", "ab2-"),
        ("{{ n if n > 2 else 'few' }}{{ -n }}{{ n * n }}{{ n % 2 }}", "3-391"),
        ("{% if nope is defined %}x{% elif blocks[0].open %}open{% endif %}{# c #}{% raw %}{{ x }}{% endraw %}", "open{{ x }}"),
        ("{% include 'zz.md.j2' ignore missing %}ok", "ok"),
        ("{% with table = blocks[0] %}{{ table.summary }}{% endwith %}", "s"),
    ],
)  # fmt: skip
def test_own_page__may_say_what_a_page_needs(text: str, shown: str) -> None:
    assert drawn(text) == shown
    assert faults(PAGE, text, VALUES) == () or "ignore missing" in text


def test_own_page__builds_on_others_and_on_ours() -> None:
    base = "A{% block x %}old{% endblock %}"
    assert drawn("{% extends 'a.md.j2' %}{% block x %}{{ super() }} new{% endblock %}", a=base) == "Aold new"
    assert drawn("{% import 'a.md.j2' as a %}{{ a.m(title) }}", a="{% macro m(x) %}{{ x }}!{% endmacro %}") == "T!"
    text = own_page(PAGE, ((PAGE, "{% include 'cigen/_block.md.j2' %}"),), {"block": VALUES["blocks"][0]})  # type: ignore[index]
    assert text.startswith("<details open><summary>s</summary>\n\nx\n")


@pytest.mark.parametrize(
    "text",
    [
        "{{ raw }}", "{{ raw | default('x') }}", "{{ [raw] | join }}", "{{ news | join(raw) }}", "{{ title ~ raw }}",
        "{{ raw ~ '' }}", "{% set x = raw %}{{ x }}", "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(raw) }}",
        "{{ [raw, raw] | last }}", "{% for x in [raw] %}{{ x }}{% endfor %}", "{{ title[:1] }}", "{{ blocks }}", "{{ news }}",
        "{{ blocks[0] }}", "{{ self }}", "{{ none }}", "{{ true }}", "{{ range }}", "{{ raw | _quoted }}",
        "{{ [raw] | map('_quoted') | join }}", "{{ raw if n else title }}", "{{ loop.cycle(raw) }}",
        "{% for x in news %}{{ loop.cycle(raw, raw) }}{% endfor %}", "{{ raw | safe }}", "{{ raw | string }}",
        "{% autoescape true %}{{ raw | safe }}{% endautoescape %}", "{% filter upper %}{{ raw }}{% endfilter %}",
    ],
)  # fmt: skip
def test_own_page__shows_nothing_that_is_not_quoted(text: str) -> None:
    with pytest.raises(PageError):
        drawn(text)


TOWER = "{% set x = [x, x] %}{% set y = [y, y] %}" * 60


@pytest.mark.parametrize(
    "text",
    [
        "{% for a in range(1000) %}{% for b in range(1000) %}{% for c in range(1000) %}{% endfor %}{% endfor %}{% endfor %}",
        "{% for a in range(1000000000) %}{% endfor %}", "{% for a in range(10 ** 9) %}{% endfor %}",
        "{{ 'x' * 1000000000 }}", "{{ [1] * 1000000000 }}", "{{ 9 ** 9 ** 9 ** 9 }}", "{{ '%1000000000d' % 1 }}",
        "{{ 999999999 * 999999999 * 999999999 }}", "{{ title.ljust(1000000000) }}", "{{ '{:1000000000}'.format(1) }}",
        "{% macro m(x) %}{{ m(x) }}{{ m(x) }}{% endmacro %}{{ m(title) }}", "{% include 'summary.md.j2' %}",
        "{% if n %}{% include 'summary.md.j2' %}{% include 'summary.md.j2' %}{% endif %}",
        "{% for x in news recursive %}{{ loop(news) }}{{ loop(news) }}{% endfor %}",
        "{% set x = [1] %}{% set y = [1] %}" + TOWER + "{% if x == y %}y{% endif %}",
        "{% set x = [1] %}{% set y = [1] %}" + TOWER + "{% if x in [y] %}y{% endif %}",
        "{% set x = 'aaaaaaaa' %}" + "{% set x = x ~ x %}" * 60 + "{{ x }}",
        "{% set x %}aaaaaaaa{% endset %}" + "{% set x %}{{ x }}{{ x }}{% endset %}" * 60 + "{{ x }}",
        "{% set x = ['a'] %}" + "{% set x = [x | join(x | join)] %}" * 3 + "{% for i in range(1000) %}{% for j in range(1000) %}"
        "{{ news[:] | length }}{% endfor %}{% endfor %}",
        "{% for i in range(1000) %}{% for j in range(100) %}" + "y" * 90_000 + "{% endfor %}{% endfor %}",
        "{% macro m() %}" + "y" * 90_000 + "{% endmacro %}{% for i in range(1000) %}{% set x = m() %}{% endfor %}",
        "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}", "{{ 1 " + "+ 1" * 20_000 + " }}", "{{ " + "not " * 5000 + "1 }}",
        "{% for i in news %}" * 90 + "x" + "{% endfor %}" * 90, "{% if n %}" * 3000 + "x" + "{% endif %}" * 3000,
        "{{ lipsum(n=100000) }}", "{{ cycler(1) }}", "{{ namespace(a=1) }}", "x" * (MOST_SOURCE + 1), "{{ 1 // 0 }}",
        "{{ " + "9" * 5000 + " }}",
    ],
)  # fmt: skip
def test_own_page__never_takes_long_or_much(text: str) -> None:
    before = time.process_time()
    with pytest.raises(PageError):
        drawn(text)
    assert time.process_time() - before < 5


@pytest.mark.parametrize(
    "text",
    [
        "{{ title.__class__ }}", "{{ ''.__class__.__mro__ }}", "{{ blocks[0].__class__ }}", "{{ range.__globals__ }}",
        "{{ self.__init__.__globals__ }}", "{{ title.upper() }}", "{{ blocks[0].__class__('a', ()) }}", "{{ {'a': 1} }}",
        "{% include 'cigen/../../../../../../../../../etc/hostname' %}", "{% include '/etc/hostname' %}",
        "{% include 'cigen/recorder.sh' %}", "{% include '../pyproject.toml' %}", "{% debug %}",
        "{% for x in news %}{{ loop.__init__ }}{% endfor %}", "{% import 'cigen/_table.md.j2' as t %}{{ t.__dict__ }}",
        "{{ title['upper'] }}", "{{ news['index'] }}", "{{ blocks[0]['__class__'] }}",
    ],
)  # fmt: skip
def test_own_page__reaches_nothing_but_its_values(text: str) -> None:
    with pytest.raises(PageError):
        drawn(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("\n\n{{ nope }}", "summary.md.j2:3: 'nope' is undefined"),
        ("x\n{% if %}", "summary.md.j2:2: expected an expression, got 'end of statement block'"),
        ("{% include 'x.md.j2' %}", "summary.md.j2:1: there is no page `x.md.j2`"),
        ("{{ raw }}", "summary.md.j2:1: only quoted text and numbers can be shown, this is text that is not quoted"),
        (
            "\n{% import 'a.md.j2' as a %}{{ a.m(raw) }}",
            "a.md.j2:2: only quoted text and numbers can be shown, this is",
        ),
    ],
)
def test_own_page__says_where_it_fails_and_why(text: str, message: str) -> None:
    with pytest.raises(PageError) as caught:
        drawn(text, a="\n{% macro m(x) %}{{ x }}{% endmacro %}")
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{% include '/x' %}\n{% include '/y' %}", ((1, "there is no page `/x`"), (2, "there is no page `/y`"))),
        ("{{ title }}", ()),
        ("{% include 'cigen/summary.md.j2' %}{% include 'comment.md.j2' %}", ()),
        ("\n{% include '/etc/hostname' %}", ((2, "there is no page `/etc/hostname`"),)),
        ("\n\n{{ title | upper }}", ((3, "no filter named 'upper'"),)),
        ("{% autoescape true %}{% endautoescape %}", ((1, "`autoescape` can't be used in a page"),)),
        ("{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}", ((1, "it is too deep or too large"),)),
        ("x" * (MOST_SOURCE + 1), ((1, "a template has at most 100,000 characters"),)),
    ],
)
def test_faults__are_found_without_any_values(text: str, found: tuple[tuple[int, str], ...]) -> None:
    assert faults(PAGE, text, VALUES) == found


KNOWN = "known are: blocks, n, news, raw, title"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("\n{{ titel }}", ((2, "there is no value `titel`: did you mean `title`?"),)),
        ("{{ zzzzzzz }}", ((1, f"there is no value `zzzzzzz`, {KNOWN}"),)),
        ("{{ " + "z" * 999 + " }}", ((1, f"there is no value `{'z' * 80}`, {KNOWN}"),)),
        ("{% if titel %}\n{% for a in new %}{{ a }}{% endfor %}{% endif %}",
         ((1, "there is no value `titel`: did you mean `title`?"), (2, "there is no value `new`: did you mean `news`?"))),
        ("{{ titel }}\n{{ titel }}\n{{ titel }}{{ titel }}",
         tuple((n, "there is no value `titel`: did you mean `title`?") for n in (1, 2, 3))),
        ("{{ titel.summary ~ title }}", ((1, "there is no value `titel`: did you mean `title`?"),)),
        ("{% extends 'cigen/comment.md.j2' %}{% block title %}\n{{ super() }}{{ titel }}{% endblock %}",
         ((2, "there is no value `titel`: did you mean `title`?"),)),
        ("{% macro m(x) %}\n{{ x }}{{ titel }}{% endmacro %}{{ m(title) }}",
         ((2, "there is no value `titel`: did you mean `title`?"),)),
        ("{{ titel | default(titl) }}", ((1, "there is no value `titl`: did you mean `title`?"),)),
        ("{{ loop.index }}", ((1, f"there is no value `loop`, {KNOWN}"),)),
    ],
)  # fmt: skip
def test_faults__a_name_that_no_value_has_is_one(text: str, found: tuple[tuple[int, str], ...]) -> None:
    assert faults(PAGE, text, VALUES) == found


def test_faults__of_a_page_full_of_them_are_the_first_fifty() -> None:
    text = "".join(f"{{{{ x{n} }}}}\n" for n in range(5_000))
    assert [line for line, _ in faults(PAGE, text, VALUES)] == [*range(1, 51)]


@pytest.mark.parametrize(
    "text",
    [
        "{% if red is defined %}{{ red }}{% endif %}{{ chart | default('-') }}{{ chart | d }}",
        "{% if n %}{% set word = 'a' %}{% endif %}{% if n %}{{ word }}{% endif %}",
        "{% set word %}a{% endset %}{% block b %}{{ word }}{% endblock %}{{ self.b() }}",
        "{% macro m(x, y=title) %}{{ x }}{{ y }}{{ caller() }}{{ varargs | length }}{% endmacro %}{% call m(1) %}{% endcall %}",
        "{% macro m() %}a{% endmacro %}{% block b %}{{ m() }}{% endblock %}",
        "{% import 'comment.md.j2' as c %}{% from 'comment.md.j2' import a, b as d %}{% block b %}{{ c.a() }}{{ a() }}{{ d() }}{% endblock %}",
        "{% for a in news %}{{ loop.index }}{{ a }}{% else %}{{ range(3) | length }}{% endfor %}",
        "{% with table = blocks[0], a = n %}{{ table.summary }}{{ a }}{% endwith %}{% set a, b = news %}{{ a }}{{ b }}",
        "{% raw %}{{ titel }}{% endraw %}{# {{ titel }} #}",
    ],
)
def test_faults__a_name_of_the_page_s_own_is_none(text: str) -> None:
    assert faults(PAGE, text, VALUES) == ()


PIECES = st.sampled_from(
    ["{{ ", " }}", "{% ", " %}", "for ", "x ", "in ", "news ", "title", "raw", "if ", "endif", "endfor", "set ", "= ", "|", "~",
     "(", ")", "[", "]", "join", "range(9)", "*", "**", "//", "%", "-", "1", "99999999", "macro m(x)", "endmacro", "m(x)",
     "include 'summary.md.j2'", "extends 'cigen/comment.md.j2'", "block b", "endblock", "self.b()", "super()", "loop", ".", "'a'",
     "import 'summary.md.j2' as s", "blocks", "[0]", "caller()", "call m(1)", "endcall", "with ", "endwith", "not ", "is none",
     "recursive ", "{# ", " #}", "\n", "else", "_quoted", "\\", "\x00", "\ud800", "é", "{", "}"]
)  # fmt: skip
STATEMENTS = st.lists(PIECES, max_size=8).map("".join)
SHAPES = st.sampled_from(
    ["{{%s}}", "{%% %s %%}", "{%% for i in %s %%}{{ i }}{%% endfor %%}", "{%% if %s %%}y{%% endif %%}", "%s"]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(SHAPES, STATEMENTS), max_size=5))
def test_own_page__of_any_shape_is_drawn_or_refused(parts: list[tuple[str, str]]) -> None:
    text = "".join(shape % inner for shape, inner in parts)
    faults(PAGE, text, VALUES)
    with suppress(PageError):
        assert "@octocat" not in drawn(text)
