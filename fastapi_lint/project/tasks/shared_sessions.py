"""Sessions and connections that serve one task at a time, used by several at once."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from fastapi_lint.frameworks import asyncio as vocabulary
from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.misuse import SHARED_SESSION, Misuse
from fastapi_lint.project.flow.conditions import are_alternatives
from fastapi_lint.project.flow.text import text_of
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import FunctionValue, LibraryObject, LibraryValue, ObjectValue

_Held: TypeAlias = tuple[tuple[str, ...], str]
"""The attributes that lead from an object to a session, and the class of that."""

_MOST = 8


class _Run(NamedTuple):
    """One coroutine that runs beside others: the call that makes it, and the one that starts it.

    `loops` are the blocks in which it is repeated.
    """

    call: int
    start: int
    loops: tuple[int, ...]


class SharedSessions:
    """Finds groups of tasks that share a session. `names` are those of all calls by which such a group begins."""

    names = vocabulary.GATHERERS | vocabulary.WAITERS | vocabulary.GROUPS | vocabulary.SPAWNERS

    def __init__(self, inference: Inference) -> None:
        self._inference = inference
        self._sessions_of: dict[Scope, tuple[_Held, ...]] = {}

    def of(self, scope: Scope) -> Iterator[Misuse]:
        """One finding a group: a `gather`, the tasks of one `TaskGroup`, the tasks that a function starts."""
        groups: dict[object, list[_Run]] = {}
        for index, call in enumerate(scope.body.calls):
            kind = self._kind(scope, index) if call.args else ""
            if not kind or scope.in_header(call.block) or (kind == "tasks" and call.awaited):
                continue
            key: object = index if kind == "gather" else getattr(call.func, "value", None) if kind == "group" else kind
            groups.setdefault(key, []).extend(self._runs(scope, index, kind))
        gathered = {run.call for key, runs in groups.items() if key != "tasks" for run in runs}
        groups["tasks"] = [run for run in groups.get("tasks", []) if run.call not in gathered]
        for key, runs in groups.items():
            shared = self._shared(scope, runs, waits=key == "tasks")
            if shared is not None:
                expression, kind_of_session, start = shared
                span = scope.body.calls[key if isinstance(key, int) else start].span
                form = "gather" if isinstance(key, int) else "tasks"
                yield Misuse(SHARED_SESSION, span, form, text_of(expression, scope), kind_of_session)

    def _kind(self, scope: Scope, index: int) -> str:
        for value in self._inference.callee(scope, index):
            name = self._inference.library_name(value.name) if isinstance(value, LibraryValue) else ""
            if name in vocabulary.GATHERERS | vocabulary.WAITERS:
                return "gather"
            if name in vocabulary.GROUPS:
                return "group"
            if name in vocabulary.SPAWNERS:
                return "tasks"
        return ""

    def _runs(self, scope: Scope, index: int, kind: str) -> Iterator[_Run]:
        call = scope.body.calls[index]
        if kind == "gather":
            around = tuple(scope.loops_around(call.block))
            for argument in call.args:
                yield from self._of(argument, scope, around, 0)
            return
        around = self._loops_around_group(scope, call.func)
        loops = tuple(loop for loop in scope.loops_around(call.block) if loop not in around)
        if isinstance(call.args[0], ex.CallResult):
            yield _Run(call.args[0].call, index, loops)
        elif kind == "group":
            yield _Run(index, index, loops)  # `start_soon(function, session)`

    @staticmethod
    def _loops_around_group(scope: Scope, func: Expression) -> tuple[int, ...]:
        """The loops of which each turn has a group of its own."""
        group = func.value if isinstance(func, ex.Attribute) else None
        bindings = scope.bindings.get(group.id, ()) if isinstance(group, ex.Name) else ()
        return tuple(loop for binding in bindings for loop in scope.loops_around(binding.block))

    def _of(self, given: Expression, scope: Scope, around: tuple[int, ...], depth: int) -> Iterator[_Run]:
        """The coroutines behind an argument: calls, displays, comprehensions, and lists of these under a name."""
        body = scope.body
        if depth > 4:
            return
        if isinstance(given, ex.CallResult):
            inner = next(iter(body.calls[given.call].args), None)
            is_task = self._kind(scope, given.call) == "tasks"
            if is_task and inner is not None:
                yield from self._of(inner, scope, around, depth + 1)
            else:
                loops = scope.loops_around(body.calls[given.call].block)
                yield _Run(given.call, given.call, tuple(loop for loop in loops if loop not in around))
        elif isinstance(given, ex.Starred):
            yield from self._of(given.value, scope, around, depth + 1)
        elif isinstance(given, ex.Collection):
            for element in given.elements:
                yield from self._of(element, scope, around, depth + 1)
        elif isinstance(given, ex.Comprehension):
            yield from self._of(given.element, scope, around, depth + 1)
        elif isinstance(given, ex.Name):
            yield from self._of_name(given, scope, around, depth)

    def _of_name(self, name: ex.Name, scope: Scope, around: tuple[int, ...], depth: int) -> Iterator[_Run]:
        body = scope.body
        for binding in scope.bindings.get(name.id, ()):
            if isinstance(binding.value, ex.Collection | ex.Comprehension):
                yield from self._of(binding.value, scope, around, depth + 1)
        for call in body.calls:
            if call.func == ex.Attribute(name, "append") and call.args:
                yield from self._of(call.args[0], scope, around, depth + 1)

    def _shared(self, scope: Scope, runs: list[_Run], *, waits: bool) -> tuple[Expression, str, int] | None:
        """The first session that two of the runs use, or one run that is repeated around it; its class, and the start.

        `waits`: what awaits in between may end the first of them.
        """
        seen: dict[Expression, list[_Run]] = {}
        for run in dict.fromkeys(runs):
            for session, kind in self._sessions(scope, run.call):
                if any(self._is_repeated(scope, session, loop, waits=waits) for loop in run.loops):
                    return session, kind, run.start
                for other in seen.get(session, ()):
                    if self._are_side_by_side(scope, other, run, waits=waits):
                        return session, kind, other.start
                seen.setdefault(session, []).append(run)
        return None

    def _is_repeated(self, scope: Scope, session: Expression, loop: int, *, waits: bool) -> bool:
        body = scope.body
        ends = waits and any(loop in scope.block_chain(block) for _, _, block in body.awaits)
        return not ends and not self._is_made_within(scope, session, loop)

    @staticmethod
    def _are_side_by_side(scope: Scope, one: _Run, other: _Run, *, waits: bool) -> bool:
        body = scope.body
        first, second = body.calls[one.start], body.calls[other.start]
        if are_alternatives(scope, first.block, second.block):
            return False
        start, end = (first.span.end_line, first.span.end_column), (second.span.line, second.span.column)
        return not waits or not any(start < (line, column) < end for line, column, _ in body.awaits)

    @staticmethod
    def _is_made_within(scope: Scope, session: Expression, loop: int) -> bool:
        """True if each turn of the loop has a session of its own."""
        while isinstance(session, ex.Attribute):
            session = session.value
        if not isinstance(session, ex.Name):
            return True
        return any(loop in scope.block_chain(binding.block) for binding in scope.bindings.get(session.id, ()))

    def _sessions(self, scope: Scope, index: int) -> Iterator[tuple[Expression, str]]:
        """The sessions that a call works on: its receiver, its arguments, what the object whose method it is holds."""
        call = scope.body.calls[index]
        use = self._inference.use_of_call(scope, index)
        given = [*call.args, *(value for _, value in call.keywords)]
        receiver = call.func.value if isinstance(call.func, ex.Attribute) else None
        for expression in ([receiver] if receiver is not None else []) + given:
            if isinstance(expression, ex.Name | ex.Attribute):
                kind = self._exclusive(expression, use)
                if kind:
                    yield expression, kind
        if isinstance(receiver, ex.Name | ex.Attribute):
            for value in self._inference.callee(scope, index):
                if isinstance(value, FunctionValue) and isinstance(value.receiver, ObjectValue):
                    for path, kind in self._held(value.scope):
                        yield functools.reduce(ex.Attribute, path, receiver), kind

    def _held(self, method: Scope) -> tuple[_Held, ...]:
        """The sessions of its object on which a method awaits something, itself or by methods of what it holds."""
        if method not in self._sessions_of:
            self._sessions_of[method] = ()  # a circle of methods ends here
            self._sessions_of[method] = tuple(dict.fromkeys(self._find_held(method)))[:_MOST]
        return self._sessions_of[method]

    def _find_held(self, method: Scope) -> Iterator[_Held]:
        parameters = method.definition.parameters
        if not method.is_method or not parameters:
            return
        own = ex.Name(parameters[0].name)
        for index, call in enumerate(method.body.calls):
            func = call.func
            if not call.awaited or not isinstance(func, ex.Attribute):
                continue
            if isinstance(func.value, ex.Attribute) and func.value.value == own:
                path: tuple[str, ...] = (func.value.attr,)
                kind = self._exclusive(func.value, self._inference.use_of_call(method, index))
                if kind:
                    yield path, kind
                    continue
            elif func.value == own:
                path = ()
            else:
                continue
            for value in self._inference.callee(method, index):
                if isinstance(value, FunctionValue):
                    yield from (((*path, *rest), kind) for rest, kind in self._held(value.scope))

    def _exclusive(self, expression: Expression, use: Use) -> str:
        """The class of an object that serves one task at a time, or ``."""
        values = self._inference.infer(expression, use)
        names = [self._inference.library_name(v.name) for v in values if isinstance(v, LibraryObject)]
        if len(names) != len(values) or not all(self._inference.catalog.is_exclusive(name) for name in names):
            return ""
        return names[0] if names else ""
