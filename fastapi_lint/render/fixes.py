"""What is said of fixes: how many there are, and what was done."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from fastapi_lint.model.finding import Finding
from fastapi_lint.model.report import Report
from fastapi_lint.render.tally import counted

if TYPE_CHECKING:
    from fastapi_lint.engine.fixing.rounds import Fixed

MARK = "[*]"


def mark(finding: Finding) -> str:
    """What stands before the message of a finding that `--fix` mends."""
    return f"{MARK} " if finding.fix is not None and finding.fix.is_applied else ""


def fixable(report: Report) -> str:
    """`3 fixable with `--fix` (2 more with `--unsafe-fixes`).`; empty if nothing is."""
    told = [finding.fix.is_applied for finding in report.findings if finding.fix is not None]
    applied, rest = told.count(True), told.count(False)
    if applied:
        return f"{applied:,} fixable with `--fix`{f' ({rest:,} more with `--unsafe-fixes`)' if rest else ''}."
    return f"{rest:,} fixable with `--fix --unsafe-fixes`." if rest else ""


def mended_sentence(fixed: Fixed) -> str:
    """`Fixed 3 findings in 2 files.`"""
    return f"Fixed {counted(fixed.times, 'finding')} in {counted(len(fixed.changes), 'file')}."


def mended_lines(fixed: Fixed) -> Iterator[str]:
    """What was mended, file by file."""
    for path, group in groupby(fixed.mended, key=lambda one: one.path):
        yield f"{path}:"
        for one in group:
            yield f"  {one.times} × {one.code} {one.name}: {one.title}"


def would_sentence(fixed: Fixed, left: int) -> str:
    """What `--diff` says of what it shows; `left` are the findings that unsafe fixes would mend as well."""
    more = f" ({left:,} more with `--unsafe-fixes`)" if left else ""
    if not fixed.changes:
        return f"Nothing to fix{more}."
    return f"Would fix {counted(fixed.times, 'finding')} in {counted(len(fixed.changes), 'file')}{more}."
