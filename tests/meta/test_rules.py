"""Every built-in rule is sound, documented, tested, and where one looks for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from fastapi_lint import __version__
from fastapi_lint.api import Finding, Rule
from fastapi_lint.config.settings import Settings
from fastapi_lint.dev.new_rule import FAMILIES
from fastapi_lint.engine.manual import evidence_of
from fastapi_lint.engine.registry import Registry
from fastapi_lint.engine.request import Request
from fastapi_lint.engine.run import analyse, load_rules
from fastapi_lint.model.rule import docs_of
from fastapi_lint.source.overlay import Files
from fastapi_lint.syntax.hooks import collect_hooks
from fastapi_lint.testing import examples_of, read_suite

REGISTRY = load_rules()
each_rule = pytest.mark.parametrize("rule", REGISTRY.rules, ids=lambda rule: rule.code)
each_code = pytest.mark.parametrize("rule", REGISTRY.all, ids=lambda rule: rule.code)


def family(rule: Rule) -> str:
    return FAMILIES[rule.code.removeprefix("FAL")[0]]


def test_every_rule_can_be_loaded_and_is_valid():
    assert [problem.message for problem in REGISTRY.problems] == []
    assert {"FAL101", "FAL102", "FAL103", "FAL104", "FAL201", "FAL301"} <= {rule.code for rule in REGISTRY.rules}


@each_rule
def test_its_hooks_can_be_called(rule: Rule):
    checks_project = type(rule).check_project is not Rule.check_project
    assert collect_hooks([rule]).rules or checks_project


@each_rule
def test_it_stands_in_a_file_of_its_name_in_the_folder_of_its_family(rule: Rule, root: Path):
    module = type(rule).__module__.removeprefix("fastapi_lint_rules.")
    assert module == f"{family(rule)}.{rule.name.replace('-', '_')}"
    assert (root / "rules" / f"{module.replace('.', '/')}.py").is_file()


@each_rule
def test_it_has_a_suite(rule: Rule, root: Path):
    suite = root / "tests" / "rules" / family(rule) / f"{rule.name}.md"
    cases = read_suite(suite.read_text(encoding="utf-8"), suite.name).cases
    assert any(each.is_finding for case in cases for each in case.expected), "it never finds anything"
    assert any(case.promises_nothing for case in cases), "it is never shown code that is fine"


def test_every_suite_has_its_rule(root: Path):
    names = {rule.name for rule in REGISTRY.all}
    for path in sorted((root / "tests" / "rules").rglob("*.md")):
        suite = read_suite(path.read_text(encoding="utf-8"), path.name)
        assert path.stem in names or suite.rules, path.relative_to(root)


@each_code
def test_its_title_is_one_short_sentence(rule: Rule):
    title = docs_of(rule).title
    assert title.endswith(".")
    assert title[0] == "`" or title[0].isupper()
    assert len(title) <= 100


@each_code
def test_it_is_not_from_the_future(rule: Rule):
    def numbers(version: str) -> list[int]:
        return [int(part) for part in version.split(".")]

    assert numbers(rule.since) <= numbers(__version__)


@each_rule
def test_its_manual_has_examples(rule: Rule):
    assert {example.is_bad for example in examples_of(rule)} == {True, False}


@pytest.mark.parametrize(
    "rule", [rule for rule in REGISTRY.rules if rule.code.startswith("FAL1")], ids=lambda rule: rule.code
)
def test_a_rule_on_threads_shows_that_it_matters(rule: Rule):
    """Or says why it cannot: `python bench/evidence.py CODE --write` does either."""
    assert re.search(r"(?m)^Measured on \d{4}-\d\d-\d\d with FastAPI|was not measured: ", evidence_of(rule))


@each_rule
def test_its_messages_are_worded_like_all_others(rule: Rule):
    messages = [finding.message for finding in found_in_manual(rule)]
    assert messages
    assert [(message, complaint) for message in messages for complaint in faults_of(message)] == []


@pytest.mark.parametrize(
    ("message", "fault"),
    [
        ("Blocking in `read`", "starts with a capital"),
        ("`read` blocks the loop.", "ends with a full stop"),
        ("`read` blocks. Use a thread", "more than one sentence"),
        ("`read` blocks\nthe loop", "more than one line"),
        ("read blocks the loop", "names nothing in backticks"),
    ],
)
def test_the_style_of_messages_can_be_missed(message: str, fault: str):
    assert list(faults_of(message)) == [fault]


def found_in_manual(rule: Rule) -> Iterator[Finding]:
    """What the rule says of the examples in its own manual."""
    for example in examples_of(rule):
        files = Files.in_memory({"main.py": example.source})
        request = Request(Path(), Settings(select=(rule.code,)), Registry.of(rule), files=files)
        yield from analyse(request).findings


def faults_of(message: str) -> Iterator[str]:
    """Where a message departs from the style: one sentence in lower case without a full stop, names in backticks."""
    prose = re.sub(r"`[^`]*`", "``", message)
    if message[0].isupper():
        yield "starts with a capital"
    if prose.endswith("."):
        yield "ends with a full stop"
    if re.search(r"[.!?]\s", prose):
        yield "more than one sentence"
    if "\n" in message:
        yield "more than one line"
    if "``" not in prose:
        yield "names nothing in backticks"
