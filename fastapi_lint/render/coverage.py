"""What was analysed, and what was not: a clean report says no more than this."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.model.problem import ProblemKind
from fastapi_lint.model.report import Report
from fastapi_lint.render.tally import counted, share

_NAMES_SHOWN = 3
_FILES = {
    ProblemKind.UNREADABLE: "that cannot be read",
    ProblemKind.SYNTAX_ERROR: "with a syntax error",
    ProblemKind.TOO_DEEP: "nested too deeply",
}


def coverage(report: Report) -> Iterator[str]:
    """One sentence on what was analysed and, if something was not, one on that."""
    yield analysed(report)
    left_out = [*blind_spots(report), *_calls(report)]
    if left_out:
        yield f"Not analysed: {', '.join(left_out)}."


def analysed(report: Report) -> str:
    """What was analysed, in numbers."""
    numbers = report.statistics
    calls = f"{counted(numbers.calls, 'call')} ({share(numbers.share_resolved)} of them resolved)"
    return (
        f"Analysed {counted(numbers.files, 'file')}, {counted(numbers.routes, 'route')} and "
        f"{calls if numbers.calls else counted(0, 'call')}."
    )


def blind_spots(report: Report) -> Iterator[str]:
    """Files, routes and rules that are missing in the analysis, and what the configuration leaves out."""
    for kind, what in _FILES.items():
        number = len({problem.path for problem in report.problems if problem.kind is kind})
        if number:
            yield f"{counted(number, 'file')} {what}"
    unresolved = sum(problem.kind is ProblemKind.UNRESOLVED for problem in report.problems)
    if unresolved:
        yield f"routes that are known only at run time ({counted(unresolved, 'place')})"
    crashes = sum(problem.kind is ProblemKind.RULE_CRASH for problem in report.problems)
    if crashes:
        yield f"what rules that failed would have found ({counted(crashes, 'failure')})"
    excluded = report.statistics.excluded
    if excluded:
        rest = len(excluded) - _NAMES_SHOWN
        shown = excluded if rest == 1 else excluded[:_NAMES_SHOWN]
        more = f" and {rest:,} more" if rest > 1 else ""
        yield f"what the configuration excludes ({', '.join(f'`{name}`' for name in shown)}{more})"


def _calls(report: Report) -> Iterator[str]:
    unknown = report.statistics.calls - report.statistics.calls_resolved
    if unknown:
        yield f"{counted(unknown, 'call')} to code that is not known, taken as harmless"
