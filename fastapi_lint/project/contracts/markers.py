"""Markers: `Query(...)`, `Body()`, `Depends(f)`, `Field(...)` as defaults or in `Annotated`, also behind names."""

from __future__ import annotations

from typing import NamedTuple

from fastapi_lint.frameworks import fastapi
from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import Call
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.values import BoundName, LibraryObject, LibraryValue

_MOST_NAMES = 6
_LIMITS = ("max_length", "max_items")
_PYDANTIC = frozenset({"pydantic", "pydantic.fields"})
_FIELDS = frozenset({"Field", "PrivateAttr", "Relationship"})


class Marker(NamedTuple):
    """A call of a library that says something about a parameter or field.

    `place` is what FastAPI takes from it ("query", "body" …, "dependency"), `` for what is not FastAPI's. `call` is
    None if the marker was made elsewhere and its arguments are not known.
    """

    name: str  # `Query`, without its module
    place: str
    call: Call | None
    module: str = ""  # of the library

    @property
    def says_ellipsis(self) -> bool:
        """True for a marker of FastAPI's or a field of Pydantic's with `...` as default."""
        if self.call is None or not (self.module.startswith("fastapi") or self.module in _PYDANTIC):
            return False
        given = self.call.argument(0, "default")
        return self.place != "dependency" and given is not None and is_ellipsis(given)

    @property
    def is_field(self) -> bool:
        """True if, given as a default, it stands for the field and is not the default value itself."""
        return bool(self.place) or self.name in _FIELDS

    @property
    def has_default(self) -> bool:
        """True if it gives a default value."""
        if self.place == "dependency" or self.call is None:
            return False
        given = self.call.argument(0, "default")
        if self.call.argument(None, "default_factory") is not None:
            return True
        return given is not None and not is_ellipsis(given)

    @property
    def gives_none(self) -> bool:
        """True if its default value is None: `Query(None)`."""
        return self.call is not None and self.place != "dependency" and self.call.argument(0, "default") == ex.NONE

    @property
    def validates_default(self) -> bool:
        """True for `Field(validate_default=True)`: what the default becomes is not what stands there."""
        given = self.call.argument(None, "validate_default") if self.call is not None else None
        return given is not None and not (isinstance(given, ex.Constant) and not given.value)

    @property
    def has_max_length(self) -> bool:
        """True if it limits the length; also where its keywords come from `**spread` and may hold a limit."""
        if self.call is None:
            return False
        if any(keyword is None for keyword, _ in self.call.keywords):
            return True
        given = [self.call.argument(None, keyword) for keyword in _LIMITS]
        if self.name in ("MaxLen", "Len"):
            given.append(self.call.argument(0 if self.name == "MaxLen" else 1, None))
        return any(value is not None and value != ex.NONE for value in given)


def is_ellipsis(expression: Expression) -> bool:
    """True for `...`."""
    return isinstance(expression, ex.Constant) and expression.type == "ellipsis"


class Markers:
    """Recognises markers."""

    def __init__(self, inference: Inference) -> None:
        self._inference = inference

    def read(self, expression: Expression | None, use: Use) -> Marker | None:
        """The marker that an expression stands for, or None if it is no call of a library."""
        if expression is None:
            return None
        for _ in range(_MOST_NAMES):
            if isinstance(expression, ex.CallResult):
                return self._call(expression, use)
            followed = self._followed(expression, use)
            if followed is None:
                return None
            expression, use = followed
        return None

    def _followed(self, expression: Expression, use: Use) -> tuple[Expression, Use] | None:
        """What a name was given, and where."""
        if not isinstance(expression, ex.Name | ex.Attribute):
            return None
        for target in self._inference.annotations.targets(expression, use):
            if isinstance(target, BoundName) and isinstance(
                target.binding.value, ex.Name | ex.Attribute | ex.CallResult
            ):
                binding = target.binding
                return target.binding.value, Use(target.scope, binding.block, (binding.line, binding.column))
        return None

    def _call(self, expression: ex.CallResult, use: Use) -> Marker | None:
        for value in self._inference.callee(use.scope, expression.call):
            if isinstance(value, LibraryValue):
                return self._marker(value.name, use.scope.body.calls[expression.call])
        for result in self._inference.call(use.scope, expression.call):  # made by a function of the project
            if isinstance(result, LibraryObject):
                return self._marker(result.name, None)
        return None

    def _marker(self, name: str, call: Call | None) -> Marker:
        name = self._inference.library_name(name)
        place = "dependency" if name in fastapi.DEPENDENCY_MARKERS else fastapi.parameter_place(name)
        module, _, last = name.rpartition(".")
        return Marker(last, place or "", call, module)
