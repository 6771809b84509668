"""The numbers by which parts of facts refer to one another, checked before facts from a store are believed."""

from __future__ import annotations

from typing import Any

from fastapi_lint.model.facts import Body, DefinitionTarget, ModuleFacts


def check_places(facts: ModuleFacts) -> None:
    """ValueError if a definition or block has a parent that does not come before it, or stands nowhere.

    Parents come first, so that every walk upwards ends.
    """
    if not facts.definitions:
        raise ValueError("facts without a module")
    for index, definition in enumerate(facts.definitions):
        expected = range(index) if index else (-1,)
        if definition.parent not in expected or not _is_sound(definition.body, len(facts.definitions)):
            raise ValueError(f"definition {index} refers to what is not there")


def _is_sound(body: Body, definitions: int) -> bool:
    blocks = range(len(body.blocks))
    defined = [binding.value.definition for binding in body.bindings if isinstance(binding.value, DefinitionTarget)]
    return (
        all(-1 <= block.parent < index for index, block in enumerate(body.blocks))
        and all(item.block in blocks for items in _placed(body) for item in items)
        and all(block in blocks for _, _, block in body.awaits)
        and all(0 < definition < definitions for definition in defined)
    )


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
