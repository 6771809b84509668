"""The manual of a rule: its docstring, with what stands in the folder `evidence` beside it."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

from fastapi_lint.engine.manual import evidence_of, manual_of
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
    assert list(sections) == ["Use instead", "Evidence", "Limits"]
    assert sections["Evidence"] == "It took 3 s."


def test_a_rule_may_have_none(tmp_path: Path, monkeypatch):
    rule = rule_in(tmp_path, monkeypatch)
    (tmp_path / "some_rules" / "evidence" / "FAL999.md").unlink()
    assert evidence_of(rule) == ""
    assert list(manual_of(rule()).sections) == ["Use instead", "Limits"]
