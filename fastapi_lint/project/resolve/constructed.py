"""What objects were made with: fields that hold functions or what no annotation tells, by the calls of their class.

`Format(".csv", read_csv)` of a data class, or `self._read = read` in `__init__`. Of an object whose making is known
that very call is asked; of any other all calls of the class.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import Call, DefinitionTarget, ImportTarget
from fastapi_lint.project.resolve.containers import without_literals
from fastapi_lint.project.resolve.generics import matched
from fastapi_lint.project.resolve.memory import Table
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import ClassValue, ObjectValue, Values, merged

if TYPE_CHECKING:
    from fastapi_lint.project.resolve.inference import Inference

_INIT = "__init__"


class Constructed:
    """Finds the argument of a constructor that an attribute keeps."""

    def __init__(self, inference: Inference) -> None:
        self._inference = inference
        self._known: Table = {}

    def held(self, value: ObjectValue, attr: str) -> Values:
        """What the attribute of an object was given when it was made; empty where it keeps no argument."""
        if value.origin is not None and self._makes(*value.origin, value.scope):
            found = self._given(value.scope, attr, *value.origin)
            if found is not None:
                return found
        return self._inference.once(self._known, (value.scope, attr), self._of_all, value.scope, attr)

    def _of_all(self, cls: Scope, attr: str) -> Values:
        sites = self._inference.callers.constructions(cls) if self._inference.is_shallow else ()
        found = [self._given(cls, attr, scope, number) for scope, number in sites]
        return merged((), *(values for values in found if values))

    def is_partly_unknown(self, cls: Scope, attr: str) -> bool:
        """True if an attribute keeps an argument of which no annotation says what it is, and somebody gives it what is
        not known."""
        member = self._inference.classes.member(cls, _INIT)
        init = member.function() if member is not None else None
        kept = init.parameters.get(_parameter_kept(init, attr) or "") if init is not None else None
        if init is None or kept is None or self._inference.parameters.is_declared(init, kept):
            return False
        given = (self._given(cls, attr, *site) for site in self._inference.callers.constructions(cls))
        return any(values is not None and not values for values in given)

    def _makes(self, scope: Scope, number: int, cls: Scope) -> bool:
        """True if the call is one of the class itself, not of a function that gives an object of it."""
        return any(isinstance(v, ClassValue) and v.scope is cls for v in self._inference.callee(scope, number))

    def _given(self, cls: Scope, attr: str, scope: Scope, number: int) -> Values | None:
        call = scope.body.calls[number]
        argument = self._argument(cls, attr, call)
        if argument is None:
            return None
        return without_literals(self._inference.infer(argument, self._inference.use_of_call(scope, number)))

    def _argument(self, cls: Scope, attr: str, call: Call) -> Expression | None:
        """The argument that ends up in the attribute."""
        member = self._inference.classes.member(cls, _INIT)
        init = member.function() if member is not None else None
        if init is not None:
            kept = _parameter_kept(init, attr)
            return next((argument for parameter, argument in matched(init, call, 1) if parameter.name == kept), None)
        for keyword, argument in call.keywords:
            if keyword == attr:
                return argument
        fields = list(self._fields(cls))
        position = fields.index(attr) if attr in fields else len(call.args)
        is_plain = not any(isinstance(argument, ex.Starred) for argument in call.args)
        return call.args[position] if is_plain and position < len(call.args) else None

    def _fields(self, cls: Scope) -> Iterator[str]:
        """The fields of a data class or named tuple in the order in which its constructor takes them."""
        names: dict[str, None] = {}
        for owner in reversed(self._inference.classes.mro(cls)):
            for binding in owner.body.bindings:
                if binding.annotation is not None and not isinstance(binding.value, DefinitionTarget | ImportTarget):
                    names.setdefault(binding.target)
        yield from names


def _parameter_kept(init: Scope, attr: str) -> str | None:
    """The parameter of `__init__` that `self.attr` is set to."""
    owner = ex.Name(init.definition.parameters[0].name) if init.definition.parameters else None
    for binding in init.body.attribute_bindings:
        if (binding.attr, binding.owner) == (attr, owner) and isinstance(binding.value, ex.Name):
            return binding.value.id
    return None
