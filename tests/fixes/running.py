"""Fixes code in memory, and runs it under the real FastAPI."""

from __future__ import annotations

import sys
import types
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from fastapi_lint.config.settings import Settings
from fastapi_lint.engine.fixing.rounds import Fixed, fix_project
from fastapi_lint.engine.registry import Registry
from fastapi_lint.engine.request import Request
from fastapi_lint.engine.run import analyse
from fastapi_lint.model.rule import Rule
from fastapi_lint.source.overlay import Files


def fixed(files: Mapping[str, bytes], *rules: Rule, unsafe: bool) -> Fixed:
    """What the fixes of some rules make of files."""
    settings = Settings(select=tuple(rule.code for rule in rules), confidence="low")
    request = Request(Path(), settings, Registry.of(*rules), files=Files(None, files))
    return fix_project(request, analyse, unsafe=unsafe)


def run(source: str, name: str = "fixed_code") -> types.ModuleType:
    """A module of a source; FastAPI looks annotations up by its name."""
    module = types.ModuleType(name)
    sys.modules[name] = module
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            exec(compile(source, f"{name}.py", "exec", dont_inherit=True), module.__dict__)
    finally:
        del sys.modules[name]
    return module


def openapi_of(source: str) -> dict[str, Any]:
    """The document that the application of a module gives of itself."""
    app = run(source).app
    assert isinstance(app, FastAPI)
    return app.openapi()
