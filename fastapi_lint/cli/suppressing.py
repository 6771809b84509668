"""What `suppress` does: analyse, write comments into the texts, see whether they silence, and write the files."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import click

from fastapi_lint.cli.check import CheckOptions
from fastapi_lint.cli.checking import analysed, asked_of, request_of, settings_of
from fastapi_lint.cli.exits import CLEAN, FINDINGS, INCOMPLETE
from fastapi_lint.cli.failure import Failure
from fastapi_lint.cli.writing import write_file
from fastapi_lint.engine.own_codes import ALWAYS_ON
from fastapi_lint.engine.request import Request
from fastapi_lint.engine.select import matching, selection_of
from fastapi_lint.engine.silencing import says_the_same, silenced
from fastapi_lint.engine.usage import UsageError
from fastapi_lint.model.finding import Finding
from fastapi_lint.model.problem import Problem
from fastapi_lint.model.report import Report
from fastapi_lint.render.printable import printable
from fastapi_lint.render.tally import counted
from fastapi_lint.source import disk
from fastapi_lint.source.overlay import Files

_LONGEST = 88  # what formatters allow unless they are told otherwise

_SAY_HOW_LONG = (
    ("ruff.toml",),
    (".ruff.toml",),
    ("pyproject.toml", "tool", "ruff"),
    ("pyproject.toml", "tool", "black"),
)
"""Files, and the tables in them, that have the key `line-length`."""


class _Edited(NamedTuple):
    """A file with suppressions: its text and bytes before and after, and the findings that are to be silenced."""

    path: str
    before: str
    after: str
    data: bytes
    findings: tuple[Finding, ...]


def suppressed(given: Mapping[str, Any]) -> int:
    """Write suppressions; the result is the exit code."""
    reason = _reason(given["reason"])
    options = CheckOptions(
        **{name: value for name, value in given.items() if name in CheckOptions._fields and name != "diff"}
    )
    if options.paths:
        options = options._replace(only_given=True)
    asked = asked_of(options)
    settings = settings_of(options, asked.root)
    if settings.require_reason and not reason:
        raise Failure("suppressions must say why here (`require-reason`)", "add `--reason TEXT`")
    request = request_of(asked, settings, options)
    codes = _codes(given["codes"], request)
    report = _complete(analysed(request, options))
    longest = given["line_length"] or _line_length(asked.root)
    edited = list(_edited(_wanted(report, codes), asked.files, reason, longest))
    left = _left(edited, codes, request, options)
    if given["diff"]:
        for each in edited:
            click.echo(_diff(each), nl=False)
    elif not given["dry_run"]:
        for each in edited:
            write_file(str(asked.root / each.path), each.data)
    if not options.quiet:
        if edited:
            _tell(edited, left, listed=given["dry_run"], written=not (given["diff"] or given["dry_run"]))
        else:
            known = sum(each.code in codes for each in report.known)
            click.echo(_nothing(known), err=given["diff"])
    return FINDINGS if left else CLEAN


def _reason(text: str) -> str:
    if "#" in text or len(text.splitlines()) > 1:
        raise Failure("a reason is one line without `#`, which would end it")
    return text.strip()


def _codes(selectors: tuple[str, ...], request: Request) -> frozenset[str]:
    try:
        codes = matching(selectors, request.registry.all)
        on = selection_of(request.settings, request.registry.all).anywhere
    except UsageError as error:
        raise Failure(str(error)) from error
    if codes <= ALWAYS_ON:
        raise Failure("that files cannot be analysed cannot be suppressed", "exclude the files instead")
    if not codes & on:
        names = ", ".join(f"`{code}`" for code in sorted(codes))
        raise Failure(f"nothing can be suppressed: {names} {'is' if len(codes) == 1 else 'are'} not selected")
    return codes - ALWAYS_ON


def _complete(report: Report) -> Report:
    for problem in report.problems:
        if problem.is_incomplete:
            raise _Incomplete(f"the analysis is incomplete: {problem.message}", problem.hint or "")
    return report


class _Incomplete(Failure):
    """Not all could be analysed."""

    exit_code = INCOMPLETE


def _wanted(report: Report, codes: frozenset[str]) -> dict[str, list[Finding]]:
    """The findings to be silenced, by path; what stands in files of configuration is left out."""
    found: dict[str, list[Finding]] = {}
    for finding in report.findings:
        if finding.code in codes and finding.location.path.endswith(".py"):
            found.setdefault(finding.location.path, []).append(finding)
    return found


def _edited(wanted: Mapping[str, list[Finding]], files: Files, reason: str, longest: int) -> Iterator[_Edited]:
    for path, findings in sorted(wanted.items()):
        source = files.read(path)
        if isinstance(source, Problem):
            raise Failure(source.message)
        lines: dict[int, list[str]] = {}
        for finding in findings:
            lines.setdefault(finding.span.line, []).append(finding.code)
        before = disk.read(files.tree.absolute(path)).decode(source.encoding)
        after = silenced(before, lines, reason, longest).text
        if not says_the_same(_plain(before), _plain(after)):
            raise Failure(f"no comment can be written into `{path}` that changes nothing else", "suppress by hand")
        try:
            data = after.encode(source.encoding)
        except UnicodeEncodeError as error:
            raise Failure(f"`{path}` is written in {source.encoding}, which lacks characters of the reason") from error
        yield _Edited(path, before, after, data, tuple(findings))


def _left(edited: list[_Edited], codes: frozenset[str], request: Request, options: CheckOptions) -> list[Finding]:
    """What the comments do not silence: the project is analysed with them."""
    if not edited:
        return []
    files = Files(request.root, {each.path: each.data for each in edited})
    paths = {each.path for each in edited}
    report = analysed(replace(request, files=files), options)
    return [each for each in report.findings if each.code in codes and each.location.path in paths]


def _plain(text: str) -> str:
    return re.sub(r"\r\n|\r", "\n", text)


def _line_length(root: Path) -> int:
    """How long formatters let lines be in this project."""
    for name, *keys in _SAY_HOW_LONG:
        try:
            table: Any = tomllib.loads(disk.read_text(root / name))
        except (OSError, ValueError):
            continue
        for key in keys:
            table = table.get(key, {}) if isinstance(table, dict) else {}
        length = table.get("line-length") if isinstance(table, dict) else None
        if isinstance(length, int) and length > 0:
            return length
    return _LONGEST


def _diff(edited: _Edited) -> str:
    before, after = (_plain(text).splitlines(keepends=True) for text in (edited.before, edited.after))
    lines = difflib.unified_diff(before, after, edited.path, edited.path)
    return "".join(f"{printable(line.rstrip())}\n" for line in lines)


def _tell(edited: list[_Edited], left: list[Finding], *, listed: bool, written: bool) -> None:
    if listed:
        for finding in (finding for each in edited for finding in each.findings):
            click.echo(printable(f"{finding.location.path}:{finding.span.line}: {finding.code} {finding.message}"))
    for finding in left:
        click.echo(printable(f"not silenced: {finding.location.path}:{finding.span.line}: {finding.code}"), err=True)
    number = sum(len(each.findings) for each in edited)
    files = counted(len(edited), "file")
    done = "suppressed" if written else "would be suppressed"
    click.echo(f"{counted(number, 'finding')} {done} in {files}.", err=not written and not listed)


def _nothing(known: int) -> str:
    """Why nothing was done, where somebody knows of findings."""
    return f"Nothing to suppress: the baseline knows {counted(known, 'finding')}." if known else "Nothing to suppress."
