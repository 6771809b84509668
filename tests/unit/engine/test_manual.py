"""The manual of a rule: its docstring, with what stands in the folder `evidence` beside it."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

from fastapi_lint.engine.manual import DOCUMENTATION, SILENCING, evidence_of, family_of, manual_of, silencing, url_of
from fastapi_lint.engine.run import load_rules
from fastapi_lint.model.rule import Rule

RULE = '''
from fastapi_lint.model.rule import Rule

class Late(Rule):
    """It is late.

    ## Use instead

    Hurry.

    ## Limits

    None.
    """

    code = "FAL999"
'''


def rule_in(folder: Path, monkeypatch) -> type[Rule]:
    package = folder / "some_rules"
    (package / "evidence").mkdir(parents=True)
    (package / "__init__.py").write_text(RULE)
    (package / "evidence" / "FAL999.md").write_text("It took 3 s.\n")
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.delitem(sys.modules, "some_rules", raising=False)
    rule: type[Rule] = importlib.import_module("some_rules").Late
    return rule


def test_the_evidence_stands_between_the_examples_and_the_limits(tmp_path: Path, monkeypatch):
    sections = manual_of(rule_in(tmp_path, monkeypatch)).sections
    assert list(sections) == ["Use instead", "What was measured", "Limits", SILENCING]
    assert sections["What was measured"] == "It took 3 s."


def test_a_rule_may_have_none(tmp_path: Path, monkeypatch):
    rule = rule_in(tmp_path, monkeypatch)
    (tmp_path / "some_rules" / "evidence" / "FAL999.md").unlink()
    assert evidence_of(rule) == ""
    assert list(manual_of(rule()).sections) == ["Use instead", "Limits", SILENCING]


def test_every_built_in_code_has_a_page():
    urls = {rule.code: url_of(rule) for rule in load_rules().all}
    assert urls == {code: f"{DOCUMENTATION}/rules/{code}/" for code in urls}


def test_a_third_partys_rule_has_the_page_that_it_names():
    assert url_of(type("Theirs", (Rule,), {"code": "ACME001"})) == ""
    page = "https://rules.example/ACME001"
    assert url_of(type("Theirs", (Rule,), {"code": "ACME001", "url": page})) == page


def test_how_to_silence_a_rule_stands_before_the_references():
    sections = list(manual_of(load_rules().find("FAL101")).sections)
    assert sections[-2:] == [SILENCING, "References"]


def test_what_the_tool_says_of_itself_is_silenced_by_no_comment():
    assert "# fastapi-lint: ignore[FAL101]" in silencing(load_rules().find("FAL101"))
    assert "# fastapi-lint" not in silencing(load_rules().find("FAL001"))


def test_every_built_in_rule_has_a_family_that_says_what_it_is_about():
    assert all(title for _, title in map(family_of, load_rules().all))
    assert family_of(type("Theirs", (Rule,), {"code": "ACME001"})) == ("ACME", "")
