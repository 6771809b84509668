"""Coroutines that a framework makes and does not await: background tasks, exception handlers, Starlette's routes.

Starlette decides by `iscoroutinefunction` of the very object that it is given, `functools.partial` unwrapped
(starlette/_utils.py, is_async_callable). What only returns a coroutine is run in a worker thread, and the coroutine is
dropped there.
"""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.frameworks import fastapi
from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import Call
from fastapi_lint.model.location import Span
from fastapi_lint.model.misuse import NEVER_AWAITED, Misuse
from fastapi_lint.project.flow.awaitables import COROUTINE, Awaitables
from fastapi_lint.project.flow.callbacks import Callbacks, Wrapping
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import FunctionValue, LambdaValue, LibraryObject, LibraryValue, ObjectValue

_GIVEN = {
    "add_task": (0, "func", "background task"),
    "BackgroundTask": (0, "func", "background task"),
    "add_exception_handler": (1, "handler", "exception handler"),
    "add_route": (1, "route", "route of Starlette"),
    "add_event_handler": (1, "func", "event handler"),
}
"""Functions that take a callable, by their last name: where among the arguments, and what it becomes."""

_DECORATING = {
    "exception_handler": "exception handler",
    "on_event": "event handler",
    "route": "route of Starlette",
}


class NeverAwaited:
    """Finds callables that give a coroutine where Starlette awaits none."""

    def __init__(self, inference: Inference, callbacks: Callbacks, awaitables: Awaitables, wraps_known: bool) -> None:
        self._inference = inference
        self._callbacks = callbacks
        self._awaitables = awaitables
        self._decorating = dict(_DECORATING)
        if not wraps_known:  # before 0.123 FastAPI did not look through `functools.wraps` either
            self._decorating |= dict.fromkeys((*fastapi.HTTP_METHODS, "api_route"), "handler")
        self._names = frozenset({*_GIVEN, *self._decorating})

    @property
    def names(self) -> frozenset[str]:
        """The last parts of the names of all calls and decorators that may be meant."""
        return self._names

    def of(self, scope: Scope) -> Iterator[Misuse]:
        """All of one definition: what it hands over, and what it is registered as."""
        for index, call in enumerate(scope.body.calls):
            name = str(getattr(call.func, "attr", getattr(call.func, "id", "")))
            if name in _GIVEN and not scope.in_header(call.block) and self._is_meant(scope, index, name):
                position, keyword, role = _GIVEN[name]
                given = call.argument(position, keyword)
                if given is not None:
                    yield from self._given(given, scope, index, role, call.span)
        yield from self._decorated(scope)

    def _is_meant(self, scope: Scope, index: int, name: str) -> bool:
        """True if the call is the framework's, by what is known of the receiver."""
        func = scope.body.calls[index].func
        use = self._inference.use_of_call(scope, index)
        if name == "BackgroundTask":
            names = [v.name for v in self._inference.callee(scope, index) if isinstance(v, LibraryValue)]
            return any(self._inference.library_name(each) == "fastapi.BackgroundTask" for each in names)
        if not isinstance(func, ex.Attribute):
            return False
        for value in self._inference.infer(func.value, use):
            owner = self._inference.library_name(value.name) if isinstance(value, LibraryObject) else ""
            if owner == fastapi.BACKGROUND_TASKS or fastapi.kind_of(owner):
                return True
        return False

    def _given(self, given: Expression, scope: Scope, index: int, role: str, span: Span) -> Iterator[Misuse]:
        if isinstance(given, ex.CallResult) and self._awaitables.of_call(scope, given.call) == COROUTINE:
            name = _name(scope.body.calls[given.call].func)
            yield Misuse(NEVER_AWAITED, span, "called", name, role)
            return
        values = self._inference.infer(given, self._inference.use_of_call(scope, index))
        for value in values:
            if isinstance(value, LambdaValue) and self._awaitables.of_callee(value) == COROUTINE:
                yield Misuse(NEVER_AWAITED, span, "lambda", "", role, doubts=len(values) - 1)
            elif isinstance(value, FunctionValue):
                form = self._form(value.scope, value.scope.definition.decorators)
                if form:
                    name = value.scope.definition.name
                    yield Misuse(NEVER_AWAITED, span, form, name, role, doubts=len(values) - 1)
            elif isinstance(value, ObjectValue):
                continue

    def _form(self, scope: Scope, decorators: tuple[Expression, ...]) -> str:
        """How a function hides a coroutine: `wrapper`, `plain`, or `` if it does not."""
        wrappings = [w for w in (self._callbacks.wrapping(d, scope) for d in decorators) if w is not None]
        if scope.definition.is_async and wrappings:
            hides = not wrappings[0].wrapper.definition.is_async and not scope.definition.is_generator
            return "wrapper" if hides and _makes_and_drops(wrappings[0]) else ""
        if not scope.definition.is_async and not wrappings and self._awaitables.of_function(scope) == COROUTINE:
            return "plain"
        return ""

    def _decorated(self, scope: Scope) -> Iterator[Misuse]:
        """`@app.exception_handler(Error)` above a decorator of the project."""
        definition = scope.definition
        for number, decorator in enumerate(definition.decorators):
            if not isinstance(decorator, ex.CallResult):
                continue
            call = definition.body.calls[decorator.call]
            role = self._decorating.get(str(getattr(call.func, "attr", "")), "")
            if role and self._is_of_application(scope, call):
                form = self._form(scope, definition.decorators[number + 1 :])
                if form:
                    yield Misuse(NEVER_AWAITED, call.span, form, definition.name, role)
                return

    def _is_of_application(self, scope: Scope, call: Call) -> bool:
        index = scope.body.calls.index(call)
        for value in self._inference.callee(scope, index):
            owner = value.name.rpartition(".")[0] if isinstance(value, LibraryValue) else ""
            if fastapi.kind_of(self._inference.library_name(owner)):
                return True
        return False


def _makes_and_drops(wrapping: Wrapping) -> bool:
    """True if a plain wrapper calls the function and nothing in it runs what that gives."""
    wrapper = wrapping.wrapper
    around = wrapper.parent
    taken = set(around.parameters) if around is not None and around.is_function else set()
    body = wrapper.body
    made = [
        ex.CallResult(i)
        for i, call in enumerate(body.calls)
        if isinstance(call.func, ex.Name) and call.func.id in taken
    ]
    names = [ex.Name(binding.target) for binding in body.bindings if binding.value in made]
    given = [argument for call in body.calls for argument in (*call.args, *(value for _, value in call.keywords))]
    return bool(made) and not any(each in given for each in (*made, *names))


def _name(expression: Expression) -> str:
    return str(getattr(expression, "attr", getattr(expression, "id", "")))
