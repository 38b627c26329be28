"""The three times are kept apart, and no expression eats the machine."""

from __future__ import annotations

import resource
import time

import pytest

from cigen.template import TemplateError, UndefinedNameError, compile_expression, compile_text

SCOPE = {"a": 5, "x": "abc", "d": {"items": 1, "b": {"c": 2}}, "lst": [1, "é"], "no": None, "yes": True, "f": "5.10"}


@pytest.mark.parametrize(
    "text",
    [
        "${{ github.sha }}",
        "${{ format('{0}', '}}') }}",
        "${x%%{*}",
        "${#a[@]}",
        "printf '{%s}'",
        "{# no comment #}",
        "{% no %}",
        "{ { a } }",
        "awk '{print $1}' | sed 's/}}/x/'",
        "a } } b }} c",
        "$",
        "",
        "# line comment\n## {#",
        "trailing newline\n",
    ],
)
def test_text__that_is_not_for_cigen_passes_untouched(text: str) -> None:
    assert compile_text(text).fill({}) == text


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("{{ x }}", "abc"),
        ("{{x}}{{ x }}", "abcabc"),
        ("${{ x }}{{ x }}", "${{ x }}abc"),
        ("$x{{ x }}$", "$xabc$"),
        ("{{ {'a': '}}'}['a'] }}", "}}"),
        ("{{ '{{' }} {{ \"it's\" }}", "{{ it's"),
        ("{{ {'a': {'b': 1}} }}", '{"a": {"b": 1}}'),
        ("{{ 'a\\'}}' }}", "a'}}"),
        ("{{ yes }}{{ no }}", "true"),
        ("{{ lst }}", '[1, "é"]'),
        ("{{ lst | tojson }}", '[1, "é"]'),
        ("{{ d.items }}", "1"),
        ("{{ d.b.c }}{{ d['b']['c'] }}", "22"),
        ("{{ d.values() | list | length }}", "2"),
        ("{{ a ~ 'x' ~ no ~ 1 }}", "5xNone1"),
        ("{{ f }}", "5.10"),
        ("{{ 'on' if a > 4 else 'off' }}", "on"),
        ("{{ nope | default('q') }}{{ nope is defined }}", "qfalse"),
        ("{{ x.replace('b', '-') | upper }}", "A-C"),
        ("{{ range(3) | join(',') }}", "0,1,2"),
        ("a\n{{ x\n}}\n", "a\nabc\n"),
        ("{{ '%' }}{{ '<&\"' }}", '%<&"'),
        ("{{ 10**90 // 10**89 }}", "10"),
    ],
)
def test_text__expressions_are_filled_in(text: str, filled: str) -> None:
    assert compile_text(text).fill(SCOPE) == filled


HOSTILE = [
    "'a' * 10**9",
    "10**9 * 'a'",
    "9**9**9",
    "[0] * 10**9",
    "['a' * 499999] * 499999",
    "[range(9999)] * 9999",
    "range(10**9)",
    "range(10**9) | list",
    "x.__class__.__mro__",
    "''.__class__.__base__.__subclasses__()",
    "x['__class__']",
    "self",
    "range.__globals__",
    "(" * 900 + "1" + ")" * 900,
    "[" * 400 + "]" * 400,
    "-" * 1500 + "1",
    "'a' * 400000 ~ 'a' * 400000",
    "'aaaa'.replace('a', 'b' * 400000)",
    "('a' * 1000) | join('b' * 1000)",
    "('a' * 1000) | replace('a', 'b' * 1000)",
    "('a' * 1000) | list | join('b' * 1000)",
    "'b'.join(['a' * 400000] * 2)",
    "'{:1000000000}'.format(1)",
    "'%1000000000d' % 1",
    "'%1000000000d' | format(1)",
    "'a'.center(10**9)",
    "'a' | center(10**9)",
    "'a'.zfill(10**9)",
    "'a'.ljust(10**9)",
    "'a'.translate({97: 'b' * 400000})",
    "'a\\t'.expandtabs(10**9)",
    "'a' | indent(10**9)",
    "[1] | batch(10**9) | list",
    "[1] | slice(10**9) | list",
    "(5).to_bytes(10**9, 'big')",
    "5 | round(-10**9)",
    "5 | round(precision=-10**9)",
    "[[1]] | sum(start=[])",
    "[1] | tojson(indent=10**9)",
    "range(10000) | map('string') | select('in', 'a' * 400000) | list",
    "'<' * 499999 | urlize",
    "lipsum(n=10**6)",
    "cycler('a')",
    "d.update({'z': 1})",
    "lst.append(1)",
    "d.values",
    "range",
    "x | nofilter",
    "x is notest",
    "1 / 0",
    "a + x",
    "a < x",
    "lst[10]",
    "d.nope.more",
    "a b",
    "",
    "a) }}{{ (a",
    "a }}{% for b in c %}{{ b }}{% endfor %}{{ a",
    "- a -",
    "'unclosed",
    "x" * 3000,
    "\x00",
]


@pytest.mark.parametrize("source", HOSTILE, ids=lambda source: ascii(source[:40]))
def test_expression__that_is_hostile_is_an_error_at_once(source: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    with pytest.raises(TemplateError):
        compile_text("{{ " + source + " }}").fill(SCOPE)
    assert time.process_time() - started < 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200 * 1024


def test_expression__changes_nothing_that_it_reads() -> None:
    with pytest.raises(TemplateError):
        compile_expression("lst.append(1)").evaluate(SCOPE)
    assert SCOPE["lst"] == [1, "é"]


def test_expression__undefined_names_have_an_error_of_their_own() -> None:
    with pytest.raises(UndefinedNameError):
        compile_expression("d.nope").evaluate(SCOPE)
    assert compile_expression("a + nope").names == {"a", "nope"}
    assert compile_expression("nope | default(a)").names == {"a"}
    assert compile_expression("nope").names == {"nope"}


def test_expression__is_compiled_once() -> None:
    assert compile_expression("a + 1") is compile_expression("a + 1")


def test_evaluate__asks_a_function_of_the_scope_once() -> None:
    class Counted:
        def __init__(self) -> None:
            self.calls = 0

        def cells(self, name: str) -> list[str]:
            self.calls += 1
            return [name]

    counted = Counted()
    expression = compile_expression("cells('a') | length")
    assert [expression.evaluate({"cells": counted.cells}) for _ in range(3)] == [1, 1, 1]
    assert counted.calls == 1
