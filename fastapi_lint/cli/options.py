"""Options that several commands have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

DEBUG_HELP = "Show the tracebacks of defects and of rules that crash."


def color_option(command: Command) -> Command:
    """`--color`, passed on as `color`."""
    return click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        help="When to use colour; by default on terminals, as NO_COLOR and FORCE_COLOR say.",
    )(command)


def jobs_option(command: Command) -> Command:
    """`--jobs`, passed on as `jobs`; None if neither the option nor its variable is given."""
    return click.option(
        "-j",
        "--jobs",
        type=click.IntRange(min=1),
        envvar="FASTAPI_LINT_JOBS",
        metavar="N",
        help="Use at most N processes, 1 for a single one; by default as many as there are processors.",
    )(command)


def debug_option(command: Command) -> Command:
    """`--debug`: heeded by `cli.main`, which shows the traceback, and not passed on."""
    return click.option("--debug", is_flag=True, expose_value=False, help=DEBUG_HELP)(command)


def comma_separated(_context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """Values of an option that may be repeated and may hold several values, separated by commas."""
    return tuple(value.strip() for each in given for value in each.split(",") if value.strip())
