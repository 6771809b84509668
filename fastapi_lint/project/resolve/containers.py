"""Containers: what displays, subscripts, iteration and unpacking give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from fastapi_lint.frameworks import python
from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import Call, DefinitionTarget, ImportTarget
from fastapi_lint.project.resolve.names import END_OF_FILE, Use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import (
    LITERAL_TYPES,
    ClassValue,
    CollectionValue,
    LibraryObject,
    LibraryValue,
    LiteralValue,
    ObjectValue,
    Value,
    Values,
    awaited,
    merged,
)

if TYPE_CHECKING:
    from fastapi_lint.project.resolve.inference import Inference

_MOST_PARTS = 32
_INT: Values = (LITERAL_TYPES[int],)

_COPIES = {
    "builtins.list": "list",
    "builtins.tuple": "tuple",
    "builtins.set": "set",
    "builtins.frozenset": "set",
    "builtins.sorted": "list",
    "builtins.reversed": "iterator",
    "builtins.iter": "iterator",
    "builtins.dict.fromkeys": "dict",
}
"""Functions that run through what they are given, and the kind of what they give."""

_EMPTY = {
    "builtins.list": "list",
    "builtins.dict": "dict",
    "builtins.set": "set",
    "builtins.tuple": "tuple",
    "collections.deque": "list",
    "collections.OrderedDict": "dict",
}
"""Classes of collections that are empty when made without arguments, and their kinds."""

_GIVE_ELEMENTS = frozenset({"get", "pop", "popleft", "setdefault", "__next__", "__getitem__"})


class Containers:
    """Works out values that hold others, and what is taken out of them."""

    def __init__(self, inference: Inference) -> None:
        self._inference = inference

    def display(self, expression: ex.Collection, use: Use) -> Values:
        """A list, tuple or set display."""
        parts: list[Values] = []
        spread: list[Values] = []
        for element in expression.elements:
            if isinstance(element, ex.Starred):
                spread.append(self.iterated(self._inference.infer(element.value, use), is_async=False))
            else:
                parts.append(self._inference.infer(element, use))
        held = merged((), *parts, *spread)
        known = not spread and expression.kind != "set" and len(parts) <= _MOST_PARTS
        return (CollectionValue(held, kind=expression.kind, parts=tuple(parts) if known else ()),)

    def mapping(self, expression: ex.Mapping, use: Use) -> Values:
        """A dict display."""
        infer = self._inference.infer
        parts: list[Values] = []
        spread: list[Values] = []
        names: list[Values] = []
        keys: list[str] = []
        for key, value in expression.items:
            if key is None:
                held = [v for v in infer(value, use) if isinstance(v, CollectionValue)]
                spread += [v.elements for v in held]
                names += [v.names for v in held]
                continue
            parts.append(infer(value, use))
            names.append(without_literals(infer(key, use)))
            if isinstance(key, ex.Constant):
                keys.append(str(key.value))
        known = not spread and len(keys) == len(parts) <= _MOST_PARTS
        return (
            CollectionValue(
                merged((), *parts, *spread),
                kind="dict",
                keys=tuple(keys),
                parts=tuple(parts) if known else (),
                names=merged((), *names),
            ),
        )

    def comprehension(self, expression: ex.Comprehension, use: Use) -> Values:
        """A comprehension or generator expression."""
        inner = Use(use.scope, expression.block, END_OF_FILE)
        infer = self._inference.infer
        pair = expression.element
        if expression.kind == "dict" and isinstance(pair, ex.Collection) and len(pair.elements) == 2:
            names = without_literals(infer(pair.elements[0], inner))
            return (CollectionValue(infer(pair.elements[1], inner), kind="dict", names=names),)
        kind = "iterator" if expression.kind == "generator" else expression.kind
        return (CollectionValue(infer(pair, inner), kind=kind),)

    def subscript(self, expression: ex.Subscript, use: Use) -> Values:
        """`value[key]`, of objects and of classes."""
        key = expression.key
        found = [self._item_at(value, key, use) for value in self._inference.infer(expression.value, use)]
        return merged(*found) if found else ()

    def _item_at(self, value: Value, key: Expression, use: Use) -> Values:
        inference = self._inference
        if isinstance(value, CollectionValue):
            if isinstance(key, ex.Operation) and key.operator == ":":
                return (CollectionValue(value.elements, kind=value.kind),)
            return value.at(self._constant(key, use))
        if isinstance(value, ClassValue):
            given = key.elements if isinstance(key, ex.Collection) else (key,)
            arguments = [inference.annotations.values(argument, use) for argument in given]
            return (replace(value, arguments=inference.generics.given(value.scope, arguments)),)
        if isinstance(value, LibraryValue):
            read = inference.attributes.read(value)
            return (value,) if read is None else inference.attributes.special(read, "__getitem__")
        if isinstance(value, LibraryObject):
            return value.elements or inference.attributes.special(value, "__getitem__")
        if isinstance(value, ObjectValue):
            position = self._constant(key, use)
            field = self._field(value.scope, position) if isinstance(position, int) else ()
            return field or inference.results.of_method(value, "__getitem__")
        return ()

    def _constant(self, key: Expression, use: Use) -> object:
        """The literal that a key is, also by a name for it; None if it is none."""
        if isinstance(key, ex.Operation) and key.operator == "-" and len(key.operands) == 1:
            operand = key.operands[0]
            value = operand.value if isinstance(operand, ex.Constant) else None
            return -value if isinstance(value, int) else None
        literals = [v.value for v in self._inference.infer(key, use) if isinstance(v, LiteralValue)]
        return literals[0] if len(literals) == 1 else None

    def element(self, expression: ex.Element, use: Use) -> Values:
        """What a `for` target is bound to."""
        return self.iterated(self._inference.infer(expression.iterable, use), is_async=expression.is_async)

    def iterated(self, values: Values, *, is_async: bool) -> Values:
        """What iterating any of the values gives."""
        found = [self._iterated(value, is_async) for value in values]
        return merged(*found) if found else ()

    def _iterated(self, value: Value, is_async: bool) -> Values:
        inference = self._inference
        special = "__aiter__" if is_async else "__iter__"
        if isinstance(value, CollectionValue):
            return value.names if value.kind == "dict" else value.elements
        if isinstance(value, LibraryValue):
            given = inference.attributes.read(value)
            return inference.attributes.special(given, special) if given is not None else ()
        if isinstance(value, LibraryObject):
            return value.elements or inference.attributes.special(value, special)
        if isinstance(value, ObjectValue):
            return self._of_iterator(value, special)
        if isinstance(value, ClassValue):  # an enumeration: its members are its objects
            is_enum = any(base in python.ENUMS for base in inference.classes.library_bases(value.scope))
            return (ObjectValue(value.scope),) if is_enum else ()
        return ()

    def _of_iterator(self, value: ObjectValue, special: str) -> Values:
        """What `__iter__` yields, or what `__next__` of the iterator that it returns gives."""
        found: list[Values] = []
        step = "__anext__" if special == "__aiter__" else "__next__"
        for iterator in self._inference.results.of_method(value, special):
            if isinstance(iterator, CollectionValue):
                found.append(iterator.elements)
            elif isinstance(iterator, ObjectValue):
                found.append(self._inference.results.of_method(iterator, step))
        return merged(*found) if found else ()

    def item(self, expression: ex.Item, use: Use) -> Values:
        """One part of unpacking."""
        source = expression.value
        if isinstance(source, ex.Collection) and -1 < expression.position < len(source.elements):
            return self._inference.infer(source.elements[expression.position], use)
        found = [self._part(value, expression.position) for value in self._inference.infer(source, use)]
        return merged(*found) if found else ()

    def _part(self, value: Value, position: int) -> Values:
        if isinstance(value, CollectionValue):
            return value.names if value.kind == "dict" else value.at(position)
        if isinstance(value, LibraryObject):
            return value.elements or self._inference.attributes.special(value, "__iter__")
        if isinstance(value, ObjectValue):
            return self._field(value.scope, position)
        return ()

    def _field(self, scope: Scope, position: int) -> Values:
        """The field at a position of a named tuple."""
        if not any(base in python.NAMED_TUPLES for base in self._inference.classes.library_bases(scope)):
            return ()
        fields = [
            binding
            for binding in scope.body.bindings
            if binding.annotation is not None and not isinstance(binding.value, DefinitionTarget | ImportTarget)
        ]
        return self._inference.binding(scope, fields[position]) if -len(fields) <= position < len(fields) else ()

    def method(self, value: CollectionValue, call: Call, use: Use) -> Values:
        """What calling a method of a collection gives."""
        name = call.func.attr if isinstance(call.func, ex.Attribute) else ""
        infer = self._inference.infer
        if name in _GIVE_ELEMENTS:
            default = infer(call.args[1], use) if len(call.args) > 1 else ()
            key = self._constant(call.args[0], use) if call.args and value.kind == "dict" else None
            return merged(value.at(key), default)
        if name == "items" and value.kind == "dict":
            pair = CollectionValue(
                merged(value.names, value.elements), kind="tuple", parts=(value.names, value.elements)
            )
            return (CollectionValue((pair,), kind="list"),)
        if name == "popitem":
            pair = CollectionValue(
                merged(value.names, value.elements), kind="tuple", parts=(value.names, value.elements)
            )
            return (pair,)
        if name == "keys":
            return (CollectionValue(value.names, kind="list"),)
        if name == "values":
            return (CollectionValue(value.elements, kind="list"),)
        return (value,)

    def of_builtin(self, name: str, call: Call, use: Use) -> Values | None:
        """What a function that takes a collection apart gives; None for others."""
        infer = self._inference.infer
        if name in _COPIES and call.args:
            source = infer(call.args[0], use)
            if name == "builtins.dict.fromkeys":
                held = infer(call.args[1], use) if len(call.args) > 1 else ()
                return (CollectionValue(held, kind="dict", names=self.iterated(source, is_async=False)),)
            parts = next(
                (v.parts for v in source if isinstance(v, CollectionValue) and v.kind in ("list", "tuple")), ()
            )
            kept = parts if name in ("builtins.list", "builtins.tuple") and len(source) == 1 else ()
            return (CollectionValue(self.iterated(source, is_async=False), kind=_COPIES[name], parts=kept),)
        if name == "builtins.enumerate" and call.args:
            return _rows(_INT, self.iterated(infer(call.args[0], use), is_async=False))
        if name == "builtins.zip" and call.args:
            return _rows(*(self.iterated(infer(each, use), is_async=False) for each in call.args))
        if name in _EMPTY and not call.args and not call.keywords:
            return (CollectionValue((), kind=_EMPTY[name]),)
        if name == "collections.defaultdict":
            made = [self._inference.results.of_value(v) for v in (infer(call.args[0], use) if call.args else ())]
            return (CollectionValue(merged((), *made), kind="dict"),)
        if name == "builtins.dict":
            held = merged((), *(infer(value, use) for keyword, value in call.keywords if keyword is not None))
            given = infer(call.args[0], use) if call.args else ()
            if not call.keywords and given:
                return tuple(v for v in given if isinstance(v, CollectionValue) and v.kind == "dict")
            return (CollectionValue(held, kind="dict", names=(LITERAL_TYPES[str],) if call.keywords else ()),)
        if name == "builtins.map" and len(call.args) > 1:
            return self._mapped(call, use)
        if name in ("asyncio.gather", "asyncer.gather"):
            return self._gathered(call, use)
        return None

    def _mapped(self, call: Call, use: Use) -> Values:
        """`map(function, items)`: what the function gives."""
        found = [self._inference.results.of_value(value) for value in self._inference.infer(call.args[0], use)]
        return (CollectionValue(merged((), *found), kind="iterator"),)

    def _gathered(self, call: Call, use: Use) -> Values:
        """`await asyncio.gather(a(), b())`: a list with the result of each."""
        infer = self._inference.infer
        if any(isinstance(argument, ex.Starred) for argument in call.args):
            spread = [infer(a.value, use) for a in call.args if isinstance(a, ex.Starred)]
            held = merged((), *(self.iterated(each, is_async=False) for each in spread))
            return (CollectionValue(awaited(held), kind="list"),)
        parts = tuple(self._inference.infer(ex.Awaited(argument), use) for argument in call.args)
        return (CollectionValue(merged((), *parts), kind="list", parts=parts),)


def _rows(*columns: Values) -> Values:
    """An iterator of tuples."""
    return (CollectionValue((CollectionValue(merged((), *columns), kind="tuple", parts=columns),), kind="iterator"),)


def without_literals(values: Values) -> Values:
    """The values, with the class in the place of each literal."""
    found = [LITERAL_TYPES.get(type(v.value)) if isinstance(v, LiteralValue) else v for v in values]
    return tuple(dict.fromkeys(v for v in found if v is not None))
