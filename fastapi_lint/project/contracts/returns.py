"""Returns: whether FastAPI makes a response model of a handler's return annotation."""

from __future__ import annotations

from fastapi_lint.model.facts import Call
from fastapi_lint.project.contracts.declared_types import DeclaredType, DeclaredTypes
from fastapi_lint.project.contracts.kinds import Kinds, is_response_name
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import LibraryObject, ObjectValue, Value
from fastapi_lint.project.web.surface import Registration

_STREAMS = frozenset({"AsyncIterable", "AsyncIterator", "AsyncGenerator", "Iterable", "Iterator", "Generator"})
"""Annotations of generators whose items FastAPI streams (fastapi/dependencies/utils.py, _STREAM_ORIGINS)."""


class Returns:
    """Judges return annotations by the registrations of a handler."""

    def __init__(self, inference: Inference, types: DeclaredTypes, kinds: Kinds) -> None:
        self._inference = inference
        self._types = types
        self._kinds = kinds

    def counts(self, scope: Scope, declared: DeclaredType, registrations: tuple[Registration, ...]) -> bool:
        """True if some registration leaves the response to the annotation, and what is returned is data."""
        if any(self._kinds.is_response(one) for one in declared.members()) or self.are_responses(scope):
            return False
        is_stream = scope.definition.is_generator and declared.name in _STREAMS
        return any(self._is_left_open(registration, is_stream) for registration in registrations)

    def _is_left_open(self, registration: Registration, is_stream: bool) -> bool:
        call = registration_call(registration)
        if registration.kind != "http" or any(keyword is None for keyword, _ in call.keywords):
            return False
        if call.argument(None, "response_model") is not None:
            return False
        response_class = call.argument(None, "response_class")
        if response_class is None:
            return True
        use = self._inference.use_of_call(registration.scope, registration.call)
        declared = self._types.read(response_class, use)
        names = {declared.name}
        if declared.scope is not None:
            names = {declared.scope.definition.name, *self._kinds.base_names(declared.scope)}
        return any(self._encodes_data(name, is_stream) for name in names)

    @staticmethod
    def _encodes_data(name: str, is_stream: bool) -> bool:
        last = name.rpartition(".")[2]
        return last == "EventSourceResponse" if is_stream else "JSON" in last

    def are_responses(self, scope: Scope) -> bool:
        """True if everything that the handler returns is a response, so that nothing is left to encode."""
        returned = [o for o in scope.body.outcomes if o.kind == "return" and o.value is not None]
        return bool(returned) and all(
            self._are_responses(
                self._inference.infer(o.value, Use(scope, o.block, (o.span.line, o.span.column)))  # type: ignore[arg-type]
            )
            for o in returned
        )

    def _are_responses(self, values: tuple[Value, ...]) -> bool:
        return bool(values) and all(self._is_response(value) for value in values)

    def _is_response(self, value: Value) -> bool:
        if isinstance(value, LibraryObject):
            return is_response_name(value.name)
        if isinstance(value, ObjectValue):
            return any(is_response_name(name) for name in self._kinds.base_names(value.scope))
        return False


def registration_call(registration: Registration) -> Call:
    """The call that registers a handler."""
    return registration.scope.body.calls[registration.call]
