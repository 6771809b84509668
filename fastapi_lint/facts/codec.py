"""The facts of a module as bytes, to be stored and to cross a process; and back."""

from __future__ import annotations

from fastapi_lint.model.facts import FACTS_SCHEMA, ModuleFacts
from fastapi_lint.model.stored import DamagedFacts, read, write


def encode(facts: ModuleFacts) -> bytes:
    """The facts as bytes. Bodies are bytes already and stay as they are."""
    return write((FACTS_SCHEMA, facts))


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
