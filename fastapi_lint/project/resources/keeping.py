"""Keeping: whether what a call makes stays for later, in a global, an attribute, a table or a cache."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from fastapi_lint.frameworks import python
from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import TARGETS, BlockKind
from fastapi_lint.project.flow.conditions import is_memoised
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.scopes import Scope

_OWN_LIFE = frozenset({"__init__", "__post_init__", "__new__", "__enter__", "__aenter__", "__call__"})
"""Methods in which an object gets what lives as long as it does, so that the object's own life counts."""
_ADDS = frozenset({"add", "append", "appendleft", "put", "put_nowait", "setdefault", "setattr"})
_CACHING_WORDS = ("cache", "memo", "singleton", "once")
_DEEPEST = 4

_HOLDING = frozenset(
    {ex.Name, ex.CallResult, ex.Awaited, ex.Item, ex.Entered, ex.Operation, ex.Conditional, ex.Collection, ex.Mapping}
)
"""Expressions that stand for a value that something else holds, too, or that hold some."""

_Held: TypeAlias = str | int
"""A name, or the result of a call by its number."""

_Holder: TypeAlias = tuple[_Held, Expression | None, Expression | None]
"""What holds a value: a name or a call; or the owner of an attribute, or a table."""


class Keeping:
    """Answers for calls, functions and classes; each function is looked at once."""

    def __init__(self, inference: Inference) -> None:
        self._inference = inference
        self._runs_once: dict[Scope, bool] = {}
        self._last: tuple[Scope, dict[_Held, list[_Holder]]] | None = None
        self._kept: dict[tuple[Scope, _Held, int], bool] = {}

    def runs_once(self, scope: Scope) -> bool:
        """True if a function (or the constructor of a class) gives again what it made before."""
        if scope not in self._runs_once:
            self._runs_once[scope] = self._is_kept_by_itself(scope)
        return self._runs_once[scope]

    def _is_kept_by_itself(self, scope: Scope) -> bool:
        owner = scope.parent
        is_constructor = scope.is_method and scope.definition.name in ("__init__", "__new__")
        if is_constructor and owner is not None and self._is_singleton(owner):
            return True
        if is_memoised(scope) or _asks_by_name(scope):
            return True
        written = [_last_name(decorator, scope) for decorator in scope.definition.decorators]
        known = self._inference.decorator_names(scope)
        names = (*written, *(name.rpartition(".")[2] for name in known))
        return any(map(_is_caching, names)) or any(name in python.CACHES for name in known)

    def _is_singleton(self, cls: Scope) -> bool:
        """A metaclass, a decorator or `__new__` that hands out an object that there is already."""
        for one in self._inference.classes.mro(cls):
            if any(name == "metaclass" and not _is_abstract(value) for name, value in one.definition.keywords):
                return True
            if any(_is_caching(_last_name(decorator, one)) for decorator in one.definition.decorators):
                return True
        member = self._inference.classes.member(cls, "__new__")
        function = member.function() if member else None
        return function is not None and is_memoised(function)

    def keeps(self, scope: Scope, index: int) -> bool:
        """True if the result of the `index`-th call of a definition stays for later."""
        return index in self._holders_in(scope) and self._keeps(scope, index, _DEEPEST)

    def _keeps(self, scope: Scope, held: _Held, depth: int) -> bool:
        """Worked out once, for a name that is bound again and again is asked about from each of its values."""
        key = scope, held, depth
        if key not in self._kept:
            self._kept[key] = depth > 0 and self._is_held_for_later(scope, held, depth)
        return self._kept[key]

    def _is_held_for_later(self, scope: Scope, held: _Held, depth: int) -> bool:
        holders = self._holders_in(scope).get(held, ())
        if any(owner is not None and _outlives(owner, scope) for _, owner, _ in holders):
            return True
        if any(table is not None and _is_table_that_stays(table, scope) for _, _, table in holders):
            return True
        body = scope.body
        for place, owner, table in holders:
            if owner is not None or table is not None:
                continue
            if isinstance(place, str):
                if place in body.globals or scope.is_module or scope.is_class:
                    return True
                if isinstance(held, int) and self._keeps(scope, place, depth - 1):
                    return True
            elif self._adds(body.calls[place].func, scope) or self._keeps(scope, place, depth - 1):
                return True
        return False

    def _holders_in(self, scope: Scope) -> dict[_Held, list[_Holder]]:
        """What holds each name and each call's result of a definition; that of the last is kept, as most ask again."""
        if self._last is not None and self._last[0] is scope:
            return self._last[1]
        found: dict[_Held, list[_Holder]] = {}
        for holder, value in _values_in(scope):
            for held in dict.fromkeys(_held_by(value)) if type(value) in _HOLDING else ():
                if isinstance(held, str) or holder[0] != held:
                    found.setdefault(held, []).append(holder)
        self._last = scope, found
        return found

    @staticmethod
    def _adds(func: Expression, scope: Scope) -> bool:
        if isinstance(func, ex.Name):
            return func.id == "setattr"
        return isinstance(func, ex.Attribute) and func.attr in _ADDS and _is_table_that_stays(func.value, scope)


