"""Called names: which definitions call something by a name, without asking what that is.

Most of what the linker looks for all over a project has few names. So it asks here who speaks of them at all, and
resolves only those calls. A name counts by its last part; other names for the same (`import … as`, `x = y`) count too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import DefinitionTarget, ImportTarget
from fastapi_lint.project.resolve.scopes import Scope

COMPUTED = ""
"""The name of what is called by no name: `make()()`, `table[key]()`."""


class CalledNames:
    """The last parts of the names that definitions call."""

    def __init__(self, scopes: dict[str, list[Scope]]) -> None:
        self._scopes = scopes
        self._other: dict[frozenset[str], frozenset[str]] = {}
        self._of: dict[Scope, frozenset[str]] = {}

    def of(self, scope: Scope) -> frozenset[str]:
        """What a definition's own part calls."""
        known = self._of.get(scope)
        if known is None:
            known = self._of[scope] = frozenset(last_name(call.func) for call in scope.definition.body.calls)
        return known

    def speaking_of(self, names: Iterable[str]) -> Iterator[Scope]:
        """The definitions that call something which may be one of these names, by path and place."""
        meant = self.meaning(names)
        return (scope for scope in self.definitions() if not meant.isdisjoint(self.of(scope)))

    def definitions(self) -> Iterator[Scope]:
        """All definitions, by path and place."""
        for path in sorted(self._scopes):
            yield from self._scopes[path]

    def calls(self, names: Iterable[str]) -> Iterator[tuple[Scope, int]]:
        """The calls of what may be one of these names, by path and place."""
        meant = self.meaning(names)
        for scope in self.speaking_of(names):
            for index, call in enumerate(scope.definition.body.calls):
                if last_name(call.func) in meant:
                    yield scope, index

    def meaning(self, names: Iterable[str]) -> frozenset[str]:
        """The last parts of names by which one of these may be called; what is called by no name may be any."""
        wanted = frozenset(names)
        known = self._other.get(wanted)
        if known is None:
            queue = [name.rpartition(".")[2] for name in wanted]
            found = {*queue, COMPUTED}
            while queue:
                for other in self._bound_to.get(queue.pop(), ()):
                    if other not in found:
                        found.add(other)
                        queue.append(other)
            known = self._other[wanted] = frozenset(found)
        return known

    @cached_property
    def _bound_to(self) -> dict[str, set[str]]:
        """For each name the other names to which it is given."""
        found: dict[str, set[str]] = {}
        for scope in self.definitions():
            for target, value in _bound_in(scope):
                for name in _names_in(value):
                    if name != target:
                        found.setdefault(name, set()).add(target)
        return found


def last_name(expression: Expression) -> str:
    """`c` for `a.b.c`; `COMPUTED` for what is no name."""
    if isinstance(expression, ex.Attribute):
        return expression.attr
    return expression.id if isinstance(expression, ex.Name) else COMPUTED


def decorators_of(scope: Scope) -> Iterator[str]:
    """The last parts of the names of a definition's decorators."""
    decorators = scope.definition.decorators
    calls = scope.definition.body.calls if decorators else ()
    return (last_name(calls[one.call].func if isinstance(one, ex.CallResult) else one) for one in decorators)


def _bound_in(scope: Scope) -> Iterator[tuple[str, Expression | ImportTarget]]:
    body = scope.definition.body
    for binding in body.bindings:
        if not isinstance(binding.value, DefinitionTarget):
            yield binding.target, binding.value
    for attribute in body.attribute_bindings:
        if attribute.value is not None:
            yield attribute.attr, attribute.value
    for parameter in scope.definition.parameters:
        if parameter.default is not None:
            yield parameter.name, parameter.default


def _names_in(value: Expression | ImportTarget) -> Iterator[str]:
    """The last names of what a value is, or may be."""
    if isinstance(value, ImportTarget):
        yield value.name or value.module.rpartition(".")[2]
    elif isinstance(value, ex.Name | ex.Attribute):
        yield last_name(value)
    elif isinstance(value, ex.Operation):
        for operand in value.operands:
            yield from _names_in(operand)
    elif isinstance(value, ex.Conditional):
        yield from _names_in(value.body)
        yield from _names_in(value.orelse)
