"""`fastapi-lint clean`: removes the cache."""

from __future__ import annotations

import click

from fastapi_lint.cli.completing import folders
from fastapi_lint.cli.exits import CLEAN
from fastapi_lint.cli.failure import Failure
from fastapi_lint.engine.cache.folder import clear
from fastapi_lint.engine.cache.places import OPTION, VARIABLE, folder_for_reports
from fastapi_lint.render.printable import printable


@click.command()
@click.option(
    OPTION,
    metavar="DIR",
    shell_complete=folders,
    envvar=VARIABLE,
    help="The folder of the cache, if it is not the usual one.",
)
def clean(cache_dir: str | None) -> int:
    """Remove what earlier runs have kept: for the working directory the same cache that `check` would use."""
    folder = folder_for_reports((OPTION, cache_dir) if cache_dir else ())
    try:
        freed = clear(folder)
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise Failure(f"cannot remove the cache `{folder}`: {reason}") from error
    removed = f"Removed the cache `{folder}` ({freed / 1_000_000:.1f} MB)."
    click.echo(printable(removed if freed else f"There is no cache in `{folder}`."))
    return CLEAN
