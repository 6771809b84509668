"""The examples in a rule's manual, checked and executed.

Every block of *Example* must raise the rule's code and none of *Use instead* may. Both must be code that runs: a block
is executed as a module of its own, and where it makes an application, the application's OpenAPI document is asked for.
What is wrong in that it does not run says so: "```python raises=AssertionError".
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from fastapi_lint.api import Rule
from fastapi_lint.config.settings import Settings
from fastapi_lint.engine.registry import Registry
from fastapi_lint.engine.request import Request
from fastapi_lint.engine.run import Crash, analyse, attempt
from fastapi_lint.model.problem import ProblemKind
from fastapi_lint.model.rule import docs_of
from fastapi_lint.source.overlay import Files

BAD, GOOD = "Example", "Use instead"

_BLOCK = re.compile(r"^```(?:py|python)(?: raises=(?P<raises>\w+))?\n(?P<source>.*?)^```", re.DOTALL | re.MULTILINE)
_MODULE = "fastapi_lint_example"


@dataclass(frozen=True)
class Example:
    """A code block of a manual. `is_bad`: the rule must find something in it. `raises`: what it ends with."""

    title: str
    source: str
    is_bad: bool
    raises: str = ""


def examples_of(rule: Rule) -> tuple[Example, ...]:
    """The Python blocks of *Example* and *Use instead*, in order."""
    sections = docs_of(rule).sections
    return tuple(
        Example(f"{section} {number}", block["source"], section == BAD, block["raises"] or "")
        for section in (BAD, GOOD)
        for number, block in enumerate(_BLOCK.finditer(sections.get(section, "")), 1)
    )


def example_faults(example: Example, rule: Rule) -> tuple[str, ...]:
    """What is wrong with an example: what the rule says or does not say of it, and why it does not run."""
    return (*_misjudged(example, rule), *_broken(example))


def _misjudged(example: Example, rule: Rule) -> Iterator[str]:
    settings = Settings(select=(rule.code,), confidence="low")
    files = Files.in_memory({"main.py": example.source})
    report = analyse(Request(Path(), settings, Registry.of(rule), files=files))
    problems = [problem for problem in report.problems if problem.kind is not ProblemKind.UNRESOLVED]
    yield from (f"main.py:{problem.line or 1}: {problem.message}" for problem in problems)
    codes = {finding.code for finding in report.findings}
    if example.is_bad and rule.code not in codes:
        yield f"{rule.code} finds nothing in it"
    if not example.is_bad:
        yield from (f"line {each.span.line}: [{each.code}] {each.message}" for each in report.findings)


def _broken(example: Example) -> Iterator[str]:
    """Executes the example as a module, so that annotations are resolved as in an application."""
    module = ModuleType(_MODULE)

    def execute() -> None:
        exec(compile(example.source, f"<{example.title}>", "exec"), module.__dict__)
        openapi = getattr(getattr(module, "app", None), "openapi", None)
        if callable(openapi):
            openapi()

    sys.modules[_MODULE] = module
    outcome = attempt(execute)
    del sys.modules[_MODULE]
    if not isinstance(outcome, Crash):
        yield from [f"it runs, and does not raise {example.raises}"] if example.raises else []
    elif not example.raises or not re.search(rf"^(?:\w+\.)*{example.raises}\b", outcome.traceback, re.MULTILINE):
        yield f"it does not run:\n{outcome.traceback}"
