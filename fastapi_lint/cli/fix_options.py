"""The options of `check` that are about fixes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from fastapi_lint.cli.failure import Failure

if TYPE_CHECKING:
    from fastapi_lint.cli.check import CheckOptions

Command = TypeVar("Command", bound=Callable[..., Any])


def fix_options(command: Command) -> Command:
    """Add the options to a command."""
    options = (
        click.option("--fix", is_flag=True, help="Mend what can be mended safely, and report the rest."),
        click.option(
            "--unsafe-fixes/--no-unsafe-fixes",
            default=None,
            help="With --fix: also by fixes that may change what the program does.",
        ),
        click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing."),
        click.option("--show-fixes", is_flag=True, help="With --fix: list what was mended."),
        click.option("--fix-only", is_flag=True, help="Mend as --fix does, and do not report the rest."),
        click.option("--allow-dirty", is_flag=True, help="Also mend files with changes that git has not staged."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def is_fixing(options: CheckOptions) -> bool:
    """True if the run is to mend files, or to show how."""
    return options.fix or options.fix_only or options.diff


def refuse_what_makes_no_sense(options: CheckOptions) -> None:
    """Raises Failure for options that do nothing as they are given."""
    if not is_fixing(options):
        for name in ("unsafe_fixes", "show_fixes", "allow_dirty"):
            if getattr(options, name):
                written = f"--{name.replace('_', '-')}"
                raise Failure(f"`{written}` does nothing without `--fix`, `--fix-only` or `--diff`", "add `--fix`")
    if options.diff and options.show_fixes:
        raise Failure("`--diff` and `--show-fixes` exclude each other", "the diff shows what would be done")
    if is_fixing(options) and (options.staged or options.since is not None):
        raise Failure("fixes are made in all of the working tree", "leave out `--since` and `--staged`")
