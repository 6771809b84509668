"""Plain expressions: names, attributes, literals, displays, operations.

Every reader meets its operands as they stand in the source, which is not always the order of the fields in `ast`:
calls are numbered when they are met.
"""

from __future__ import annotations

import ast
from typing import Literal

from fastapi_lint.facts.constants import constant
from fastapi_lint.facts.dispatch import EXPRESSIONS
from fastapi_lint.facts.draft import Draft
from fastapi_lint.facts.operators import BINARY, COMPARISON, UNARY
from fastapi_lint.facts.positions import EXACT_IN_FSTRINGS, end_of
from fastapi_lint.model import expression as ex
from fastapi_lint.model.facts import AttributeRead, Outcome

DISPLAY_LIMIT = 64
"""Elements of one display that are kept: tables of data would make the facts larger than their source, and no type,
route or call depends on the rest. Calls in the rest are recorded all the same."""


def _name(draft: Draft, node: ast.Name) -> ex.Expression:
    return draft.loads[node.id]


def attribute_chain(draft: Draft, node: ast.Attribute) -> ex.Attribute:
    """`a.b.c` without recording it as a read: the parts of a longer chain, and what is called."""
    value = node.value
    if isinstance(value, ast.Name):
        return ex.Attribute(draft.loads[value.id], node.attr)
    if not isinstance(value, ast.Attribute):
        return ex.Attribute(EXPRESSIONS[value.__class__](draft, value), node.attr)
    chain: list[str] = []
    while isinstance(value, ast.Attribute):
        chain.append(value.attr)
        value = value.value
    found = EXPRESSIONS[value.__class__](draft, value)
    for attr in reversed(chain):
        found = ex.Attribute(found, attr)
    return ex.Attribute(found, node.attr)


def _attribute(draft: Draft, node: ast.Attribute) -> ex.Expression:
    found = attribute_chain(draft, node)
    if draft.keeps_reads and node.ctx.__class__ is ast.Load:
        line, column, height, end = draft.place(node)
        draft.reads.append(AttributeRead(line, column, height, end, found, draft.block))
    return found


def _subscript(draft: Draft, node: ast.Subscript) -> ex.Expression:
    inner, within = node.value, node.slice
    value = EXPRESSIONS[inner.__class__](draft, inner)
    key = EXPRESSIONS[within.__class__](draft, within)
    if node.ctx.__class__ is ast.Del:
        return draft.applies(ex.Operation("del []", (value, key)), node)
    return draft.applies(ex.Subscript(value, key), node)


def _slice(draft: Draft, node: ast.Slice) -> ex.Expression:
    """`lower:upper:step` is an operation of three, with None for what is left out."""
    parts = (node.lower, node.upper, node.step)
    return ex.Operation(
        ":", tuple([ex.NONE if part is None else EXPRESSIONS[part.__class__](draft, part) for part in parts])
    )


def _constant(draft: Draft, node: ast.Constant) -> ex.Expression:
    return constant(node.value)


def elements(draft: Draft, nodes: list[ast.expr]) -> tuple[ex.Expression, ...]:
    """The first `DISPLAY_LIMIT` of the nodes; all of them are read."""
    if not nodes:
        return ()
    found = [EXPRESSIONS[node.__class__](draft, node) for node in nodes]
    return tuple(found[:DISPLAY_LIMIT])


def _list(draft: Draft, node: ast.List) -> ex.Expression:
    return ex.Collection("list", elements(draft, node.elts))


def _tuple(draft: Draft, node: ast.Tuple) -> ex.Expression:
    return ex.Collection("tuple", elements(draft, node.elts))


def _set(draft: Draft, node: ast.Set) -> ex.Expression:
    return ex.Collection("set", elements(draft, node.elts))


def _dict(draft: Draft, node: ast.Dict) -> ex.Expression:
    items: list[tuple[ex.Expression | None, ex.Expression]] = []
    for key, value in zip(node.keys, node.values, strict=True):
        kept = None if key is None else EXPRESSIONS[key.__class__](draft, key)
        items.append((kept, EXPRESSIONS[value.__class__](draft, value)))
        if len(items) > DISPLAY_LIMIT:
            items.pop()
    return ex.Mapping(tuple(items))


def _binary(draft: Draft, node: ast.BinOp) -> ex.Expression:
    first, second = node.left, node.right
    left = EXPRESSIONS[first.__class__](draft, first)
    right = EXPRESSIONS[second.__class__](draft, second)
    return draft.applies(ex.Operation(BINARY[node.op.__class__], (left, right)), node)


