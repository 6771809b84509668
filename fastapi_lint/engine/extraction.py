"""A unit of work: from the text of one file to its facts. Plain data in, plain data out."""

from __future__ import annotations

from fastapi_lint.facts.extract import extract_facts
from fastapi_lint.model.facts import ModuleFacts
from fastapi_lint.model.problem import Problem


def extract(path: str, text: str) -> ModuleFacts | Problem:
    """What a file says, or why it cannot be analysed."""
    return extract_facts(text, path, modernise=_modernised)


def _modernised(text: str) -> str | None:
    """Newer syntax than this Python's rewritten; LibCST is imported only for a file that needs it."""
    from fastapi_lint.syntax.modernise import modernise  # noqa: PLC0415 - LibCST takes a third of a second

    return modernise(text)
