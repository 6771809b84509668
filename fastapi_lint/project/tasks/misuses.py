"""Misuses: asks the finders of this folder about one definition."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from fastapi_lint.frameworks import fastapi
from fastapi_lint.model.misuse import Misuse
from fastapi_lint.model.versions import Release
from fastapi_lint.project.flow.awaitables import Awaitables
from fastapi_lint.project.flow.callbacks import Callbacks
from fastapi_lint.project.flow.called import CalledNames
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.mentions import last_name
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.tasks.captured import Captured
from fastapi_lint.project.tasks.dependency_results import DependencyResults
from fastapi_lint.project.tasks.never_awaited import NeverAwaited
from fastapi_lint.project.tasks.shared_sessions import SharedSessions
from fastapi_lint.project.web.surface import Surface


class Misuses:
    """What is wrong with the tasks and coroutines of a definition."""

    def __init__(
        self,
        inference: Inference,
        callbacks: Callbacks,
        awaitables: Awaitables,
        called: CalledNames,
        surface: Surface,
        *,
        version: Release,
    ) -> None:
        dependencies = [one for route in surface.routes for one in route.dependencies]
        self._called = called
        self._never_awaited = NeverAwaited(inference, callbacks, awaitables, fastapi.awaits_what_is_wrapped(version))
        self._dependency_results = DependencyResults(awaitables, dependencies)
        self._shared_sessions = SharedSessions(inference)
        self._captured = Captured(inference, fastapi.closes_before_background(version))
        self._known: dict[Scope, tuple[Misuse, ...]] = {}

    def of(self, scope: Scope) -> tuple[Misuse, ...]:
        """All misuses in one definition, in the order of the source."""
        known = self._known.get(scope)
        if known is None:
            found = sorted(self._find(scope), key=lambda one: (one.span, one.kind))
            known = self._known[scope] = tuple(found)
        return known

    def _find(self, scope: Scope) -> Iterator[Misuse]:
        if self._called.speaks_of(scope, self._never_awaited.names):
            yield from self._never_awaited.of(scope)
        yield from self._dependency_results.of(scope)
        if self._called.speaks_of(scope, self._shared_sessions.names):
            yield from self._shared_sessions.of(scope)

    def captures(self, scope: Scope, index: int) -> tuple[str, ...]:
        """What belongs to the request and is handed to something that may outlive it: see `Captured.of_call`."""
        is_meant = last_name(scope.body.calls[index].func) in self.capturing
        return self._captured.of_call(scope, index) if is_meant else ()

    @cached_property
    def capturing(self) -> frozenset[str]:
        """The last parts of the names of all calls that may start something."""
        return self._called.meaning(self._captured.names)
