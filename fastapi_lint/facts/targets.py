"""Targets of assignment: what a value is bound to.

A target is read in two steps, because its own expressions stand before the value in the source and its bindings need
the value: `prepare` reads it, `bind` records the bindings.
"""

from __future__ import annotations

import ast

from msgspec import Struct

from fastapi_lint.facts.dispatch import EXPRESSIONS, expression
from fastapi_lint.facts.draft import Draft
from fastapi_lint.facts.positions import Place
from fastapi_lint.model import expression as ex
from fastapi_lint.model.facts import AttributeBinding, ItemBinding

_DISPLAYS = (ast.Tuple, ast.List)
_REST = None  # a step of a path: the `*rest` of an unpacking


class Slot(Struct, frozen=True, gc=False):
    """One thing that is bound: a name (owner None), an attribute (key None) or an item of `owner`."""

    name: str
    owner: ex.Expression | None
    key: ex.Expression | None
    path: tuple[int | None, ...]  # positions of unpacking, outermost first; negative ones count from the end
    place: Place


def prepare(draft: Draft, node: ast.expr) -> list[Slot]:
    """Read a target."""
    if isinstance(node, ast.Name):  # most are
        return [Slot(node.id, None, None, (), draft.place(node))]
    slots: list[Slot] = []
    _prepare(draft, node, (), slots)
    return slots


def _prepare(draft: Draft, node: ast.expr, path: tuple[int | None, ...], slots: list[Slot]) -> None:
    if isinstance(node, ast.Name):
        slots.append(Slot(node.id, None, None, path, draft.place(node)))
    elif isinstance(node, ast.Attribute):
        owner, attr = expression(draft, node.value), node.attr
        draft.applies(ex.Operation("=", (ex.Attribute(owner, attr),)), node)
        slots.append(Slot(attr, owner, None, path, draft.place(node)))
    elif isinstance(node, ast.Subscript):
        owner, key = expression(draft, node.value), expression(draft, node.slice)
        draft.applies(ex.Operation("[]=", (owner, key)), node)
        slots.append(Slot("", owner, key, path, draft.place(node)))
    elif isinstance(node, ast.Starred):
        _prepare(draft, node.value, (*path[:-1], _REST), slots)
    elif isinstance(node, _DISPLAYS):
        after_star = False
        for position, element in enumerate(node.elts):
            _prepare(draft, element, (*path, position - len(node.elts) if after_star else position), slots)
            after_star = after_star or isinstance(element, ast.Starred)
    else:
        EXPRESSIONS[node.__class__](draft, node)


def bind(
    draft: Draft,
    slots: list[Slot],
    value: ex.Expression,
    annotation: ex.Expression | None = None,
    read: ast.expr | None = None,
) -> None:
    """Record what each slot is bound to in the open block, after `read` was evaluated."""
    since = None
    if read is not None:
        line, _, height, column = draft.place(read)
        since = line + height, column
    if value.__class__ is ex.CallResult and any(slot.path for slot in slots):
        draft.draws(value)
    for slot in slots:
        part = value
        for step in slot.path:
            part = unpacked(part, step)
        if slot.owner is None:
            draft.bind(slot.name, part, slot.place, annotation, since)
        elif slot.key is None:
            draft.attribute_bindings.append(
                AttributeBinding(slot.owner, slot.name, part, annotation, slot.place[0], draft.block)
            )
        else:
            draft.item_bindings.append(ItemBinding(slot.owner, slot.key, part, slot.place[0], draft.block))


def unpacked(value: ex.Expression, position: int | None) -> ex.Expression:
    """One part of unpacking a value; without a position, a list of the parts that are left for `*rest`."""
    if position is None:
        return ex.Collection("list", (ex.Starred(value),))
    if value.__class__ is ex.Collection and value.kind != "set" and -1 < position < len(value.elements):
        # `a, b = first, second` binds the very elements; behind a spread, their positions are unknown.
        spread = any(element.__class__ is ex.Starred for element in value.elements[: position + 1])
        return ex.Item(value, position) if spread else value.elements[position]
    return ex.Item(value, position)
