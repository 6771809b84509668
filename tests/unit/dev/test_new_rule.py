"""A new rule starts as files that are sound, and tests that fail until it works."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from fastapi_lint.dev.__main__ import main
from fastapi_lint.dev.new_rule import FAMILIES
from fastapi_lint.engine.own_codes import OWN_RULES
from fastapi_lint.engine.validation import defects_of
from fastapi_lint.testing import check_case, example_faults, examples_of, read_suite


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "__init__.py").write_text("")
    return tmp_path


def new_rule(checkout: Path, code: str = "FAL199", name: str = "waits-for-godot") -> int:
    return main(["--root", str(checkout), "new-rule", code, name])


@pytest.fixture
def rule(checkout: Path):
    assert new_rule(checkout) == 0
    spec = importlib.util.spec_from_file_location("made", checkout / "rules/concurrency/waits_for_godot.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.WaitsForGodot()


def test_the_new_rule_is_valid(rule):
    assert defects_of(type(rule)) == ()
    assert (rule.code, rule.name) == ("FAL199", "waits-for-godot")


def test_its_suite_fails_until_it_works(rule, checkout):
    suite = read_suite((checkout / "tests/rules/concurrency/waits-for-godot.md").read_text(), "suite.md")
    told = [check_case(case, suite, (rule,)) for case in suite.cases]
    assert "expected and not found: # error: [FAL199]" in told[0]
    assert told[1:] == [""]


def test_its_examples_run_and_fail_until_it_works(rule):
    bad, good = examples_of(rule)
    assert example_faults(bad, rule) == ("FAL199 finds nothing in it",)
    assert example_faults(good, rule) == ()


def test_it_says_what_to_do_next(checkout, capsys):
    new_rule(checkout)
    said = capsys.readouterr().out
    assert "wrote rules/concurrency/waits_for_godot.py\nwrote tests/rules/concurrency/waits-for-godot.md\n" in said
    assert "1. tests/rules/concurrency/waits-for-godot.md: write down" in said


@pytest.mark.parametrize("digit", FAMILIES)
def test_the_code_chooses_the_family(checkout, digit):
    assert new_rule(checkout, f"FAL{digit}50") == 0
    assert (checkout / "rules" / FAMILIES[digit] / "waits_for_godot.py").is_file()
    assert (checkout / "rules" / FAMILIES[digit] / "__init__.py").is_file()


@pytest.mark.parametrize(
    ("code", "name", "complaint"),
    [
        ("FAL010", "a-rule", "`FAL010` is no code of a built-in rule"),
        ("ACME101", "a-rule", "`ACME101` is no code of a built-in rule"),
        ("FAL101", "A_Rule", "`A_Rule` is no name of a rule"),
    ],
)
def test_what_is_malformed_is_refused(checkout, capsys, code, name, complaint):
    assert new_rule(checkout, code, name) == 2
    assert capsys.readouterr().err.startswith(f"error: {complaint}")
    assert list(checkout.rglob("*.md")) == []


@pytest.mark.parametrize(
    ("code", "name", "complaint"),
    [
        ("FAL198", "waits-for-godot", "`rules/concurrency/waits_for_godot.py` exists already"),
        ("FAL199", "other", "`FAL199` is taken by `rules/concurrency/waits_for_godot.py`"),
        ("FAL299", "waits-for-godot", "`waits-for-godot` is taken by `rules/concurrency/waits_for_godot.py`"),
    ],
)
def test_nothing_is_overwritten_or_used_twice(checkout, capsys, code, name, complaint):
    new_rule(checkout)
    assert new_rule(checkout, code, name) == 2
    assert capsys.readouterr().err == f"error: {complaint}\n"


def test_outside_a_checkout_nothing_is_written(tmp_path, capsys):
    assert new_rule(tmp_path) == 2
    assert "is no checkout of fastapi-lint" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_docs_have_a_page_for_every_code_and_a_list(tmp_path):
    stale = tmp_path / "docs" / "rules" / "FAL998.md"
    stale.parent.mkdir(parents=True)
    stale.write_text("gone")
    (tmp_path / "fastapi_lint" / "config").mkdir(parents=True)
    assert main(["--root", str(tmp_path), "docs"]) == 0
    pages = {path.name for path in stale.parent.iterdir()}
    assert {"index.md", *(f"{rule.code}.md" for rule in OWN_RULES)} <= pages
    assert stale.name not in pages
    page = (stale.parent / "FAL004.md").read_text()
    assert page.startswith("# FAL004 unused-suppression\n\nA suppression silences nothing.\n\nSeverity: warning.")
    assert "\n## Why is this bad?\n" in page
    assert "| [FAL001](FAL001.md) | syntax-error |" in (stale.parent / "index.md").read_text()
