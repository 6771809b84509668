"""Runs one case in memory and says what differs from what it expects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from fastapi_lint.api import Rule
from fastapi_lint.config.checking import checked
from fastapi_lint.config.settings import Settings
from fastapi_lint.engine.linking import link_sources
from fastapi_lint.engine.own_codes import OWN_RULES
from fastapi_lint.engine.pipeline import all_dossiers
from fastapi_lint.engine.registry import Registry
from fastapi_lint.engine.request import Request
from fastapi_lint.engine.run import analyse
from fastapi_lint.engine.sources import load_sources
from fastapi_lint.source.overlay import Files
from fastapi_lint.testing.directives import DIRECTIVES, Known
from fastapi_lint.testing.error import SuiteError
from fastapi_lint.testing.judging import Difference, judge
from fastapi_lint.testing.suite import Case, Suite


def check_case(case: Case, suite: Suite, rules: tuple[Rule, ...]) -> str:
    """What differs between the case and what these rules find, as a text for people; empty if it holds.

    Without rules only the directives are evaluated. Raises SuiteError if the case is wrong in itself.
    """
    codes = frozenset(rule.code for rule in rules)
    stray = [each for each in case.expected if each.code and each.code not in codes]
    if stray:
        line = case.markdown_line(stray[0].path, stray[0].line)
        tested = ", ".join(sorted(codes)) or "none"
        raise SuiteError(suite.path, line, f"`{stray[0]}` is of no rule under test (tested: {tested})")
    request = _request(case, suite, rules)
    differences = [*judge(case, codes, analyse(request)), *_contradicted(case, request)]
    if not differences:
        return ""
    lines = [f"{suite.path}:{case.line}: {case.title}"]
    for each in differences:
        where = f" (line {case.markdown_line(each.path, each.line)} of the suite)" if each.line else ""
        first, *rest = str(each).splitlines()
        lines += [f"  {first}{where}", *(f"  {line}" for line in rest)]
    return "\n".join(lines)


def _request(case: Case, suite: Suite, rules: tuple[Rule, ...]) -> Request:
    settings = checked(case.settings, suite.path, ())
    if not isinstance(settings, Settings):
        faults = "; ".join(f"{fault.key}: {fault.message}" for fault in settings)
        raise SuiteError(suite.path, case.line, f"configuration of `{case.title}`: {faults}")
    if settings.select is None:
        settings = replace(settings, select=tuple(rule.code for rule in rules))
    own = {rule.code for rule in OWN_RULES}
    return Request(
        root=Path(),
        settings=replace(settings, confidence=case.settings.get("confidence", "low")),
        registry=Registry.of(*(rule for rule in rules if rule.code not in own)),
        files=Files.in_memory({file.path: file.text for file in case.files}),
        debug=True,
    )


def _contradicted(case: Case, request: Request) -> Iterator[Difference]:
    """What the directives of the case claim of the project and what is not so."""
    claims = [each for each in case.expected if each.name in DIRECTIVES]
    if not claims:
        return
    project = link_sources(load_sources(request), request)
    known = Known.of(project, all_dossiers(project))
    for claim in claims:
        for complaint in DIRECTIVES[claim.name](claim, known):
            yield Difference(claim.path, claim.line, f"{claim}\n    {complaint}")
