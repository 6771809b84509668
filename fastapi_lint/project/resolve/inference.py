"""Inference: what expressions of the project stand for.

Lazy and memoised: nothing is inferred before somebody asks. What cannot be known is an empty tuple, never a guess.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from fastapi_lint.frameworks import fastapi, python
from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import Binding, DefinitionTarget, ImportTarget
from fastapi_lint.project.resolve.annotations import Annotations
from fastapi_lint.project.resolve.assignments import Assignments
from fastapi_lint.project.resolve.attributes import Attributes
from fastapi_lint.project.resolve.classes import Classes
from fastapi_lint.project.resolve.modules import ModuleTable
from fastapi_lint.project.resolve.names import END_OF_FILE, Names, Use
from fastapi_lint.project.resolve.parameters import Parameters
from fastapi_lint.project.resolve.results import Results
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import (
    BoundName,
    BoundParameter,
    ClassValue,
    CollectionValue,
    LambdaValue,
    LibraryObject,
    LibraryValue,
    LiteralValue,
    ObjectValue,
    Target,
    Value,
    Values,
    merged,
)

if TYPE_CHECKING:
    from fastapi_lint.catalog.catalog import Catalog

DEEPEST = 60
"""How deep inference follows names through names; real code stays below 20."""


class Inference:
    """The values of expressions. Parts: `names`, `classes`, `annotations`, `attributes`, `results`, `parameters`."""

    def __init__(self, table: ModuleTable, scopes: dict[str, list[Scope]], catalog: Catalog) -> None:
        self.catalog = catalog
        self.table = table
        self.names = Names(table, scopes)
        self.classes = Classes(self, scopes)
        self.annotations = Annotations(self)
        self.assignments = Assignments(self, scopes)
        self.attributes = Attributes(self)
        self.results = Results(self)
        self.parameters = Parameters(self)
        self._depth = 0
        self._known: dict[tuple[Any, ...], Values] = {}
        self._decorators: dict[Scope, tuple[str, ...]] = {}
        self._rules: dict[str, Callable[[Any, Use], Values]] = {
            "name": self._name,
            "attribute": self._attribute,
            "call": self._call,
            "subscript": self._subscript,
            "constant": self._constant,
            "collection": self._collection,
            "mapping": self._mapping,
            "lambda": lambda e, use: (LambdaValue(use.scope, e.block),),
            "awaited": lambda e, use: self.infer(e.value, use),
            "operation": self._operation,
            "conditional": lambda e, use: merged(self.infer(e.body, use), self.infer(e.orelse, use)),
            "fstring": lambda e, use: (LibraryObject("builtins.str"),),
            "comprehension": self._comprehension,
            "element": self._element,
            "entered": self._entered,
            "item": self._item,
            "caught": lambda e, use: self.annotations.values(e.type, use),
            "narrowed": self._narrowed,
        }

    def infer(self, expression: Expression, use: Use) -> Values:
        """What the expression stands for at a place; empty if that is not known."""
        rule = self._rules.get(expression.tag)
        if rule is None or self._depth > DEEPEST:
            return ()
        self._depth += 1
        try:
            return rule(expression, use)
        finally:
            self._depth -= 1

    def once(self, key: tuple[Any, ...], compute: Callable[[], Values]) -> Values:
        """The remembered answer for a key; while it is being computed the answer is empty, so cycles end."""
        known = self._known.get(key)
        if known is None:
            self._known[key] = ()
            known = compute()
            if self._depth <= DEEPEST:
                self._known[key] = known
            else:
                del self._known[key]
        return known

    def value_of(self, target: Target) -> Values:
        """The values of what a name refers to."""
        if isinstance(target, BoundName):
            return self.binding(target.scope, target.binding)
        if isinstance(target, BoundParameter):
            return self.parameters.values(target.scope, target.name)
        return (target,)

    def values_of(self, targets: tuple[Target, ...]) -> Values:
        """The values of all targets."""
        return merged(*(self.value_of(target) for target in targets))

    def binding(self, scope: Scope, binding: Binding) -> Values:
        """The values that one binding gives its name."""
        key = (scope.id, binding.line, binding.column, binding.target, binding.block)
        return self.once(key, lambda: self._binding(scope, binding))

    def _binding(self, scope: Scope, binding: Binding) -> Values:
        if isinstance(binding.value, ImportTarget | DefinitionTarget):
            return self.values_of(self.names.follow(scope, binding))
        use = Use(scope, binding.block, (binding.line, binding.column))
        declared = self.annotations.values(binding.annotation, use) if binding.annotation is not None else ()
        if isinstance(binding.value, ex.Unknown):
            return declared
        found = self.infer(binding.value, use)
        return merged(found, declared) if _has_origin(found) or not declared else declared

    def call(self, scope: Scope, index: int) -> Values:
        """What the `index`-th call of a definition gives."""
        return self.once((scope.id, index), lambda: self.results.of_call(scope, index))

    def callee(self, scope: Scope, index: int) -> Values:
        """What the `index`-th call of a definition calls."""
        return self.once((scope.id, index, "callee"), lambda: self._callee(scope, index))

    def _callee(self, scope: Scope, index: int) -> Values:
        call = scope.definition.body.calls[index]
        return self.infer(call.func, self.use_of_call(scope, index))

    @staticmethod
    def use_of_call(scope: Scope, index: int) -> Use:
        """The place at which a call's function and arguments are evaluated."""
        call = scope.definition.body.calls[index]
        return Use(scope, call.block, (call.span.line, call.span.column))

    def decorator_names(self, scope: Scope) -> tuple[str, ...]:
        """The dotted library names of a definition's decorators; `` for one that is not a library's."""
        known = self._decorators.get(scope)
        if known is None:
            self._decorators[scope] = ()
            known = self._decorators[scope] = tuple(self._decorator_name(e, scope) for e in scope.definition.decorators)
        return known

    def _decorator_name(self, expression: Expression, scope: Scope) -> str:
        if isinstance(expression, ex.CallResult):
            expression = scope.definition.body.calls[expression.call].func
        values = self.infer(expression, Use(scope, 1, (scope.definition.line, 0)))
        return next((v.name for v in values if isinstance(v, LibraryValue)), "")

    def library_name(self, name: str) -> str:
        """The spelling of a library name that the catalogue and the framework tables use."""
        return fastapi.canonical(self.catalog.canonical(name))

    def _name(self, expression: ex.Name, use: Use) -> Values:
        return self.values_of(self.names.lookup(expression.id, use))

    def _attribute(self, expression: ex.Attribute, use: Use) -> Values:
        found = [self.attributes.of(v, expression.attr, use) for v in self.infer(expression.value, use)]
        return merged(*found) if found else ()

    def _call(self, expression: ex.CallResult, use: Use) -> Values:
        return self.call(use.scope, expression.call)

    def _constant(self, expression: ex.Constant, use: Use) -> Values:
        if expression.type in ("str", "int", "float", "bool", "none"):
            return (LiteralValue(expression.value),)
        return ()

    def _collection(self, expression: ex.Collection, use: Use) -> Values:
        return (CollectionValue(merged((), *(self.infer(e, use) for e in expression.elements))),)

    def _mapping(self, expression: ex.Mapping, use: Use) -> Values:
        keys = tuple(str(k.value) for k, _ in expression.items if isinstance(k, ex.Constant))
        return (CollectionValue(merged((), *(self.infer(v, use) for _, v in expression.items)), keys),)

    def _operation(self, expression: ex.Operation, use: Use) -> Values:
        if expression.operator in ("and", "or"):
            return merged(*(self.infer(operand, use) for operand in expression.operands))
        if expression.operator in ("/", "|") and expression.operands:
            left = self.infer(expression.operands[0], use)
            return tuple(v for v in left if not isinstance(v, LiteralValue))
        return ()

    def _comprehension(self, expression: ex.Comprehension, use: Use) -> Values:
        inner = Use(use.scope, expression.block, END_OF_FILE)
        return (CollectionValue(self.infer(expression.element, inner)),)

    def _subscript(self, expression: ex.Subscript, use: Use) -> Values:
        found: list[Values] = []
        for value in self.infer(expression.value, use):
            if isinstance(value, CollectionValue):
                found.append(value.elements)
            elif isinstance(value, ClassValue | LibraryValue):
                found.append((value,))
            elif isinstance(value, LibraryObject):
                found.append(value.elements or self.attributes.special(value, "__getitem__"))
            elif isinstance(value, ObjectValue):
                found.append(self.results.of_method(value, "__getitem__"))
        return merged(*found) if found else ()

    def _element(self, expression: ex.Element, use: Use) -> Values:
        found: list[Values] = []
        for value in self.infer(expression.iterable, use):
            if isinstance(value, CollectionValue):
                found.append(value.elements)
            elif isinstance(value, LibraryObject):
                special = "__aiter__" if expression.is_async else "__iter__"
                found.append(value.elements or self.attributes.special(value, special))
            elif isinstance(value, ObjectValue):
                iterators = self.results.of_method(value, "__iter__")
                found.extend(i.elements for i in iterators if isinstance(i, CollectionValue))
        return merged(*found) if found else ()

    def _entered(self, expression: ex.Entered, use: Use) -> Values:
        special = "__aenter__" if expression.is_async else "__enter__"
        managers = self.infer(expression.manager, use)
        fitting = tuple(v for v in managers if isinstance(v, ObjectValue) and self.classes.member(v.scope, special))
        found = [self.entered(value, special) for value in fitting or managers]
        return merged(*found) if found else ()

    def entered(self, value: Value, special: str) -> Values:
        """What `with value as x` binds to x; `special` is `__enter__` or `__aenter__`."""
        if isinstance(value, CollectionValue):
            return value.elements
        if isinstance(value, LibraryObject):
            return self.attributes.special(value, special) or (value,)
        if isinstance(value, ObjectValue):
            return self.results.of_method(value, special) or (value,)
        return ()

    def _item(self, expression: ex.Item, use: Use) -> Values:
        source = expression.value
        if isinstance(source, ex.Collection) and expression.position < len(source.elements):
            return self.infer(source.elements[expression.position], use)
        values = self.infer(source, use)
        found = [v.elements for v in values if isinstance(v, CollectionValue | LibraryObject)]
        return merged(*found) if found else ()

    def _narrowed(self, expression: ex.Narrowed, use: Use) -> Values:
        return self.annotations.values(expression.type, use) or self.infer(expression.value, use)


def _has_origin(values: Values) -> bool:
    """True if the values say more than a declaration: an object made on the spot, a collection of known things."""
    return any(
        (isinstance(v, LibraryObject | ObjectValue) and v.origin is not None)
        or (isinstance(v, CollectionValue) and bool(v.elements))
        for v in values
    )


def is_overload(inference: Inference, scope: Scope) -> bool:
    """True for the stubs of `typing.overload`, which never run."""
    return any(name in python.OVERLOADS for name in inference.decorator_names(scope))
