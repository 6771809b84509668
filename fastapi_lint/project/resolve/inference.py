"""Inference: what expressions of the project stand for.

Lazy and memoised: nothing is inferred before somebody asks. What cannot be known is an empty tuple, never a guess.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from fastapi_lint.frameworks import fastapi, python
from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import Binding, DefinitionTarget, ImportTarget
from fastapi_lint.project.resolve.annotations import Annotations
from fastapi_lint.project.resolve.assignments import Assignments
from fastapi_lint.project.resolve.attributes import Attributes
from fastapi_lint.project.resolve.callers import Callers
from fastapi_lint.project.resolve.classes import Classes
from fastapi_lint.project.resolve.constructed import Constructed
from fastapi_lint.project.resolve.containers import Containers
from fastapi_lint.project.resolve.descriptors import Descriptors
from fastapi_lint.project.resolve.generics import Generics
from fastapi_lint.project.resolve.grown import Grown
from fastapi_lint.project.resolve.kept import Kept
from fastapi_lint.project.resolve.memory import Memory, Table
from fastapi_lint.project.resolve.mentions import Mentions
from fastapi_lint.project.resolve.modules import ModuleTable
from fastapi_lint.project.resolve.names import Names, Use
from fastapi_lint.project.resolve.overrides import Overrides
from fastapi_lint.project.resolve.parameters import Parameters
from fastapi_lint.project.resolve.provided import Provided
from fastapi_lint.project.resolve.reflection import Reflection
from fastapi_lint.project.resolve.results import Results
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import (
    LITERAL_TYPES,
    MOST,
    BoundName,
    BoundParameter,
    ClassValue,
    CollectionValue,
    FunctionValue,
    LambdaValue,
    LibraryObject,
    LibraryValue,
    LiteralValue,
    ObjectValue,
    Target,
    Value,
    Values,
    awaited,
    merged,
)

if TYPE_CHECKING:
    from fastapi_lint.catalog.catalog import Catalog

DEEPEST = 240
"""How deep inference follows names through names. Whatever is cut off makes an answer depend on what was asked before,
so this is more than applications need: nearly all stay below 60, the deepest known below 200."""


_FRAMES = 20_000
"""Questions lead to questions; imports nest as deep as a project's modules form a chain, and calls within them: some
ten frames of ours for each. Frames of Python functions take no C stack since Python 3.11."""


class Inference:
    """The values of expressions. Parts: `names`, `classes`, `annotations`, `attributes`, `results`, `parameters`."""

    def __init__(self, table: ModuleTable, scopes: dict[str, list[Scope]], catalog: Catalog) -> None:
        sys.setrecursionlimit(max(sys.getrecursionlimit(), _FRAMES))
        self.catalog = catalog
        self.table = table
        self.names = Names(table, scopes)
        self.mentions = Mentions(scopes)
        self.classes = Classes(self, scopes)
        self.annotations = Annotations(self)
        self.assignments = Assignments(self, scopes)
        self.attributes = Attributes(self)
        self.overrides = Overrides(self)
        self.containers = Containers(self)
        self.descriptors = Descriptors(self)
        self.generics = Generics(self)
        self.grown = Grown(self)
        self.reflection = Reflection(self)
        self.results = Results(self)
        self.parameters = Parameters(self)
        self.provided = Provided(self)
        self.callers = Callers(self)
        self.constructed = Constructed(self)
        self.kept = Kept(self, scopes)
        self._depth = 0
        self._memory = Memory()
        self.once, self._once_in = self._memory.once, self._memory.once_in
        self._active = self._memory.active  # with these two at hand most is answered without asking the memory
        self._provisional = self._memory.provisional
        self._bindings: Table = {}
        self._library_names: dict[str, str] = {}
        self._decorators: dict[Scope, tuple[str, ...]] = {}
        self._described: dict[Scope, str] = {}
        self._rules: dict[str, Callable[[Any, Use], Values]] = {
            "name": self._name,
            "attribute": self._attribute,
            "call": self._call,
            "subscript": self.containers.subscript,
            "constant": self._constant,
            "collection": self.containers.display,
            "mapping": self.containers.mapping,
            "lambda": lambda e, use: (LambdaValue(use.scope, e.block),),
            "awaited": lambda e, use: awaited(self.infer(e.value, use)),
            "operation": self._operation,
            "conditional": lambda e, use: merged(self.infer(e.body, use), self.infer(e.orelse, use)),
            "fstring": lambda e, use: (LibraryObject("builtins.str"),),
            "comprehension": self.containers.comprehension,
            "element": self.containers.element,
            "entered": self._entered,
            "item": self.containers.item,
            "caught": lambda e, use: self.annotations.values(e.type, use),
            "narrowed": self._narrowed,
        }

    def infer(self, expression: Expression, use: Use) -> Values:
        """What the expression stands for at a place; empty if that is not known."""
        rule = self._rules.get(expression.tag)
        if rule is None:
            return ()
        if self._depth > DEEPEST:
            self._memory.give_up()
            return ()
        self._depth += 1
        try:
            return rule(expression, use)
        finally:
            self._depth -= 1

    @property
    def is_shallow(self) -> bool:
        """True if there is room for a search among callers."""
        return self._depth < DEEPEST // 2

    def value_of(self, target: Target) -> Values:
        """The values of what a name refers to."""
        if type(target) is BoundName:
            return self.binding(target.scope, target.binding)
        if type(target) is BoundParameter:
            return self.parameters.values(target.scope, target.name)
        return (target,)

    def values_of(self, targets: tuple[Target, ...]) -> Values:
        """The values of all targets."""
        if len(targets) == 1:  # as nearly always
            only = targets[0]
            if type(only) is BoundName:
                return self.binding(only.scope, only.binding)[:MOST]
            if type(only) is BoundParameter:
                return self.parameters.values(only.scope, only.name)[:MOST]
            return targets  # type: ignore[return-value]  # its only member is a value
        return merged(*(self.value_of(target) for target in targets))

    def binding(self, scope: Scope, binding: Binding) -> Values:
        """The values that one binding gives its name."""
        key = (scope, binding.line, binding.column, binding.target, binding.block)
        known = self._bindings.get(key)
        if known is not None and not self._provisional and (known or not self._active):
            return known
        return self.once(self._bindings, key, self._binding, scope, binding)

    def _binding(self, scope: Scope, binding: Binding) -> Values:
        value = binding.value
        if type(value) is ImportTarget or type(value) is DefinitionTarget:
            return self.values_of(self.names.follow(scope, binding))
        use = Use(scope, binding.block, (binding.line, binding.column))
        declared = self.annotations.values(binding.annotation, use) if binding.annotation is not None else ()
        if type(value) is ex.Unknown:
            return declared
        found = self.infer(value, use)  # type: ignore[arg-type]
        if declared and scope.is_class:
            found = tuple(v for v in found if not isinstance(v, LibraryObject) or v.name in _names(declared))
        elif declared and any(isinstance(v, ObjectValue | CollectionValue) for v in declared):
            found = tuple(v for v in found if not isinstance(v, LibraryObject))
        return self.grown.filled(scope, binding, self.agreed(found, declared))

    @staticmethod
    def agreed(found: Values, declared: Values) -> Values:
        """What a name or attribute stands for that is declared, and given a value."""
        if not declared:
            return found
        return _agreeing(found, declared) or (merged(found, declared) if _has_origin(found) else declared)

    def call(self, scope: Scope, index: int) -> Values:
        """What the `index`-th call of a definition gives."""
        known = scope.results[index]
        if known is not None and not self._provisional and (known or not self._active):
            return known
        return self._once_in(scope.results, index, self.results.of_call, scope, index)

    def callee(self, scope: Scope, index: int) -> Values:
        """What the `index`-th call of a definition calls."""
        known = scope.callees[index]
        if known is not None and not self._provisional and (known or not self._active):
            return known
        return self._once_in(scope.callees, index, self._callee, scope, index)

    def _callee(self, scope: Scope, index: int) -> Values:
        call = scope.body.calls[index]
        return self.infer(call.func, Use(scope, call.block, (call.line, call.column)))

    @staticmethod
    def use_of_call(scope: Scope, index: int) -> Use:
        """The place at which a call's function and arguments are evaluated."""
        call = scope.body.calls[index]
        return Use(scope, call.block, (call.line, call.column))

    def decorator_names(self, scope: Scope) -> tuple[str, ...]:
        """The dotted library names of a definition's decorators; `` for one that is not a library's."""
        known = self._decorators.get(scope)
        if known is None:
            self._decorators[scope] = ()
            known = self._decorators[scope] = tuple(self._decorator_name(e, scope) for e in scope.definition.decorators)
        return known

    def _decorator_name(self, expression: Expression, scope: Scope) -> str:
        if isinstance(expression, ex.CallResult):
            expression = scope.body.calls[expression.call].func
        values = self.infer(expression, Use(scope, 1, (scope.definition.line, 0)))
        names = (v.name if isinstance(v, LibraryValue) else self.described(v) for v in values)
        return next(filter(None, names), "")

    def described(self, value: Value) -> str:
        """The dotted name of a function or class of the project of which the configuration tells what it does."""
        if type(value) is FunctionValue or type(value) is ClassValue:
            known = self._described.get(value.scope)
            if known is None:
                name = value.scope.id.replace(":", ".")
                known = self._described[value.scope] = name if self.catalog.is_own(name) else ""
            return known
        return ""

    def library_name(self, name: str) -> str:
        """The spelling of a library name that the catalogue and the framework tables use."""
        known = self._library_names.get(name)
        if known is None:
            known = self._library_names[name] = fastapi.canonical(self.catalog.canonical(name))
        return known

    def _name(self, expression: ex.Name, use: Use) -> Values:
        return self.values_of(self.names.lookup(expression.id, use))

    def _attribute(self, expression: ex.Attribute, use: Use) -> Values:
        values = self.infer(expression.value, use)
        if len(values) == 1:
            return self.attributes.of(values[0], expression.attr, use)[:MOST]
        return merged(*(self.attributes.of(value, expression.attr, use) for value in values)) if values else ()

    def _call(self, expression: ex.CallResult, use: Use) -> Values:
        return self.call(use.scope, expression.call)

    def _constant(self, expression: ex.Constant, use: Use) -> Values:
        if expression.type in ("str", "int", "float", "bool", "none"):
            return (LiteralValue(expression.value),)
        return ()

    def _operation(self, expression: ex.Operation, use: Use) -> Values:
        if expression.operator in ("and", "or"):
            return merged(*(self.infer(operand, use) for operand in expression.operands))
        if expression.operator in python.TRUTHS:
            return (LITERAL_TYPES[bool],)
        method = python.OPERATORS.get(expression.operator)
        if method is None or len(expression.operands) != 2:
            return ()
        left, right = (self.infer(operand, use) for operand in expression.operands)
        found = [self.results.of_method(v, method) for v in left if isinstance(v, ObjectValue)]
        found += [_added(v, right) for v in left if expression.operator == "+"]
        if expression.operator in ("/", "|"):
            found += [self._combined(v, method) for v in left if not isinstance(v, LiteralValue | ObjectValue)]
        return merged((), *found)

    def _combined(self, value: Value, method: str) -> Values:
        """What `/` and `|` give: `path / "name"` is a path, `prompt | model` what the catalogue says."""
        return (isinstance(value, LibraryObject) and self.attributes.special(value, method)) or (value,)

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
        if isinstance(value, LibraryValue):
            given = self.attributes.read(value)
            return self.entered(given, special) if given is not None else ()
        if isinstance(value, LibraryObject):
            return self.attributes.special(value, special) or (value,)
        if isinstance(value, ObjectValue):
            return self.results.of_method(value, special) or (value,)
        return ()

    def _narrowed(self, expression: ex.Narrowed, use: Use) -> Values:
        kind = expression.type
        if isinstance(kind, ex.Operation) and kind.operator == "not":
            excluded = {type_key(v) for v in self.annotations.values(kind.operands[0], use)}
            return tuple(v for v in self.infer(expression.value, use) if type_key(v) not in excluded)
        return self.annotations.values(kind, use) or self.infer(expression.value, use)


