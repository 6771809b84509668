"""Mapped classes: which classes of the project are tables, and which of their attributes are loaded when read."""

from __future__ import annotations

from fastapi_lint.frameworks import sqlalchemy as vocabulary
from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import Call
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import LibraryValue


class Mapped:
    """Answers for classes and their attributes."""

    def __init__(self, inference: Inference) -> None:
        self._inference = inference

    def is_mapped(self, scope: Scope) -> bool:
        """True for a class with `__tablename__` or `table=True`."""
        for one in self._inference.classes.mro(scope):
            if "__tablename__" in one.bindings:
                return True
            if any(name == "table" and value == ex.Constant(True, "bool") for name, value in one.definition.keywords):
                return True
        return False

    def is_attribute(self, scope: Scope, name: str) -> bool:
        """True if the class declares an attribute: a column or a relationship."""
        for one in self._inference.classes.mro(scope):
            if any(child.definition.name == name for child in one.children):
                return False  # a method or a property
            if name in one.bindings:
                return not name.startswith("_")
        return False

    def is_lazy(self, scope: Scope, name: str) -> bool:
        """True for a relationship that is loaded when it is read, as far as its declaration says."""
        for one in self._inference.classes.mro(scope):
            for binding in one.bindings.get(name, ()):
                if isinstance(binding.value, ex.CallResult):
                    return self._is_lazy_call(one, binding.value.call)
                return False
        return False

    def _is_lazy_call(self, scope: Scope, index: int) -> bool:
        names = {
            self._inference.library_name(value.name)
            for value in self._inference.callee(scope, index)
            if isinstance(value, LibraryValue)
        }
        if not names or not names <= vocabulary.RELATIONSHIPS:
            return False
        call = scope.body.calls[index]
        inner = call.argument(None, "sa_relationship")
        if isinstance(inner, ex.CallResult):
            return self._is_lazy_call(scope, inner.call)
        return inner is None and self._is_default(call)

    @staticmethod
    def _is_default(call: Call) -> bool:
        options = call.argument(None, "sa_relationship_kwargs")
        given: list[tuple[Expression | None, Expression]] = [
            (None if name is None else ex.Constant(name, "str"), value) for name, value in call.keywords
        ]
        if isinstance(options, ex.Mapping):
            given += options.items
        elif options is not None:
            return False
        if any(key is None for key, _ in given):
            return False
        for key, value in given:
            if key == ex.Constant("lazy", "str"):
                return isinstance(value, ex.Constant) and value.value in vocabulary.LAZY
        return True
