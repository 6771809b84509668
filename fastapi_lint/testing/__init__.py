"""Markdown suites for rules, ours and those of others.

`pytest_plugins = ["fastapi_lint.testing.plugin"]` in the top `conftest.py` collects `tests/rules/**/*.md` and
`tests/facts/*.md`: each heading with files is a test. `check_case` and `read_suite` serve other runners.
"""

from fastapi_lint.testing.checking import check_case
from fastapi_lint.testing.directives import DIRECTIVES, Directive, Known, directive
from fastapi_lint.testing.error import SuiteError
from fastapi_lint.testing.examples import Example, example_faults, examples_of
from fastapi_lint.testing.expectations import Expected
from fastapi_lint.testing.suite import Case, File, Suite, read_suite

__all__ = [
    "DIRECTIVES",
    "Case",
    "Directive",
    "Example",
    "Expected",
    "File",
    "Known",
    "Suite",
    "SuiteError",
    "check_case",
    "directive",
    "example_faults",
    "examples_of",
    "read_suite",
]
