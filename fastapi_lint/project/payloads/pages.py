"""Pages: parameters by which a request says how many rows a query gives, and that have no highest value."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from fastapi_lint.model import expression as ex
from fastapi_lint.model.effect import Hop
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import TARGETS, Annotation
from fastapi_lint.model.location import Location
from fastapi_lint.model.payload import PageView
from fastapi_lint.model.rule import Place
from fastapi_lint.project.flow.places import hop_of
from fastapi_lint.project.flow.steps import Step
from fastapi_lint.project.flow.units import Unit
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import BoundName, BoundParameter, LibraryValue
from fastapi_lint.project.web.test_code import is_test_path

if TYPE_CHECKING:
    from fastapi_lint.project.project import Project

_LIMITING = frozenset({"limit", "fetch", "to_list"})
"""Methods of queries and cursors whose argument is the number of rows."""

_NUMBER = "number"
_DEEPEST = 8
_BINDINGS = 4


class _State(NamedTuple):
    """A parameter that holds what a request says, and the calls that handed it there."""

    scope: Scope
    parameter: str
    chain: tuple[Hop, ...]


class Pages:
    """Follows numbers from handlers and dependencies to queries."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._inference = project.inference

    def all(self) -> Iterator[PageView]:
        """By path and place of the parameters."""
        if not any(True for _ in self._project.called.calls(_LIMITING)):
            return
        entries = {entry.scope: entry.routes for entry in self._project.surface.entry_points if not entry.block}
        for scope in sorted(entries, key=lambda each: (each.module.path, each.index)):
            if not scope.is_function or is_test_path(scope.module.path):
                continue
            for annotation in scope.body.annotations:
                if annotation.place == "parameter" and self._is_number(scope, annotation.target):
                    yield from self._found(scope, annotation, entries[scope])

    def _is_number(self, scope: Scope, name: str) -> bool:
        """True for what a query string gives as an integer of any size."""
        is_number = _NUMBER in self._project.requests.tainted.get((scope, name), ())
        return is_number and self._project.contracts.parameter_place(scope, name) == "query"

    def _found(self, scope: Scope, annotation: Annotation, routes: frozenset[int]) -> Iterator[PageView]:
        end = self._query(scope, annotation.target)
        if end is None:
            return
        query, chain = end
        labels = tuple(sorted({self._project.routes[number].label for number in routes}))
        location = Location(scope.module.path, annotation.span)
        yield PageView(
            parameter=annotation.target,
            has_default=scope.parameters[annotation.target].default is not None,
            query=query,
            chain=chain,
            place=Place(location, scope.definition.qualname, labels),
        )

    def _query(self, scope: Scope, parameter: str) -> tuple[str, tuple[Hop, ...]] | None:
        """The nearest query that a parameter limits, and the calls that lead there."""
        queue = deque([_State(scope, parameter, ())])
        seen = {(scope, parameter)}
        while queue:
            state = queue.popleft()
            for index in range(len(state.scope.body.calls)):
                given = [a for a in _arguments(state.scope, index) if self._hands_on(a, state, index)]
                if not given:
                    continue
                chain = (*state.chain, _hop(state.scope, index))
                query = self._limited(state.scope, index)
                if query:
                    return query, chain
                for argument, called, name in self._project.requests.handed(state.scope, index):
                    if argument in given and (called, name) not in seen and len(chain) < _DEEPEST:
                        seen.add((called, name))
                        queue.append(_State(called, name, chain))
        return None

    def _limited(self, scope: Scope, index: int) -> str:
        """The name of the library's method that takes a number of rows, `` for any other call."""
        func = scope.body.calls[index].func
        if not isinstance(func, ex.Attribute) or func.attr not in _LIMITING:
            return ""
        names = [value.name for value in self._inference.callee(scope, index) if isinstance(value, LibraryValue)]
        return self._inference.library_name(names[0]) if names else ""

    def _hands_on(self, argument: Expression, state: _State, index: int) -> bool:
        """True if an argument is the number that the parameter holds, and nothing has limited it before."""
        if isinstance(argument, ex.Constant):
            return False
        use = self._inference.use_of_call(state.scope, index)
        is_number = _NUMBER in self._project.requests.sources(argument, use)
        return is_number and self._comes_from(argument, state, use, _BINDINGS)

    def _comes_from(self, expression: Expression, state: _State, use: Use, depth: int) -> bool:
        if isinstance(expression, ex.Operation):
            return any(self._comes_from(operand, state, use, depth) for operand in expression.operands)
        if isinstance(expression, ex.CallResult):  # `int(limit)`, `max(limit, 1)`
            arguments = _arguments(use.scope, expression.call)
            return any(self._comes_from(argument, state, use, depth - 1) for argument in arguments if depth)
        if not isinstance(expression, ex.Name):
            return False
        for target in self._inference.names.lookup(expression.id, use):
            if isinstance(target, BoundParameter):
                if (target.scope, target.name) == (state.scope, state.parameter):
                    return True
            elif isinstance(target, BoundName) and depth and not isinstance(target.binding.value, TARGETS):
                place = Use(target.scope, target.binding.block, (target.binding.line, target.binding.column))
                if self._comes_from(target.binding.value, state, place, depth - 1):
                    return True
        return False


def _arguments(scope: Scope, index: int) -> tuple[Expression, ...]:
    call = scope.body.calls[index]
    return (*call.args, *(value for _, value in call.keywords))


def _hop(scope: Scope, index: int) -> Hop:
    return hop_of(Unit(scope), Step("call", index, 0, (), ()))
