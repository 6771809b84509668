"""Rows of the database that handlers return as they are: no response model chooses what of them goes out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastapi_lint.model.expression import Expression
from fastapi_lint.model.location import Location
from fastapi_lint.model.payload import RowView
from fastapi_lint.model.rule import Place
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import CollectionValue, ObjectValue
from fastapi_lint.project.resources.loaded import Loaded
from fastapi_lint.project.resources.mapped import Mapped
from fastapi_lint.project.web.test_code import is_test_path

if TYPE_CHECKING:
    from fastapi_lint.project.project import Project

_SECRET = re.compile(r"passw|secret|token|api_?key|private_?key|hash|salt", re.IGNORECASE)


class ReturnedRows:
    """Looks at what the handlers return that have no response model."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._mapped = Mapped(project.inference)
        self._loaded = Loaded(project.inference)

    def all(self) -> Iterator[RowView]:
        """By path and place: one view a `return`."""
        labels: dict[Scope, set[str]] = {}
        for route in self._project.routes:
            if route.kind == "http" and not route.registration.is_plain:
                labels.setdefault(route.endpoint, set()).add(route.label)
        for scope in sorted(labels, key=lambda each: (each.module.path, each.index)):
            contracts = self._project.contracts
            if scope.is_function and not is_test_path(scope.module.path) and contracts.lacks_response_model(scope):
                yield from self._returned(scope, tuple(sorted(labels[scope])))

    def _returned(self, scope: Scope, labels: tuple[str, ...]) -> Iterator[RowView]:
        for outcome in scope.body.outcomes:
            if outcome.kind != "return" or outcome.value is None:
                continue
            use = Use(scope, outcome.block, (outcome.line, outcome.column))
            model = self._model(outcome.value, use)
            if model is not None:
                yield RowView(
                    model=model.definition.name,
                    secrets=tuple(sorted(self._secrets(model))),
                    place=Place(Location(scope.module.path, outcome.span), scope.definition.qualname, labels),
                )

    def _model(self, expression: Expression, use: Use) -> Scope | None:
        """The mapped class of what is returned, itself or in a list: by its type, or by the query that gave it."""
        for value in self._project.inference.infer(expression, use):
            for one in value.elements if isinstance(value, CollectionValue) and value.kind != "dict" else (value,):
                if isinstance(one, ObjectValue) and self._mapped.is_mapped(one.scope):
                    return one.scope
        origin = self._loaded.origin(expression, use)
        return origin.model if origin is not None and self._mapped.is_mapped(origin.model) else None

    def _secrets(self, model: Scope) -> set[str]:
        """Its columns that nobody should see, by their names."""
        return {
            name
            for one in self._project.inference.classes.mro(model)
            for name in one.bindings
            if _SECRET.search(name) and not name.startswith("_") and self._mapped.is_attribute(model, name)
        }
