"""The numbers by which the parts of a body refer to one another, checked before what was stored is believed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi_lint.model import expression as ex
from fastapi_lint.model.stored import DamagedFacts

if TYPE_CHECKING:
    from fastapi_lint.model.facts import Body, Definition


def check_places(definition: Definition, body: Body) -> None:
    """`DamagedFacts` if something stands in a block, or speaks of a call or block, that the body does not have.

    The block around a block comes before it, so that every walk upwards ends.
    """
    blocks = len(body.blocks)
    placed = [item.block for items in _placed(body) for item in items] + [block for _, _, block in body.awaits]
    if not all(0 <= block < blocks for block in placed) or not _is_tree(body):
        raise DamagedFacts("something stands in a block that is not there")
    _check_expressions([*_header(definition), *_expressions(body)], len(body.calls), blocks)


def _is_tree(body: Body) -> bool:
    return all(-1 <= block.parent < index for index, block in enumerate(body.blocks))


def _placed(body: Body) -> tuple[tuple[Any, ...], ...]:
    """All lists whose items stand in a block."""
    return (
        body.bindings,
        body.attribute_bindings,
        body.item_bindings,
        body.calls,
        body.reads,
        body.operations,
        body.contexts,
        body.outcomes,
    )


def _header(definition: Definition) -> list[Any]:
    """The expressions of a header: their calls and lambdas are those of the body."""
    found: list[Any] = [definition.returns, definition.decorators, definition.bases, definition.keywords]
    for parameter in definition.parameters:
        found += (parameter.annotation, parameter.default)
    return found


def _expressions(body: Body) -> list[Any]:
    """Every expression of the body, None and others among them."""
    found: list[Any] = [binding.value for binding in body.bindings]
    found += [binding.annotation for binding in body.bindings]
    found += [annotation.expression for annotation in body.annotations]
    found += [block.expression for block in body.blocks]
    for call in body.calls:
        found.append(call.func)
        found += (call.args, call.keywords)
    for kept in body.attribute_bindings:
        found += (kept.owner, kept.value, kept.annotation)
    for item in body.item_bindings:
        found += (item.owner, item.key, item.value)
    found += [read.expression for read in body.reads]
    found += [applied.expression for applied in body.operations]
    found += [context.manager for context in body.contexts]
    found += [outcome.value for outcome in body.outcomes]
    found += [parameter.default for block in body.blocks for parameter in block.parameters]
    return found


def _check_expressions(stack: list[Any], calls: int, blocks: int) -> None:
    """Looks at the expressions and all that they are made of."""
    while stack:
        found = stack.pop()
        kind = type(found)
        if kind is tuple:
            stack += found
        elif kind is ex.CallResult:
            if not 0 <= found.call < calls:
                raise DamagedFacts("something speaks of a call that is not there")
        else:
            if kind in _WITH_BLOCK and not 0 <= found.block < blocks:
                raise DamagedFacts("something speaks of a block that is not there")
            stack += [getattr(found, name) for name in _PARTS.get(kind, ())]


_WITH_BLOCK = frozenset({ex.Lambda, ex.Comprehension})

# The fields that hold expressions.
_PARTS: dict[type, tuple[str, ...]] = {
    ex.Attribute: ("value",),
    ex.Subscript: ("value", "key"),
    ex.Collection: ("elements",),
    ex.Mapping: ("items",),
    ex.Awaited: ("value",),
    ex.Operation: ("operands",),
    ex.Conditional: ("test", "body", "orelse"),
    ex.Starred: ("value",),
    ex.FormattedString: ("parts",),
    ex.Comprehension: ("element",),
    ex.Element: ("iterable",),
    ex.Entered: ("manager",),
    ex.Item: ("value",),
    ex.Caught: ("type",),
    ex.Narrowed: ("value", "type"),
    ex.WrittenCall: ("func", "args", "keywords"),
}