def _unary(draft: Draft, node: ast.UnaryOp) -> ex.Expression:
    inner, kind = node.operand, node.op.__class__
    operand = EXPRESSIONS[inner.__class__](draft, inner)
    found = ex.Operation(UNARY[kind], (operand,))
    is_plain = kind is ast.Not or operand.__class__ is ex.Constant
    return found if is_plain else draft.applies(found, node)


def _boolean(draft: Draft, node: ast.BoolOp) -> ex.Expression:
    operator: ex.Operator = "and" if node.op.__class__ is ast.And else "or"
    return ex.Operation(operator, elements(draft, node.values))


def _compare(draft: Draft, node: ast.Compare) -> ex.Expression:
    """A chain `a < b < c` is `a < b and b < c`, with the one `b`."""
    first = node.left
    left = EXPRESSIONS[first.__class__](draft, first)
    links: list[ex.Operation] = []
    for operator, right_node in zip(node.ops, node.comparators, strict=True):
        right = EXPRESSIONS[right_node.__class__](draft, right_node)
        sign = COMPARISON[operator.__class__]
        if sign in _SEARCHES:
            draft.draws(right)
        if len(links) < DISPLAY_LIMIT:
            links.append(ex.Operation(sign, (left, right)))
        left = right
    for link in links:
        if link.operator not in _IDENTITIES:
            draft.applies(link, node)
    return links[0] if len(links) == 1 else ex.Operation("and", tuple(links))


_SEARCHES = frozenset({"in", "not in"})
_IDENTITIES = frozenset({"is", "is not"})


def _conditional(draft: Draft, node: ast.IfExp) -> ex.Expression:
    body = EXPRESSIONS[node.body.__class__](draft, node.body)
    test = EXPRESSIONS[node.test.__class__](draft, node.test)
    return ex.Conditional(test, body, EXPRESSIONS[node.orelse.__class__](draft, node.orelse))


def _starred(draft: Draft, node: ast.Starred) -> ex.Expression:
    value = EXPRESSIONS[node.value.__class__](draft, node.value)
    draft.draws(value)
    return ex.Starred(value)


def _named(draft: Draft, node: ast.NamedExpr) -> ex.Expression:
    value = EXPRESSIONS[node.value.__class__](draft, node.value)
    block, draft.block = draft.block, draft.scope_block()
    whole = draft.place(node)
    draft.bind(node.target.id, value, whole, since=end_of(whole)[:2])
    draft.block = block
    return value


def _fstring(draft: Draft, node: ast.JoinedStr) -> ex.Expression:
    """Older hosts do not know where the parts stand: there, everything within has the span of the whole string."""
    place = draft.place
    if not EXACT_IN_FSTRINGS:
        whole = place(node)
        draft.place = lambda part: whole
    parts = elements(draft, node.values)
    draft.place = place
    return draft.applies(ex.FormattedString(parts), node)


def _formatted_value(draft: Draft, node: ast.FormattedValue) -> ex.Expression:
    inner, specification = node.value, node.format_spec
    value = EXPRESSIONS[inner.__class__](draft, inner)
    if specification is not None:
        EXPRESSIONS[specification.__class__](draft, specification)
    return value


def _yield(draft: Draft, node: ast.Yield | ast.YieldFrom) -> ex.Expression:
    """What a generator is sent is unknown; what it yields is an outcome."""
    draft.yields()
    value = None if node.value is None else EXPRESSIONS[node.value.__class__](draft, node.value)
    kind: Literal["yield", "yield-from"] = "yield" if isinstance(node, ast.Yield) else "yield-from"
    if value is not None and kind == "yield-from":
        draft.draws(value)
    draft.outcomes.append(Outcome(*draft.place(node), kind, value, draft.block))
    return ex.UNKNOWN


EXPRESSIONS.update(
    {
        ast.Name: _name,
        ast.Attribute: _attribute,
        ast.Subscript: _subscript,
        ast.Slice: _slice,
        ast.Constant: _constant,
        ast.List: _list,
        ast.Tuple: _tuple,
        ast.Set: _set,
        ast.Dict: _dict,
        ast.BinOp: _binary,
        ast.UnaryOp: _unary,
        ast.BoolOp: _boolean,
        ast.Compare: _compare,
        ast.IfExp: _conditional,
        ast.Starred: _starred,
        ast.NamedExpr: _named,
        ast.JoinedStr: _fstring,
        ast.FormattedValue: _formatted_value,
        ast.Yield: _yield,
        ast.YieldFrom: _yield,
    }
)
