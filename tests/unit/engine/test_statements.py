"""Lines grouped by statement."""

from __future__ import annotations

import pytest

from fastapi_lint.engine.statements import Statement, Statements

TEXT = '''\
@app.get(
    "/",
)
@cached
async def read(
    x: int,
) -> int:
    """Doc
    string."""

    if x: return 1
    return f(
        x
    )
'''


@pytest.mark.parametrize(
    ("line", "statement"),
    [
        (2, Statement(1, 3, header=5)),
        (4, Statement(4, 4, header=5)),
        (6, Statement(5, 7)),
        (9, Statement(8, 9)),
        (10, Statement(10, 10)),
        (11, Statement(11, 11)),
        (13, Statement(12, 14)),
        (99, Statement(99, 99)),
    ],
)
def test_a_line_belongs_to_a_statement(line, statement):
    assert Statements(TEXT).at(line) == statement


def test_a_text_that_ends_within_a_statement_keeps_what_comes_before():
    assert Statements("a(\n1)\nb(\n").at(2) == Statement(1, 2)
