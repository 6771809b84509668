"""Rules with fixes, small enough to be read at a glance, and a way to fix files in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import ClassVar

import libcst as cst
import pytest

from fastapi_lint.api import Confidence, Finding, Role, Rule, Safety, Severity, Site, on
from fastapi_lint.config.settings import Settings
from fastapi_lint.engine.fixing.rounds import Fixed, fix_project
from fastapi_lint.engine.registry import Registry
from fastapi_lint.engine.request import Request
from fastapi_lint.engine.run import analyse
from fastapi_lint.source.overlay import Files

HEAD = "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n"


class Renaming(Rule):
    """Renames what is called, by a table: a fix of which tests decide what it does."""

    code, name, since = "FAL290", "renaming", "0.1"
    severity, confidence = Severity.WARNING, Confidence.HIGH
    looks_at = Role.HANDLER
    table: ClassVar[Mapping[str, str]] = {}
    safety: ClassVar[Safety] = Safety.SAFE
    imports: ClassVar[Mapping[str, str]] = {}  # dotted names that the new ones need, by the old ones

    @on(cst.Call)
    def call(self, node: cst.Call, site: Site) -> Iterator[Finding]:
        if isinstance(node.func, cst.Name) and node.func.value in self.table:
            old = node.func.value
            new = self.table[old]
            fix = site.fix(f"call `{new}`", self.safety)
            if old in self.imports:
                new = fix.name(self.imports[old])
            fix.replace(node.func, new)
            yield self.finding(site.at(node), f"calls `{old}`").with_fix(fix.done())


def renaming(table: Mapping[str, str], imports: Mapping[str, str] | None = None, **more: object) -> Rule:
    """A rule of a class of its own."""
    members = {"table": table, "imports": imports or {}, "__doc__": Renaming.__doc__, **more}
    made: Rule = type("Renaming", (Renaming,), members)()
    return made


class Fix:
    """Fixes files in memory."""

    def __call__(
        self, files: Mapping[str, str | bytes], *rules: Rule, unsafe: bool = False, only: tuple[str, ...] = ()
    ) -> Fixed:
        texts = Files(None, files)
        request = Request(
            Path(),
            Settings(select=("ALL",), ignore=("FAL0",)),
            Registry.of(*rules),
            files=texts,
            only=tuple(map(Path, only)),
        )
        return fix_project(request, analyse, unsafe=unsafe)

    def handler(self, body: str, *rules: Rule, unsafe: bool = False) -> str:
        """The body of a handler, a line, after its fixes."""
        text = f'{HEAD}@app.get("/")\ndef read():\n    {body}\n'
        fixed = self({"main.py": text}, *rules, unsafe=unsafe)
        now = fixed.changes[0].after.decode() if fixed.changes else text
        return now.rpartition("def read():\n")[2].strip()


@pytest.fixture
def fix() -> Fix:
    return Fix()
