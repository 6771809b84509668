"""Captured objects: what belongs to a request and is handed to what may outlive it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from fastapi_lint.frameworks import asyncio as vocabulary
from fastapi_lint.frameworks import fastapi
from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import Call, Parameter, ParameterKind
from fastapi_lint.project.flow.callbacks import parameter_for
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.parameters import header_use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import FunctionValue, LibraryObject, LibraryValue

_ADD_TASK = f"{fastapi.BACKGROUND_TASKS}.add_task"
_CONTENT = frozenset({"body", "json", "form", "stream"})


class _Owned(NamedTuple):
    """A parameter that ends with the request: `kind` is `dependency`, `function` (its scope), `upload` or `request`."""

    name: str
    kind: str


class Captured:
    """Finds request-scoped objects among what a call starts. `names` are those of all calls that start something."""

    names = vocabulary.SPAWNERS | vocabulary.THREADS | {_ADD_TASK}

    def __init__(self, inference: Inference, closes_before_tasks: bool) -> None:
        self._inference = inference
        self._closes_before_tasks = closes_before_tasks
        self._owned: dict[Scope, tuple[_Owned, ...]] = {}

    def of_call(self, scope: Scope, index: int) -> tuple[str, ...]:
        """What the `index`-th call hands to something that may outlive the request: `session (dependency)` …

        The first part says what it is handed to: "task", "thread" or "background".
        """
        started = self._started(scope, index)
        if not started:
            return ()
        found = [
            one
            for one in self._owned_by(scope)
            if self._counts(one, started) and self._takes(scope, index, one, started)
        ]
        return (started, *(f"{one.name}:{one.kind}" for one in found)) if found else ()

    def _owned_by(self, scope: Scope) -> tuple[_Owned, ...]:
        if scope not in self._owned:
            self._owned[scope] = tuple(self._find_owned(scope)) if scope.is_function else ()
        return self._owned[scope]

    def _find_owned(self, scope: Scope) -> Iterator[_Owned]:
        for parameter in scope.definition.parameters:
            if parameter.kind in (ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD):
                continue
            kind = self._kind(scope, parameter)
            if kind:
                yield _Owned(parameter.name, kind)

    def _kind(self, scope: Scope, parameter: Parameter) -> str:
        dependency = self._inference.parameters.dependency(scope, parameter)
        if dependency is not None:
            expression, use = dependency
            values = self._inference.infer(expression, use) if expression is not None else ()
            generators = [v for v in values if isinstance(v, FunctionValue) and v.scope.definition.is_generator]
            return "dependency" if generators and len(generators) == len(values) else ""
        for value in self._inference.annotations.values(parameter.annotation, header_use(scope)):
            name = self._inference.library_name(value.name) if isinstance(value, LibraryObject) else ""
            if name == fastapi.UPLOAD:
                return "upload"
            if name == fastapi.REQUEST:
                return "request"
        return ""

    def _counts(self, one: _Owned, started: str) -> bool:
        """Background tasks end before the request does, but for versions that close what it owns before them."""
        return started != "background" or (self._closes_before_tasks and one.kind in ("dependency", "upload"))

    def _started(self, scope: Scope, index: int) -> str:
        func = scope.body.calls[index].func
        if not scope.definition.parameters:
            return ""
        for value in self._inference.callee(scope, index):
            name = self._inference.library_name(value.name) if isinstance(value, LibraryValue) else ""
            if name in vocabulary.SPAWNERS:
                return "task"
            if name in vocabulary.THREADS:
                return "thread"
            if name == _ADD_TASK and isinstance(func, ex.Attribute):
                return "background"
        return ""

    def _takes(self, scope: Scope, index: int, one: _Owned, started: str) -> bool:
        """True if what is started is given the object, or closes over it."""
        call = scope.body.calls[index]
        name = ex.Name(one.name)
        if started == "task":
            inner = next(iter(call.args), None)
            if not isinstance(inner, ex.CallResult):
                return False
            return self._is_given(scope, inner.call, name, one) or self._closes_over(scope, inner.call, one)
        values = (*call.args, *(value for _, value in call.keywords))
        return one.kind != "request" and any(self._holds(value, scope, name) for value in values)

    @staticmethod
    def _holds(value: Expression, scope: Scope, name: ex.Name) -> bool:
        """True for the object itself, `args=(session,)`, `partial(work, session)` and `lambda: work(session)`."""
        calls = scope.body.calls
        if isinstance(value, ex.Collection):
            return name in value.elements
        if isinstance(value, ex.CallResult):
            inner = calls[value.call]
            is_partial = getattr(inner.func, "attr", getattr(inner.func, "id", "")) == "partial"
            return is_partial and name in (*inner.args, *(each for _, each in inner.keywords))
        if isinstance(value, ex.Lambda):
            within = [call for call in calls if scope.lambda_of(call.block) == value.block]
            return any(name in (*c.args, *(each for _, each in c.keywords), _receiver(c)) for c in within)
        return value == name

    def _is_given(self, scope: Scope, index: int, name: ex.Name, one: _Owned) -> bool:
        """True if a coroutine is made with the object, or by one of its methods; a request only if it is read there."""
        call = scope.body.calls[index]
        if one.kind == "request":
            return name in call.args and self._reads_request(scope, index, name)
        return _receiver(call) == name or name in (*call.args, *(value for _, value in call.keywords))

    def _reads_request(self, scope: Scope, index: int, name: ex.Name) -> bool:
        for value in self._inference.callee(scope, index):
            if isinstance(value, FunctionValue):
                call = scope.body.calls[index]
                taken = parameter_for(value.scope, call, name, value.receiver is not None)
                for inner in value.scope.body.calls:
                    func = inner.func
                    if isinstance(func, ex.Attribute) and func.value == ex.Name(taken or "") and func.attr in _CONTENT:
                        return True
        return False

    def _closes_over(self, scope: Scope, index: int, one: _Owned) -> bool:
        for value in self._inference.callee(scope, index):
            if isinstance(value, FunctionValue) and value.scope.parent is scope and one.kind != "request":
                inner = value.scope
                return one.name in inner.body.loads and one.name not in {*inner.parameters, *inner.bindings}
        return False


def _receiver(call: Call) -> Expression | None:
    return call.func.value if isinstance(call.func, ex.Attribute) else None
