"""The door of the engine: one run over a project. The only module that catches whatever a rule raises."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from fastapi_lint.engine.isolation import Crash
from fastapi_lint.engine.linking import no_collection
from fastapi_lint.engine.registry import Registry, find_rules
from fastapi_lint.engine.request import Request
from fastapi_lint.engine.usage import UsageError
from fastapi_lint.model.report import Report
from fastapi_lint.model.stored import DamagedFacts

__all__ = ["Crash", "Request", "UsageError", "analyse", "attempt", "load_rules"]

T = TypeVar("T")


def load_rules() -> Registry:
    """All installed rules; those that cannot run are the registry's problems."""
    return find_rules(attempt)


def analyse(request: Request) -> Report:
    """Analyses a project and reports what the rules find in it.

    A file that cannot be analysed and a rule that crashes are problems of the report. Raises UsageError if the settings
    name a rule that does not exist.
    """
    from fastapi_lint.engine.pipeline import run_pipeline  # noqa: PLC0415 - brings LibCST

    with no_collection():
        try:
            return run_pipeline(request, attempt)
        except DamagedFacts:
            if request.store is None:
                raise
            request.store.distrust()
            return run_pipeline(replace(request, store=None), attempt)


def attempt(action: Callable[[], T]) -> T | Crash:
    """What the action returns, or how it crashed, `sys.exit()` included. An interrupt passes through."""
    try:
        return action()
    except DamagedFacts:  # no fault of a rule: what earlier runs have kept is not what they wrote
        raise
    except (Exception, SystemExit) as error:
        frames = traceback.extract_tb(error.__traceback__)
        origin = f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else "an unknown place"
        said = " ".join(str(error).split())
        kind = type(error).__name__
        return Crash(f"{kind}: {said}" if said else kind, origin, "".join(traceback.format_exception(error)))
