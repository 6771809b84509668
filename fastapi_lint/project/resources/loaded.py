"""Loaded objects: which expressions stand for what a query gave that says nothing of relationships."""

from __future__ import annotations

from typing import NamedTuple

from fastapi_lint.frameworks import sqlalchemy as vocabulary
from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import TARGETS
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import BoundName, ClassValue, FunctionValue, LibraryObject, LibraryValue

_DEEPEST = 12
_HOPS = 2
"""How many functions of the project an object is followed through."""


class Origin(NamedTuple):
    """A plain query: the kind of its session, the mapped class, and how many functions it is away."""

    session: str
    model: Scope
    distance: int = 0


class Loaded:
    """Follows objects back to the query that gave them."""

    def __init__(self, inference: Inference) -> None:
        self._inference = inference

    def session(self, expression: Expression, use: Use) -> str:
        """`async` or `sync` for a session, `` for anything else."""
        found: set[str] = set()
        for value in self._inference.infer(expression, use):
            if not isinstance(value, LibraryObject):
                return ""
            names = {value.name, *self._inference.catalog.bases_of(value.name)}
            if names & vocabulary.ASYNC_SESSIONS:
                found.add(vocabulary.ASYNC)
            else:
                found.add(vocabulary.SYNC if names & vocabulary.SYNC_SESSIONS else "")
        return found.pop() if len(found) == 1 else ""

    def says_what_to_load(self, scope: Scope) -> bool:
        """True if a function speaks of loading: by options, joins, `refresh(x, ["parts"])`, `awaitable_attrs`."""
        body = scope.body
        for call in body.calls:
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            if name in vocabulary.LOADERS or call.argument(None, "options") is not None:
                return True
            if name == "refresh" and (len(call.args) > 1 or call.keywords):
                return True
        return any(_mentions(read.expression, vocabulary.AWAITABLE) for read in body.reads)

    def origin(self, expression: Expression, use: Use, depth: int = _DEEPEST, hops: int = _HOPS) -> Origin | None:
        """The plain query that gave an object; None if it is another one, or not known."""
        if depth == 0:
            return None
        if isinstance(expression, ex.Name):
            return self._of_name(expression, use, depth, hops)
        if isinstance(expression, ex.Awaited | ex.Narrowed):
            return self.origin(expression.value, use, depth - 1, hops)
        if isinstance(expression, ex.Element):
            return self.origin(expression.iterable, use, depth - 1, hops)
        if isinstance(expression, ex.CallResult):
            return self._of_call(expression, use, depth, hops)
        return None

    def _of_name(self, name: ex.Name, use: Use, depth: int, hops: int) -> Origin | None:
        found: set[Origin | None] = set()
        for target in self._inference.names.lookup(name.id, use):
            if not isinstance(target, BoundName) or isinstance(target.binding.value, TARGETS):
                return None
            place = Use(target.scope, target.binding.block, (target.binding.line, target.binding.column))
            found.add(self.origin(target.binding.value, place, depth - 1, hops))
        return found.pop() if len(found) == 1 else None

    def _of_call(self, expression: ex.CallResult, use: Use, depth: int, hops: int) -> Origin | None:
        call = use.scope.body.calls[expression.call]
        place = self._inference.use_of_call(use.scope, expression.call)
        callees = self._inference.callee(use.scope, expression.call)
        functions = [value.scope for value in callees if isinstance(value, FunctionValue)]
        if functions:
            return self._of_function(functions, depth, hops)
        if not isinstance(call.func, ex.Attribute):
            return None
        owner, method = call.func.value, call.func.attr
        if method in vocabulary.RESULT_METHODS:
            found = self.origin(owner, place, depth - 1, hops)
            if found is not None:
                return found
        kind, first = self.session(owner, place), call.args[0] if call.args else None
        if not kind or first is None:
            return None
        model = self._class(first, place) if method in vocabulary.GETTERS else None
        if method in vocabulary.RUNNERS:
            model = self._selected(first, place, depth)
        return Origin(kind, model) if model is not None else None

    def _of_function(self, functions: list[Scope], depth: int, hops: int) -> Origin | None:
        """What a function of the project returns, if all that it returns comes from plain queries."""
        if hops == 0 or len(functions) > 1 or self.says_what_to_load(functions[0]):
            return None
        found: set[Origin | None] = set()
        for outcome in functions[0].body.outcomes:
            if outcome.kind == "return" and outcome.value is not None and outcome.value != ex.NONE:
                use = Use(functions[0], outcome.block, (outcome.line, outcome.column))
                found.add(self.origin(outcome.value, use, depth - 1, hops - 1))
        one = found.pop() if len(found) == 1 else None
        return one._replace(distance=one.distance + 1) if one is not None else None

    def _class(self, expression: Expression, use: Use) -> Scope | None:
        found = [value.scope for value in self._inference.infer(expression, use) if isinstance(value, ClassValue)]
        return found[0] if len(found) == 1 else None

    def _selected(self, statement: Expression, use: Use, depth: int) -> Scope | None:
        """The class that a statement selects, if it is made here by `select` and conditions alone."""
        if depth == 0:
            return None
        if isinstance(statement, ex.Name):
            found: set[Scope | None] = set()
            for target in self._inference.names.lookup(statement.id, use):
                if not isinstance(target, BoundName) or isinstance(target.binding.value, TARGETS):
                    return None
                place = Use(target.scope, target.binding.block, (target.binding.line, target.binding.column))
                found.add(self._selected(target.binding.value, place, depth - 1))
            return found.pop() if len(found) == 1 else None
        if not isinstance(statement, ex.CallResult):
            return None
        call = use.scope.body.calls[statement.call]
        callees = self._inference.callee(use.scope, statement.call)
        names = {self._inference.library_name(v.name) for v in callees if isinstance(v, LibraryValue)}
        if names & vocabulary.SELECTS:
            return self._class(call.args[0], use) if len(call.args) == 1 else None
        if isinstance(call.func, ex.Attribute) and call.func.attr in vocabulary.STATEMENT_METHODS:
            return self._selected(call.func.value, use, depth - 1)
        return None


def _mentions(expression: Expression, attribute: str) -> bool:
    while isinstance(expression, ex.Attribute):
        if expression.attr == attribute:
            return True
        expression = expression.value
    return False
