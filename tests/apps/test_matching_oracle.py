"""Hidden routes: what the suites of FAL401 and FAL402 say is what the real FastAPI does with a request."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fastapi_lint.catalog.loader import load_catalog
from fastapi_lint.facts.extract import extract_facts
from fastapi_lint.model.facts import ModuleFacts
from fastapi_lint.project.project import Project, link
from fastapi_lint.project.resolve.modules import Module
from fastapi_lint.testing import read_suite
from fastapi_lint.testing.suite import Case

HERE = Path(__file__).parent
SUITES = HERE.parent / "rules" / "routing"
LEFT_OUT = (
    "may stand before",  # depends on a folder
    "puts before it",  # depends on the environment
    "of the project's own",  # there is no sample of what such a convertor takes
    "takes away itself",  # a list that is changed by hand
    "where a condition holds",  # the same
    "at each run",  # known to be missed
    "for the schema alone",  # hidden, and meant to be
)
CASES = [
    case
    for name in ("shadowed-route", "duplicate-route")
    for case in read_suite((SUITES / f"{name}.md").read_text(encoding="utf-8"), name).cases
    if not any(words in case.title for words in LEFT_OUT)
]


@pytest.fixture(scope="module")
def oracle() -> Iterator[subprocess.Popen[str]]:
    """A Python that runs the applications."""
    command = [sys.executable, "-P", str(HERE / "matching_oracle.py")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_what_is_hidden_does_not_get_its_requests(case: Case, oracle: subprocess.Popen[str]) -> None:
    files = {file.path: file.text for file in case.files}
    expected = running(files, oracle)
    if expected is None:
        pytest.skip("no application in `main`")
    assert sorted(set(told(project_of(files)))) == expected


def test_most_cases_have_an_application(oracle: subprocess.Popen[str]) -> None:
    ran = [case for case in CASES if running({file.path: file.text for file in case.files}, oracle) is not None]
    assert len(ran) > 30


def running(files: dict[str, str], oracle: subprocess.Popen[str]) -> list[tuple[str, str]] | None:
    assert oracle.stdin is not None
    assert oracle.stdout is not None
    print(json.dumps(files), file=oracle.stdin, flush=True)
    answer = json.loads(oracle.stdout.readline())
    assert not isinstance(answer, str), answer
    return None if answer is None else [(name, method) for name, method in answer]


def told(project: Project) -> Iterator[tuple[str, str]]:
    """Handlers, by name, and the methods for which another one answers."""
    for fault in (*project.routing.shadowed, *project.routing.duplicates):
        if " " in fault.request:
            for method in fault.request.partition(" ")[0].split(","):
                yield fault.subject, method


def project_of(files: dict[str, str]) -> Project:
    return link(list(map(module_of, files.items())), load_catalog(["fastapi"]))


def module_of(file: tuple[str, str]) -> Module:
    path, text = file
    facts = extract_facts(text, path)
    assert isinstance(facts, ModuleFacts), facts
    return Module(path, (path.removesuffix(".py"),), False, facts)
