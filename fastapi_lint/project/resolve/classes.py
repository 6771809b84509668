"""Classes: their bases, method resolution order, attributes and the implementers of protocols and ABCs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from fastapi_lint.frameworks import python
from fastapi_lint.model.expression import Attribute, CallResult, Name
from fastapi_lint.model.facts import AttributeBinding
from fastapi_lint.project.resolve.mentions import last_name
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import ClassValue, FunctionValue, LibraryObject, LibraryValue, Target
from fastapi_lint.project.web.test_code import is_test_path

if TYPE_CHECKING:
    from fastapi_lint.project.resolve.inference import Inference


MOST_OVERRIDES = 6
"""Overrides of one member that `self` is followed to; more of them say nothing."""


class Member:
    """What a class body or its methods bind to an attribute name."""

    __slots__ = ("_function", "assigned", "owner", "targets")

    def __init__(
        self, owner: Scope, targets: tuple[Target, ...], assigned: list[tuple[Scope, AttributeBinding]]
    ) -> None:
        self.owner = owner
        self.targets = targets
        self.assigned = assigned
        functions = [target.scope for target in reversed(targets) if type(target) is FunctionValue]
        self._function = next((function for function in functions if not _is_accessor(function)), None)

    def function(self) -> Scope | None:
        """The method of this name, if it is one; of a property what reading it runs."""
        return self._function

    def functions(self) -> Iterator[Scope]:
        """All definitions of this name: of a property what reads, sets and deletes it."""
        return (target.scope for target in self.targets if type(target) is FunctionValue)


class Classes:
    """Answers questions about the project's classes; every answer is remembered."""

    def __init__(self, inference: Inference, scopes: dict[str, list[Scope]]) -> None:
        self._inference = inference
        self.all = [scope for group in scopes.values() for scope in group if scope.is_class]
        self._bases: dict[Scope, tuple[tuple[Scope, ...], tuple[str, ...]]] = {}
        self._mro: dict[Scope, tuple[Scope, ...]] = {}
        self._library_bases: dict[Scope, tuple[str, ...]] = {}
        self._assigning: dict[str, dict[Scope, list[Scope]]] = {}
        self._members: dict[tuple[Scope, str], Member | None] = {}
        self._subclasses: dict[Scope, list[Scope]] | None = None
        self._implementations: dict[tuple[Scope, str], list[Scope]] = {}
        self._made: dict[str, bool] = {}
        self._by_method: dict[str, list[Scope]] | None = None
        self._kinds: dict[Scope, list[Scope]] = {}

    def bases(self, scope: Scope) -> tuple[tuple[Scope, ...], tuple[str, ...]]:
        """The direct bases: classes of the project, and names of library classes."""
        known = self._bases.get(scope)
        if known is None:
            self._bases[scope] = ((), ())
            known = self._bases[scope] = self._find_bases(scope)
        return known

    def _find_bases(self, scope: Scope) -> tuple[tuple[Scope, ...], tuple[str, ...]]:
        own: list[Scope] = []
        library: list[str] = []
        for expression in scope.definition.bases:
            for value in self._inference.infer(expression, Use(scope, 1, (scope.definition.line, 0))):
                if isinstance(value, ClassValue) and value.scope is not scope:
                    own.append(value.scope)
                elif isinstance(value, LibraryValue | LibraryObject):  # an object: `declarative_base()` gives a class
                    library.append(value.name)
        return tuple(own), tuple(library)

    def mro(self, scope: Scope) -> tuple[Scope, ...]:
        """The class and its bases within the project in Python's order (C3)."""
        known = self._mro.get(scope)
        if known is not None:
            return known
        self._mro[scope] = (scope,)
        own, library = self.bases(scope)
        above = [list(self.mro(base)) for base in own]
        if len(own) == 1 and own[0] in self._library_bases:
            order = (scope, *above[0])
            names = (*library, *self._library_bases[own[0]])
        else:
            order = (scope, *_linearised([*above, list(own)]))
            names = tuple(name for each in order for name in self.bases(each)[1])
        self._library_bases[scope] = tuple(dict.fromkeys(names))
        self._mro[scope] = order
        return order

    def library_bases(self, scope: Scope) -> tuple[str, ...]:
        """Names of all library classes that the class derives from, directly or through its bases."""
        self.mro(scope)
        return self._library_bases.get(scope, ())

    def is_interface(self, scope: Scope) -> bool:
        """True for protocols and abstract classes: a call of their method is a call of every implementer's."""
        if any(base in python.INTERFACES for base in self.bases(scope)[1]):
            return True
        keywords = dict(scope.definition.keywords)
        metaclass = keywords.get("metaclass")
        return metaclass is not None and getattr(metaclass, "attr", getattr(metaclass, "id", "")) == "ABCMeta"

    def metaclass(self, scope: Scope) -> Scope | None:
        """The class of the project, if it is one of the project, that makes this class and its subclasses."""
        for owner in self.mro(scope):
            expression = dict(owner.definition.keywords).get("metaclass")
            if expression is None:
                continue
            for value in self._inference.infer(expression, Use(owner, 1, (owner.definition.line, 0))):
                if isinstance(value, ClassValue):
                    return value.scope
        return None

    def member(self, scope: Scope, name: str) -> Member | None:
        """The nearest binding of an attribute in the class and its bases, or None."""
        key = (scope, name)
        known = self._members.get(key)
        if known is not None or key in self._members:
            return known
        self._members[key] = None
        for owner in self.mro(scope):
            found = self.own_member(owner, name)
            if found is not None:
                self._members[key] = found
                break
        return self._members[key]

    def member_after(self, scope: Scope, name: str) -> Member | None:
        """The attribute as `super()` in a method of this class finds it."""
        for owner in self.mro(scope)[1:]:
            found = self.own_member(owner, name)
            if found is not None:
                return found
        return None

    def members_after(self, scope: Scope, name: str) -> list[Member]:
        """The same, and what it finds in objects of classes below, whose other bases may stand between."""
        found = [self.member_after(scope, name)]
        for below in self.subclasses(scope)[:MOST_OVERRIDES]:
            order = self.mro(below)
            rest = order[order.index(scope) + 1 :] if scope in order else ()
            found.append(next((each for owner in rest if (each := self.own_member(owner, name)) is not None), None))
        return list({member.owner: member for member in found if member is not None}.values())

    def own_member(self, scope: Scope, name: str) -> Member | None:
        """What this very class binds to the name: in its body, or through `self` in its methods."""
        bindings = scope.bindings.get(name, ())
        methods = self._methods_assigning(name).get(scope, ())
        if not (bindings or methods):
            return None
        targets: list[Target] = []
        for binding in bindings:
            targets += self._inference.names.follow(scope, binding)
        assigned = list(self._self_assignments(methods, name))
        return Member(scope, tuple(targets), assigned) if targets or assigned else None

    def _methods_assigning(self, name: str) -> dict[Scope, list[Scope]]:
        """The methods that give a value to an attribute of some object, by their classes."""
        known = self._assigning.get(name)
        if known is None:
            known = self._assigning[name] = {}
            for method in self._inference.mentions.attributes.get(name, ()):
                if method.is_method and method.definition.parameters and method.parent is not None:
                    known.setdefault(method.parent, []).append(method)
        return known

    @staticmethod
    def _self_assignments(methods: Iterable[Scope], name: str) -> Iterator[tuple[Scope, AttributeBinding]]:
        for method in methods:
            owner = Name(method.definition.parameters[0].name)
            for binding in method.body.attribute_bindings:
                if binding.attr == name and binding.owner == owner:
                    yield method, binding

    def subclasses(self, scope: Scope) -> list[Scope]:
        """All classes of the project below this one, in order of their ids."""
        if self._subclasses is None:
            self._subclasses = {}
            for candidate in self.all:
                for base in self.mro(candidate)[1:]:
                    self._subclasses.setdefault(base, []).append(candidate)
            for found in self._subclasses.values():
                found.sort(key=lambda c: c.id)
        return self._subclasses.get(scope, [])

    def implementations(self, scope: Scope, name: str) -> list[Scope]:
        """The methods that a call of `name` on a value declared as this class may reach.

        That is the class's own method; and where that is abstract, or the class an interface, every implementer's.
        """
        key = (scope, name)
        if key not in self._implementations:
            self._implementations[key] = self._find_implementations(scope, name)
        return self._implementations[key]

    def _find_implementations(self, scope: Scope, name: str) -> list[Scope]:
        member = self.member(scope, name)
        own = member.function() if member else None
        found = [] if own is None or self.is_abstract(own) else [own]
        if own is None or self.is_abstract(own) or (self.is_interface(scope) and not found):
            candidates = self.subclasses(scope) or ([] if name == "__call__" else self._structural(scope))
            for subclass in candidates if is_test_path(scope.module.path) else _without_test_doubles(candidates):
                other = self.own_member(subclass, name)
                function = other.function() if other else None
                if function is not None and function not in found and not self.is_abstract(function):
                    found.append(function)
        return found

    def of_self(self, scope: Scope, name: str, method: Scope) -> list[Scope]:
        """The methods that `self.name()` in a method of this class may reach: `method`, and what overrides it.

        A class that is nowhere made stands for those below it, one that is made for those below that are made too.
        """
        found: dict[Scope, None] = {}
        for kind in self.kinds(scope):
            member = self.member(kind, name)
            function = member.function() if member else None
            if function is not None and not self.is_abstract(function):
                found.setdefault(function)
        return list(found) if 0 < len(found) <= MOST_OVERRIDES else [method]

    def kinds(self, scope: Scope) -> list[Scope]:
        """The classes that `self` in a method of this class can be of."""
        if scope not in self._kinds:
            self._kinds[scope] = self._find_kinds(scope)
        return self._kinds[scope]

    def _find_kinds(self, scope: Scope) -> list[Scope]:
        below = self.subclasses(scope)
        if not is_test_path(scope.module.path):
            below = _without_test_doubles(below)
        if not below or self._is_made(scope.definition.name):
            return [scope, *(each for each in below if self._is_made(each.definition.name))]
        return below

    def _is_made(self, name: str) -> bool:
        """True if the project calls a name or hands it to a call: a class of that name may be made there."""
        known = self._made.get(name)
        if known is None:
            speaking = (scope for scope in self._inference.mentions.of(name) if not is_test_path(scope.module.path))
            known = self._made[name] = any(name in _called_names(scope) for scope in speaking)
        return known

    def _structural(self, scope: Scope) -> list[Scope]:
        """Classes that have every method of a protocol without deriving from it."""
        if not any(base in python.INTERFACES for base in self.library_bases(scope)):
            return []
        wanted = [child.definition.name for child in scope.children if child.is_function]
        if not wanted:
            return []
        rarest = min((self.classes_with(name) for name in wanted), key=len)
        return [
            candidate
            for candidate in rarest
            if candidate is not scope
            and all(any(c.definition.name == name for c in candidate.children) for name in wanted)
            and not self.is_interface(candidate)
        ]

    def classes_with(self, method: str) -> list[Scope]:
        """The classes that define a method of this name themselves."""
        if self._by_method is None:
            self._by_method = {}
            for candidate in self.all:
                for name in dict.fromkeys(c.definition.name for c in candidate.children if c.is_function):
                    self._by_method.setdefault(name, []).append(candidate)
        return self._by_method.get(method, [])

    def is_abstract(self, function: Scope) -> bool:
        """True for abstract methods and for those of protocols, whose bodies do nothing."""
        if any(name in python.ABSTRACT for name in self._inference.decorator_names(function)):
            return True
        body = function.body
        if function.parent is not None and function.parent.is_class and self.is_interface(function.parent):
            return not body.calls and not [o for o in body.outcomes if o.kind != "raise"]
        raises = [o for o in body.outcomes if o.kind == "raise"]
        return bool(raises) and len(body.outcomes) == len(raises) and _raises_not_implemented(function)


