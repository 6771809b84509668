"""`fastapi-lint why WHERE`: where a definition runs, who leads there, and what it does to its thread."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fastapi_lint.cli.completing import files
from fastapi_lint.cli.exits import CLEAN, INCOMPLETE
from fastapi_lint.cli.failure import Failure
from fastapi_lint.cli.options import color_option, config_options, debug_option, hyperlinks_option, jobs_option
from fastapi_lint.cli.output import Output, opened

if TYPE_CHECKING:
    from fastapi_lint.model.explanation import WhyReport


@dataclass(frozen=True, slots=True)
class WhyOptions:
    """What the user asked for on the command line."""

    where: str
    paths: tuple[str, ...]
    output_format: str
    config: str | None
    no_config: bool
    jobs: int | None
    color: str
    hyperlinks: str


@click.command()
@click.argument("where", metavar="WHERE", shell_complete=files)
@click.argument("paths", nargs=-1, metavar="[PATHS]...", shell_complete=files)
@click.option("--output-format", type=click.Choice(("rich", "json")), default="rich", help="Text (default), or JSON.")
@config_options
@jobs_option
@color_option
@hyperlinks_option
@debug_option
def why(**options: Any) -> int:
    """Tell all that is known of one function: on which threads it runs, which entry points lead to it, what it does.

    WHERE is a line of a file (`app/orders.py:12`) or a name (`app.orders:load`, or `load` if there is only one).
    PATHS are the files and folders of the application (by default, the working directory).

    Exit codes: 0 told, 2 wrong usage or configuration, 3 a file could not be analysed.
    """
    asked = WhyOptions(**options)
    report = _read(asked)
    with opened(None, asked.color) as output:
        _show(report, output, asked)
    return INCOMPLETE if report.is_incomplete else CLEAN


def _read(asked: WhyOptions) -> WhyReport:
    from fastapi_lint.cli.interrupts import interruptible  # noqa: PLC0415
    from fastapi_lint.cli.progress import Bar  # noqa: PLC0415 - all of these are for a run only
    from fastapi_lint.cli.routes import read_settings  # noqa: PLC0415
    from fastapi_lint.engine.jobs import usable_cores  # noqa: PLC0415
    from fastapi_lint.engine.registry import Registry  # noqa: PLC0415
    from fastapi_lint.engine.request import Request  # noqa: PLC0415
    from fastapi_lint.engine.usage import UsageError  # noqa: PLC0415
    from fastapi_lint.engine.why import read_why  # noqa: PLC0415
    from fastapi_lint.source.project_root import find_root  # noqa: PLC0415

    paths = tuple(Path(path) for path in asked.paths) or (Path.cwd(),)
    missing = [path for path in paths if not path.exists()]
    if missing:
        raise Failure("\n".join(f"there is no file or folder `{path}`" for path in missing))
    root = find_root(paths)
    settings = read_settings(root, asked.config, no_config=asked.no_config)
    with interruptible(), Bar(sys.stderr) as bar:
        try:
            jobs = asked.jobs or settings.jobs or usable_cores()
            request = Request(root, settings, Registry(()), paths, progress=bar.advance, jobs=jobs)
            report = read_why(request, _from_root(asked.where, root))
        except UsageError as error:
            raise Failure(str(error)) from error
    return report


def _from_root(where: str, root: Path) -> str:
    """A place in a file, as the project's root sees it; names stay as they are."""
    path, separator, line = where.rpartition(":")
    file = Path.cwd() / (path if line.isdigit() and path else where)
    if not file.is_file() or not file.resolve().is_relative_to(root.resolve()):
        return where
    inside = file.resolve().relative_to(root.resolve()).as_posix()
    return f"{inside}{separator}{line}" if line.isdigit() and path else inside


def _show(report: WhyReport, output: Output, asked: WhyOptions) -> None:
    if asked.output_format == "json":
        from fastapi_lint.render.json import encoded  # noqa: PLC0415
        from fastapi_lint.render.why import why_object  # noqa: PLC0415

        output.write_bytes(encoded(why_object(report)))
        return
    from fastapi_lint.cli.paper import console_of, page_of  # noqa: PLC0415 - imports rich
    from fastapi_lint.render.console import print_lines  # noqa: PLC0415
    from fastapi_lint.render.places import standpoint  # noqa: PLC0415
    from fastapi_lint.render.why import why_lines  # noqa: PLC0415

    console = console_of(output)
    page = page_of(
        console, hyperlinks=asked.hyperlinks, root=report.root, here=standpoint(report.root, str(Path.cwd()))
    )
    print_lines(console, why_lines(report, page))
