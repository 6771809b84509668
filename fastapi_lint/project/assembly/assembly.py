"""The assembly of a project: its modules run, then lifespans, then whatever set-up code nothing calls."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.frameworks import python
from fastapi_lint.project.assembly.limits import MOST_STEPS_OF_BODY, MOST_STEPS_OF_START
from fastapi_lint.project.assembly.machine import Machine
from fastapi_lint.project.assembly.objects import Function, Value, each_of
from fastapi_lint.project.assembly.relevance import AFTER_CONSTRUCTION, Relevance
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.web.call_index import CallIndex
from fastapi_lint.project.web.test_code import is_test_path


class Assembly:
    """Runs the set-up code of a project. `machine.framework` holds what came of it."""

    def __init__(self, inference: Inference, index: CallIndex, scopes: dict[str, list[Scope]]) -> None:
        self._index = index
        self.relevance = Relevance(inference, index, scopes)
        self.machine = Machine(inference, self.relevance, scopes)
        self._run_all(scopes)
        self.machine.idle()

    def _run_all(self, scopes: dict[str, list[Scope]]) -> None:
        served = [path for path in sorted(scopes) if not is_test_path(path)]
        self._run(served, scopes)
        if not self.machine.framework.routers and not self.machine.framework.unowned_events:
            self._run([path for path in sorted(scopes) if is_test_path(path)], scopes)

    def _run(self, paths: list[str], scopes: dict[str, list[Scope]]) -> None:
        machine = self.machine
        for path in paths:
            if self.relevance.is_relevant(scopes[path][0]):
                machine.module_frame(scopes[path][0])
        machine.is_reached = False
        with machine.at_most(MOST_STEPS_OF_BODY, afresh=True):
            self._lifespans()
        waiting = [
            scope
            for path in paths
            for scope in scopes[path]
            if scope.is_function and self.relevance.is_relevant(scope) and not _is_closure(scope)
        ]
        waiting.sort(key=self._has_callers)
        for scope in waiting:
            if scope not in machine.ran:
                with machine.at_most(MOST_STEPS_OF_START, afresh=True):
                    self._start(scope)
                    self._lifespans()

    def _has_callers(self, scope: Scope) -> bool:
        callers = self._index.callers(scope)
        if scope.is_method and scope.definition.name in AFTER_CONSTRUCTION and scope.parent is not None:
            callers = self._index.callers(scope.parent)
        return any(not is_test_path(site.scope.module.path) and site.scope is not scope for site in callers)

    def _start(self, scope: Scope) -> None:
        """Run a function that nothing is known to call, with arguments of which only the types are known."""
        for function in self._as_called(scope):
            self.machine.calling.run(function, [], self.machine.calling.overridable_defaults(function))

    def _as_called(self, scope: Scope) -> Iterator[Function]:
        machine = self.machine
        function = machine.function(scope)
        if not scope.is_method or scope.parent is None:
            yield function
            return
        decorators = machine.inference.decorator_names(scope)
        cls = machine.class_of(scope.parent)
        if python.STATIC in decorators:
            yield function
        elif python.CLASS_METHOD in decorators:
            yield Function(scope, function.frame, cls)
        elif scope.definition.name in AFTER_CONSTRUCTION:
            if not machine.instances.get(scope.parent):
                made = machine.construction.constructed_from_nothing(cls)
                if made is not None:
                    machine.attributes.started(made)
        else:
            known = machine.instances.get(scope.parent)
            made = known[0] if known and not self._was_passed_over(scope) else machine.construction.symbolic(cls)
            if made is not None and scope not in machine.ran:
                machine.attributes.started(made)
                yield Function(scope, function.frame, made)

    def _was_passed_over(self, scope: Scope) -> bool:
        """True if code that calls a method has run without calling it: a condition was against it."""
        return any(site.scope in self.machine.ran for site in self._index.callers(scope))

    def _lifespans(self) -> None:
        """Lifespan functions may add routes: they get the application that they belong to."""
        machine = self.machine
        pending, machine.framework.lifespans = machine.framework.lifespans, []
        for value, app in pending:
            for each in each_of(value):
                if isinstance(each, Function) and self.relevance.is_relevant(each.scope):
                    given: list[Value] = [app] if each.scope.definition.parameters else []
                    machine.calling.run(each, given, {})


def _is_closure(scope: Scope) -> bool:
    """True for functions within functions: they run when what makes them hands them on."""
    parent = scope.parent
    while parent is not None and parent.is_class:
        parent = parent.parent
    return parent is not None and parent.is_function
