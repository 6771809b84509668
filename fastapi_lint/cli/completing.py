"""What can stand at a place of the command line. Asked for at each press of a key: imports no more than it must."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def files(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """Files and folders, which the shell knows best."""
    return [_item(incomplete, kind="file")]


def folders(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """Folders alone."""
    return [_item(incomplete, kind="dir")]


def selectors(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """Rules by code and by name, families and `ALL`; the last of several that are separated by commas."""
    done, comma, begun = incomplete.rpartition(",")
    taken = set(done.split(","))
    return [_item(done + comma + name, told) for name, told in _selectors(begun) if name not in taken]


def rules(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """One rule, by code or name."""
    return [_item(name, told) for name, told in _rules(incomplete)]


def keys(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """Keys of the configuration."""
    from fastapi_lint.config.effective import keys as all_keys  # noqa: PLC0415

    return [_item(key) for key in all_keys() if key.startswith(incomplete)]


def _selectors(begun: str) -> Iterator[tuple[str, str]]:
    families: dict[str, int] = {}
    for code, name in _rules(begun):
        yield code, name
        if code[:1].isupper():
            families[code[:-2]] = families.get(code[:-2], 0) + 1
    for family, number in families.items():
        if family.startswith(begun.upper()):
            yield family, f"{number} rules"
    if "ALL".startswith(begun.upper()):
        yield "ALL", "all rules"


def _rules(begun: str) -> Iterator[tuple[str, str]]:
    """Codes with their names; names with their codes as soon as somebody begins one."""
    from fastapi_lint.engine.run import load_rules  # noqa: PLC0415 - imports the rules, without LibCST

    for rule in load_rules().all:
        if rule.code.startswith(begun.upper()):
            yield rule.code, rule.name
        if begun and rule.name.startswith(begun.lower()):
            yield rule.name, rule.code


def _item(value: str, told: str = "", kind: str = "plain") -> CompletionItem[str]:
    from click.shell_completion import CompletionItem  # noqa: PLC0415 - only where something is completed

    return CompletionItem(value, type=kind, help=told or None)
