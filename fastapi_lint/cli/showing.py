"""Writes a report in the formats that were asked for, each to its place."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fastapi_lint.cli.failure import Failure
from fastapi_lint.cli.output import Output
from fastapi_lint.cli.outputs import Wanted
from fastapi_lint.cli.variables import misspelt_variables
from fastapi_lint.cli.writing import write_file
from fastapi_lint.engine.cache.circumstances import STEP_SUMMARY
from fastapi_lint.engine.hyperlinks import hyperlinks
from fastapi_lint.model.finding import Severity
from fastapi_lint.model.problem import Problem
from fastapi_lint.model.report import Report
from fastapi_lint.render.context import Context, LinesOf
from fastapi_lint.render.formats import FORMATS, Format
from fastapi_lint.render.places import standpoint
from fastapi_lint.source.overlay import Files
from fastapi_lint.source.project_root import repository_of

if TYPE_CHECKING:
    from fastapi_lint.model.rule import Rule

_COLORS = {"always": True, "never": False}


class How(NamedTuple):
    """How a report is shown, and how the run is judged."""

    outputs: tuple[Wanted, ...]
    color: str
    hyperlinks: str
    quiet: bool
    statistics: bool
    fail_on: str
    exit_code: int


def show(report: Report, how: How, files: Files) -> None:
    """Write the report everywhere, and statistics if they are wanted. Raises Failure for files that cannot be written,
    after all else is."""
    repository = repository_of(Path(report.root))
    context = Context(
        quiet=how.quiet,
        here=standpoint(report.root, str(Path.cwd())),
        repository=standpoint(report.root, str(repository)),
        repository_root=str(repository),
        for_github=os.environ.get("GITHUB_ACTIONS") == "true",
        lines_of=_lines_of(files),
        rules=_all_rules,
        fail_on=None if how.fail_on == "never" else Severity(how.fail_on),
        exit_code=how.exit_code,
    )
    if adds_to_step_summary(how.outputs):
        from fastapi_lint.cli.step_summary import add_to_step_summary  # noqa: PLC0415 - on GitHub alone

        add_to_step_summary(report, context)
    failures = []
    for output in sorted(how.outputs, key=lambda each: each.file is None):  # the reader of standard output may go away
        try:
            _write(report, output, how, context)
        except Failure as failure:
            failures.append(failure.message)
    if how.statistics and not any(FORMATS[output.output_format].is_for_people for output in how.outputs):
        sys.stderr.writelines(_statistics(report))  # JSON must stay JSON: the numbers go beside it
    for sentence in () if how.quiet else misspelt_variables():
        sys.stderr.write(f"note: {sentence}\n")
    if failures:
        raise Failure("\n".join(failures))


def adds_to_step_summary(outputs: Iterable[Wanted]) -> bool:
    """True if the report is also added to the page that GitHub shows for a step."""
    return bool(os.environ.get(STEP_SUMMARY)) and any(output.output_format == "github" for output in outputs)


def _write(report: Report, output: Wanted, how: How, context: Context) -> None:
    made = FORMATS[output.output_format]
    color = _COLORS.get(how.color)
    if output.file is None:
        links = hyperlinks(how.hyperlinks, os.environ, is_terminal=sys.stdout.isatty())
        to_stdout = replace(context, stream=sys.stdout, color=color, hyperlinks=links)
        _print(_pieces(report, made, how, to_stdout), made)
    else:
        in_file = replace(context, stream=io.StringIO(), color=color or False)
        text = "".join(_pieces(report, made, how, in_file))
        write_file(output.file, text.encode("utf-8", "backslashreplace"))


def _print(pieces: Iterable[str], made: Format) -> None:
    output = Output(sys.stdout, None)
    for piece in pieces:
        if made.is_for_people:
            output.stream.write(piece)
        else:
            output.write_bytes(piece.encode("utf-8", "backslashreplace"))


def _pieces(report: Report, made: Format, how: How, context: Context) -> Iterable[str]:
    yield from made.rendered(report, context)
    if how.statistics and made.is_for_people:
        yield from _statistics(report)


def _statistics(report: Report) -> Iterable[str]:
    from fastapi_lint.render.statistics import statistics  # noqa: PLC0415

    yield "\n"
    for line in statistics(report):
        yield f"{line}\n"


def _lines_of(files: Files) -> LinesOf:
    @lru_cache(maxsize=1)  # findings come file by file
    def lines_of(path: str) -> Sequence[str]:
        source = files.read(path)
        return () if isinstance(source, Problem) else source.lines

    return lines_of


def _all_rules() -> tuple[Rule, ...]:
    from fastapi_lint.engine.run import load_rules  # noqa: PLC0415 - few formats ask for them

    return load_rules().all
