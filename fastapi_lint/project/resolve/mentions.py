"""Mentions: which definitions speak of a name, so that nobody needs to look through all of them.

A name counts by its last part: `c` of `a.b.c(…)`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import Body
from fastapi_lint.project.resolve.scopes import Scope

COMPUTED = ""
"""The name of what has none: `make()()`, `table[key]()`."""

_SETATTR = ex.Name("setattr")


class Mentions:
    """The definitions that call a name, hand it to a call, assign to such an attribute or change such a collection."""

    def __init__(self, scopes: dict[str, list[Scope]]) -> None:
        self._scopes = scopes
        self._found: dict[str, list[Scope]] | None = None
        self._called: dict[Scope, dict[str, list[int]]] = {}

    def of(self, name: str) -> Sequence[Scope]:
        """The definitions that speak of a name, by path and place."""
        return self._all().get(name, ())

    def names(self) -> Iterator[str]:
        """All that is spoken of."""
        return iter(self._all())

    def calls(self, name: str) -> Iterator[tuple[Scope, int]]:
        """The calls of what bears a name, by path and place."""
        for scope in self.of(name):
            for number in self.called(scope).get(name, ()):
                yield scope, number

    def called(self, scope: Scope) -> dict[str, list[int]]:
        """The calls of a definition by the names of what they call."""
        known = self._called.get(scope)
        if known is None:
            known = self._called[scope] = {}
            for number, call in enumerate(scope.definition.body.calls):
                known.setdefault(last_name(call.func), []).append(number)
        return known

    def _all(self) -> dict[str, list[Scope]]:
        if self._found is None:
            self._found = {}
            for path in sorted(self._scopes):
                for scope in self._scopes[path]:
                    for name in dict.fromkeys(_mentioned(scope.definition.body)):
                        self._found.setdefault(name, []).append(scope)
        return self._found


def _mentioned(body: Body) -> Iterator[str]:
    for call in body.calls:
        func = call.func
        yield last_name(func)
        if isinstance(func, ex.Attribute):
            yield last_name(_held(func.value, body))
        elif func == _SETATTR and len(call.args) > 1 and isinstance(call.args[1], ex.Constant):
            yield str(call.args[1].value)
        for argument in call.args:
            if isinstance(argument, ex.Name | ex.Attribute):
                yield last_name(argument)
        for _, argument in call.keywords:
            if isinstance(argument, ex.Name | ex.Attribute):
                yield last_name(argument)
    for assigned in body.attribute_bindings:
        yield assigned.attr
    for item in body.item_bindings:
        yield last_name(item.owner)


def _held(receiver: Expression, body: Body) -> Expression:
    """The collection whose part is changed: `x` of `x[key].append(…)` and of `x.setdefault(key, []).append(…)`."""
    if isinstance(receiver, ex.Subscript):
        return receiver.value
    if isinstance(receiver, ex.CallResult):
        func = body.calls[receiver.call].func
        return func.value if isinstance(func, ex.Attribute) else receiver
    return receiver


def last_name(expression: Expression) -> str:
    """`c` for `a.b.c`; `COMPUTED` for what is no name."""
    if isinstance(expression, ex.Name):
        return expression.id
    return expression.attr if isinstance(expression, ex.Attribute) else COMPUTED
