"""The end of the readable report: problems, counts by rule, and what was analysed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.text import Text

from fastapi_lint.model.finding import Severity
from fastapi_lint.model.problem import Problem, ProblemKind
from fastapi_lint.model.report import Report
from fastapi_lint.render.block import STYLES
from fastapi_lint.render.coverage import coverage
from fastapi_lint.render.fixes import fixable
from fastapi_lint.render.page import Page
from fastapi_lint.render.tally import RuleCount, by_rule, by_severity, counted, told_of_baseline, told_of_change

_MOST_PLACES = 5


def equal_problems(problems: Iterable[Problem]) -> list[list[Problem]]:
    """Problems that are told alike, together, where the first of them stands."""
    groups: dict[tuple[str, ...], list[Problem]] = {}
    for problem in problems:
        groups.setdefault((problem.kind, problem.message, problem.hint or ""), []).append(problem)
    return list(groups.values())


def problem_block(problems: Sequence[Problem], page: Page) -> Iterator[Text]:
    """One thing that could not be analysed, at which places, and what to do about it."""
    problem = problems[0]
    style = "bold red" if problem.is_incomplete or problem.kind is ProblemKind.SYNTAX_ERROR else "bold magenta"
    headline = Text.assemble((f"problem[{problem.kind}]", style), ": ")
    first, *rest = problem.message.splitlines() or [""]
    times = f" ({len(problems):,} times)" if len(problems) > 1 else ""
    yield from page.hanging(Text(), headline + page.prose(first + times), indent=2)
    for each in problems[:_MOST_PLACES]:
        if each.path is not None:
            yield Text.assemble((" --> ", "dim"), page.place(each.path, each.line, each.column))
    if len(problems) > _MOST_PLACES:
        yield Text(f"     and {len(problems) - _MOST_PLACES:,} more", style="dim")
    for line in rest:  # a traceback
        yield Text(f"  {page.clean(line)}".rstrip(), style="dim")
    if problem.hint:
        yield from page.hanging(Text("  = help: ", style="dim"), page.prose(problem.hint), indent=10)


def summary(report: Report, page: Page) -> Iterator[Text]:
    """Counts by severity and rule, the size of what was analysed, and whether the analysis is complete."""
    yield page.line_across()
    yield from page.hanging(Text(), _verdict(report), indent=2)
    rules = by_rule(report.findings)
    if rules:
        yield Text()
        yield from _rules_table(rules, page)
        yield Text()
    for sentence in coverage(report):
        yield from page.hanging(Text(), page.prose(sentence), indent=2)
    if sentence := fixable(report):
        yield from page.hanging(Text(), page.prose(sentence), indent=2)
    if report.suppressed:
        yield Text(f"{counted(len(report.suppressed), 'finding')} suppressed.")
    for sentence in (*told_of_baseline(report), *told_of_change(report)):
        yield from page.hanging(Text(), page.prose(sentence), 2)
    if any(problem.is_incomplete for problem in report.problems):
        yield from page.hanging(Text(), Text("The analysis is incomplete: see the problems above.", "bold red"), 2)


def _verdict(report: Report) -> Text:
    if not report.findings:
        said = "No new findings." if report.known or report.comparison else "No findings."
        return Text(said, style="bold green" if not report.problems else "bold")
    verdict = Text.assemble((f"{counted(len(report.findings), 'finding')}: ", "bold"))
    counts = [(severity, number) for severity, number in by_severity(report.findings).items() if number]
    for position, (severity, number) in enumerate(counts):
        label = str(severity) if severity is Severity.INFO or number == 1 else f"{severity}s"
        verdict += Text.assemble(", " if position else "", (f"{number:,} {label}", STYLES[severity]))
    files = len({finding.location.path for finding in report.findings})
    return verdict + Text(f", in {counted(files, 'file')}.")


def _rules_table(rules: list[RuleCount], page: Page) -> Iterator[Text]:
    """A line a rule and severity; a narrow page does without the files, and a narrower one without the names."""
    code_width = max(len(rule.code) for rule in rules)
    count_width = max(len(f"{rule.findings:,}") for rule in rules)
    names = {rule.code: page.clean(rule.name) for rule in rules}
    name_width = max(map(len, names.values()))
    files = {rule: f"  in {counted(rule.files, 'file')}" for rule in rules}
    room = page.width - (13 + code_width + count_width) - (name_width + 2)
    shows_names, shows_files = room >= 0, room >= max(map(len, files.values()))
    for rule in rules:
        yield Text.assemble(
            "  ",
            (f"{rule.severity:<7}", STYLES[rule.severity]),
            f"  {rule.code:<{code_width}}  ",
            f"{names[rule.code]:<{name_width}}  " if shows_names else "",
            (f"{rule.findings:>{count_width},}", "bold"),
            (files[rule] if shows_files else "", "dim"),
        )
