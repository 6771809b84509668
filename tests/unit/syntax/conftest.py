"""Dossiers and Python files to test with."""

from __future__ import annotations

import ast
import sysconfig
from collections.abc import Callable
from pathlib import Path
from typing import Any

import libcst as cst
import pytest

from fastapi_lint.model.dossier import Dossier
from fastapi_lint.model.effect import Thread
from fastapi_lint.model.facts import DefinitionKind
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
