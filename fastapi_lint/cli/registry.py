"""The installed rules, as the commands `rules` and `explain` need them."""

from __future__ import annotations

import click

from fastapi_lint.cli.exits import CLEAN, INCOMPLETE
from fastapi_lint.engine.registry import Registry
from fastapi_lint.engine.run import load_rules
from fastapi_lint.render.printable import printable


def installed_rules() -> Registry:
    """The rules of all installed packages; what kept others out is told on standard error."""
    registry = load_rules()
    for problem in registry.problems:
        click.echo(f"error: {printable(problem.message)}", err=True)
        if problem.hint:
            click.echo(f"hint: {printable(problem.hint)}", err=True)
    return registry


def complete(registry: Registry) -> int:
    """The exit code of a command that shows rules: 3 if some could not be loaded."""
    return INCOMPLETE if registry.problems else CLEAN
