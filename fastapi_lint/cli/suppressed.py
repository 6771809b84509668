"""`fastapi-lint rules --suppressed`: the project is analysed, and what is silenced in it is shown."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from fastapi_lint.cli.check import CheckOptions
from fastapi_lint.cli.checking import analysed, asked_of, request_of, settings_of
from fastapi_lint.cli.exits import CLEAN, INCOMPLETE
from fastapi_lint.cli.output import Output
from fastapi_lint.model.report import Report, Suppressed


def show_suppressed(
    options: CheckOptions, codes: Collection[str] | None, output: Output, output_format: str, hyperlinks: str
) -> int:
    """Write what is silenced of these codes, None for all; the result is the exit code."""
    asked = asked_of(options)
    request = request_of(asked, settings_of(options, asked.root), options)
    report = _narrowed(analysed(request, options), codes)
    entries = request.baseline.entries if request.baseline else ()
    entries = tuple(each for each in entries if codes is None or each.code in codes)
    if output_format == "json":
        from fastapi_lint.render.json import encoded  # noqa: PLC0415
        from fastapi_lint.render.suppressed import suppressed_object  # noqa: PLC0415

        output.write_bytes(encoded(suppressed_object(report, entries)))
    else:
        from fastapi_lint.cli.paper import console_of, page_of  # noqa: PLC0415 - imports rich
        from fastapi_lint.render.console import print_lines  # noqa: PLC0415
        from fastapi_lint.render.suppressed import suppressed_table  # noqa: PLC0415

        console = console_of(output)
        print_lines(console, suppressed_table(report, entries, page_of(console, hyperlinks=hyperlinks)))
    return INCOMPLETE if report.exit_code() == INCOMPLETE else CLEAN


def _narrowed(report: Report, codes: Collection[str] | None) -> Report:
    if codes is None:
        return report

    def about(each: Suppressed) -> bool:
        return not each.codes or not set(each.codes).isdisjoint(codes)

    baseline = report.baseline
    if baseline is not None:
        baseline = baseline._replace(stale=tuple(each for each in baseline.stale if each.code in codes))
    return replace(report, suppressions=tuple(filter(about, report.suppressions)), baseline=baseline)