def _is_accessor(function: Scope) -> bool:
    """True for what sets or deletes a property: `@name.setter`."""
    if not function.definition.decorators:
        return False
    own = Name(function.definition.name)
    return any(
        isinstance(each, Attribute) and each.value == own and each.attr in python.ACCESSORS
        for each in function.definition.decorators
    )


def _called_names(scope: Scope) -> Iterator[str]:
    for call in scope.body.calls:
        yield last_name(call.func)
        yield from map(last_name, call.args)
        yield from (last_name(value) for _, value in call.keywords)


def _linearised(sequences: list[list[Scope]]) -> Iterator[Scope]:
    """The merge of C3: the first head that stands in no other tail; where there is none, the first head."""
    while sequences := [sequence for sequence in sequences if sequence]:
        heads = [sequence[0] for sequence in sequences]
        tails = {each for sequence in sequences for each in sequence[1:]}
        head = next((each for each in heads if each not in tails), heads[0])
        yield head
        sequences = [[each for each in sequence if each is not head] for sequence in sequences]


def _without_test_doubles(candidates: list[Scope]) -> list[Scope]:
    """What serves: a fake in the tests is no implementation that a handler meets."""
    return [candidate for candidate in candidates if not is_test_path(candidate.module.path)]


def _raises_not_implemented(function: Scope) -> bool:
    body = function.body
    if len(body.calls) > 1 or len(body.bindings) > 0:
        return False
    raised = body.outcomes[0].value
    if isinstance(raised, CallResult):
        raised = body.calls[raised.call].func
    return isinstance(raised, Name) and raised.id == "NotImplementedError"
