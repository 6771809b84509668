"""Dossiers and Python files to test with."""

from __future__ import annotations

import ast
import sysconfig
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import libcst as cst
import pytest

from fastapi_lint.model.dossier import AnnotationView, CallView, ContextView, Dossier, LoopView, TypeView
from fastapi_lint.model.effect import Thread
from fastapi_lint.model.facts import BlockKind, Body, DefinitionKind, ModuleFacts
from fastapi_lint.model.location import Location, Span
from fastapi_lint.model.role import Role

MakeDossier = Callable[..., Dossier]


def _dossier(first: int = 1, last: int = 1, **changes: Any) -> Dossier:
    """A dossier of an async handler that takes up these lines."""
    plain = Dossier(
        id="app.orders:read",
        module="app.orders",
        qualname="read",
        name="read",
        kind=DefinitionKind.FUNCTION,
        location=Location("app/orders.py", Span(first, 1, last, 1)),
        line=first,
        is_async=True,
        is_generator=False,
        roles=Role.HANDLER,
        threads=Thread.LOOP,
        is_entry_point=True,
        reached_from=(),
        own_routes=(),
        routes=("GET /orders",),
        exposure=1,
        awaits=False,
    )
    return plain._replace(**changes)


@pytest.fixture
def make_dossier() -> MakeDossier:
    return _dossier


DossiersOf = Callable[[ModuleFacts], Iterator[Dossier]]


def _loops_of(body: Body) -> Iterator[LoopView]:
    names = {BlockKind.FOR: "for", BlockKind.ASYNC_FOR: "for", BlockKind.WHILE: "while"}
    names[BlockKind.COMPREHENSION] = "comprehension"
    for block in body.blocks:
        if block.kind in names:
            yield LoopView(names[block.kind], block.ordinal, block.span, None, "unknown", 1, 1, True, False)


def _dossiers(facts: ModuleFacts) -> Iterator[Dossier]:
    for index, definition in enumerate(facts.definitions):
        inner = [other.span for other in facts.definitions if other.parent == index]
        body = definition.body
        yield _dossier(
            kind=definition.kind,
            location=Location("a.py", definition.span),
            cut_out=tuple((span.line, span.end_line) for span in inner),
            calls=tuple(CallView("", call.span) for call in body.calls),
            annotations=tuple(AnnotationView("", "none", TypeView(""), item.span) for item in body.annotations),
            loops=tuple(_loops_of(body)),
            contexts=tuple(
                ContextView("", item.span, (), item.is_async, body.blocks[item.block].ordinal, False)
                for item in body.contexts
            ),
        )


@pytest.fixture
def dossiers_of() -> DossiersOf:
    """Dossiers of all definitions of a module, with the views that its facts tell of."""
    return _dossiers


def _sample(folder: str, size: int) -> list[Path]:
    root = Path(sysconfig.get_path(folder))
    files = [file for file in sorted(root.rglob("*.py")) if 500 < file.stat().st_size < size]
    if folder == "stdlib":
        files = [file for file in files if "site-packages" not in file.relative_to(root).parts]
    return [file for file in files[:: max(len(files) // 110, 1)] if _is_readable(file)]


def _is_readable(file: Path) -> bool:
    try:
        text = file.read_bytes().decode()
        ast.parse(text)
        cst.parse_module(text)
    except (SyntaxError, ValueError, cst.ParserSyntaxError, cst.CSTValidationError):
        return False
    return True


@pytest.fixture(scope="session")
def real_files() -> list[Path]:
    """Some 200 files of the standard library and of installed packages, the same on every run."""
    files = _sample("stdlib", 20_000) + _sample("purelib", 20_000)
    assert len(files) >= 200
    return files
