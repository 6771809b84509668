"""Where in the configuration something stands that only the engine knows to be wrong."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from fastapi_lint.cli.failure import Failure
from fastapi_lint.config.loading import file_of
from fastapi_lint.config.settings import Settings
from fastapi_lint.config.statements import Key, line_of, statements
from fastapi_lint.engine.usage import UnknownRule, UsageError
from fastapi_lint.source import disk

_LISTS = ("select", "extend-select", "ignore", "fixable", "unfixable")


def failure_of(error: UsageError, settings: Settings, root: Path, given: Collection[str] = ()) -> Failure:
    """The error as a failure, with file and line of a selector that the configuration has and not, as one of those
    `given`, the command line."""
    if not isinstance(error, UnknownRule) or settings.source is None or error.selector in given:
        return Failure(str(error))
    try:
        text = disk.read_text(file_of(root, settings.source), "utf-8-sig")
    except (OSError, ValueError):
        return Failure(str(error))
    line = _line_of_selector(text, error.selector)
    return Failure(f"{settings.source}{f':{line}' if line else ''}: {error}")


def _line_of_selector(text: str, selector: str) -> int | None:
    for each in statements(text):
        for key, value in _lists(each.key, each.value):
            if selector in value:
                return line_of(text, (*key, value.index(selector)))
    return None


def _lists(key: Key, value: object) -> list[tuple[Key, list[object]]]:
    """The lists of selectors in the value of a key, however deep in tables they are."""
    if isinstance(value, dict):
        return [found for name, inner in value.items() for found in _lists((*key, name), inner)]
    if not isinstance(value, list):
        return []
    is_selectors = key[-1] in _LISTS or "per-path-ignores" in key[:-1]
    if is_selectors:
        return [(key, value)]
    return [found for number, inner in enumerate(value) for found in _lists((*key, number), inner)]
