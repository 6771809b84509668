"""Calls and awaits."""

from __future__ import annotations

import ast

from fastapi_lint.facts.annotations import annotation
from fastapi_lint.facts.dispatch import EXPRESSIONS
from fastapi_lint.facts.draft import Draft
from fastapi_lint.facts.expressions import attribute_chain
from fastapi_lint.facts.positions import source_order
from fastapi_lint.model import expression as ex
from fastapi_lint.model.facts import AttributeRead, Call

# Holds the place of a call until its arguments have been read: the outer call comes before those in its arguments.
_PENDING = Call(0, 0, 0, 0, ex.UNKNOWN, (), (), -1)


def call(draft: Draft, node: ast.Call, awaited: bool = False, discarded: bool = False) -> ex.CallResult:
    """Record a call under the next number."""
    calls = draft.calls
    index = len(calls)
    calls.append(_PENDING)
    func = node.func
    callee: ex.Expression
    if isinstance(func, ast.Attribute):
        callee = attribute_chain(draft, func)  # what is called at once is no read
        if callee.value.__class__ is ex.Attribute and draft.keeps_reads:
            _note_receiver(draft, func.value, callee.value)
    else:
        callee = EXPRESSIONS[func.__class__](draft, func)
    nodes, named = node.args, node.keywords
    if nodes and named and nodes[-1].__class__ is ast.Starred:  # only such an argument can stand behind a keyword
        arguments, keywords = _mixed(draft, node)
    else:
        arguments = tuple([EXPRESSIONS[each.__class__](draft, each) for each in nodes]) if nodes else ()
        keywords = _keywords(draft, named) if named else ()
    if callee.__class__ is ex.Name and callee.id == "cast" and arguments and isinstance(arguments[0], ex.Constant):
        arguments = (annotation(draft, nodes[0]), *arguments[1:])  # `cast("User", value)`
    line, column, height, end = draft.place(node)
    calls[index] = Call(line, column, height, end, callee, arguments, keywords, draft.block, awaited, discarded)
    return ex.CallResult(index)


def _note_receiver(draft: Draft, node: ast.expr, receiver: ex.Attribute) -> None:
    """`a.b` in `a.b.c()` is read: it may be a property."""
    line, column, height, end = draft.place(node)
    draft.reads.append(AttributeRead(line, column, height, end, receiver, draft.block))


def _keywords(draft: Draft, nodes: list[ast.keyword]) -> tuple[tuple[str | None, ex.Expression], ...]:
    return tuple([(node.arg, EXPRESSIONS[node.value.__class__](draft, node.value)) for node in nodes])


def _mixed(
    draft: Draft, node: ast.Call | ast.ClassDef
) -> tuple[tuple[ex.Expression, ...], tuple[tuple[str | None, ex.Expression], ...]]:
    """`f(key=value, *rest)`: keywords before a starred argument."""
    arguments: list[ex.Expression] = []
    keywords: list[tuple[str | None, ex.Expression]] = []
    positional = node.args if isinstance(node, ast.Call) else node.bases
    items: list[ast.expr | ast.keyword] = [*positional, *node.keywords]
    for item in sorted(items, key=source_order):
        if isinstance(item, ast.keyword):
            keywords.append((item.arg, EXPRESSIONS[item.value.__class__](draft, item.value)))
        else:
            arguments.append(EXPRESSIONS[item.__class__](draft, item))
    return tuple(arguments), tuple(keywords)


def class_arguments(
    draft: Draft, node: ast.ClassDef
) -> tuple[tuple[ex.Expression, ...], tuple[tuple[str | None, ex.Expression], ...]]:
    """The bases and keywords of a class."""
    return _mixed(draft, node)


def _await(draft: Draft, node: ast.Await) -> ex.Expression:
    line, column, _, _ = draft.place(node)
    draft.awaits.append((line, column, draft.block))
    value = node.value
    if isinstance(value, ast.Call):
        return ex.Awaited(call(draft, value, awaited=True))
    return draft.applies(ex.Awaited(EXPRESSIONS[value.__class__](draft, value)), node)


EXPRESSIONS.update({ast.Call: call, ast.Await: _await})
