"""Proposed models: where a Pydantic model can take the place of a dictionary, and how it may be called.

Only for handlers that nobody but the framework calls, and only where the keys are written in the handler itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property

from fastapi_lint.model import expression as ex
from fastapi_lint.model.dossier import AnnotationView
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import Call
from fastapi_lint.project.contracts.uses import Uses
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.web.surface import Registration

_MAPPINGS = frozenset({"dict", "Dict", "Mapping", "MutableMapping"})
_SUFFIXES = {"body": "Body", "return": "Response"}


class Proposed:
    """Gives names. `scopes` are all definitions, `endpoints` the registrations by handler."""

    def __init__(
        self, scopes: dict[str, list[Scope]], endpoints: dict[Scope, tuple[Registration, ...]], uses: Uses
    ) -> None:
        self._scopes = scopes
        self._endpoints = endpoints
        self._uses = uses

    def name(self, scope: Scope, view: AnnotationView) -> str:
        """The name of a model that can take the place of what is annotated, `` if none can."""
        suffix = _SUFFIXES.get(view.place, "")
        if not suffix or not self._is_plain_dictionary(view) or not self._is_plain_handler(scope):
            return ""
        if not (_is_read_by_keys(scope, view.target) if view.place == "body" else _gives_displays(scope)):
            return ""
        return "" if any(True for _ in self._uses.of(scope)) else self._free(scope, suffix)

    @staticmethod
    def _is_plain_dictionary(view: AnnotationView) -> bool:
        head = view.type.text.partition("[")[0].rpartition(".")[2]
        is_whole = view.type.text == view.type.bare and not view.type.through
        return is_whole and head in _MAPPINGS and not view.has_default and view.default_marker in ("", "Body")

    def _is_plain_handler(self, scope: Scope) -> bool:
        """True for a function of a module that its decorators alone make a handler, and that yields nothing."""
        registered = {one.call for one in self._endpoints.get(scope, ()) if one.scope is scope and one.kind == "http"}
        decorators = scope.definition.decorators
        return (
            bool(registered)
            and scope.parent is scope.module_scope
            and not scope.definition.is_generator
            and len(registered) == len(self._endpoints.get(scope, ()))
            and all(isinstance(one, ex.CallResult) and one.call in registered for one in decorators)
        )

    def _free(self, scope: Scope, suffix: str) -> str:
        """FastAPI names schemas by classes, and all by their modules where two are called the same."""
        name = _pascal(scope.definition.name) + suffix
        if self._handlers[scope.definition.name] > 1:
            name = _pascal(scope.module.name.rpartition(".")[2]) + name
        return "" if name in self._classes or not name.isidentifier() else name

    @cached_property
    def _handlers(self) -> Counter[str]:
        return Counter(scope.definition.name for scope in self._endpoints)

    @cached_property
    def _classes(self) -> frozenset[str]:
        return frozenset(scope.definition.name for group in self._scopes.values() for scope in group if scope.is_class)


def _pascal(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def _is_read_by_keys(scope: Scope, name: str) -> bool:
    """True if a function reads a dictionary by keys, and does not hand it on as a whole, as far as the facts tell."""
    own, body = ex.Name(name), scope.body
    keyed = any(_is_subscript(one.expression, own) for one in body.operations) or any(
        one.func == ex.Attribute(own, "get") for one in body.calls
    )
    handed = (given for call in body.calls for given in _given(call))
    kept: Iterable[Expression | None] = (*(one.value for one in body.outcomes), *handed)
    return keyed and own not in kept and name not in scope.bindings


def _is_subscript(expression: Expression, of: Expression) -> bool:
    return isinstance(expression, ex.Subscript) and expression.value == of


def _given(call: Call) -> Iterator[Expression]:
    yield from call.args
    yield from (value for _, value in call.keywords)


def _gives_displays(scope: Scope) -> bool:
    """True if all that a function returns are displays with the same literal keys in the same order."""
    returned = [one.value for one in scope.body.outcomes if one.kind == "return"]
    keys = {_literal_keys(one) for one in returned}
    return len(keys) == 1 and () not in keys


def _literal_keys(value: Expression | None) -> tuple[str, ...]:
    """The keys of a display, if they are different strings."""
    items = value.items if isinstance(value, ex.Mapping) else ()
    keys = [key.value for key, _ in items if isinstance(key, ex.Constant) and isinstance(key.value, str)]
    return tuple(keys) if len(set(keys)) == len(items) else ()
