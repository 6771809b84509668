"""Schemes: the security schemes that a route asks for, itself or through its dependencies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fastapi_lint.frameworks import fastapi
from fastapi_lint.project.assembly.machine import Machine
from fastapi_lint.project.assembly.objects import Instance, LibraryInstance, likely_of
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.web.dependency_markers import Markers
from fastapi_lint.project.web.surface import Route, Surface


class Schemes:
    """Looks at the parameters of all that FastAPI calls for a route; at those of each callable once."""

    def __init__(self, surface: Surface, machine: Machine) -> None:
        self._surface = surface
        self._classes = machine.inference.classes
        self._markers = Markers(machine)
        self._known: dict[tuple[Scope, int], frozenset[str]] = {}

    def of(self, route: Route) -> tuple[str, ...]:
        """Their classes, by name."""
        endpoints = self._surface.seen.get(route.endpoint) or (route.endpoint,)
        keys = [(scope, 0) for scope in endpoints] + [(one.scope, one.block) for one in route.dependencies]
        found = {name for key in keys for name in self._of(key)} | set(_among(route.outside))
        return tuple(sorted(found))

    def _of(self, key: tuple[Scope, int]) -> frozenset[str]:
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = frozenset(self._asked_by(*key))
        return known

    def _asked_by(self, scope: Scope, block: int) -> Iterator[str]:
        """What a callable is itself, as a method of a scheme of the project's own, and what its parameters ask for."""
        if scope.is_method and scope.parent is not None and not block:
            yield from _among(self._classes.library_bases(scope.parent))
        for taken in self._surface.taken.get((scope, block), ()):
            for marker in self._markers.of_parameter(taken):
                for value in likely_of(marker.argument) if marker.argument is not None else ():
                    if isinstance(value, LibraryInstance):
                        yield from _among([value.name])
                    elif isinstance(value, Instance):
                        yield from _among(self._markers.bases(value))


def _among(names: Iterable[str]) -> Iterator[str]:
    return (scheme for name in names if (scheme := fastapi.security_scheme(name)))
