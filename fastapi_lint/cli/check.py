"""`fastapi-lint check`: the options of the analysis. What they do is in `checking`."""

from __future__ import annotations

from typing import Any, NamedTuple

import click

from fastapi_lint.cli.completing import files
from fastapi_lint.cli.fix_options import fix_options
from fastapi_lint.cli.options import (
    DEBUG_HELP,
    cache_options,
    color_option,
    config_options,
    exclude_option,
    fail_on_option,
    hyperlinks_option,
    jobs_option,
    selection_options,
)
from fastapi_lint.render.formats import FORMATS


class CheckOptions(NamedTuple):
    """What the user asked for on the command line. None and empty mean: as the configuration says."""

    paths: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    severity: str | None = None
    confidence: str | None = None
    profile: str | None = None
    pedantic: bool = False
    fail_on: str | None = None
    baseline: str | None = None
    no_baseline: bool = False
    error_on_stale_baseline: bool = False
    require_reason: bool = False
    since: str | None = None
    staged: bool = False
    output: tuple[str, ...] = ()
    output_format: str | None = None
    output_file: str | None = None
    statistics: bool = False
    exit_zero: bool = False
    quiet: bool = False
    config: str | None = None
    no_config: bool = False
    exclude: tuple[str, ...] = ()
    only_given: bool = False
    stdin_filename: str | None = None
    jobs: int | None = None
    color: str = "auto"
    hyperlinks: str = "auto"
    debug: bool = False
    cache_dir: str | None = None
    no_cache: bool = False
    fix: bool = False
    unsafe_fixes: bool | None = None
    diff: bool = False
    show_fixes: bool = False
    fix_only: bool = False
    allow_dirty: bool = False


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATHS]...", shell_complete=files)
@selection_options
@fix_options
@fail_on_option
@click.option(
    "--baseline",
    metavar="FILE",
    shell_complete=files,
    help="Do not tell findings that this file knows; else that of the project.",
)
@click.option("--no-baseline", is_flag=True, help="Report also findings that the project's baseline knows.")
@click.option(
    "--error-on-stale-baseline", is_flag=True, help="Report what the baseline knows and is no longer found (FAL007)."
)
@click.option("--require-reason", is_flag=True, help="Report suppressions that do not say why.")
@click.option("--since", metavar="REV", help="Report what the change since this revision of git brought about.")
@click.option("--staged", is_flag=True, help="Report what the staged change brings about (for hooks).")
@click.option(
    "--output",
    multiple=True,
    metavar="FORMAT[:FILE]",
    help=f"Write the report in this form: {', '.join(FORMATS)}; to standard output, or to a file. Several at once.",
)
@click.option("--output-format", type=click.Choice(list(FORMATS)), help="Short for --output with this format.")
@click.option("--output-file", metavar="FILE", help="Write the report to this file.")
@click.option("--statistics", is_flag=True, help="Add what was found and analysed, in numbers.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 although there are findings.")
@click.option("-q", "--quiet", is_flag=True, help="Nothing but one line a finding.")
@config_options
@exclude_option
@click.option("--only-given", is_flag=True, help="Analyse the whole project, report for PATHS only (for pre-commit).")
@click.option(
    "--stdin-filename",
    metavar="NAME",
    shell_complete=files,
    help="With `-` as path: the file whose text is on standard input.",
)
@jobs_option
@color_option
@hyperlinks_option
@click.option("--debug", is_flag=True, help=DEBUG_HELP)
@cache_options
def check(**options: Any) -> int:
    """Look for anti-patterns in the FastAPI application at PATHS (by default, the working directory).

    Exit codes: 0 nothing found, 1 findings, 2 wrong usage or configuration, 3 the analysis is incomplete.
    """
    from fastapi_lint.cli.checking import checked  # noqa: PLC0415 - imports the engine

    return checked(CheckOptions(**options), click.get_current_context().obj)
