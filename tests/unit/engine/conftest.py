"""Rules small enough to be read at a glance, and a way to run them over files in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import libcst as cst
import pytest

from fastapi_lint.api import Confidence, Finding, Project, Role, Rule, Severity, Site, on
from fastapi_lint.config.settings import Settings
from fastapi_lint.engine.registry import Registry
from fastapi_lint.engine.request import Request
from fastapi_lint.engine.run import analyse
from fastapi_lint.model.report import Report
from fastapi_lint.source.overlay import Files

Run = Callable[..., Report]

MANUAL = """Calls are counted.

## What it does
Reports calls.

## Why is this bad?
It is not; this is a test.

## Example
A call.

## Use instead
No call.

## Limits
None.

## References
- None.
"""


class EveryCall(Rule):
    __doc__ = MANUAL
    code, name, since = "FAL190", "every-call", "0.1"
    severity, confidence = Severity.WARNING, Confidence.HIGH
    looks_at = Role.HANDLER

    @on(cst.Call)
    def call(self, node: cst.Call, site: Site) -> Iterator[Finding]:
        yield self.finding(site.at(node), f"call of `{site.source(node.func)}`")


class EveryHandler(Rule):
    __doc__ = MANUAL
    code, name, since = "FAL290", "every-handler", "0.1"
    severity, confidence = Severity.INFO, Confidence.MEDIUM
    looks_at = Role.HANDLER

    def check_site(self, site: Site) -> Iterator[Finding]:
        yield self.finding(site.here, f"handler `{site.name}`")


class CrashingHook(EveryCall):
    code, name = "FAL191", "crashing-hook"

    @on(cst.Call)
    def call(self, node: cst.Call, site: Site) -> Iterator[Finding]:
        raise KeyError("no such thing")


class CrashingProjectCheck(Rule):
    __doc__ = MANUAL
    code, name, since = "FAL192", "crashing-project-check", "0.1"
    severity, confidence = Severity.WARNING, Confidence.HIGH

    def check_project(self, project: Project) -> Iterator[Finding]:
        raise ZeroDivisionError


class CrashingWants(EveryCall):
    code, name = "FAL193", "crashing-wants"

    def wants(self, dossier: Any) -> bool:
        raise LookupError("who knows")


class ForeignFinding(EveryCall):
    code, name = "FAL194", "foreign-finding"

    @on(cst.Call)
    def call(self, node: cst.Call, site: Site) -> Iterator[Finding]:
        yield EveryCall().finding(site.at(node), "not mine")


@pytest.fixture
def run() -> Run:
    """A function that runs rules over files given by path, with settings by keyword."""

    def run_over(
        files: dict[str, str],
        *rules: Rule,
        only: tuple[str, ...] = (),
        debug: bool = False,
        route_table: bool = False,
        **settings: Any,
    ) -> Report:
        request = Request(
            root=Path(),
            settings=Settings(**settings),
            registry=Registry.of(*rules),
            only=tuple(Path(path) for path in only),
            files=Files.in_memory(files),
            debug=debug,
            route_table=route_table,
        )
        return analyse(request)

    return run_over
