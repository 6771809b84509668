"""Plain: the `async def` handlers and dependencies that could as well be declared with `def`.

FastAPI runs those in a worker thread each time (fastapi/routing.py, `run_endpoint_function`; fastapi/dependencies/
utils.py, `solve_dependencies`), so that whatever they wait for keeps nobody else from going on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from fastapi_lint.model import expression as ex
from fastapi_lint.model.dossier import UseView
from fastapi_lint.model.role import Role
from fastapi_lint.project.flow.locks import gives_way
from fastapi_lint.project.flow.units import Unit
from fastapi_lint.project.remedies.belonging import Belonging
from fastapi_lint.project.resolve.scopes import Scope

if TYPE_CHECKING:
    from fastapi_lint.project.project import Project

_DECLARABLE = Role.HANDLER | Role.DEPENDENCY


class Plain:
    """Says why a coroutine function must stay one."""

    def __init__(self, project: Project, belonging: Belonging) -> None:
        self._project = project
        self._inference = project.inference
        self._belonging = belonging

    def hindrances(self, scope: Scope, roles: Role, uses: Sequence[UseView]) -> Iterator[str]:
        """The first reason that is found; none if `def` would do. `uses` are those by the project's own code."""
        found = self._of_itself(scope, roles) or self._of_others(scope, uses) or self._of_its_work(scope, roles)
        if found:
            yield found

    def _of_itself(self, scope: Scope, roles: Role) -> str:
        definition = scope.definition
        if not definition.is_async:
            return "it is none"
        if not roles & _DECLARABLE or roles & ~_DECLARABLE:
            return "it is no handler and no dependency"
        if definition.is_generator:
            return "it yields"
        if gives_way(scope):
            return "it awaits"
        return "it is decorated" if not self._is_only_registered(scope) else ""

    def _is_only_registered(self, scope: Scope) -> bool:
        """True if its decorators, if any, are those that make it a handler."""
        registered = {one.call for one in self._project.surface.registrations if one.scope is scope}
        return all(isinstance(one, ex.CallResult) and one.call in registered for one in scope.definition.decorators)

    def _of_others(self, scope: Scope, uses: Sequence[UseView]) -> str:
        """Somebody calls it, or may."""
        if uses:
            return "it is called"
        name = scope.definition.name
        if scope.is_method and name.startswith("__"):
            return "it may be called"
        written = f".{name}" if scope.is_method else name
        modules = self._inference.mentions.calling(written)
        calls = self._inference.mentions.calls(written, modules)
        return "it may be called" if any(not self._inference.callee(*one) for one in calls) else ""

    def _of_its_work(self, scope: Scope, roles: Role) -> str:
        if any(self._gives_awaitable(scope, index) for index in range(len(scope.body.calls))):
            return "it makes something to await"
        given = (self._inference.parameters.values(scope, one.name) for one in scope.definition.parameters)
        if any(map(self._belonging.is_bound, given)):
            return "it is given what belongs to a thread"
        ties = self._belonging.of(Unit(scope))
        is_its_own = "makes" in ties and not roles & Role.DEPENDENCY
        if ties - {"bound", "makes"} or (ties and not is_its_own):
            return "what it does belongs to a thread"
        return ""

    def _gives_awaitable(self, scope: Scope, index: int) -> bool:
        project = self._project
        call = scope.body.calls[index]
        return project.awaitable_names.may_give(scope, call) and bool(project.awaitables.of_call(scope, index))
