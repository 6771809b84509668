"""Renamed: the names that may stand for functions and classes which are called otherwise.

`from shop import load as read`, `self.read = load`, `def use(read=load)`: of a call `read()` the name does not tell
which function it is. Of all other calls the last part of the name does: `shop.load()`, `self.load()`.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import TYPE_CHECKING

from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import NO_CALLABLES
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.overrides import is_empty
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import (
    ClassValue,
    CollectionValue,
    FunctionValue,
    LibraryObject,
    LibraryValue,
    LiteralValue,
    ModuleValue,
    ObjectValue,
    PackageValue,
    Target,
    Values,
    merged,
)

if TYPE_CHECKING:
    from fastapi_lint.project.resolve.inference import Inference

_NO_CALLABLE = (CollectionValue, LibraryObject, LiteralValue, ModuleValue, ObjectValue, PackageValue)
_PLAIN_DECORATORS = frozenset({"staticmethod", "classmethod", "abstractmethod", "overload"})
_CLASS = "__class__"
_CONSTANT = ex.Constant.tag
_END_OF_LINE = 1 << 20


class Renamed:
    """Tells which calls may call what is called otherwise than they are written."""

    def __init__(self, inference: Inference, scopes: dict[str, list[Scope]]) -> None:
        self._inference = inference
        self._mentions = inference.mentions
        self._properties: dict[str, list[Scope]] = {}
        hooks: list[Scope] = []
        for scope in (scope for group in scopes.values() for scope in group if scope.is_function):
            if scope.is_method and not all(map(_is_plain, scope.definition.decorators)):
                self._properties.setdefault(scope.definition.name, []).append(scope)
            if scope.definition.name == "__getattr__" and scope.parent is scope.module_scope:
                hooks.append(scope)
        self.by_hooks: Values = merged((), *(inference.results.of_function(hook) for hook in hooks))
        """What `__getattr__` of modules gives: the name by which that is called tells nothing."""

    def calls(self) -> Iterator[tuple[str, Set[str]]]:
        """How these calls are written, but for those of `by_hooks`, and the modules that they stand in."""
        variables, attributes = self._mentions.variables, self._mentions.attributes
        for written in self._mentions.written:
            name = written.removeprefix(".")
            if written == name:
                if name in variables:
                    yield name, self._seeing(name)
            elif name == _CLASS or ((name in attributes or name in self._properties) and self._may_be_otherwise(name)):
                yield written, self._mentions.calling(written)

    def _seeing(self, variable: str) -> set[str]:
        """The modules in which the name may be that of a variable: they have it, or import it under its name."""
        imported = self._mentions.imported
        found = {*self._mentions.variables[variable], *(module.path for module, _ in imported.get("*", ()))}
        calling = self._mentions.calling(variable) - found
        for module, target in imported.get(variable, ()) if calling else ():
            if module.path in calling:
                meant = self._inference.names.imported(module, target)
                found.update(() if all(_bears(each, variable) for each in meant) else (module.path,))
        return found

    def _may_be_otherwise(self, name: str) -> bool:
        """True unless all that an attribute of this name can be is known, and is nothing that is called by a name."""
        bound = self._mentions.attributes.get(name, ())
        if len(bound) > len(self._mentions.of(name)):
            return True  # a look at the calls themselves tells it sooner
        found = (values for scope in bound for values in self._bound(scope, name))
        if not all(map(_are_no_callables, found)):
            return True
        read = (method for method in self._properties.get(name, ()) if self._inference.descriptors.is_property(method))
        return not all(_are_no_callables(self._inference.results.of_function(method)) for method in read)

    def _bound(self, scope: Scope, name: str) -> Iterator[Values]:
        """What a definition binds to the attribute, but for constants: what fills a `None` later is bound, too."""
        inference, body = self._inference, scope.body
        for binding in body.bindings:
            is_plain = binding.annotation is None and binding.value.tag == _CONSTANT
            if binding.target == name and binding.is_renaming and not is_plain:
                yield inference.binding(scope, binding)
        for assigned in body.attribute_bindings:
            if assigned.attr == name and assigned.value.tag not in NO_CALLABLES:
                use = Use(scope, assigned.block, (assigned.line, _END_OF_LINE))
                if assigned.value.tag != _CONSTANT:
                    yield inference.infer(assigned.value, use)
                if assigned.annotation is not None:
                    yield inference.annotations.values(assigned.annotation, use)
        for number in self._mentions.called(scope).get("setattr", ()):
            call = body.calls[number]
            if len(call.args) > 2 and isinstance(call.args[1], ex.Constant) and call.args[1].value == name:
                yield inference.infer(call.args[2], inference.use_of_call(scope, number))


def _bears(target: Target, name: str) -> bool:
    """True for what is called by the name, and for what is not called at all."""
    if isinstance(target, FunctionValue | ClassValue):
        return target.scope.definition.name == name
    if isinstance(target, LibraryValue):
        return target.name.rpartition(".")[2] == name
    return isinstance(target, ModuleValue | PackageValue)


def _is_plain(decorator: Expression) -> bool:
    """True if the method stays one that is called by its name."""
    return isinstance(decorator, ex.Name) and decorator.id in _PLAIN_DECORATORS


def _are_no_callables(values: Values) -> bool:
    """True if it is known what the values are, and none can be a function or class of the project or of a library."""
    return not is_empty(values) and all(isinstance(value, _NO_CALLABLE) for value in values)
