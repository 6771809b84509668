"""Options that several commands have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from fastapi_lint.cli.completing import files, folders, selectors
from fastapi_lint.cli.variables import JOBS_VARIABLE
from fastapi_lint.engine.cache.places import NO_CACHE_VARIABLE, OPTION, VARIABLE

SEVERITIES = ("error", "warning", "info")
CONFIDENCES = ("high", "medium", "low")
PROFILES = ("default", "strict", "audit")

Command = TypeVar("Command", bound=Callable[..., Any])

DEBUG_HELP = "Show the tracebacks of defects and of rules that crash."


def selection_options(command: Command) -> Command:
    """What to look for and to show: rules, thresholds, and the profile that has defaults for both."""
    profiles = "For the gate (default), all rules and what is least sure (strict), or that for people to read (audit)."
    return _all_of(
        command,
        _rules_option(
            "--select", "Only these rules: codes, prefixes of codes or names, separated by commas; ALL for all."
        ),
        _rules_option("--ignore", "Not these rules."),
        _rules_option("--extend-select", "These rules as well."),
        click.option("--severity", type=click.Choice(SEVERITIES), help="Show findings of this severity or graver."),
        click.option("--confidence", type=click.Choice(CONFIDENCES), help="Show findings of this confidence or surer."),
        click.option("--profile", type=click.Choice(PROFILES), help=profiles),
        click.option("--pedantic", is_flag=True, help="Short for --profile strict."),
    )


def fail_on_option(command: Command) -> Command:
    """`--fail-on`, passed on as `fail_on`."""
    told = "The least severity that gives exit code 1."
    return click.option("--fail-on", type=click.Choice((*SEVERITIES, "never")), help=told)(command)


def exclude_option(command: Command) -> Command:
    """`--exclude`, passed on as `exclude`."""
    told = "Leave out files that match, as in .gitignore."
    return click.option("--exclude", multiple=True, metavar="PATTERN", help=told)(command)


def config_options(command: Command) -> Command:
    """Where the configuration is: `config` and `no_config`."""
    return _all_of(
        command,
        click.option("--config", metavar="FILE", shell_complete=files, help="Read the configuration from this file."),
        click.option("--no-config", is_flag=True, help="Read no configuration."),
    )


def cache_options(command: Command) -> Command:
    """What to keep for other runs: `cache_dir` and `no_cache`."""
    folder = "Keep what can be used again in this folder."
    none = "Use and keep nothing of other runs."
    return _all_of(
        command,
        click.option(OPTION, metavar="DIR", envvar=VARIABLE, shell_complete=folders, help=folder),
        click.option("--no-cache", is_flag=True, envvar=NO_CACHE_VARIABLE, help=none),
    )


def color_option(command: Command) -> Command:
    """`--color`, passed on as `color`."""
    return click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        help="When to use colour; by default on terminals, as NO_COLOR and FORCE_COLOR say.",
    )(command)


def hyperlinks_option(command: Command) -> Command:
    """`--hyperlinks`, passed on as `hyperlinks`."""
    return click.option(
        "--hyperlinks",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        help="When paths and codes lead somewhere; by default on terminals that can, as FORCE_HYPERLINK says.",
    )(command)


def jobs_option(command: Command) -> Command:
    """`--jobs`, passed on as `jobs`; None if neither the option nor its variable is given."""
    return click.option(
        "-j",
        "--jobs",
        type=click.IntRange(min=1),
        envvar=JOBS_VARIABLE,
        metavar="N",
        help="Use at most N processes, 1 for a single one; by default as many as there are processors.",
    )(command)


def debug_option(command: Command) -> Command:
    """`--debug`: heeded by `cli.main`, which shows the traceback, and not passed on."""
    return click.option("--debug", is_flag=True, expose_value=False, help=DEBUG_HELP)(command)


def comma_separated(_context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """Values of an option that may be repeated and may hold several values, separated by commas."""
    return tuple(value.strip() for each in given for value in each.split(",") if value.strip())


def _rules_option(name: str, told: str) -> Callable[[Command], Command]:
    return click.option(
        name, multiple=True, callback=comma_separated, metavar="RULES", shell_complete=selectors, help=told
    )


def _all_of(command: Command, *options: Callable[[Command], Command]) -> Command:
    """The command with these options, which its help lists in their order."""
    for option in reversed(options):
        command = option(command)
    return command
