"""`fastapi-lint routes`: which routes there are, who serves them, and on which thread."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fastapi_lint.cli.completing import files
from fastapi_lint.cli.exits import CLEAN, INCOMPLETE
from fastapi_lint.cli.failure import Failure
from fastapi_lint.cli.options import color_option, config_options, debug_option, hyperlinks_option, jobs_option
from fastapi_lint.cli.output import Output, opened

if TYPE_CHECKING:
    from fastapi_lint.config.settings import Settings
    from fastapi_lint.model.route import RouteReport

FORMATS = ("rich", "concise", "json", "openapi-paths")


_FILTER_HELP = "Only these routes: `GET`, `/orders`, `GET /api/*`, a handler, a file. Can be repeated."


@dataclass(frozen=True, slots=True)
class RoutesOptions:
    """What the user asked for on the command line."""

    paths: tuple[str, ...]
    tree: bool
    filters: tuple[str, ...]
    output_format: str
    output_file: str | None
    config: str | None
    no_config: bool
    exclude: tuple[str, ...]
    jobs: int | None
    color: str
    hyperlinks: str


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATHS]...", shell_complete=files)
@click.option("--tree", is_flag=True, help="Show which application includes which router, and at which prefix.")
@click.option("--filter", "filters", multiple=True, metavar="WHAT", help=_FILTER_HELP)
@click.option("--output-format", type=click.Choice(FORMATS), default="rich", help="A table (default), or else.")
@click.option("--output-file", type=click.Path(dir_okay=False), metavar="FILE", help="Write the table to a file.")
@config_options
@click.option("--exclude", multiple=True, metavar="PATTERN", help="Leave out files that match, as in .gitignore.")
@jobs_option
@color_option
@hyperlinks_option
@debug_option
def routes(**options: Any) -> int:
    """List the routes of the FastAPI application at PATHS (by default, the working directory).

    Each with its handler, the thread that it runs on, its dependencies, its response model, and the worst that the
    handler or anything that it calls does to its thread. In the order in which requests are matched.

    Exit codes: 0 listed, 2 wrong usage or configuration, 3 a file could not be analysed.
    """
    asked = RoutesOptions(**options)
    if asked.tree and asked.output_format != "rich":
        raise Failure(f"`--tree` is for people: it does not go with `--output-format {asked.output_format}`")
    report = _read(asked)
    if asked.filters:
        from fastapi_lint.render.routes_filter import filtered  # noqa: PLC0415

        report = filtered(report, asked.filters)
    with opened(asked.output_file, asked.color) as output:
        _show(report, output, asked)
    return INCOMPLETE if report.is_incomplete else CLEAN


def _read(asked: RoutesOptions) -> RouteReport:
    from fastapi_lint.cli.interrupts import interruptible  # noqa: PLC0415
    from fastapi_lint.cli.progress import Bar  # noqa: PLC0415 - all of these are for a run only
    from fastapi_lint.engine.jobs import usable_cores  # noqa: PLC0415
    from fastapi_lint.engine.registry import Registry  # noqa: PLC0415
    from fastapi_lint.engine.request import Request  # noqa: PLC0415
    from fastapi_lint.engine.routes import read_routes  # noqa: PLC0415
    from fastapi_lint.source.project_root import find_root  # noqa: PLC0415

    paths = tuple(Path(path) for path in asked.paths) or (Path.cwd(),)
    missing = [path for path in paths if not path.exists() and not path.is_symlink()]
    if missing:
        raise Failure("\n".join(f"there is no file or folder `{path}`" for path in missing))
    root = find_root(paths)
    found = read_settings(root, asked.config, no_config=asked.no_config)
    settings = replace(found, extend_exclude=(*found.extend_exclude, *asked.exclude))
    with interruptible(), Bar(sys.stderr) as bar:
        jobs = asked.jobs or settings.jobs or usable_cores()
        return read_routes(Request(root, settings, Registry(()), paths, progress=bar.advance, jobs=jobs))


def read_settings(root: Path, config: str | None, *, no_config: bool) -> Settings:
    """The configuration from the named file or the project's own, or none."""
    from fastapi_lint.config.error import ConfigError  # noqa: PLC0415 - for a run only
    from fastapi_lint.config.loading import load_config  # noqa: PLC0415
    from fastapi_lint.config.settings import Settings  # noqa: PLC0415

    if config is not None and no_config:
        raise Failure("`--config` and `--no-config` exclude each other")
    found = Settings() if no_config else load_config(root, None if config is None else Path(config))
    if isinstance(found, ConfigError):
        raise Failure(str(found))
    return found


def _show(report: RouteReport, output: Output, asked: RoutesOptions) -> None:
    from fastapi_lint.render.places import standpoint  # noqa: PLC0415

    here = standpoint(report.root, str(Path.cwd()))
    if asked.output_format == "concise":
        from fastapi_lint.render.routes_concise import concise_routes  # noqa: PLC0415

        for line in concise_routes(report, here=here, encoding=output.encoding):
            output.write(line)
        return
    if asked.output_format != "rich":
        from fastapi_lint.render.json import encoded  # noqa: PLC0415
        from fastapi_lint.render.routes import openapi_paths, routes_object  # noqa: PLC0415

        document = routes_object(report) if asked.output_format == "json" else openapi_paths(report)
        output.write_bytes(encoded(document))
        return
    from fastapi_lint.cli.paper import WIDEST_TABLE, console_of, page_of  # noqa: PLC0415 - imports rich
    from fastapi_lint.render.console import print_lines  # noqa: PLC0415
    from fastapi_lint.render.routes_table import routes_table  # noqa: PLC0415
    from fastapi_lint.render.routes_tree import routes_tree  # noqa: PLC0415

    console = console_of(output, WIDEST_TABLE)
    page = page_of(console, hyperlinks=asked.hyperlinks, root=report.root, here=here)
    print_lines(console, routes_tree(report, page) if asked.tree else routes_table(report, page))
