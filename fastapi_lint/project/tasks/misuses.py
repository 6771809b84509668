"""Misuses: asks the finders of this folder about one definition."""

from __future__ import annotations

from fastapi_lint.frameworks import fastapi
from fastapi_lint.model.misuse import Misuse
from fastapi_lint.project.flow.awaitables import Awaitables
from fastapi_lint.project.flow.callbacks import Callbacks
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.tasks.captured import Captured
from fastapi_lint.project.tasks.dependency_results import DependencyResults
from fastapi_lint.project.tasks.never_awaited import NeverAwaited
from fastapi_lint.project.tasks.shared_sessions import SharedSessions
from fastapi_lint.project.web.surface import Surface


class Misuses:
    """What is wrong with the tasks and coroutines of a definition."""

    def __init__(
        self, inference: Inference, callbacks: Callbacks, awaitables: Awaitables, surface: Surface, version: str | None
    ) -> None:
        dependencies = [one for route in surface.routes for one in route.dependencies]
        self._finders = (
            NeverAwaited(inference, callbacks, awaitables, fastapi.awaits_what_is_wrapped(version)),
            DependencyResults(awaitables, dependencies),
            SharedSessions(inference),
        )
        self._captured = Captured(inference, fastapi.closes_before_background(version))
        self._known: dict[Scope, tuple[Misuse, ...]] = {}

    def of(self, scope: Scope) -> tuple[Misuse, ...]:
        """All misuses in one definition, in the order of the source."""
        if scope not in self._known:
            found = [misuse for finder in self._finders for misuse in finder.of(scope)]
            self._known[scope] = tuple(sorted(found, key=lambda one: (one.span, one.kind)))
        return self._known[scope]

    def captures(self, scope: Scope, index: int) -> tuple[str, ...]:
        """What belongs to the request and is handed to something that may outlive it: see `Captured.of_call`."""
        return self._captured.of_call(scope, index)
