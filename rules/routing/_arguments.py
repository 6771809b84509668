"""Arguments of registrations: strings that can be written anew."""

from __future__ import annotations

from fastapi_lint.api import cst


def argument(call: cst.Call, keyword: str, position: int | None) -> cst.SimpleString | None:
    """The argument of a call, if it is a plain string."""
    for index, arg in enumerate(call.args):
        is_it = arg.keyword.value == keyword if arg.keyword is not None else index == position and not arg.star
        if is_it:
            return arg.value if isinstance(arg.value, cst.SimpleString) and not arg.value.prefix else None
    return None


def written(node: cst.SimpleString, text: str) -> cst.SimpleString:
    """The same string with another text between its quotes."""
    return node.with_changes(value=f"{node.quote}{text}{node.quote}")
