"""The manuals of rules in Markdown, to be read as they are or shown by a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from fastapi_lint.engine.manual import page_of, url_of
from fastapi_lint.render.rules import AnyRule


def manual(rule: AnyRule) -> str:
    """The page of a rule, with the address at which it is published."""
    url = url_of(rule)
    return page_of(rule) + (f"\nOn the web: {url}\n" if url else "")


def manuals(rules: Iterable[AnyRule]) -> str:
    """The pages of rules, one after the other, with a line across between two."""
    return "\n---\n\n".join(map(manual, rules))
