"""Paths: strings that can be worked out without running the program, such as prefixes and paths of routes."""

from __future__ import annotations

from typing import NamedTuple

from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.values import (
    ClassValue,
    FunctionValue,
    LibraryValue,
    LiteralValue,
    ModuleValue,
    ObjectValue,
)
from fastapi_lint.project.web.runs import Place
from fastapi_lint.project.web.tracing import Tracing

HIDDEN = "…"
"""Stands for the part of a path that is only known when the program runs."""

_DEEPEST = 12
_FROM_ENVIRONMENT = frozenset({"os.getenv", "os.environ.get", "starlette.config.Config.__call__"})
_STRIPPING = {"strip": str.strip, "lstrip": str.lstrip, "rstrip": str.rstrip}
_CUTTING = {"removeprefix": str.removeprefix, "removesuffix": str.removesuffix}


class Text(NamedTuple):
    """A string; `is_known` is False if a part of it is hidden."""

    text: str
    is_known: bool = True


_UNKNOWN = Text(HIDDEN, False)


class Paths:
    """Evaluates string expressions: literals, f-strings, sums, constants, settings, enum members."""

    def __init__(self, inference: Inference, tracing: Tracing) -> None:
        self._inference = inference
        self._tracing = tracing
        self._depth = 0

    def text(self, place: Place) -> Text:
        """The string that an expression gives; `None` counts as empty."""
        if self._depth > _DEEPEST:
            return _UNKNOWN
        self._depth += 1
        try:
            found = [self._root(root) for root in self._tracing.roots(place)]
        finally:
            self._depth -= 1
        known = [text for text in found if text.is_known]
        told = next((text for text in known if text.text), None)
        return told or next(iter(known), None) or next(iter(found), _UNKNOWN)

    def _root(self, place: Place) -> Text:
        expression, use, run = place
        if isinstance(expression, ex.Constant):
            return Text("" if expression.value is None else str(expression.value))
        if isinstance(expression, ex.FormattedString):
            return self._joined([Place(part, use, run) for part in expression.parts])
        if isinstance(expression, ex.Operation) and expression.operator == "+":
            return self._joined([Place(part, use, run) for part in expression.operands])
        if isinstance(expression, ex.CallResult):
            return self._call(expression, place)
        if isinstance(expression, ex.Attribute):
            return self._attribute(expression, place)
        return self._inferred(place)

    def _joined(self, places: list[Place]) -> Text:
        parts = [self.text(place) for place in places]
        return Text("".join(part.text for part in parts), all(part.is_known for part in parts))

    def _inferred(self, place: Place) -> Text:
        for value in self._inference.infer(place.expression, place.use):
            if isinstance(value, LiteralValue) and value.value is not None:
                return Text(str(value.value))
        return _UNKNOWN

    def _attribute(self, expression: ex.Attribute, place: Place) -> Text:
        """`Enum.MEMBER.value`, or a property whose result can be worked out."""
        if expression.attr == "value":
            return self.text(Place(expression.value, place.use, place.run))
        for owner in self._tracing.roots(Place(expression.value, place.use, place.run)):
            for value in self._inference.infer(owner.expression, owner.use):
                if isinstance(value, ObjectValue | ClassValue):
                    found = self._property(value, expression.attr)
                    if found.is_known:
                        return found
                if isinstance(value, ModuleValue) and expression.attr == "__name__":
                    return Text(value.module.name)
        return self._inferred(place)

    def _property(self, value: ObjectValue | ClassValue, attr: str) -> Text:
        member = self._inference.classes.member(value.scope, attr)
        function = member.function() if member else None
        return self._returned(FunctionValue(function, value)) if function is not None else _UNKNOWN

    def _returned(self, value: FunctionValue) -> Text:
        scope = value.scope
        for outcome in scope.definition.body.outcomes:
            if outcome.kind == "return" and outcome.value is not None:
                use = Use(scope, outcome.block, (outcome.span.line, outcome.span.column))
                found = self.text(Place(outcome.value, use, None))
                if found.is_known:
                    return found
        return _UNKNOWN

    def _call(self, expression: ex.CallResult, place: Place) -> Text:
        """Methods of strings, defaults of settings fields and of environment variables."""
        scope = place.use.scope
        call = scope.definition.body.calls[expression.call]
        use = self._inference.use_of_call(scope, expression.call)
        arguments = [Place(argument, use, place.run) for argument in call.args]
        names = {v.name for v in self._inference.callee(scope, expression.call) if isinstance(v, LibraryValue)}
        if names & _FROM_ENVIRONMENT:
            default = call.argument(1, "default")
            return self.text(Place(default, use, place.run)) if default is not None else _UNKNOWN
        if any(name.rpartition(".")[2] in ("Field", "field") for name in names):
            default = call.argument(0, "default")
            return self.text(Place(default, use, place.run)) if default is not None else _UNKNOWN
        if "builtins.str" in names and arguments:
            return self.text(arguments[0])
        if isinstance(call.func, ex.Attribute):
            return self._method(Place(call.func.value, use, place.run), call.func.attr, arguments)
        return self._inferred(place)

    def _method(self, owner: Place, name: str, arguments: list[Place]) -> Text:
        """What a method of a string gives."""
        if name == "join" and len(arguments) == 1:
            elements = self._tracing.elements(arguments[0])
            if elements is None:
                return _UNKNOWN
            glue, parts = self.text(owner), [self.text(element) for element in elements]
            return Text(glue.text.join(part.text for part in parts), all(p.is_known for p in [glue, *parts]))
        base = self.text(owner)
        given = [self.text(argument) for argument in arguments]
        if not base.is_known or not all(argument.is_known for argument in given):
            return _UNKNOWN
        texts = [argument.text for argument in given]
        if name in _STRIPPING and len(texts) < 2:
            return Text(_STRIPPING[name](base.text, *texts))
        if name in _CUTTING and len(texts) == 1:
            return Text(_CUTTING[name](base.text, *texts))
        if name == "lower" and not texts:
            return Text(base.text.lower())
        if name == "replace" and len(texts) == 2:
            return Text(base.text.replace(texts[0], texts[1]))
        return _UNKNOWN

    def texts(self, expression: Expression | None, place: Place) -> list[str]:
        """The strings that a literal collection holds, such as `methods=["GET", "POST"]`; unknown ones left out."""
        if expression is None:
            return []
        elements = self._tracing.elements(Place(expression, place.use, place.run)) or []
        found = [self.text(element) for element in elements]
        return [text.text for text in found if text.is_known]
