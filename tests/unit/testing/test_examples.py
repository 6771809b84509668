"""The examples of a manual are held to what they show."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import libcst as cst
import pytest

from fastapi_lint.api import Confidence, Finding, Role, Rule, Severity, Site, on
from fastapi_lint.testing import Example, example_faults, examples_of

HANDLER = """\
from fastapi import FastAPI

app = FastAPI()


@app.get("/")
async def read() -> int:
    return {value}
"""
BAD, GOOD = HANDLER.format(value="len('x')"), HANDLER.format(value="1")


class LenCalls(Rule):
    """`len` is called.

    ## What it does
    Reports `len`.

    ## Example
    ```py
    len("x")
    ```

    ```sh
    not Python
    ```

    ```python
    len("y")
    ```

    ## Use instead
    ```py
    1
    ```
    """

    code, name, since = "FAL190", "len-calls", "0.1"
    severity, confidence = Severity.WARNING, Confidence.LOW
    looks_at = Role.HANDLER

    @on(cst.Call)
    def call(self, node: cst.Call, site: Site) -> Iterator[Finding]:
        if site.source(node.func) == "len":
            yield self.finding(site.at(node), "`len` is called")


def test_python_blocks_of_both_sections_are_examples():
    assert [(each.title, each.source, each.is_bad) for each in examples_of(LenCalls())] == [
        ("Example 1", 'len("x")\n', True),
        ("Example 2", 'len("y")\n', True),
        ("Use instead 1", "1\n", False),
    ]


@pytest.mark.parametrize(("source", "is_bad"), [(BAD, True), (GOOD, False)])
def test_an_example_that_shows_what_it_says(source, is_bad):
    assert example_faults(Example("Example 1", source, is_bad), LenCalls()) == ()


@pytest.mark.parametrize(
    ("source", "is_bad", "fault"),
    [
        (GOOD, True, "FAL190 finds nothing in it"),
        (BAD, False, "line 8: [FAL190] `len` is called"),
        ("x = (", False, "main.py:1: "),
        (GOOD + "\nraise ValueError('at import')\n", False, "it does not run:\nTraceback"),
        (GOOD.replace("-> int", "-> FastAPI"), False, "FastAPIError"),
        (GOOD + "\n\napp.openapi = lambda: 1 // 0\n", False, "ZeroDivisionError"),
    ],
)
def test_one_that_does_not_is_told(source, is_bad, fault):
    assert any(fault in each for each in example_faults(Example("Example 1", source, is_bad), LenCalls()))


def test_an_executed_example_leaves_no_module_behind():
    before = set(sys.modules)
    example_faults(Example("Example 1", GOOD, False), LenCalls())
    assert not {name for name in set(sys.modules) - before if "example" in name}
