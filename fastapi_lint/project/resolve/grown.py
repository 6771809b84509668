"""What is put into a collection after it was made empty: `users = []`, `users.append(user)`; `cache[key] = value`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import GROWING, Binding
from fastapi_lint.project.resolve.containers import without_literals
from fastapi_lint.project.resolve.mentions import last_name
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import (
    BoundName,
    ClassValue,
    CollectionValue,
    FunctionValue,
    LiteralValue,
    ModuleValue,
    ObjectValue,
    Value,
    Values,
    merged,
)

if TYPE_CHECKING:
    from fastapi_lint.project.resolve.inference import Inference

_ADDING = {"append": 0, "appendleft": 0, "add": 0, "insert": 1, "setdefault": 1}
"""Methods that put one thing into a collection, and the position of the argument."""

_MERGING = frozenset({"extend", "update", "extendleft"})
_MOST = 24
"""Additions that are looked at: a collection with more of them holds no few known classes."""


class _Addition(NamedTuple):
    """Something that is put into what `owner` names."""

    owner: Expression
    value: Expression
    key: Expression | None
    is_merged: bool
    use: Use


class Grown:
    """Fills empty collections by what the project puts into them."""

    def __init__(self, inference: Inference) -> None:
        self._inference = inference
        self._in: dict[Scope, dict[str, list[_Addition]]] = {}
        self._known: dict[tuple[str, type], list[_Addition]] = {}

    def filled(self, scope: Scope, binding: Binding, values: Values) -> Values:
        """The values of a name, empty collections among them filled."""
        if not _has_empty(values):
            return values
        if scope.is_class:
            return self.filled_attribute(scope, binding.target, values)
        additions = [one for one in self._of(binding.target, ex.Name) if self._means(one, scope, binding)]
        if scope.is_module:
            additions += [one for one in self._of(binding.target, ex.Attribute) if self._is_in(one, scope)]
        return self._with(values, additions)

    def _is_in(self, addition: _Addition, module_scope: Scope) -> bool:
        """True if the addition is to a name of the module: `registry.HANDLERS["a"] = handle`."""
        assert isinstance(addition.owner, ex.Attribute)
        held = ModuleValue(module_scope.module)
        return held in self._inference.infer(addition.owner.value, addition.use)

    def _means(self, addition: _Addition, scope: Scope, binding: Binding) -> bool:
        """True if the addition's owner is the variable."""
        for target in self._inference.names.lookup(binding.target, addition.use):
            if isinstance(target, BoundName) and target.scope is scope and target.binding.target == binding.target:
                return True
        return False

    def filled_attribute(self, owner: Scope, attr: str, values: Values) -> Values:
        """The values of an attribute of a class's objects, empty collections among them filled."""
        if not _has_empty(values):
            return values
        additions = [one for one in self._of(attr, ex.Attribute) if self._is_of(one, owner)]
        return self._with(values, additions)

    def _is_of(self, addition: _Addition, owner: Scope) -> bool:
        """True if the addition is to an attribute of an object or class that has this class in its order."""
        assert isinstance(addition.owner, ex.Attribute)
        classes = self._inference.classes
        for value in self._inference.infer(addition.owner.value, addition.use):
            if isinstance(value, ObjectValue | ClassValue) and owner in classes.mro(value.scope):
                return True
        return False

    def _of(self, name: str, kind: type) -> list[_Addition]:
        known = self._known.get((name, kind))
        if known is None:
            speaking = self._inference.mentions.changed.get(name, ())
            found = (one for scope in speaking for one in self._additions(scope).get(name, ()))
            known = list(islice((one for one in found if isinstance(one.owner, kind)), _MOST))
            self._known[name, kind] = known
        return known

    def _with(self, values: Values, additions: list[_Addition]) -> Values:
        if not additions:
            return values
        elements: list[Values] = []
        names: list[Values] = []
        for one in additions:
            known = self._put(one.value, one.use)
            if one.is_merged:
                elements.append(_telling(v for w in known if isinstance(w, CollectionValue) for v in w.elements))
            else:
                elements.append(_telling(known))
            if one.key is not None:
                names.append(without_literals(self._inference.infer(one.key, one.use)))
        held, keys = merged((), *elements), merged((), *names)
        return tuple(
            replace(v, elements=held, names=keys) if isinstance(v, CollectionValue) and _is_empty(v) else v
            for v in values
        )

    def _put(self, value: Expression, use: Use) -> Values:
        """What is put into a collection, also by functions that are given it."""
        if isinstance(value, ex.Collection) and len(value.elements) == 1:
            return (CollectionValue(self._put(value.elements[0], use), kind=value.kind),)
        found = self._inference.infer(value, use) or self._inference.kept.values(value, use)
        return tuple(map(_as_seen_outside, found))

    def _additions(self, scope: Scope) -> dict[str, list[_Addition]]:
        """What a definition puts into collections, by their names."""
        known = self._in.get(scope)
        if known is None:
            known = self._in[scope] = {}
            for addition in _additions(scope):
                known.setdefault(last_name(addition.owner), []).append(addition)
        return known


def _additions(scope: Scope) -> Iterator[_Addition]:
    body = scope.body
    for binding in body.item_bindings:
        use = Use(scope, binding.block, (binding.line, 1 << 20))
        yield _Addition(binding.owner, binding.value, binding.key, False, use)
    for call in body.calls:
        func = call.func
        if type(func) is not ex.Attribute or func.attr not in GROWING:
            continue
        use = Use(scope, call.block, (call.line, call.column))
        position = _ADDING.get(func.attr)
        if position is not None and position < len(call.args):
            key = call.args[0] if func.attr == "setdefault" else None
            outer = _holder(func.value, scope)
            if outer is not None:  # `listeners[name].append(function)`
                held = (call.args[position],)
                collection = ex.Collection("set", held) if func.attr == "add" else ex.Collection("list", held)
                yield _Addition(outer, collection, None, False, use)
            else:
                yield _Addition(func.value, call.args[position], key, False, use)
        elif func.attr in _MERGING and call.args:
            yield _Addition(func.value, call.args[0], None, True, use)


def _holder(expression: Expression, scope: Scope) -> Expression | None:
    """The collection of collections of which the expression is one: `x[key]`, `x.setdefault(key, [])`."""
    if isinstance(expression, ex.Subscript):
        return expression.value
    if isinstance(expression, ex.CallResult):
        func = scope.body.calls[expression.call].func
        if isinstance(func, ex.Attribute) and func.attr == "setdefault":
            return func.value
    return None


def _as_seen_outside(value: Value) -> Value:
    """`self` and `cls` of a method where nobody knows any more on which object or class it was called."""
    if isinstance(value, ClassValue) and value.own:
        return replace(value, own=False, below=True)
    return replace(value, own=False) if isinstance(value, ObjectValue) and value.own else value


def _telling(values: Iterable[Value]) -> Values:
    """The values that say more than that something is plain data: JSON put into JSON would grow without end."""
    return tuple(v for v in values if not isinstance(v, LiteralValue | CollectionValue) or _holds_objects(v))


def _holds_objects(value: Value) -> bool:
    return isinstance(value, CollectionValue) and any(
        isinstance(v, ObjectValue | FunctionValue | ClassValue) for v in value.elements
    )


def _is_empty(value: object) -> bool:
    if type(value) is not CollectionValue or value.generator is not None:
        return False
    return all(map(_is_empty, value.elements))


def _has_empty(values: Values) -> bool:
    return any(map(_is_empty, values))
