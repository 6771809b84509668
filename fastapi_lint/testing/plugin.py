"""Collects Markdown suites in pytest: one test a case, and one for each example in the manual of a rule under test.

A suite below `tests/rules/` is run with the rule of the file's name, or with those that its front matter names. One
below `tests/facts/` is run without rules: only its directives are evaluated.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from fastapi_lint.api import Rule
from fastapi_lint.engine.own_codes import OWN_RULES
from fastapi_lint.engine.registry import Registry
from fastapi_lint.engine.run import load_rules
from fastapi_lint.testing.checking import check_case
from fastapi_lint.testing.directives import DIRECTIVES
from fastapi_lint.testing.error import SuiteError
from fastapi_lint.testing.examples import Example, example_faults, examples_of
from fastapi_lint.testing.suite import Case, Suite, read_suite


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Takes the Markdown files that lie where suites lie."""
    if file_path.suffix != ".md":
        return None
    folders = file_path.parent.parts
    for index in range(len(folders) - 1):
        if folders[index] == "tests" and folders[index + 1] in ("rules", "facts"):
            return SuiteFile.from_parent(parent, path=file_path, of_rules=folders[index + 1] == "rules")
    return None


class SuiteFile(pytest.File):
    """A Markdown suite. What is wrong with it as a whole is an error of collection."""

    def __init__(self, *, of_rules: bool, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.of_rules = of_rules

    def collect(self) -> Iterator[pytest.Item]:
        """Its cases, then the examples of the rule that bears its name."""
        shown = self.path.relative_to(self.config.rootpath).as_posix()
        suite = read_suite(self.path.read_text(encoding="utf-8"), shown, frozenset(DIRECTIVES))
        rules = _rules_under_test(suite, self.path.stem) if self.of_rules else ()
        for case in suite.cases:
            yield CaseItem.from_parent(self, name=case.title, case=case, suite=suite, rules=rules)
        for rule in rules:
            if rule.name == self.path.stem and rule not in OWN_RULES:  # the tool's own codes show what does not run
                for example in examples_of(rule):
                    yield ExampleItem.from_parent(self, name=f"manual: {example.title}", example=example, rule=rule)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """A suite that is wrong is told in a line, not by a traceback."""
        return str(excinfo.value) if isinstance(excinfo.value, SuiteError) else super().repr_failure(excinfo)


class _Failed(Exception):
    """A case or an example does not hold."""


class _Item(pytest.Item):
    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What differs, without the traceback of this plugin."""
        if isinstance(excinfo.value, (_Failed, SuiteError)):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)


class CaseItem(_Item):
    """One case of a suite."""

    def __init__(self, *, case: Case, suite: Suite, rules: tuple[Rule, ...], **arguments: Any) -> None:
        super().__init__(**arguments)
        self.case, self.suite, self.rules = case, suite, rules

    def runtest(self) -> None:
        """Fails with what differs."""
        differences = check_case(self.case, self.suite, self.rules)
        if differences:
            raise _Failed(differences)

    def reportinfo(self) -> tuple[Path, int, str]:
        """The heading of the case."""
        return self.path, self.case.line - 1, self.case.title


class ExampleItem(_Item):
    """One example of a rule's manual."""

    def __init__(self, *, example: Example, rule: Rule, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.example, self.rule = example, rule

    def runtest(self) -> None:
        """Fails with what the example does and should not."""
        faults = example_faults(self.example, self.rule)
        if faults:
            raise _Failed("\n".join([f"{self.rule.code}, {self.example.title}:", *faults, "", self.example.source]))

    def reportinfo(self) -> tuple[Path, int, str]:
        """The suite: the manual stands in the rule's docstring."""
        return self.path, 0, self.name


def _rules_under_test(suite: Suite, stem: str) -> tuple[Rule, ...]:
    registry = _registry()
    rules = []
    for name in suite.rules or (stem,):
        rule = registry.find(name)
        if rule is None:
            problems = "".join(f"\n  {problem.message}" for problem in registry.problems)
            raise SuiteError(suite.path, 0, f"there is no rule `{name}`{problems}")
        rules.append(rule)
    return tuple(rules)


@cache
def _registry() -> Registry:
    return load_rules()
