"""What is silenced in a project: comments, with why and whether they silence anything, and the baseline. For people,
and as JSON, described by `schema/suppressed.schema.json`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rich.text import Text

from fastapi_lint.model.baseline import Entry
from fastapi_lint.model.report import Report, Suppressed
from fastapi_lint.render.page import Page
from fastapi_lint.render.tally import counted


def suppressed_object(report: Report, entries: Sequence[Entry]) -> dict[str, Any]:
    """The same as plain data. `entries` are those of the baseline, if there is one."""
    return {
        "version": report.version,
        "root": report.root,
        "suppressions": [_comment(each) for each in report.suppressions],
        "baseline": _baseline(report, entries) if report.baseline else None,
    }


def suppressed_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of `rules --suppressed --output-format json`."""
    from importlib.resources import files  # noqa: PLC0415 - slow to import

    text = files("fastapi_lint.render").joinpath("schema/suppressed.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def suppressed_table(report: Report, entries: Sequence[Entry], page: Page) -> Iterator[Text]:
    """Each comment in a line or two, file by file, then the baseline's entries by rule, then how many there are."""
    path = ""
    for each in report.suppressions:
        if each.path != path:
            path = each.path
            yield Text(page.path(path), style="bold")
        yield from _row(each, page)
    if report.suppressions:
        yield Text()
    if report.baseline:
        yield from _known(report, entries, page)
        yield Text()
    yield from page.hanging(Text(), page.prose(_closing(report)), indent=2)


def _row(each: Suppressed, page: Page) -> Iterator[Text]:
    used = sum(number for _, number in each.used)
    idle = _idle(each)
    style = "yellow" if idle else "dim"
    state = f"silences {counted(used, 'finding')}" if used else "silences nothing"
    if used and idle:
        state = f"{state}, none of {', '.join(idle)}"
    codes = ", ".join(each.codes) or "everything"
    lead = Text.assemble((f"  line {each.line}: ", "cyan"), f"{each.kind}[{codes}] ", (state, style))
    yield from page.hanging(Text(), lead, indent=6)
    reason = page.prose(each.reason) if each.reason else Text("no reason given", style="yellow")
    yield from page.hanging(Text(" " * 6), reason, indent=6)


def _known(report: Report, entries: Iterable[Entry], page: Page) -> Iterator[Text]:
    assert report.baseline is not None
    yield Text(page.path(report.baseline.path), style="bold")
    stale = _by_code(report.baseline.stale)
    for code, number in sorted(_by_code(entries).items()):
        gone = f", {stale[code]:,} stale" if stale[code] else ""
        yield Text.assemble(f"  {code}  {counted(number, 'finding')}", (gone, "yellow"))


def _closing(report: Report) -> str:
    idle = sum(bool(_idle(each)) for each in report.suppressions)
    silent = sum(not each.reason for each in report.suppressions)
    told = [counted(len(report.suppressions), "suppression")]
    told += [f"{idle:,} with a code that silences nothing"] if idle else []
    told += [f"{silent:,} without a reason"] if silent else []
    return f"{', '.join(told)}."


def _idle(each: Suppressed) -> list[str]:
    """The codes that silence nothing."""
    used = {code for code, _ in each.used}
    return [code for code in each.codes if code not in used]


def _by_code(entries: Iterable[Entry]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for entry in entries:
        counts[entry.code] += entry.times
    return counts


def _comment(each: Suppressed) -> dict[str, Any]:
    return {
        "path": each.path,
        "line": each.line,
        "kind": each.kind,
        "codes": list(each.codes),
        "reason": each.reason,
        "used": dict(each.used),
        "unused": _idle(each),
    }


def _baseline(report: Report, entries: Iterable[Entry]) -> dict[str, Any]:
    assert report.baseline is not None
    return {
        "path": report.baseline.path,
        "by_code": dict(sorted(_by_code(entries).items())),
        "stale": dict(sorted(_by_code(report.baseline.stale).items())),
    }
