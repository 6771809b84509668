"""`fastapi-lint baseline`: the options of the commands that write baselines. What they do is in `baselining`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from fastapi_lint.cli.completing import files
from fastapi_lint.cli.options import DEBUG_HELP, cache_options, config_options, jobs_option, selection_options

Command = TypeVar("Command", bound=Callable[..., Any])


def _common_options(command: Command) -> Command:
    for option in (
        click.option("--debug", is_flag=True, help=DEBUG_HELP),
        cache_options,
        jobs_option,
        config_options,
        click.option("-q", "--quiet", is_flag=True, help="Tell nothing but what went wrong."),
        click.option("--dry-run", is_flag=True, help="Tell what would change, and write nothing."),
        selection_options,
        click.option(
            "--baseline", metavar="FILE", shell_complete=files, help="The baseline; by default, that of the project."
        ),
    ):
        command = option(command)
    return command


@click.group()
def baseline() -> None:
    """Keep a file of known findings, of which `check` no longer tells.

    The file is `fastapi-lint-baseline.toml` in the project's root, unless the key `baseline` of the configuration or
    the option of that name says otherwise. `check` finds it by itself. Give here the options that you give to `check`:
    what it does not show does not become known.
    """


@baseline.command()
@_common_options
@click.option("--force", is_flag=True, help="Write over a baseline that is there.")
def create(**options: Any) -> int:
    """Write a baseline of all findings that there are."""
    from fastapi_lint.cli.baselining import Task, written  # noqa: PLC0415 - imports the engine

    return written(Task.CREATE, options)


@baseline.command()
@_common_options
def update(**options: Any) -> int:
    """Take out what is gone, and take in what is new."""
    from fastapi_lint.cli.baselining import Task, written  # noqa: PLC0415

    return written(Task.UPDATE, options)


@baseline.command()
@_common_options
def prune(**options: Any) -> int:
    """Take out what is gone, and take in nothing."""
    from fastapi_lint.cli.baselining import Task, written  # noqa: PLC0415

    return written(Task.PRUNE, options)
