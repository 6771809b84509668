"""Reach: the functions whose parameters FastAPI fills in, and the models that it builds from request bodies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from fastapi_lint.model.facts import Annotation, Binding
from fastapi_lint.model.role import Role
from fastapi_lint.project.contracts.declared_types import DeclaredType, DeclaredTypes
from fastapi_lint.project.contracts.kinds import Kinds
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.web.surface import Surface

_SERVED = Role.HANDLER | Role.WEBSOCKET | Role.DEPENDENCY
_PATH_NAME = re.compile(r"\{([^}:]+)")


def path_names(path: str | None) -> frozenset[str]:
    """The names of the parameters in a path: `/users/{id}/{rest:path}` -> id, rest."""
    return frozenset(_PATH_NAME.findall(path or ""))


def served(inference: Inference, surface: Surface) -> dict[Scope, frozenset[str]]:
    """Endpoints and dependencies, with the names of the path parameters of all routes that they serve.

    A class as a dependency stands for its constructor, or for itself where that is made from its fields.
    """
    found: dict[Scope, frozenset[str]] = {}

    def add(scope: Scope, names: frozenset[str]) -> None:
        target = _callable(inference, scope)
        found[target] = found.get(target, frozenset()) | names

    for route in surface.routes:
        names = path_names(route.path)
        add(route.endpoint, names)
        for dependency in route.dependencies:
            if not dependency.block:
                add(dependency.scope, names)
    for registration in surface.registrations:
        add(registration.endpoint, path_names(registration.path))
    for scope, roles in surface.roles.items():
        if roles & _SERVED:
            add(scope, frozenset())
    return found


def _callable(inference: Inference, scope: Scope) -> Scope:
    if not scope.is_class:
        return scope
    member = inference.classes.member(scope, "__init__")
    return (member.function() if member else None) or scope


def field_annotations(scope: Scope) -> Iterator[tuple[Annotation, Binding]]:
    """The annotated assignments of a class body, in the order of `Body.annotations`."""
    bindings = {(one.target, one.annotation): one for one in scope.body.bindings if one.annotation is not None}
    for annotation in scope.body.annotations:
        binding = bindings.get((annotation.target, annotation.expression))
        if annotation.place == "variable" and binding is not None:
            yield annotation, binding


def body_use(scope: Scope, binding: Binding) -> Use:
    """The place of an assignment."""
    return Use(scope, binding.block, (binding.line, binding.column))


def models_within(
    inference: Inference, types: DeclaredTypes, kinds: Kinds, roots: Iterable[DeclaredType]
) -> frozenset[Scope]:
    """The classes of the project that values of these types hold, those of their fields and bases included."""
    found: dict[Scope, None] = {}
    queue = list(roots)
    for declared in queue:
        for one in declared.walk():
            for scope in inference.classes.mro(one.scope) if one.scope is not None else ():
                if scope not in found:
                    found[scope] = None
                    queue += _field_types(types, kinds, scope)
    return frozenset(found)


def _field_types(types: DeclaredTypes, kinds: Kinds, scope: Scope) -> Iterator[DeclaredType]:
    if not (kinds.is_model(scope) or kinds.is_complex_class(scope)):
        return
    for annotation, binding in field_annotations(scope):
        yield types.read(annotation.expression, body_use(scope, binding))
