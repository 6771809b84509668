"""Attributes: what `value.attr` stands for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from fastapi_lint.frameworks import python
from fastapi_lint.model import expression as ex
from fastapi_lint.model.facts import AttributeBinding
from fastapi_lint.project.resolve.classes import Member
from fastapi_lint.project.resolve.generics import substituted
from fastapi_lint.project.resolve.memory import Table
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.overrides import is_empty
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import (
    LITERAL_TYPES,
    BoundName,
    ClassValue,
    CollectionValue,
    FunctionValue,
    LibraryObject,
    LibraryValue,
    LiteralValue,
    ModuleValue,
    ObjectValue,
    PackageValue,
    SuperValue,
    Target,
    TypeVariable,
    Value,
    Values,
    merged,
)

if TYPE_CHECKING:
    from fastapi_lint.project.resolve.inference import Inference

_ELEMENT_METHODS = frozenset(
    {"get", "pop", "popleft", "popitem", "setdefault", "keys", "values", "items", "copy", "__next__", "__getitem__"}
)


class Attributes:
    """Looks attributes up in modules, classes, objects and library names."""

    def __init__(self, inference: Inference) -> None:
        self._inference = inference
        self._known: Table = {}
        self._of_libraries: dict[tuple[type, str, str], tuple[str, Values]] = {}
        self._rules: dict[type, Callable[[Any, str, Use], Values]] = {
            ModuleValue: self._of_module,
            PackageValue: self._of_package,
            ObjectValue: self._of_object,
            ClassValue: self._of_class,
            SuperValue: self._of_super,
            TypeVariable: self._of_variable,
            FunctionValue: self._of_decorated,
            LibraryObject: self._of_library,
            LibraryValue: self._of_library,
            CollectionValue: self._of_collection,
            LiteralValue: self._of_literal,
        }

    def of(self, value: Value, name: str, use: Use) -> Values:
        """The values of one attribute of one value."""
        rule = self._rules.get(type(value))
        return rule(value, name, use) if rule is not None else ()

    def _of_package(self, value: PackageValue, name: str, use: Use) -> Values:
        inference = self._inference
        return inference.values_of(inference.names.member_of_package(value.name, name, use.scope.module))

    def _of_variable(self, value: TypeVariable, name: str, use: Use) -> Values:
        return merged((), *(self.of(limit, name, use) for limit in self._inference.generics.bound(value)))

    def _of_decorated(self, value: FunctionValue, name: str, _: Use) -> Values:
        """What a function has from a library's decorator: `task.delay` of `@celery.task`, `tool.invoke` of `@tool`."""
        for decorator in self._inference.decorator_names(value.scope):
            given = self._inference.catalog.returns(decorator) if decorator else None
            if given is not None and given != decorator:
                return (LibraryValue(f"{given}.{name}"),)
        return ()

    def _of_module(self, value: ModuleValue, name: str, use: Use) -> Values:
        """A name of the module, a submodule, what others assign to it, or what its `__getattr__` gives."""
        inference = self._inference
        scope = inference.names.module_scope(value.module)
        targets = inference.names.member(scope, name)
        if not targets:
            targets = inference.names.member_of_package(value.module.name, name, use.scope.module)
        found = inference.values_of(targets)
        if is_empty(found):
            found = merged(found, inference.assignments.to_module(value.module, name))
        if not targets and not found:
            hooks = inference.names.member(scope, "__getattr__")
            return merged((), *(inference.results.of_function(h.scope) for h in hooks if isinstance(h, FunctionValue)))
        return found

    def _of_library(self, value: LibraryObject | LibraryValue, name: str, _: Use) -> Values:
        key = (type(value), value.name, name)
        known = self._of_libraries.get(key)
        if known is None:
            owner = (isinstance(value, LibraryValue) and self.given_by(value.name)) or value.name
            bag = self._inference.assignments.bag_of(value)
            known = self._of_libraries[key] = bag, (LibraryValue(f"{owner}.{name}"),)
        return (known[0] and self._inference.assignments.to_state(known[0], name)) or known[1]

    @staticmethod
    def _of_collection(value: CollectionValue, name: str, _: Use) -> Values:
        return (value,) if name in _ELEMENT_METHODS else (LibraryValue(f"builtins.{_class_of(value)}.{name}"),)

    @staticmethod
    def _of_literal(value: LiteralValue, name: str, _: Use) -> Values:
        kind = LITERAL_TYPES.get(type(value.value))
        return (LibraryValue(f"{kind.name}.{name}"),) if kind is not None else ()

    def targets(self, expression: ex.Attribute, use: Use) -> tuple[Target, ...]:
        """What `module.name` or `Class.name` refers to, before its value is inferred (for type aliases)."""
        inference = self._inference
        found: list[Target] = []
        for value in inference.infer(expression.value, use):
            if isinstance(value, ModuleValue):
                found += inference.names.member(inference.names.module_scope(value.module), expression.attr)
            elif isinstance(value, ClassValue):
                member = inference.classes.member(value.scope, expression.attr)
                found += member.targets if member else ()
            else:
                found += self.of(value, expression.attr, use)
        return tuple(found)

    def given_by(self, name: str) -> str | None:
        """The class of the object that reading a library's attribute gives (`MongoClient.db` -> `Database`)."""
        catalog = self._inference.catalog
        name = catalog.canonical(name)
        owner, _, last = name.rpartition(".")
        is_class = owner.rpartition(".")[2][:1].isupper() or catalog.is_class(owner)
        if not is_class or last[:1].isupper():
            return None
        found = catalog.returns(name)
        if found is None and catalog.leaf(name) is None and not last.startswith("_"):
            found = catalog.returns(f"{owner}.__getattr__")
        return found if found != name else None

    def read(self, value: LibraryValue) -> LibraryObject | None:
        """The object that reading a library's attribute gives, if the name is one of an attribute."""
        given = self.given_by(value.name)
        return LibraryObject(self._inference.library_name(given)) if given else None

    def special(self, value: LibraryObject, method: str) -> Values:
        """What a special method of a library object gives (`__enter__`, `__iter__`, `__getitem__`)."""
        found = self._inference.catalog.returns(f"{value.name}.{method}")
        return (LibraryObject(self._inference.library_name(found)),) if found else ()

    def _of_object(self, value: ObjectValue, name: str, _: Use) -> Values:
        if name == "__class__":
            return (ClassValue(value.scope, value.arguments, own=value.own),)
        classes = self._inference.classes
        member = classes.member(value.scope, name)
        found = self.of_member(member, value, name) if member is not None else ()
        if is_empty(found):
            found = merged(found, self._inference.assignments.to_class(value.scope, name))
        if member is not None and is_empty(found):
            found = merged(found, self._inference.constructed.held(value, name))
        if not value.exact:
            found = self._inference.overrides.joined(value, name, found)
        if member is None and not found:
            found = self._proxied(value, name)
        if member is not None or found:
            return found
        if not value.exact:
            reached = classes.implementations(value.scope, name)
            if reached:
                return tuple(FunctionValue(scope, value) for scope in reached)
        return tuple(LibraryValue(f"{self._inference.library_name(b)}.{name}") for b in self._useful_bases(value.scope))

    def _proxied(self, value: ObjectValue, name: str) -> Values:
        """What `__getattr__` takes from another object: `return getattr(self._client, name)`."""
        member = self._inference.classes.member(value.scope, "__getattr__")
        function = member.function() if member is not None else None
        if function is None or len(function.definition.parameters) != 2:
            return ()
        body, asked = function.body, ex.Name(function.definition.parameters[1].name)
        found: list[Values] = []
        for outcome in body.outcomes:
            if outcome.kind == "return" and isinstance(outcome.value, ex.CallResult):
                call = body.calls[outcome.value.call]
                if call.func == ex.Name("getattr") and call.args[1:2] == (asked,):
                    use = self._inference.use_of_call(function, outcome.value.call)
                    found.append(self._inference.infer(ex.Attribute(call.args[0], name), use))
        return merged((), *found)

    def _useful_bases(self, scope: Scope) -> list[str]:
        return [b for b in self._inference.classes.library_bases(scope) if b not in python.INTERFACES][:2]

    def of_member(self, member: Member, receiver: Value, name: str) -> Values:
        """What a member of a class is, looked up through an object or class."""
        inference = self._inference
        function = member.function()
        if function is not None:
            return self._method(function, receiver, name)
        return substituted(self._held(member), inference.generics.known_of(receiver, member.owner), receiver)

    def _held(self, member: Member) -> Values:
        """What the class body and its methods bind to the attribute."""
        inference = self._inference
        found: list[Values] = []
        for target in member.targets:
            if isinstance(target, BoundName):
                found.append(inference.binding(target.scope, target.binding))
            else:
                found.append(inference.value_of(target))
        for method, binding in member.assigned:
            use = Use(method, binding.block, (binding.line, 0))
            place = Use(method, binding.block, (binding.line, 1 << 20))
            declared = inference.annotations.values(binding.annotation, use)
            found.append(self._assigned(member.owner, binding, place, declared))
        return merged(*found) if found else ()

    def _assigned(self, owner: Scope, binding: AttributeBinding, use: Use, declared: Values) -> Values:
        key = (use.scope, binding.attr, binding.line)
        return self._inference.once(self._known, key, self._find_assigned, owner, binding, use, declared)

    def _find_assigned(self, owner: Scope, binding: AttributeBinding, use: Use, declared: Values) -> Values:
        inference = self._inference
        found = inference.infer(binding.value, use) or inference.kept.values(binding.value, use)
        return inference.grown.filled_attribute(owner, binding.attr, inference.agreed(found, declared))

    def _method(self, function: Scope, receiver: Value, name: str) -> Values:
        inference = self._inference
        decorators = inference.decorator_names(function)
        if inference.descriptors.is_property(function):
            return inference.results.of_function(function, receiver)
        bound = None if python.STATIC in decorators else receiver
        if isinstance(receiver, ObjectValue) and not receiver.exact:
            return tuple(FunctionValue(scope, bound) for scope in self._reached(receiver, function, name))
        return (FunctionValue(function, bound),)

    def _reached(self, receiver: ObjectValue | ClassValue, function: Scope, name: str) -> list[Scope]:
        """The methods that a call of this one on the receiver may reach."""
        classes = self._inference.classes
        reached = classes.implementations(receiver.scope, name)
        if receiver.own and reached == [function]:
            reached = classes.of_self(receiver.scope, name, function)
        return reached or [function]

    def _of_class(self, value: ClassValue, name: str, _: Use) -> Values:
        inference = self._inference
        if name == "__subclasses__":
            return (LibraryValue(python.SUBCLASSES),)
        member = inference.classes.member(value.scope, name)
        found = self._of_own_class(value, member, name) if member is not None else ()
        if is_empty(found):
            found = merged(found, inference.assignments.to_class(value.scope, name))
        if value.own or value.below:
            found = inference.overrides.joined(value, name, found)
        if member is not None or found:
            return found
        bases = self._useful_bases(value.scope)
        return tuple(LibraryValue(f"{inference.library_name(base)}.{name}") for base in bases)

    def _of_own_class(self, value: ClassValue, member: Member, name: str) -> Values:
        inference = self._inference
        function = member.function()
        if function is not None and inference.descriptors.is_of_project(function):
            return inference.results.of_function(function, value)
        if function is not None:
            bound = value if python.CLASS_METHOD in inference.decorator_names(function) else None
            return tuple(FunctionValue(scope, bound) for scope in self._reached(value, function, name))
        if self._is_enum_member(value.scope, member):
            return (ObjectValue(value.scope, True),)
        return self.of_member(member, value, name)

    def _is_enum_member(self, scope: Scope, member: Member) -> bool:
        bound = member.targets and isinstance(member.targets[0], BoundName) and member.targets[0].binding
        if not bound or bound.annotation is not None or bound.target.startswith("_"):
            return False
        return any(base in python.ENUMS for base in self._inference.classes.library_bases(scope))

    def _of_super(self, value: SuperValue, name: str, _: Use) -> Values:
        inference = self._inference
        if name == "__new__":
            return (LibraryValue("builtins.object.__new__"),)
        members = inference.classes.members_after(value.scope, name)
        if members:
            receiver = ObjectValue(value.scope, exact=True)
            return merged((), *(self.of_member(member, receiver, name) for member in members))
        return tuple(LibraryValue(f"{inference.library_name(b)}.{name}") for b in self._useful_bases(value.scope))


def _class_of(value: CollectionValue) -> str:
    return "list" if value.kind == "iterator" else value.kind
