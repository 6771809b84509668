"""Renamed: the names that may stand for functions and classes which are called otherwise.

`from shop import load as read`, `self.read = load`, `def use(read=load)`: of a call `read()` the name does not tell
which function it is. Of all other calls the last part of the name does: `shop.load()`, `self.load()`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import AttributeBinding, Binding, Call, DefinitionTarget, ImportTarget
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.overrides import is_empty
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import (
    CollectionValue,
    LibraryObject,
    LiteralValue,
    ModuleValue,
    ObjectValue,
    PackageValue,
    Value,
    Values,
)

if TYPE_CHECKING:
    from fastapi_lint.project.resolve.inference import Inference

_NO_CALLABLES = frozenset({"collection", "mapping", "fstring", "comprehension", "lambda"})
"""Expressions that are surely neither a function nor a class with a name."""

_NO_CALLABLE = (CollectionValue, LibraryObject, LiteralValue, ModuleValue, ObjectValue, PackageValue)
_PLAIN_DECORATORS = frozenset({"staticmethod", "classmethod", "abstractmethod", "overload"})
_END_OF_LINE = 1 << 20

_Question = Callable[[], Iterator[Values]]
"""What an attribute may be, by one of the places that say so."""


class Renamed:
    """Tells the names that are bound to anything but definitions of the same name."""

    def __init__(self, inference: Inference, scopes: dict[str, list[Scope]]) -> None:
        self._inference = inference
        self._variables: set[str] = set()
        self._attributes: dict[str, list[_Question]] = {}
        for group in scopes.values():
            for scope in group:
                self._add(scope)
        hooks = (scope for group in scopes.values() for scope in group[0].children if _is_hook(scope))
        given = (value for hook in hooks for value in inference.results.of_function(hook))
        self._any_attribute = not all(map(_is_harmless, given))
        self._ask("__class__", lambda: iter(((),)))

    def variables(self) -> list[str]:
        """The names of which `name()` may call what is called otherwise."""
        return sorted(self._variables)

    def attributes(self) -> list[str]:
        """The names of which `x.name()` may call what is called otherwise."""
        return sorted(self._attributes)

    def is_attribute(self, name: str, calls: int) -> bool:
        """True if `x.name()` may call what is called otherwise, or if so few calls tell it sooner."""
        questions = self._attributes.get(name, ())
        if self._any_attribute or len(questions) >= calls:
            return True
        return not all(_are_harmless(values) for question in questions for values in question())

    def _add(self, scope: Scope) -> None:
        definition, variables = scope.definition, self._variables
        body = definition.body
        is_attribute = not scope.is_function
        for binding in body.bindings:
            if _may_be_called(binding):
                variables.add(binding.target)
            if (is_attribute or binding.target in body.globals) and _is_named_otherwise(binding):
                self._ask(binding.target, partial(self._of_binding, scope, binding))
        variables.update(parameter.name for parameter in definition.parameters)
        if any(block.parameters for block in body.blocks):
            variables.update(parameter.name for block in body.blocks for parameter in block.parameters)
        for attribute in body.attribute_bindings:
            if attribute.value.tag not in _NO_CALLABLES:
                self._ask(attribute.attr, partial(self._of_assignment, scope, attribute))
        for call in body.calls:
            if _is_setattr(call):
                name = call.args[1]
                assert isinstance(name, ex.Constant)
                self._ask(str(name.value), partial(self._of_expression, call.args[2], _place(scope, call)))
        if scope.is_method and not all(_is_plain(each) for each in definition.decorators):
            self._ask(definition.name, partial(self._of_property, scope))

    def _ask(self, name: str, question: _Question) -> None:
        self._attributes.setdefault(name, []).append(question)

    def _of_binding(self, scope: Scope, binding: Binding) -> Iterator[Values]:
        yield self._inference.binding(scope, binding)

    def _of_assignment(self, scope: Scope, binding: AttributeBinding) -> Iterator[Values]:
        use = Use(scope, binding.block, (binding.line, _END_OF_LINE))
        yield self._inference.infer(binding.value, use)
        if binding.annotation is not None:
            yield self._inference.annotations.values(binding.annotation, use)

    def _of_expression(self, expression: Expression, use: Use) -> Iterator[Values]:
        yield self._inference.infer(expression, use)

    def _of_property(self, method: Scope) -> Iterator[Values]:
        if self._inference.descriptors.is_property(method):
            yield self._inference.results.of_function(method)


def _may_be_called(binding: Binding) -> bool:
    """True if the variable may be a function or class of another name."""
    value = binding.value
    if not _is_named_otherwise(binding) or value.tag == "constant":
        return False
    return value.tag != "unknown" or binding.annotation is not None


def _is_named_otherwise(binding: Binding) -> bool:
    value = binding.value
    if isinstance(value, DefinitionTarget):
        return False
    if isinstance(value, ImportTarget):
        if value.name is not None:
            return value.name not in (binding.target, "*")
        return binding.target not in (value.module.partition(".")[0], value.module.rpartition(".")[2])
    return value.tag not in _NO_CALLABLES


def _is_setattr(call: Call) -> bool:
    if not isinstance(call.func, ex.Name) or call.func.id != "setattr" or len(call.args) != 3:
        return False
    return isinstance(call.args[1], ex.Constant)


def _place(scope: Scope, call: Call) -> Use:
    return Use(scope, call.block, (call.span.line, call.span.column))


def _is_plain(decorator: Expression) -> bool:
    """True if the method stays one that is called by its name."""
    return isinstance(decorator, ex.Name) and decorator.id in _PLAIN_DECORATORS


def _is_hook(scope: Scope) -> bool:
    return scope.is_function and scope.definition.name == "__getattr__"


def _are_harmless(values: Values) -> bool:
    """True if it is known what the values are, and none can be a function or class of the project or of a library."""
    return not is_empty(values) and all(map(_is_harmless, values))


def _is_harmless(value: Value) -> bool:
    return isinstance(value, _NO_CALLABLE)
