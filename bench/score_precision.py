"""How many of the findings on real applications are true, by verdicts of people who have read the source.

    python bench/score_precision.py TRUTH_FOLDER [--only APP] [--code CODE] [--unread] [--record FILE]

Up to 60 findings a rule are drawn from all applications that have verdicts in bench/precision/ (or are named), with
default settings and without any configuration. `--unread` prints those without a verdict, with the chain and the
source around each step. `--record` reads verdicts from a file, one a line:
FINGERPRINT (or how it begins), `true` or `false`, `thanked` or `unthanked`, and the reason.
"""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from corpus import add_arguments, checkouts_of, sources_of
from truth import Truth, load_truths
from verdicts import FOLDER, Verdict, draw, judged, read_verdicts, verdict_on, write_verdicts

from fastapi_lint.config.settings import Settings, TargetSettings
from fastapi_lint.engine.request import Request
from fastapi_lint.engine.run import analyse, load_rules
from fastapi_lint.model.finding import Finding

SEED, SAMPLE = "precision", 60
FAMILIES = ("FAL1", "FAL2", "FAL3", "FAL4")
_AROUND = 3


class Case(NamedTuple):
    """One finding of an application, and the verdict on it if there is one."""

    app: str
    folder: Path
    finding: Finding
    verdict: Verdict | None


def findings_in(truth: Truth, folder: Path, codes: Sequence[str]) -> tuple[Finding, ...]:
    """What `check` says of the application's packages with default settings, of the rules whose codes begin so."""
    paths = tuple(folder.joinpath(*root.split(".")) for root in truth.package_roots)
    settings = Settings(respect_gitignore=False, target=TargetSettings(fastapi=truth.fastapi))
    report = analyse(Request(root=folder, settings=settings, registry=load_rules(), paths=paths))
    return tuple(finding for finding in report.findings if finding.code.startswith(tuple(codes)))


def sampled(cases: Iterable[Case], size: int = SAMPLE, seed: str = SEED) -> list[Case]:
    """Up to so many cases a rule, by lot; ordered by rule, application and place."""
    by_rule: dict[str, list[Case]] = {}
    for case in cases:
        by_rule.setdefault(case.finding.code, []).append(case)
    drawn = [
        case
        for group in by_rule.values()
        for case in sorted(group, key=lambda each: draw(seed, each.app, each.finding))[:size]
    ]
    return sorted(drawn, key=lambda each: (each.finding.code, each.app, each.finding.sort_key))


def table(cases: Sequence[Case], totals: dict[str, int]) -> list[str]:
    """Precision by rule, by confidence and severity, and of all."""
    heading = f"{'':24}{'findings':>10}{'drawn':>8}{'read':>8}{'true':>8}{'precision':>12}{'thanked':>10}"
    groups: dict[str, list[Case]] = {}
    for name in (_code, _quality, _app):
        for case in sorted(cases, key=name):
            groups.setdefault(name(case), []).append(case)
    rows = [_row(title, group, totals.get(title)) for title, group in groups.items()]
    return [heading, *rows, _row("all", cases, sum(totals.values()))]


def _code(case: Case) -> str:
    return case.finding.code


def _app(case: Case) -> str:
    return case.app


def _quality(case: Case) -> str:
    return f"{case.finding.confidence}, {case.finding.severity}"


def _row(title: str, cases: Sequence[Case], total: int | None = None) -> str:
    read = [case.verdict for case in cases if case.verdict is not None]
    true, thanked = sum(each.true for each in read), sum(each.thanked for each in read)
    shares = [f"{part / len(read):.0%}" if read else "-" for part in (true, thanked)]
    shown = "" if total is None else str(total)
    return f"{title:24}{shown:>10}{len(cases):>8}{len(read):>8}{true:>8}{shares[0]:>12}{shares[1]:>10}"


