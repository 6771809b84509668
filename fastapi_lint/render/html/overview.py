"""The opening of the audit: the verdict, the numbers, and where it is worst. Plain HTML that needs no script."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePath
from urllib.parse import quote

from fastapi_lint.model.finding import Finding, Severity
from fastapi_lint.model.problem import ProblemKind
from fastapi_lint.render.html.causes import Cause, foremost
from fastapi_lint.render.html.escaping import prose, sentence, text, told
from fastapi_lint.render.html.standing import Counts, Share, Standing
from fastapi_lint.render.tally import by_rule, counted, share

_ROWS = 8  # of each table
_GAP = 3  # between the parts of a bar of 1,000
_MANY = 4  # findings: of fewer nothing needs to be summed up
_LOST = (ProblemKind.UNREADABLE, ProblemKind.SYNTAX_ERROR, ProblemKind.TOO_DEEP)  # with the file they are about
SEVERITIES = {"error": "error", "warning": "warning", "info": "remark"}


def name_of(standing: Standing) -> str:
    """The name of the project: that of its folder."""
    return told(PurePath(standing.report.root).name or standing.report.root)


def verdict(standing: Standing) -> str:
    """What it comes to, in a sentence or two."""
    counts = standing.counts
    if not counts.all:
        clean = not any(problem.is_incomplete for problem in standing.report.problems)
        if clean and (standing.report.known or standing.report.comparison):
            return "Nothing new was found."
        return "Nothing was found." if clean else "Nothing was found in what could be read."
    gravest = next(severity for severity, number in zip(Severity, counts, strict=True) if number)
    rest = [_counted(severity, number) for severity, number in zip(Severity, counts, strict=True) if number][1:]
    besides = f", with {' and '.join(rest)} besides" if rest else ""
    return f"{_gravest(standing, gravest)}{besides}."


def _gravest(standing: Standing, severity: Severity) -> str:
    """How many there are of the gravest severity, and on how many routes."""
    number, total = standing.counts[severity.rank], standing.number_of_routes
    shared = sum(finding.severity is severity for finding in standing.everywhere)
    told = f'<strong class="{severity}">{_counted(severity, number)}</strong>'
    if not total:
        return told
    if shared == number:
        return f"{told} on <strong>{standing.everywhere_told}</strong>"
    reached = standing.reached(severity)
    if shared:
        others = f"on <strong>{reached:,} of {total:,}</strong>" if reached else "on no route"
        return f"{told}: {shared:,} on {standing.everywhere_told}, the others {others}"
    verb = "reaches" if number == 1 else "reach"
    return f"{told} {verb} <strong>{_of_routes(reached, total)}</strong>" if reached else f"{told} {verb} no route"


def _of_routes(number: int, total: int) -> str:
    if number == total:
        return f"all {total:,} routes" if total > 1 else "the only route"
    return f"{number:,} of {total:,} routes"


def _counted(severity: Severity, number: int) -> str:
    return counted(number, SEVERITIES[severity])


def numbers(standing: Standing) -> str:
    """A row of numbers: what was analysed, and how much of it is affected."""
    report, statistics = standing.report, standing.report.statistics
    files = len({finding.location.path for finding in report.findings})
    all_files = statistics.files + len({problem.path for problem in report.problems if problem.kind in _LOST})
    apps = len([app for app in report.apps or () if app.name])
    cells = [
        ("Findings", f"{standing.counts.all:,}", f"in {files:,} of {counted(all_files, 'file')}"),
        (
            "Routes affected",
            f"{standing.reached(*Severity):,}",
            f"of {standing.number_of_routes:,}"
            + (f" in {counted(apps, 'application')}" if apps > 1 else "")
            + (f", besides what is on {standing.everywhere_told}" if standing.everywhere else ""),
        ),
        ("Lines read", f"{statistics.lines:,}", f"{counted(statistics.definitions, 'definition')}"),
        (
            '<a href="#limits">Calls understood</a>',
            share(statistics.share_resolved),
            f"of {statistics.calls:,} that were looked into",
        ),
    ]
    if report.suppressed:
        cells.append(("Suppressed", f"{len(report.suppressed):,}", "by comments in the code"))
    return "\n".join(
        f"<div><dt>{label}</dt><dd><b>{number}</b> <span>{rest}</span></dd></div>" for label, number, rest in cells
    )


def bar(counts: Counts) -> str:
    """The severities beside each other, by their share."""
    if not counts.all:
        return ""
    parts, start = [], 0.0
    last = max(severity.rank for severity in Severity if counts[severity.rank])
    for severity, number in zip(Severity, counts, strict=True):
        width = 1000 * number / counts.all
        drawn = max(width - _GAP * (severity.rank < last), 2)
        if number:
            parts.append(f'<rect class="{severity}" x="{start:.1f}" y="0" width="{drawn:.1f}" height="8"/>')
        start += width
    keys = " ".join(
        f'<a href="#severity={severity}"><i class="{severity}"></i>{_counted(severity, number)}</a>'
        for severity, number in zip(Severity, counts, strict=True)
        if number
    )
    return (
        f'<svg class="bar" viewBox="0 0 1000 8" preserveAspectRatio="none" aria-hidden="true">{"".join(parts)}</svg>'
        f'<p class="keys">{keys}</p>'
    )


def everywhere(standing: Standing) -> str:
    """What concerns every route, told once: those that lead to the same leaf together, and remarks folded."""
    found = standing.everywhere
    if not found:
        return ""
    groups: dict[tuple[Severity, str, str], list[Finding]] = {}
    for one in found:
        groups.setdefault((one.severity, one.leaf_name, "" if one.leaf_name else one.code), []).append(one)
    ranked = sorted(groups.items(), key=lambda group: (group[0][0].rank, -len(group[1])))
    rows = [_group(leaf, together) for (_, leaf, _), together in ranked]
    grave = sum(severity is not Severity.INFO for severity, _, _ in groups)
    shown = min(grave, _ROWS)
    rest = rows[shown:]
    label = counted(len(rest), "remark") if shown == grave else f"{len(rest):,} more"
    folded = f"<details><summary>{label}</summary><ul>{''.join(rest)}</ul></details>" if rest else ""
    return (
        f'<div class="everywhere"><h2>{counted(len(found), "finding")} on {standing.everywhere_told}</h2>\n'
        "<p>In middleware and what all routes share. Not counted below for the single routes.</p>\n"
        f"<ul>{''.join(rows[:shown])}</ul>{folded}</div>"
    )


def _group(leaf: str, together: list[Finding]) -> str:
    first = together[0]
    place = f'<span class="place">{text(first.location.path)}:{first.span.line}</span>'
    if len(together) == 1:
        told = f'<a href="#{text(first.fingerprint)}">{prose(sentence(first.message))}</a> {place}'
    else:
        about = f"leaf={_in_fragment(leaf)}" if leaf else f"rule={_in_fragment(first.code)}"
        what = f"lead to {_leaf(leaf)}" if leaf else f"of {text(first.code)} {text(first.name)}"
        link = f"#severity={first.severity}&amp;{about}"
        told = f'<a href="{link}">{counted(len(together), "finding")} {what}</a>'
        told += f'<span class="dim">, the first at</span>{place}'
    return f'<li><i class="{first.severity}"></i>{told}</li>\n'


def causes(standing: Standing, found: list[Cause]) -> str:
    """The table of what the chains end in."""
    if not found:
        return ""
    most = max(len(cause.routes) for cause in found) or 1
    rows = "\n".join(_cause(number, cause, most) for number, cause in enumerate(found))
    return (
        f'<p class="lead">Where the chains of calls end.{_foremost(standing, found)}</p>\n'
        '<table class="causes"><thead><tr><th scope="col">What is reached</th><th scope="col">Called in</th>'
        '<th scope="col" class="number">Findings</th><th scope="col" class="number">Routes</th>'
        f'<th scope="col"><span class="hidden">Graph</span></th></tr></thead>\n<tbody>\n{rows}\n</tbody></table>'
    )


def _foremost(standing: Standing, found: list[Cause]) -> str:
    """How much the few most frequent causes explain, if that is much."""
    gravest = found[0].severity
    number = standing.counts[gravest.rank]
    chosen, covered = foremost(found, gravest)
    if number < _MANY or 2 * covered < number:
        return ""
    names = [_leaf(cause.leaf) for cause in chosen]
    told = f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
    verb = "are" if len(names) > 1 else "is"
    return f" {told} {verb} behind <strong>{covered:,} of {_counted(gravest, number)}</strong>."


def _cause(number: int, cause: Cause, most: int) -> str:
    function, path, line = cause.callers[0]
    elsewhere = len(cause.callers) - 1
    place = f'<code>{text(function or "module level")}</code> <span class="place">{text(path)}:{line}</span>'
    rest = f' <span class="dim">and {counted(elsewhere, "other place")}</span>' if elsewhere else ""
    others = f'<span class="aliases">or <code>{text(", ".join(cause.aliases))}</code></span>' if cause.aliases else ""
    width = 60 * len(cause.routes) / most
    return (
        f'<tr data-cause="{number}"><th scope="row"><i class="{cause.severity}"></i>'
        f'{_leaf(cause.leaf)} <span class="kind">{text(cause.kind)}</span>{others}</th>'
        f"<td>{place}{rest}</td>"
        f'<td class="number"><a href="#leaf={_in_fragment(cause.leaf)}">{len(cause.findings):,}</a></td>'
        f'<td class="number">{len(cause.routes):,}<svg class="small bar" width="60" height="6" aria-hidden="true">'
        f'<rect class="{cause.severity}" width="{width:.1f}" height="6"/></svg></td>'
        f'<td><button type="button" class="quiet" aria-expanded="false">Graph</button></td></tr>'
    )


def _leaf(name: str) -> str:
    """A name as code; what is no name, such as a loop, is a sentence."""
    return f"<b>{prose(name)}</b>" if " " in name else f"<code>{text(name)}</code>"


def worst(standing: Standing) -> Iterator[str]:
    """Three short tables: routes, files and rules with most findings."""
    yield _table("Worst routes", "route", standing.worst_routes, "routes")
    yield _table("Worst files", "file", standing.worst_files)
    yield _rules(standing)


def _table(title: str, key: str, shares: list[Share], whole: str = "") -> str:
    if not shares:
        return ""
    rows = "\n".join(_row(key, one) for one in shares[:_ROWS])
    rest = len(shares) - _ROWS
    more = f"and {counted(rest, f'more {key}')}" if rest > 0 else ""
    more = f'<a href="#{whole}">{more}</a>' if more and whole else more
    return (
        f'<section class="worst"><h3>{title}</h3><table><thead class="hidden"><tr><th scope="col">{title}</th>'
        f'<th scope="col">Findings</th></tr></thead><tbody>\n{rows}\n</tbody></table>'
        f"{f'<p class=more>{more}</p>' if more else ''}</section>"
    )


def _row(key: str, one: Share) -> str:
    endpoint = one.route.endpoint if one.route else None
    below = f'<span class="place">{text(endpoint.qualname)}</span>' if endpoint else ""
    return (
        f'<tr><th scope="row"><a href="#{key}={_in_fragment(one.name)}">{_breakable(one.name)}</a> {below}</th>'
        f"<td>{_chips(one.counts)}</td></tr>"
    )


def _breakable(name: str) -> str:
    """A path or label that may go on in the next line behind a slash."""
    return text(name).replace("/", "/<wbr>")


def _rules(standing: Standing) -> str:
    rules = by_rule(standing.report.findings)
    if not rules:
        return ""
    by_code: dict[str, list[int]] = {}
    names = {}
    for rule in rules:
        by_code.setdefault(rule.code, [0, 0, 0])[rule.severity.rank] += rule.findings
        names[rule.code] = rule.name
    ranked = sorted(by_code, key=lambda code: (*(-number for number in by_code[code]), code))
    rows = "\n".join(
        f'<tr><th scope="row"><a href="#rule={_in_fragment(code)}">{text(code)}</a> '
        f'<span class="place">{text(names[code])}</span></th><td>{_chips(Counts(*by_code[code]))}</td></tr>'
        for code in ranked[: 2 * _ROWS]
    )
    return (
        '<section class="worst"><h3>By rule</h3><table><thead class="hidden"><tr><th scope="col">Rule</th>'
        f'<th scope="col">Findings</th></tr></thead><tbody>\n{rows}\n</tbody></table></section>'
    )


def _chips(counts: Iterable[int]) -> str:
    return " ".join(
        f'<span class="chip {severity}" title="{_counted(severity, number)}">{number:,}</span>'
        for severity, number in zip(Severity, counts, strict=True)
        if number
    )


def _in_fragment(value: str) -> str:
    """As the page's script reads it: percent-encoded."""
    return text(quote(told(value), safe="/:@!$'()*,;"))
