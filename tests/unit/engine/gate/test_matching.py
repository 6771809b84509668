"""Which finding of now is which one of before."""

from __future__ import annotations

from fastapi_lint.engine.gate.matching import Found, Known, match
from fastapi_lint.model.finding import Confidence, Finding, Severity
from fastapi_lint.model.location import Location, Span


def found(path: str, identity: str = "i", statement: str = "") -> Found:
    place = Location(path, Span(1, 1, 1, 2))
    return Found(Finding("F1", "f", Severity.ERROR, Confidence.HIGH, "m", place, "f", identity=identity), statement)


def known(path: str, identity: str = "i", statement: str = "") -> Known:
    return Known(identity, path, "f", statement)


def always(path: str, function: str) -> bool:
    return True


def never(path: str, function: str) -> bool:
    return False


def test_the_same_in_the_same_file():
    assert match([found("a.py"), found("a.py", "j")], [known("a.py", "j"), known("b.py")], never) == {1: 0}


def test_each_matches_one():
    assert match([found("a.py")] * 3, [known("a.py")] * 2, always) == {0: 0, 1: 1}


def test_in_another_file_only_if_the_function_is_gone_from_its_own():
    assert match([found("b.py")], [known("a.py")], never) == {}
    assert match([found("b.py")], [known("a.py")], always) == {0: 0}


def test_what_is_in_its_file_comes_first():
    assert match([found("a.py"), found("b.py")], [known("b.py")], always) == {1: 0}


def test_several_that_moved_go_to_the_likest_paths():
    old = [known("shop/a/views.py"), known("shop/b/views.py")]
    new = [found("store/b/views.py"), found("store/a/views.py")]
    assert match(new, old, always) == {0: 1, 1: 0}


def test_a_file_keeps_its_name_sooner_than_its_folder():
    assert match([found("shop/other.py"), found("store/views.py")], [known("shop/views.py")], always) == {1: 0}


def test_of_equal_ones_the_one_in_an_equal_statement():
    new = [found("a.py", statement="x"), found("a.py", statement="y")]
    assert match(new, [known("a.py", statement="y")], never) == {1: 0}


def test_thousands_of_equal_ones():
    many = 3000
    assert len(match([found("a.py")] * many, [known("a.py")] * many, never)) == many
