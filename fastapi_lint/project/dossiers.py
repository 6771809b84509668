"""Dossiers: the project's knowledge of one site, gathered into plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi_lint.model.dossier import Dossier
from fastapi_lint.model.effect import Thread
from fastapi_lint.model.later import Later, OneByOne
from fastapi_lint.model.role import Role
from fastapi_lint.project.flow.callbacks import SAME
from fastapi_lint.project.flow.locks import gives_way
from fastapi_lint.project.flow.loops import loop_blocks
from fastapi_lint.project.flow.text import text_of
from fastapi_lint.project.flow.units import Unit
from fastapi_lint.project.own_part import OwnPart
from fastapi_lint.project.resolve.scopes import Scope

if TYPE_CHECKING:
    from fastapi_lint.project.project import Project


class Dossiers:
    """Makes dossiers on demand."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._labels: dict[tuple[int, ...], tuple[str, ...]] = {}
        self._entered: dict[Scope, Thread] = {}
        self._served: dict[Scope, set[int]] = {}
        for entry in project.surface.entry_points:
            if entry.block:
                continue  # a lambda is part of the definition around it
            self._served.setdefault(entry.scope, set()).update(entry.routes)
            self._entered[entry.scope] = self._entered.get(entry.scope, Thread.NONE) | entry.thread
        self._all_limited = bool(project.routes) and all(route.body_limit for route in project.routes)

    def _moved_by(self, scope: Scope) -> str:
        """The decorator whose `async` wrapper calls a plain function plainly."""
        if not self._entered.get(scope) or scope.definition.is_async:
            return ""
        for decorator in scope.definition.decorators:
            wrapping = self._project.callbacks.wrapping(decorator, scope)
            if wrapping is not None and wrapping.wrapper.definition.is_async and SAME in wrapping.threads:
                return text_of(decorator, scope).partition("(")[0]
        return ""

    def of(self, scope: Scope, roles: Role) -> Dossier:
        """The dossier of one definition."""
        project = self._project
        definition = scope.definition
        unit = Unit(scope)
        numbers = project.reach.route_numbers(unit)
        labels = self._labels_of(numbers)
        part = OwnPart(project, scope)
        uses = Later(lambda: project.contracts.uses.of(scope))
        return Dossier(
            id=scope.id,
            module=scope.module.name,
            qualname=definition.qualname,
            name=definition.name or scope.module.name,
            kind=definition.kind,
            location=scope.location,
            line=definition.line,
            is_async=definition.is_async,
            is_generator=definition.is_generator,
            roles=roles,
            threads=self.threads(unit),
            is_entry_point=scope in self._entered,
            reached_from=self._reached_from(unit, labels, roles),
            routes=labels,
            own_routes=self._own_routes(scope),
            exposure=len(numbers),
            awaits=gives_way(scope),
            calls=OneByOne(len(definition.body.calls), part.call, part.telling_calls),
            loops=OneByOne(len(loop_blocks(scope)), part.loop, part.telling_loops),
            contexts=OneByOne(len(definition.body.contexts), part.context, part.telling_contexts),
            reads=Later(part.reads),
            annotations=Later(lambda: project.contracts.annotation_views(scope)),
            decorators=Later(lambda: project.contracts.decorator_views(scope)),
            untyped=Later(lambda: project.contracts.untyped_views(scope)),
            untyped_return=Later(lambda: project.breaches.untyped_return(scope)),
            uses=uses,
            stays_async=Later(lambda: project.remedies.plain.hindrances(scope, roles, uses)),
            body_limit=self._is_limited(numbers),
            misuses=project.misuses.of(scope),
            slashes=Later(lambda: project.routing.slashes_of(scope)),
            moved_by=self._moved_by(scope),
            captured=Later(lambda: sorted(_captured(scope))),
            serves_all=1 < len(self._served.get(scope, ())) == len(project.routes),
            cut_out=tuple((c.definition.span.line, c.definition.span.end_line) for c in scope.children),
            pages=Later(lambda: project.payloads.pages_in(scope)),
            slow_classes=Later(lambda: project.payloads.response_classes_in(scope)),
            encoded=Later(lambda: project.payloads.encoded_in(scope)),
            versions=project.versions,
        )

    def _labels_of(self, numbers: tuple[int, ...]) -> tuple[str, ...]:
        """The labels of these routes, sorted: worked out once for all definitions that the same routes reach."""
        if numbers not in self._labels:
            routes = self._project.routes
            self._labels[numbers] = tuple(sorted({routes[number].label for number in numbers}))
        return self._labels[numbers]

    def _own_routes(self, scope: Scope) -> tuple[str, ...]:
        return self._labels_of(tuple(sorted(self._served.get(scope, ()))))

    def threads(self, unit: Unit) -> Thread:
        """Where the body runs as a frame of its own: a plain function only where the framework calls it.

        What a plain function does on the threads of its callers is reported at their calls.
        """
        threads = self._project.reach.threads.get(unit, Thread.NONE)
        if unit.is_async:
            return threads or Thread.LOOP
        entered = self._entered.get(unit.scope, Thread.NONE)
        if threads & ~entered & Thread.POOL and self._project.parts.is_pooled(unit.scope):
            entered |= Thread.POOL
        return threads & entered

    def _reached_from(self, unit: Unit, labels: tuple[str, ...], roles: Role) -> tuple[str, ...]:
        if labels:
            return labels[:3]
        threads = self._project.reach.threads.get(unit, Thread.NONE)
        return (roles.label,) if threads & (Thread.LOOP | Thread.POOL) else ()

    def _is_limited(self, numbers: tuple[int, ...]) -> bool:
        """True if all routes that lead here limit the size of the body; if none is known, all that there are."""
        return all(self._project.routes[n].body_limit for n in numbers) if numbers else self._all_limited


def _captured(scope: Scope) -> set[str]:
    """Names that nested definitions, at any depth, read and do not bind themselves."""
    found: set[str] = set()
    for child in scope.children:
        body = child.body
        own = (child.parameters.keys() | child.bindings.keys()) - {*body.nonlocals, *body.globals}
        found |= (_captured(child) | set(body.loads)) - own
    return found
