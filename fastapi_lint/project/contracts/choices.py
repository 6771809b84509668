"""Choices: the values that a `Literal` or an `Enum` of the project has, where all of them are spelt out."""

from __future__ import annotations

from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import TARGETS
from fastapi_lint.project.contracts.declared_types import DeclaredType
from fastapi_lint.project.contracts.written_values import Written
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.scopes import Scope

_ENUMS = frozenset({"enum.Enum", "enum.StrEnum"})
_BASES = _ENUMS | {"builtins.str"}
_NEVER = frozenset({"list", "tuple", "set", "dict", "float", "uuid", "datetime"})
"""Kinds that no choice is of here."""


class Choices:
    """Tells whether a value is none of the choices."""

    def __init__(self, inference: Inference) -> None:
        self._inference = inference

    def refuse(self, written: Written, declared: DeclaredType) -> bool:
        """True if a value is certainly none of those that a type has: text, None, a container."""
        values = self._values(declared)
        if values is None:
            return False
        if written.kind == "none":
            return ex.NONE not in values
        if written.kind == "str" and isinstance(written.expression, ex.Constant):
            return written.expression not in values
        return written.kind in _NEVER

    def _values(self, declared: DeclaredType) -> tuple[Expression, ...] | None:
        values = declared.values if declared.scope is None else self._members(declared.scope)
        return values if values and all(map(_is_told, values)) else None

    def _members(self, scope: Scope) -> tuple[Expression, ...]:
        """The values of an enumeration of text; none if it is no such thing, or makes values in other ways."""
        bases = {self._inference.library_name(base) for base in self._inference.classes.library_bases(scope)}
        own, library = self._inference.classes.bases(scope)
        if not bases & _ENUMS or not bases <= _BASES or own or len(library) != len(scope.definition.bases):
            return ()
        if any(child.definition.name in ("_missing_", "__new__", "__init__") for child in scope.children):
            return ()
        named = [one for one in scope.body.bindings if not one.target.startswith("_")]
        return tuple(ex.UNKNOWN if isinstance(one.value, TARGETS) else one.value for one in named)


def _is_told(value: Expression) -> bool:
    return isinstance(value, ex.Constant) and value.type in ("str", "none")
