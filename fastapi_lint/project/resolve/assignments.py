"""Assignments to attributes from outside: `module.client = …`, `service.cache = …`, `app.state.pool = …`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from fastapi_lint.frameworks import python, starlette
from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.project.resolve.memory import Table
from fastapi_lint.project.resolve.modules import Module
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import (
    ClassValue,
    LibraryObject,
    LibraryValue,
    ModuleValue,
    ObjectValue,
    Value,
    Values,
    merged,
)

if TYPE_CHECKING:
    from fastapi_lint.project.resolve.inference import Inference

_END_OF_LINE = 1 << 20
_SETATTR = ex.Name("setattr")


class _Assigned(NamedTuple):
    """`owner.attr = value` somewhere, and where."""

    owner: Expression
    value: Expression
    annotation: Expression | None
    use: Use


class Assignments:
    """Finds what is assigned to an attribute anywhere in the project."""

    def __init__(self, inference: Inference, scopes: dict[str, list[Scope]]) -> None:
        self._inference = inference
        self._scopes = scopes
        self._known: Table = {}
        self._in: dict[Scope, dict[str, list[_Assigned]]] = {}
        self._known_of: dict[str, list[_Assigned]] = {}

    def to_module(self, module: Module, attr: str) -> Values:
        """What other modules assign to a name of this one."""
        return self._once(("module", module.path, attr), attr, lambda v: v == ModuleValue(module))

    def to_class(self, scope: Scope, attr: str) -> Values:
        """What is assigned to the attribute of a class or of its objects, other than through `self`."""
        mro = self._inference.classes.mro(scope)
        return self._once(
            ("class", scope.id, attr),
            attr,
            lambda v: isinstance(v, ObjectValue | ClassValue) and (v.scope in mro or self._is_below(v.scope, scope)),
        )

    def _is_below(self, scope: Scope, base: Scope) -> bool:
        return base in self._inference.classes.mro(scope)

    def to_state(self, bag: str, attr: str) -> Values:
        """What is put into `app.state` (bag `app`) or `request.state` (`request`), also by what a lifespan yields."""
        found = self._once(("state", bag, attr), attr, lambda v: self.bag_of(v) == bag)
        return found or (
            self._inference.once(self._known, ("lifespan", attr), self._yielded, attr) if bag != "app" else ()
        )

    def bag_of(self, value: Value) -> str:
        """`app` or `request` if the value is the state of an application or request, else ``."""
        if not isinstance(value, LibraryObject | LibraryValue):
            return ""
        return starlette.STATES.get(self._inference.library_name(value.name), "")

    def _once(self, key: tuple[str, ...], attr: str, fits: Callable[[Value], bool]) -> Values:
        if not self._to(attr):
            return ()
        return self._inference.once(self._known, key, self._find, attr, fits)

    def _find(self, attr: str, fits: Callable[[Value], bool]) -> Values:
        inference = self._inference
        found: list[Values] = []
        for one in self._to(attr):
            if any(fits(value) for value in inference.infer(one.owner, one.use)):
                declared = inference.annotations.values(one.annotation, one.use)
                found.append(declared or inference.infer(one.value, one.use))
        return merged(*found) if found else ()

    def _to(self, attr: str) -> list[_Assigned]:
        """The assignments to attributes of a name, by path and place."""
        known = self._known_of.get(attr)
        if known is None:
            speaking = self._inference.mentions.attributes.get(attr, ())
            known = self._known_of[attr] = [one for scope in speaking for one in self._assigned(scope).get(attr, ())]
        return known

    def _assigned(self, scope: Scope) -> dict[str, list[_Assigned]]:
        known = self._in.get(scope)
        if known is None:
            known = self._in[scope] = {}
            self._add(scope, known)
        return known

    @staticmethod
    def _add(scope: Scope, index: dict[str, list[_Assigned]]) -> None:
        for call in scope.body.calls:
            if call.func == _SETATTR and len(call.args) == 3 and isinstance(call.args[1], ex.Constant):
                use = Use(scope, call.block, (call.line, call.column))
                name = str(call.args[1].value)
                index.setdefault(name, []).append(_Assigned(call.args[0], call.args[2], None, use))
        bindings = scope.body.attribute_bindings
        if not bindings:
            return
        own = ex.Name(scope.definition.parameters[0].name) if scope.is_method and scope.parameters else None
        for binding in bindings:
            if binding.owner != own:
                use = Use(scope, binding.block, (binding.line, _END_OF_LINE))
                index.setdefault(binding.attr, []).append(
                    _Assigned(binding.owner, binding.value, binding.annotation, use)
                )

    def _yielded(self, key: str) -> Values:
        """What a lifespan yields under this key: Starlette copies it into the state of each request."""
        found = [self._inference.infer(value, use) for value, use in self._lifespan_items(key)]
        return merged(*found) if found else ()

    def _lifespan_items(self, key: str) -> Iterator[tuple[Expression, Use]]:
        for group in self._scopes.values():
            for scope in group:
                definition = scope.definition
                if not definition.is_generator or not definition.is_async or len(definition.parameters) != 1:
                    continue
                for outcome in definition.body.outcomes:
                    if outcome.kind == "yield" and isinstance(outcome.value, ex.Mapping):
                        if not set(self._inference.decorator_names(scope)) & python.CONTEXT_MANAGERS:
                            continue
                        use = Use(scope, outcome.block, (outcome.line, outcome.column))
                        for name, value in outcome.value.items:
                            if isinstance(name, ex.Constant) and name.value == key:
                                yield value, use
