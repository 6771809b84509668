"""Displays that hold each other's results without end: the analysis ends, and soon."""

from __future__ import annotations

from pathlib import Path

from fastapi_lint.config.settings import Settings
from fastapi_lint.engine.registry import Registry
from fastapi_lint.engine.request import Request
from fastapi_lint.engine.routes import read_routes
from fastapi_lint.source.overlay import Files

OPERATORS = 10

SOURCE = """
from fastapi import FastAPI

app = FastAPI()


class Expression:
    left: "Expression"
    right: "Expression"

    def to_dict(self):
        raise NotImplementedError


@app.get("/")
async def read(expression: Expression):
    return expression.to_dict()["$0"][0]


""" + "\n\n".join(
    f"class Op{number}(Expression):\n"
    "    def to_dict(self):\n"
    f'        return {{"${number}": [self.left.to_dict(), self.right.to_dict()], "of": {{"x": self.left.to_dict()}}}}'
    for number in range(OPERATORS)
)


def test_dictionaries_of_dictionaries_of_all_operators():
    report = read_routes(Request(Path(), Settings(), Registry(()), files=Files.in_memory({"main.py": SOURCE})))
    assert [route.path for app in report.apps for route in app.routes] == ["/"]