def told(case: Case) -> Iterator[str]:
    """A finding with its chain, and the source around each step of it."""
    finding = case.finding
    place = f"{finding.location.path}:{finding.span.line}"
    yield f"=== {finding.fingerprint[:10]} {case.app} {finding.code} {_quality(case)} {place}"
    yield f"    {finding.message}"
    more = f" and {len(finding.routes) - 3} more" if len(finding.routes) > 3 else ""
    yield f"    routes: {', '.join(finding.routes[:3]) or 'none'}{more}"
    steps = [(finding.location.path, finding.span.line, finding.function)]
    steps += [(hop.path, hop.line, hop.function) for hop in finding.trace]
    for path, line, function in dict.fromkeys(steps):
        yield f"  - {path}:{line} in {function}"
        yield from _source(case.folder / path, line)


def _source(file: Path, line: int) -> Iterator[str]:
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    for number in range(max(1, line - _AROUND), min(len(lines), line + _AROUND) + 1):
        yield f"      {'>' if number == line else ' '} {number:5} {lines[number - 1]}"


def record(cases: Sequence[Case], lines: Iterable[str], folder: Path = FOLDER) -> list[str]:
    """Keep the verdicts that these lines give; returns the lines that fit no finding, or more than one."""
    unfit, kept = [], {case.app: read_verdicts(case.app, folder) for case in cases}
    for line in lines:
        start, true, thanked, reason = [*line.split(maxsplit=3), "", "", "", ""][:4]
        found = [case for case in cases if start and case.finding.fingerprint.startswith(start)]
        if len(found) != 1 or true not in {"true", "false"} or thanked not in {"thanked", "unthanked"} or not reason:
            unfit += [line] if line.strip() else []
            continue
        verdict = judged(found[0].finding, true=true == "true", thanked=thanked == "thanked", reason=reason.strip())
        kept[found[0].app][verdict.fingerprint] = verdict
    for app, verdicts in kept.items():
        write_verdicts(app, verdicts.values(), folder)
    return unfit


def cases_of(truths: Iterable[Truth], options: argparse.Namespace) -> list[Case]:
    """All findings of the applications, with the verdicts that there are."""
    cases = []
    for truth in truths:
        sources = sources_of(truth, options.cache, checkouts_of(options.checkout), sdists=options.sdists)
        if sources.folder is None:
            print(f"{truth.app}: skipped: {sources.word}", file=sys.stderr)
            continue
        verdicts = read_verdicts(truth.app)
        findings = findings_in(truth, sources.folder, options.code or FAMILIES)
        cases += [Case(truth.app, sources.folder, each, verdict_on(each, verdicts)) for each in findings]
        gc.collect()
    return cases


def main() -> int:
    """Print the table, or what is still to be read; the exit code is 1 if nothing was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_arguments(parser, "--corpus")
    parser.add_argument("--only", action="append", default=[], metavar="APP", help="only these applications")
    parser.add_argument("--code", action="append", default=[], help="only rules whose codes begin so")
    parser.add_argument("--unread", action="store_true", help="print what has no verdict yet")
    parser.add_argument("--false", action="store_true", help="print what was found to be false, and why")
    parser.add_argument("--record", type=Path, metavar="FILE", help="keep the verdicts that this file gives")
    options = parser.parse_args()
    apps = options.only or [file.stem for file in FOLDER.glob("*.jsonl")]
    everything = cases_of((truth for truth in load_truths(options.truth) if truth.app in apps), options)
    if options.record:
        for line in record(everything, options.record.read_text(encoding="utf-8").splitlines()):
            print(f"fits no finding: {line}", file=sys.stderr)
        everything = [case._replace(verdict=verdict_on(case.finding, read_verdicts(case.app))) for case in everything]
    cases = sampled(everything)
    for case in cases:
        if options.unread and case.verdict is None:
            print("\n".join(told(case)))
        if options.false and case.verdict is not None and not case.verdict.true:
            print(f"{case.app} {case.verdict.code} {case.verdict.path}:{case.finding.span.line} {case.verdict.reason}")
    totals: dict[str, int] = {}
    for case in everything:
        totals[case.finding.code] = totals.get(case.finding.code, 0) + 1
    print("\n".join(table(cases, totals)))
    return 0 if everything else 1


if __name__ == "__main__":
    raise SystemExit(main())
