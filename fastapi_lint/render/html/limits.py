"""Limits: what the audit did not look at and cannot know, briefly."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from fastapi_lint.model.problem import Problem
from fastapi_lint.model.report import Report
from fastapi_lint.render.html.escaping import prose, sentence, text
from fastapi_lint.render.tally import counted, share, told_of_baseline

_KINDS = {
    "unreadable": "could not be read: what is in there is missing from this audit",
    "syntax-error": "is no valid Python: what is in there is missing from this audit",
    "too-deep": "is nested too deeply to be parsed",
    "rule-crash": "a rule failed: its findings there are missing",
    "unresolved": "is only known when the program runs: routes may be missing, or have other paths",
}
_SHOWN = 12  # problems of a kind before the rest is folded
_REASONS = 6


def incomplete(report: Report) -> str:
    """A warning at the top, if the audit must not be read as the whole truth."""
    lost = [problem for problem in report.problems if problem.is_incomplete]
    if not lost:
        return ""
    return (
        f'<p class="incomplete" role="alert"><strong>This audit is incomplete.</strong> '
        f"{counted(len(lost), 'problem')} kept part of the project from being analysed: "
        '<a href="#limits">see below</a>.</p>'
    )


def scope(report: Report) -> str:
    """A word at the top, if findings that are there are not part of the audit."""
    told = _left_out(report)
    return f'<p class="scope">{" ".join(prose(one) for one in told)}</p>' if told else ""


def _left_out(report: Report) -> list[str]:
    told = told_of_baseline(report)[: 1 if report.known else 0]
    if report.comparison is not None:
        before = report.comparison.before
        more = f"; {counted(before, 'finding')} {'was' if before == 1 else 'were'} there before" if before else ""
        told.append(f"Only what the changes since `{report.comparison.revision}` brought about is shown{more}.")
    return told


def limits(report: Report) -> str:
    """The section on what was not analysed."""
    return "\n".join(
        filter(None, [*_problems(report), _calls(report), _suppressed(report), *_hidden(report), _method()])
    )


def _problems(report: Report) -> Iterator[str]:
    problems = sorted(report.problems, key=lambda problem: list(_KINDS).index(problem.kind))
    for kind, group in groupby(problems, key=lambda problem: problem.kind):
        found = list(group)
        rows = [_problem(problem) for problem in found]
        shown, folded = rows[:_SHOWN], rows[_SHOWN:]
        yield f'<h3>{counted(len(found), "place")} <span class="dim">{_KINDS[kind]}</span></h3>'
        yield f'<ul class="problems">{"".join(shown)}</ul>'
        if folded:
            rest = "".join(folded)
            yield f'<details><summary>{len(folded):,} more</summary><ul class="problems">{rest}</ul></details>'


def _problem(problem: Problem) -> str:
    first = problem.message.splitlines()[0] if problem.message else ""
    place = ":".join(str(part) for part in (problem.path, problem.line) if part)
    hint = f'<br><span class="dim">{prose(sentence(problem.hint))}</span>' if problem.hint else ""
    return f'<li>{prose(sentence(first))} <span class="place">{text(place)}</span>{hint}</li>'


def _calls(report: Report) -> str:
    statistics = report.statistics
    unknown = statistics.calls - statistics.calls_resolved
    if not unknown:
        return ""
    reasons = sorted(statistics.unresolved, key=lambda reason: (-reason[1], reason[0]))
    told = [f"{text(reason)} <b>{number:,}</b>" for reason, number in reasons[:_REASONS]]
    rest = sum(number for _, number in reasons[_REASONS:])
    told += [f"other <b>{rest:,}</b>"] if rest else []
    return (
        f'<h3>{counted(unknown, "call")} <span class="dim">of {statistics.calls:,} '
        f"({share(unknown / statistics.calls)}) could not be resolved and count as harmless</span></h3>"
        f'<p class="reasons">{" · ".join(told)}</p>'
    )


def _suppressed(report: Report) -> str:
    if not report.suppressed:
        return ""
    return (
        f'<h3>{counted(len(report.suppressed), "finding")} <span class="dim">silenced by comments in the code are not '
        "part of this audit</span></h3>"
    )


def _hidden(report: Report) -> list[str]:
    return [f'<p class="reasons">{prose(one)}</p>' for one in _left_out(report)]


def _method() -> str:
    return (
        '<p class="method">The code was read, not run, and nothing was measured in this application. Routes, threads, '
        "types and calls are worked out from the sources as a whole. What these do not tell is not guessed: a finding "
        "may be missing for it, and each one that is here can be checked at the places it names. Rules that are off by "
        "default, and findings of low confidence, are in an audit only where they were asked for.</p>"
    )
