"""The facts of a module as bytes, to be stored and to cross a process; and back."""

from __future__ import annotations

from msgspec.structs import replace

from fastapi_lint.model.facts import FACTS_SCHEMA, Definition, ModuleFacts
from fastapi_lint.model.stored import DamagedFacts, read, write


def encode(facts: ModuleFacts) -> bytes:
    """The facts as bytes. Bodies that nobody has asked for are bytes already and stay as they are."""
    if any(definition.is_read for definition in facts.definitions):
        facts = replace(facts, definitions=tuple(map(_closed, facts.definitions)))
    return write((FACTS_SCHEMA, facts))


def _closed(definition: Definition) -> Definition:
    if not definition.is_read:
        return definition
    body = definition.body
    uses, said = (part if part.__class__ is bytes else write(part) for part in (body.uses, body.said))
    return replace(definition, stored=write(replace(body, uses=uses, said=said)))


def decode(stored: bytes) -> ModuleFacts:
    """The facts that bytes are, without opening bodies; `DamagedFacts` if they are none of this version.

    A body that is damaged says so by the same exception when it is asked for.
    """
    schema, facts = read(stored, tuple[int, ModuleFacts])
    if schema != FACTS_SCHEMA:
        raise DamagedFacts("facts of another version")
    if not facts.definitions:
        raise DamagedFacts("facts without a module")
    for index, definition in enumerate(facts.definitions):
        expected = range(index) if index else (-1,)
        if definition.parent not in expected:  # parents come first, so that every walk upwards ends
            raise DamagedFacts(f"definition {index} stands in what is not there")
    return facts
