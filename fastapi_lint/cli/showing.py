"""Writes a report in the format that was asked for. Imports rich only for the readable one."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from fastapi_lint.cli.output import Output, opened
from fastapi_lint.engine.cache.base import Shown
from fastapi_lint.model.problem import Problem
from fastapi_lint.model.report import Report
from fastapi_lint.render.places import standpoint
from fastapi_lint.source.overlay import Files


def show(report: Report, how: Shown, files: Files, output_file: str | None = None) -> None:
    """Write the report to standard output or to a file, and statistics if they are wanted."""
    with opened(output_file, how.color) as output:
        if how.output_format == "json":
            _json(report, output)
        elif how.output_format == "concise":
            _concise(report, output, quiet=how.quiet)
        else:
            readable(report, output, files)
        if how.statistics:
            # JSON must stay JSON: there the numbers go beside it.
            _statistics(report, Output(sys.stderr, None) if how.output_format == "json" else output)


def readable(report: Report, output: Output, files: Files) -> None:
    """Write the report for people."""
    from fastapi_lint.cli.paper import console_of, page_of  # noqa: PLC0415 - imports rich
    from fastapi_lint.render.console import print_lines  # noqa: PLC0415
    from fastapi_lint.render.text import text  # noqa: PLC0415

    @lru_cache(maxsize=1)  # findings come file by file
    def lines_of(path: str) -> Sequence[str]:
        source = files.read(path)
        return () if isinstance(source, Problem) else source.lines

    console = console_of(output)
    print_lines(console, text(report, page_of(console, lines_of, standpoint(report.root, str(Path.cwd())))))


def _concise(report: Report, output: Output, *, quiet: bool) -> None:
    from fastapi_lint.render.concise import concise  # noqa: PLC0415

    here = standpoint(report.root, str(Path.cwd()))
    for line in concise(report, here=here, encoding=output.encoding, quiet=quiet):
        output.write(line)


def _json(report: Report, output: Output) -> None:
    from fastapi_lint.render.json import check_json  # noqa: PLC0415

    output.write_bytes(check_json(report))


def _statistics(report: Report, output: Output) -> None:
    from fastapi_lint.render.statistics import statistics  # noqa: PLC0415

    output.write("")
    for line in statistics(report):
        output.write(line)
