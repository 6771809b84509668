"""Lazy loads: attributes of ORM objects that run SQL when a coroutine reads them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastapi_lint.frameworks import sqlalchemy as vocabulary
from fastapi_lint.model import expression as ex
from fastapi_lint.model.effect import Thread
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import AttributeRead, Call
from fastapi_lint.model.location import Location, Span
from fastapi_lint.model.resource import LazyLoadView
from fastapi_lint.model.role import Role
from fastapi_lint.model.rule import Place
from fastapi_lint.project.flow.units import Unit, unit_of
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import ObjectValue
from fastapi_lint.project.resources.loaded import Loaded, Origin
from fastapi_lint.project.resources.mapped import Mapped
from fastapi_lint.project.web.test_code import is_test_path

if TYPE_CHECKING:
    from fastapi_lint.project.project import Project

_MAKERS = vocabulary.ASYNC_SESSIONS | vocabulary.ASYNC_MAKERS | {vocabulary.MAKER}
_COMMIT = frozenset({"commit"})


class LazyLoads:
    """Looks at the attribute reads of coroutines that have a session."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._inference = project.inference
        self._mapped = Mapped(project.inference)
        self._loaded = Loaded(project.inference)
        self._expires = self._do_sessions_expire()
        self._related = self._relationship_names()

    def all(self) -> Iterator[LazyLoadView]:
        """The reads that load, by definition and place."""
        for scope in self._project.all_scopes():
            definition = scope.definition
            if scope.is_function and definition.is_async and not is_test_path(scope.module.path):
                if self._related:
                    yield from self._relationships(scope)
                if self._expires and self._project.called.speaks_of(scope, _COMMIT):
                    yield from self._expired(scope)

    def _relationship_names(self) -> frozenset[str]:
        """The attributes that any class of the project declares by a call of `relationship`."""
        found: set[str] = set()
        for scope, index in self._project.called.calls(vocabulary.RELATIONSHIPS):
            made = ex.CallResult(index)
            found.update(binding.target for binding in scope.body.bindings if binding.value == made)
        return frozenset(found)

    def _relationships(self, scope: Scope) -> Iterator[LazyLoadView]:
        """Reads of relationships that the query of the object did not load."""
        body = scope.body
        reads = [read for read in body.reads if self._may_be_related(read.expression)]
        if not reads or self._loaded.says_what_to_load(scope):
            return
        set_here = {(b.owner, b.attr) for b in body.attribute_bindings}
        for read in reads:
            expression = read.expression
            if not isinstance(expression, ex.Attribute) or not isinstance(expression.value, ex.Name):
                continue
            if (expression.value, expression.attr) in set_here or not self._runs_in_coroutine(scope, read):
                continue
            use = Use(scope, read.block, (read.line, read.column))
            origin = self._loaded.origin(expression.value, use)
            if origin is not None and self._mapped.is_lazy(origin.model, expression.attr):
                yield self._view(scope, read.span, "relationship", origin, expression)

    def _may_be_related(self, read: Expression) -> bool:
        return isinstance(read, ex.Attribute) and isinstance(read.value, ex.Name) and read.attr in self._related

    def _runs_in_coroutine(self, scope: Scope, read: AttributeRead) -> bool:
        unit = unit_of(scope, read.block)
        return unit.is_async and not scope.in_header(read.block) and scope.is_reachable(read.block)

    def _model(self, expression: Expression, use: Use) -> Scope | None:
        """The mapped class of an object, if that is the only one it can be of."""
        origin = self._loaded.origin(expression, use)
        if origin is not None:
            return origin.model
        found = {v.scope for v in self._inference.infer(expression, use) if isinstance(v, ObjectValue)}
        model = next(iter(found), None)
        return model if len(found) == 1 and model is not None and self._mapped.is_mapped(model) else None

    def _expired(self, scope: Scope) -> Iterator[LazyLoadView]:
        """Reads of objects that a commit before has expired."""
        body = scope.body
        commits = [c for c in body.calls if self._is_commit(scope, c)]
        if not commits:
            return
        told: set[str] = set()
        for read in body.reads:
            expression = read.expression
            if isinstance(expression, ex.Attribute) and isinstance(expression.value, ex.Name):
                name, use = expression.value, Use(scope, read.block, (read.line, read.column))
                model = self._model(name, use) if name.id not in told and self._runs_in_coroutine(scope, read) else None
                if model is None or not self._mapped.is_attribute(model, expression.attr):
                    continue
                if self._is_expired(scope, commits, name, use):
                    told.add(name.id)
                    yield self._view(scope, read.span, "expired", Origin(vocabulary.ASYNC, model), expression)
        yield from self._returned(scope, commits, told)

    def _returned(self, scope: Scope, commits: list[Call], told: set[str]) -> Iterator[LazyLoadView]:
        """Objects that a handler returns: FastAPI reads their attributes."""
        if not self._project.surface.roles.get(scope, Role.NONE) & Role.HANDLER:
            return
        for outcome in scope.body.outcomes:
            name = outcome.value
            if outcome.kind == "return" and isinstance(name, ex.Name) and name.id not in told:
                use = Use(scope, outcome.block, (outcome.line, outcome.column))
                model = self._model(name, use)
                if model is not None and self._is_expired(scope, commits, name, use):
                    told.add(name.id)
                    yield self._view(scope, outcome.span, "returned", Origin(vocabulary.ASYNC, model), name)

    def _is_commit(self, scope: Scope, call: Call) -> bool:
        if not isinstance(call.func, ex.Attribute) or call.func.attr != "commit" or not call.awaited:
            return False
        use = Use(scope, call.block, (call.line, call.column))
        return self._loaded.session(call.func.value, use) == vocabulary.ASYNC

    def _is_expired(self, scope: Scope, commits: list[Call], name: ex.Name, use: Use) -> bool:
        """True if a commit surely came before, of the session that holds the object, and nothing renewed it since."""
        around = set(scope.block_chain(use.block))
        earlier = [c for c in commits if (c.span.end_line, c.span.end_column) < use.place and c.block in around]
        if not earlier:
            return False
        commit = max(earlier, key=lambda c: (c.span.line, c.span.column))
        since = (commit.span.line, commit.span.column)
        body = scope.body
        if any(b.target == name.id and since < (b.line, b.column) < use.place for b in body.bindings):
            return False
        if any(since < (c.span.line, c.span.column) < use.place and _renews(c, name) for c in body.calls):
            return False
        session = commit.func.value if isinstance(commit.func, ex.Attribute) else commit.func
        if any(_adds(c, session, name) and (c.span.line, c.span.column) < since for c in body.calls):
            return True
        origin = self._loaded.origin(name, Use(scope, commit.block, since))
        return origin is not None and origin.session == vocabulary.ASYNC and origin.distance == 0

    def _do_sessions_expire(self) -> bool:
        """True if the project makes asynchronous sessions, and all of them expire what they hold at a commit."""
        found = False
        for scope, index in self._project.called.calls(_MAKERS):
            name, call = self._project.graph.callee(scope, index), scope.body.calls[index]
            is_maker = name in vocabulary.ASYNC_SESSIONS | vocabulary.ASYNC_MAKERS
            if not is_maker and not (name == vocabulary.MAKER and call.argument(None, "class_") is not None):
                continue
            given = call.argument(None, "expire_on_commit")
            if given is not None or any(keyword is None for keyword, _ in call.keywords):
                return False
            found = True
        return found

    def _view(self, scope: Scope, span: Span, kind: str, origin: Origin, expression: Expression) -> LazyLoadView:
        project = self._project
        numbers = project.reach.route_numbers(Unit(scope))
        labels = tuple(sorted({project.routes[number].label for number in numbers}))
        attribute = expression.attr if isinstance(expression, ex.Attribute) else ""
        owner = expression.value if isinstance(expression, ex.Attribute) else expression
        return LazyLoadView(
            kind=kind,
            model=origin.model.definition.name,
            name=owner.id if isinstance(owner, ex.Name) else "",
            attribute=attribute,
            is_async_session=origin.session == vocabulary.ASYNC,
            is_near=origin.distance == 0,
            is_reached=bool(project.reach.threads.get(Unit(scope), Thread.NONE) & Thread.LOOP),
            role=project.surface.roles.get(scope, Role.NONE) or Role.COROUTINE,
            place=Place(Location(scope.module.path, span), scope.definition.qualname, labels),
        )


def _adds(call: Call, session: Expression, name: ex.Name) -> bool:
    """True for `session.add(x)` and `session.add_all([x])`."""
    func = call.func
    if not isinstance(func, ex.Attribute) or func.value != session or func.attr not in ("add", "add_all"):
        return False
    return any(a == name or (isinstance(a, ex.Collection) and name in a.elements) for a in call.args)


def _renews(call: Call, name: ex.Name) -> bool:
    """True for `session.refresh(x)`, and for anything else of a session that is handed the object."""
    return isinstance(call.func, ex.Attribute) and call.func.attr in vocabulary.RENEWERS and name in call.args
