"""`fastapi-lint suppress`: the options of the command that writes suppressions. What it does is in `suppressing`."""

from __future__ import annotations

from typing import Any

import click

from fastapi_lint.cli.completing import files, selectors
from fastapi_lint.cli.options import DEBUG_HELP, cache_options, comma_separated, config_options, jobs_option


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATHS]...", shell_complete=files)
@click.option(
    "--code",
    "codes",
    multiple=True,
    required=True,
    callback=comma_separated,
    metavar="RULES",
    shell_complete=selectors,
    help="What to suppress: codes, prefixes of codes or names, separated by commas.",
)
@click.option("--reason", metavar="TEXT", default="", help="Why, for whoever reads the comment.")
@click.option("--line-length", type=click.IntRange(min=20), metavar="N", help="How long a line may be; as ruff has it.")
@click.option("--diff", is_flag=True, help="Show what would be changed, and change nothing.")
@click.option("--dry-run", is_flag=True, help="List what would be suppressed, and change nothing.")
@click.option("-q", "--quiet", is_flag=True, help="Tell nothing but what went wrong.")
@config_options
@jobs_option
@cache_options
@click.option("--debug", is_flag=True, help=DEBUG_HELP)
def suppress(**options: Any) -> int:
    """Write comments that silence the findings there are in PATHS (by default, the whole project).

    A comment stands at the line that it silences, `# fastapi-lint: ignore[FAL101] reason`, or above it where the line
    would become too long. What a baseline knows is left alone.
    """
    from fastapi_lint.cli.suppressing import suppressed  # noqa: PLC0415 - imports the engine

    return suppressed(options)
