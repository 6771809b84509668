"""What a rule suspects is all that it finds, and the statements of that are all that it looks at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fastapi_lint.api import Finding, Rule
from fastapi_lint.config.settings import Settings
from fastapi_lint.engine.linking import link_sources
from fastapi_lint.engine.registry import Registry
from fastapi_lint.engine.request import Request
from fastapi_lint.engine.run import load_rules
from fastapi_lint.engine.sources import load_sources
from fastapi_lint.source.overlay import Files
from fastapi_lint.syntax.hooks import collect_hooks
from fastapi_lint.syntax.slices import split_lines
from fastapi_lint.syntax.visit import visit_site
from fastapi_lint.testing import read_suite

ROOT = Path(__file__).parents[2]
RULES = tuple(rule for rule in load_rules().rules if type(rule).suspects is not Rule.suspects)
APPLICATIONS = sorted(path for path in (ROOT / "tests" / "apps").iterdir() if path.is_dir())
EXAMPLES = sorted(path for path in (ROOT / "examples").iterdir() if path.is_dir())


def without_suspects(rule: Rule) -> Rule:
    """The same rule, shown all nodes of each site that it wants."""
    return type(type(rule).__name__, (type(rule),), {"suspects": Rule.suspects})()


def assert_finds_the_same(request: Request) -> int:
    """Shows each site to the rules both ways; the number of findings."""
    sources = load_sources(request)
    found = 0
    suspecting, looking = collect_hooks(RULES), collect_hooks(map(without_suspects, RULES))
    for dossier in link_sources(sources, request).sites():
        lines = split_lines(sources.texts[dossier.location.path])
        narrow, whole = visit_site(lines, dossier, suspecting), visit_site(lines, dossier, looking)
        assert sorted(narrow.findings, key=_key) == sorted(whole.findings, key=_key), dossier.id
        assert narrow.mismatch == whole.mismatch is None
        found += len(whole.findings)
    return found


def _key(finding: Finding) -> tuple[object, ...]:
    return (finding.code, *finding.sort_key, finding.message)


def requests_of_suite(rule: Rule) -> Iterator[Request]:
    (path,) = (ROOT / "tests" / "rules").rglob(f"{rule.name}.md")
    for case in read_suite(path.read_text(encoding="utf-8"), path.name).cases:
        files = Files.in_memory({file.path: file.text for file in case.files})
        yield Request(root=Path(), settings=Settings(), registry=Registry.of(), files=files)


def test_there_are_such_rules() -> None:
    assert {"FAL101", "FAL104", "FAL115", "FAL201", "FAL301"} <= {rule.code for rule in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_suites(rule: Rule) -> None:
    assert sum(map(assert_finds_the_same, requests_of_suite(rule)))


@pytest.mark.parametrize("root", [*APPLICATIONS, *EXAMPLES], ids=lambda root: root.name)
def test_applications(root: Path) -> None:
    assert_finds_the_same(Request(root=root, settings=Settings(), registry=Registry.of()))
