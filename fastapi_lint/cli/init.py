"""`fastapi-lint init`: a first configuration. What it does is in `initialising`."""

from __future__ import annotations

from typing import Any, NamedTuple

import click

from fastapi_lint.cli.completing import files
from fastapi_lint.cli.options import cache_options, debug_option, jobs_option


class InitOptions(NamedTuple):
    """What the user asked for on the command line."""

    file: str | None
    force: bool
    diff: bool
    dry_run: bool
    pre_commit: bool
    jobs: int | None
    cache_dir: str | None
    no_cache: bool


@click.command()
@click.option(
    "--file", metavar="FILE", shell_complete=files, help="Write into this file: pyproject.toml or fastapi-lint.toml."
)
@click.option("--force", is_flag=True, help="Write the section anew if there is one.")
@click.option("--diff", is_flag=True, help="Show what would change in files, and write nothing.")
@click.option("--dry-run", is_flag=True, help="Tell what would be done, and write nothing.")
@click.option("--pre-commit", is_flag=True, help="Add the hook to .pre-commit-config.yaml as well.")
@jobs_option
@cache_options
@debug_option
def init(**options: Any) -> int:
    """Look at the project and write a commented configuration with what it needs.

    The section goes to pyproject.toml, or where there is none to fastapi-lint.toml; all else in the file stays as it
    is, byte for byte. A section that is there is not touched without --force. Nothing is asked.

    Exit codes: 0 done, 2 wrong usage or configuration, 3 the analysis is incomplete.
    """
    from fastapi_lint.cli.initialising import initialised  # noqa: PLC0415 - imports the engine

    return initialised(InitOptions(**options))
