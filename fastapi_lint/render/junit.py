"""The report as the result of tests, for servers that show JUnit's XML: a suite a file, a test a finding.

A test fails where the run would: for findings at or above `--fail-on`. Others are tests that passed and have something
to say. What could not be analysed is an error, as JUnit calls tests that could not be run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from xml.etree import ElementTree as ET

from fastapi_lint.model.finding import Finding
from fastapi_lint.model.problem import Problem
from fastapi_lint.model.report import Report
from fastapi_lint.render.context import Context
from fastapi_lint.render.plain import details
from fastapi_lint.render.printable import printable
from fastapi_lint.render.tally import advised_findings, untold_problems

_NAME = "fastapi-lint"
_OUTCOMES = {"failures": "failure", "errors": "error", "skipped": "skipped"}


def rendered(report: Report, context: Context) -> Iterator[str]:
    """The output format `junit`."""
    tree = suites(report, context)
    ET.indent(tree)
    yield f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(tree, encoding="unicode")}\n'


def suites(report: Report, context: Context) -> ET.Element:
    """The document. Where there is nothing to report one test has passed, since servers take none for a mistake."""
    top = ET.Element("testsuites", name=_NAME)
    for path, findings in groupby(advised_findings(report), key=lambda each: each.location.path):
        suite = ET.SubElement(top, "testsuite", name=_text(context.repository.path(path)))
        met: Counter[str] = Counter()
        for finding in findings:
            name = f"{finding.code} {finding.name}" + (f" in {finding.function}" if finding.function else "")
            met[name] += 1
            suite.append(_finding(finding, f"{name} ({met[name]})" if met[name] > 1 else name, context))
    problems = untold_problems(report)
    if problems or not report.findings:
        suite = ET.SubElement(top, "testsuite", name=_NAME)
        suite.extend(_problem(problem, context) for problem in problems)
        if not problems:
            ET.SubElement(suite, "testcase", name="no findings", classname=_NAME, time="0")
    for suite in (*top, top):
        _count(suite)
    return top


def _finding(finding: Finding, name: str, context: Context) -> ET.Element:
    path = _text(context.repository.path(finding.location.path))
    place = {"classname": path, "file": path, "line": str(finding.span.line)}
    case = ET.Element("testcase", {"name": _text(name), **place, "time": "0"})
    told = [finding.message, *details(finding, context.repository)]
    if context.fail_on is not None and finding.severity.rank <= context.fail_on.rank:
        outcome = ET.SubElement(case, "failure", message=_text(finding.message), type=str(finding.severity))
    else:
        outcome = ET.SubElement(case, "system-out")
    outcome.text = "\n".join(map(_text, told))
    return case


def _problem(problem: Problem, context: Context) -> ET.Element:
    place: dict[str, str] = {}
    if problem.path is not None:
        place = {"file": _text(context.repository.path(problem.path)), "line": str(problem.line or 1)}
    name = ":".join([str(problem.kind), *place.values()])
    case = ET.Element("testcase", {"name": name, "classname": place.get("file", _NAME), **place, "time": "0"})
    first, *rest = problem.message.splitlines() or [""]
    outcome = ET.SubElement(case, "error" if problem.is_incomplete else "skipped", message=_text(first))
    outcome.text = "\n".join(map(_text, [first, *rest, *([f"Help: {problem.hint}"] if problem.hint else [])]))
    return case


def _count(suite: ET.Element) -> None:
    suite.set("tests", str(len(suite.findall(".//testcase"))))
    for attribute, outcome in _OUTCOMES.items():
        suite.set(attribute, str(len(suite.findall(f".//{outcome}"))))
    suite.set("time", "0")


def _text(text: str) -> str:
    """The text without what XML cannot have: no escape makes a control character or U+FFFE legal there."""
    return printable(text).replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff")
