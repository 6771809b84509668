"""Overrides: what an attribute of `self` is in the classes below, which a base leaves to them or which they replace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi_lint.project.resolve.classes import MOST_OVERRIDES, Member
from fastapi_lint.project.resolve.memory import Table
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import ClassValue, FunctionValue, LiteralValue, ObjectValue, Values, merged

if TYPE_CHECKING:
    from fastapi_lint.project.resolve.inference import Inference


class Overrides:
    """Joins the attributes of a class with those of the classes below it. Methods are dispatched by `Classes`."""

    def __init__(self, inference: Inference) -> None:
        self._inference = inference
        self._known: Table = {}
        self._below: dict[tuple[Scope, str], tuple[tuple[Scope, Member], ...]] = {}

    def joined(self, receiver: ObjectValue | ClassValue, name: str, found: Values) -> Values:
        """The values of an attribute, given those that the receiver's own class knows.

        What that leaves open (it is abstract, `None` or not there) the classes below say; what it has they replace
        only where the receiver is `self` or `cls`, which may be of any of them.
        """
        for value in found:
            if type(value) is FunctionValue:
                return found
        own = self._inference.classes.member(receiver.scope, name)
        abstract = self._is_abstract(own)
        is_open = abstract or is_empty(found)
        if not (is_open or receiver.own):
            return found
        below = self._of_those_below(receiver.scope, name)
        if not below or (len(below) > MOST_OVERRIDES and not is_open):
            return found
        values = merged((), *(self._value(receiver, kind, member, name) for kind, member in below))
        if not values or abstract:
            return values or found
        return values if self._is_replaced_everywhere(receiver.scope, own, name) else merged(values, found)

    def _value(self, receiver: ObjectValue | ClassValue, kind: Scope, member: Member, name: str) -> Values:
        key = (kind, member.owner, name, isinstance(receiver, ClassValue))
        attributes = self._inference.attributes
        seen = ClassValue(kind) if isinstance(receiver, ClassValue) else ObjectValue(kind, exact=True)
        return self._inference.once(self._known, key, attributes.of_member, member, seen, name)

    def _of_those_below(self, scope: Scope, name: str) -> tuple[tuple[Scope, Member], ...]:
        """The classes below that have the attribute from elsewhere than the class itself has it, one an owner."""
        key = (scope, name)
        if key not in self._below:
            classes = self._inference.classes
            own = classes.member(scope, name)
            found: dict[Scope, tuple[Scope, Member]] = {}
            for kind in classes.kinds(scope):
                member = classes.member(kind, name)
                is_other = member is not None and (own is None or member.owner is not own.owner)
                if member is not None and is_other and not self._is_abstract(member):
                    found.setdefault(member.owner, (kind, member))
            self._below[key] = tuple(found.values())
        return self._below[key]

    def _is_abstract(self, member: Member | None) -> bool:
        function = member.function() if member is not None else None
        return function is not None and self._inference.classes.is_abstract(function)

    def _is_replaced_everywhere(self, scope: Scope, own: Member | None, name: str) -> bool:
        """True if no class that the receiver can be of has the attribute from the receiver's own class."""
        if own is None:
            return True
        members = (self._inference.classes.member(kind, name) for kind in self._inference.classes.kinds(scope))
        return all(member is not None and member.owner is not own.owner for member in members)


def is_empty(values: Values) -> bool:
    """True if the values say nothing: there are none, or only `None`, as of a variable that is filled later."""
    if values and type(values[0]) is not LiteralValue:
        return False  # as most
    return all(isinstance(value, LiteralValue) and value.value is None for value in values)
