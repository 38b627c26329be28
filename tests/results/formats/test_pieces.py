from __future__ import annotations

import pytest

from cigen.results.formats.pieces import around_xml, in_text, of_json


@pytest.mark.parametrize(
    ("text", "around", "within"),
    [
        ("make: *** [test] Error 1\n42 ok, 1 not ok\n", False, False),
        ("log\n  not ok 3 - x\n", True, True),
        ("lure></testcase></testsuite>", True, False),
        ("</testsuites>\n", True, True),
        ('s="2" errors="3" name="t">\n  ', True, False),
        ("s='2' errors='3' name='t'>", True, False),
        ('the log says\n-1" failures="1"/>', True, False),
        ('+ env A="x" make > log 2>&1\n', False, False),
        ('all.sh: NAME="x">log <y>', True, False),
        ('<p class="x">', False, False),
        ("it says <error>no</error>", True, False),
        ("<error>no</error>", True, True),
        ("<testsuite name='a'>", False, True),
        ("<html><body>", False, False),
        ('{"numFailedTests":2}', True, False),
        ('{"numFailedTests":0}', False, False),
        ('{"Action": "fail"}', True, False),
    ],
)
def test_pieces__of_other_results_are_known(text: str, around: bool, within: bool) -> None:
    assert (around_xml(text), in_text(text)) == (around, within)


def test_pieces__of_json_begin_a_line() -> None:
    assert of_json('{"Time":"now","Action":"fail"}')
    assert not of_json('it printed {"Action":"fail"}')
    assert not of_json('{"level":"error"}')