def is_asked_for_first(scope: Scope, block: int) -> bool:
    """True where a block runs only if something is not there yet: `if not hasattr(app.state, "client"):`."""
    blocks = scope.body.blocks
    for index in scope.block_chain(block):
        if blocks[index].kind is BlockKind.IF and _asks_whether_there(blocks[index].expression, scope):
            return True
    return False


def _asks_by_name(scope: Scope) -> bool:
    """True for `if not hasattr(self, "_client"):` and `if key not in _clients:` around what is made and kept."""
    body = scope.body
    blocks = [b.block for b in body.attribute_bindings] + [b.block for b in body.item_bindings]
    return any(is_asked_for_first(scope, block) for block in blocks)


def _asks_whether_there(test: Expression | None, scope: Scope) -> bool:
    if isinstance(test, ex.Operation) and test.operator in ("and", "or", "not"):
        return any(_asks_whether_there(operand, scope) for operand in test.operands)
    if isinstance(test, ex.Operation) and test.operator in ("is", "is not"):
        return test.operands[1] == ex.NONE and _asks_whether_there(test.operands[0], scope)
    if isinstance(test, ex.Operation) and test.operator in ("in", "not in"):
        return isinstance(test.operands[1], ex.Attribute) and test.operator == "not in"
    if isinstance(test, ex.CallResult):
        func = scope.body.calls[test.call].func
        return isinstance(func, ex.Name) and func.id in ("hasattr", "getattr")
    return False


def _values_in(scope: Scope) -> Iterator[tuple[_Holder, Expression]]:
    """What is assigned or given in a definition, with what takes it: attributes, tables, names, calls."""
    body = scope.body
    for attribute in body.attribute_bindings:
        if attribute.value is not None:
            yield ("", attribute.owner, None), attribute.value
    for item in body.item_bindings:
        if item.value is not None:
            yield ("", None, item.owner), item.value
    for binding in body.bindings:
        if not isinstance(binding.value, TARGETS):
            yield (binding.target, None, None), binding.value
    for outer, call in enumerate(body.calls):
        for argument in (*call.args, *(value for _, value in call.keywords)):
            yield (outer, None, None), argument


def _held_by(value: Expression) -> Sequence[_Held]:
    """The names and results of calls in a value: itself, or an alternative, a display or the like that holds it."""
    if type(value) is ex.Name:
        return (value.id,)
    if type(value) is ex.CallResult:
        return (value.call,)
    if type(value) not in _HOLDING:
        return ()
    return [held for part in _parts(value) for held in _held_by(part)]


def _parts(value: Expression) -> Sequence[Expression]:
    if isinstance(value, ex.Awaited | ex.Item):
        return (value.value,)
    if isinstance(value, ex.Entered):
        return (value.manager,)
    if isinstance(value, ex.Operation):
        return value.operands if value.operator in ("or", "and") else ()
    if isinstance(value, ex.Conditional):
        return (value.body, value.orelse)
    if isinstance(value, ex.Collection):
        return value.elements
    return [item for _, item in value.items] if isinstance(value, ex.Mapping) else ()


def _outlives(owner: Expression, scope: Scope) -> bool:
    """True if what is assigned to an attribute of the owner outlives the call: not `request.state`, not a new `self`.

    What is given to `self` in a constructor lives as long as the object.
    """
    if isinstance(owner, ex.Attribute) and owner.attr == "state":
        return "app" in _words(owner.value) or not isinstance(owner.value, ex.Name)
    first = next(iter(scope.definition.parameters), None)
    if isinstance(owner, ex.Name) and first is not None and owner.id == first.name and scope.is_method:
        return scope.definition.name not in _OWN_LIFE
    return not (isinstance(owner, ex.Name) and _is_made_here(owner.id, scope))


def _is_table_that_stays(owner: Expression, scope: Scope) -> bool:
    """True for `_clients`, `self._clients` and `app.state.clients`, False for what is local to the call."""
    if isinstance(owner, ex.Name):
        return owner.id not in scope.parameters and not _is_made_here(owner.id, scope)
    return isinstance(owner, ex.Attribute)


def _is_made_here(name: str, scope: Scope) -> bool:
    return name in scope.bindings and name not in scope.body.globals and scope.is_function


def _words(expression: Expression) -> set[str]:
    found: set[str] = set()
    while isinstance(expression, ex.Attribute):
        found.add(expression.attr)
        expression = expression.value
    return found | ({expression.id} if isinstance(expression, ex.Name) else set())


def _is_caching(name: str) -> bool:
    """True for names of decorators that remember: what libraries and projects call them, all have such a word."""
    return any(word in name.lower() for word in _CACHING_WORDS)


def _is_abstract(metaclass: Expression) -> bool:
    return _name(metaclass).startswith("ABC")


def _last_name(decorator: Expression, scope: Scope) -> str:
    if isinstance(decorator, ex.CallResult):
        return _name(scope.body.calls[decorator.call].func)
    return _name(decorator)


def _name(expression: Expression) -> str:
    return getattr(expression, "id", getattr(expression, "attr", ""))
