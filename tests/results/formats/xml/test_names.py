import pytest
from hypothesis import given
from hypothesis import strategies as st

from cigen.results.formats.xml.names import base, split, without


@pytest.mark.parametrize(
    ("name", "classname", "method"),
    [
        ("Ns.Class.Method", "Ns.Class", "Method"),
        ('Ns.Class.Method("a.b", 1.5)', "Ns.Class", 'Method("a.b", 1.5)'),
        ("Ns.Fixture(1.5).Test(2.5)", "Ns.Fixture(1.5)", "Test(2.5)"),
        ("Ns.List<System.Int32>.Adds", "Ns.List<System.Int32>", "Adds"),
        (r'Ns.Class.Method("a\").b")', "Ns.Class", r'Method("a\").b")'),
        ('Ns.Class("a b").Method', 'Ns.Class("a b")', "Method"),
        ("Method(1.5)", "", "Method(1.5)"),
        ("Method", "", "Method"),
        ("reads version 1.2 of it", "", "reads version 1.2 of it"),
        ("Ns.", "", "Ns."),
        (".x", "", ".x"),
        ("", "", ""),
    ],
)
def test_split__takes_the_class_off(name: str, classname: str, method: str) -> None:
    assert split(name) == (classname, method)


@given(st.text(alphabet='a.("\\)<] ', max_size=60))
def test_split__loses_nothing(name: str) -> None:
    classname, method = split(name)
    assert name == (f"{classname}.{method}" if classname else method)


def test_without__takes_a_prefix_off_only_before_a_dot() -> None:
    assert without("A.B", "A.B.c") == "c"
    assert without("A.B", "A.Bc") == "A.Bc"
    assert without("A.B", "A.B.") == "A.B."
    assert without("", ".c") == ".c"


def test_base__knows_the_paths_of_either_kind() -> None:
    assert [base(path) for path in (r"C:\a\b.dll", "/a/b.dll", "b.dll", "a/b/", "")] == [*["b.dll"] * 3, "b", ""]
