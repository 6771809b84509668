"""Statuses: the numbers that status codes are, however they are written."""

from __future__ import annotations

from fastapi_lint.frameworks import starlette
from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.project.assembly.objects import Constant, Library, Unknown, Value, each_of
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.values import LibraryObject, LibraryValue, LiteralValue


def status_given(given: Value | None) -> int | None:
    """A number, a constant of a library (or of a module that only passes it on), or `int(…)` of either."""
    for each in each_of(given) if given is not None else ():
        if isinstance(each, Constant) and isinstance(each.value, int):
            return each.value
        if isinstance(each, Library):
            return starlette.status_code(each.name)
        if isinstance(each, Unknown) and isinstance(each.expression, ex.Attribute):
            return starlette.status_code(f"starlette.status.{each.expression.attr}")
    return None


def status_written(inference: Inference, expression: Expression | None, use: Use) -> int | None:
    """The same for an expression; None also if it may be several."""
    if expression is None:
        return None
    found = {_status(value) for value in inference.infer(expression, use)}
    number = found.pop() if len(found) == 1 else None
    if number is None and isinstance(expression, ex.Attribute):
        return starlette.status_code(f"starlette.status.{expression.attr}")
    return number


def _status(value: object) -> int | None:
    if isinstance(value, LiteralValue):
        return value.value if type(value.value) is int else None
    return starlette.status_code(value.name) if isinstance(value, LibraryValue | LibraryObject) else None


def has_no_body(status: int | None) -> bool:
    """True for statuses whose responses have no body (fastapi/utils.py, is_body_allowed_for_status_code)."""
    return status is not None and (status < 200 or status in (204, 205, 304))