def _has_origin(values: Values) -> bool:
    """True if the values say more than a declaration: an object made on the spot, a collection of known things."""
    return any(
        (isinstance(v, LibraryObject | ObjectValue) and v.origin is not None)
        or (isinstance(v, CollectionValue) and bool(v.elements))
        for v in values
    )


def type_key(value: Value) -> object:
    """The class of an object: what `isinstance` looks at."""
    if isinstance(value, ObjectValue):
        return value.scope
    return value.name if isinstance(value, LibraryObject) else value


def _agreeing(found: Values, declared: Values) -> Values:
    """The library's objects among what is found that are of a declared class, with the declared type arguments."""
    held = {v.name: v.elements for v in declared if isinstance(v, LibraryObject)}
    same = (v for v in found if isinstance(v, LibraryObject) and v.name in held)
    return tuple(v if v.elements else replace(v, elements=held[v.name]) for v in same)


def _names(values: Values) -> set[str]:
    return {v.name for v in values if isinstance(v, LibraryObject)}


def _added(value: Value, right: Values) -> Values:
    """What adding lists or strings gives."""
    if isinstance(value, CollectionValue):
        others = (v.elements for v in right if isinstance(v, CollectionValue))
        return (CollectionValue(merged(value.elements, *others), kind=value.kind),)
    is_text = isinstance(value, LiteralValue) and isinstance(value.value, str)
    return (LITERAL_TYPES[str],) if is_text or value == LITERAL_TYPES[str] else ()


def is_overload(inference: Inference, scope: Scope) -> bool:
    """True for the stubs of `typing.overload`, which never run."""
    return any(name in python.OVERLOADS for name in inference.decorator_names(scope))
