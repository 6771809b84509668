"""Engines: pools of database connections that are smaller than the number of threads that want one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from fastapi_lint.model import expression as ex
from fastapi_lint.model.effect import Thread
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import TARGETS, Call
from fastapi_lint.model.location import Location
from fastapi_lint.model.resource import EngineView
from fastapi_lint.model.role import Role
from fastapi_lint.model.rule import Place
from fastapi_lint.project.flow.units import Unit
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import (
    BoundName,
    CollectionValue,
    FunctionValue,
    LibraryObject,
    LibraryValue,
    LiteralValue,
    ObjectValue,
)
from fastapi_lint.project.web.test_code import is_test_path

if TYPE_CHECKING:
    from fastapi_lint.project.project import Project

_MAKERS = frozenset({"sqlalchemy.create_engine", "sqlmodel.create_engine"})
_SESSIONS = frozenset({"sqlalchemy.orm.Session", "sqlalchemy.orm.scoped_session", "sqlmodel.Session"})
_MAKERS_OF_SESSIONS = frozenset({"sqlalchemy.orm.sessionmaker", "sqlalchemy.orm.scoped_session"})
_HOPS = 3
_QUEUE = frozenset({"QueuePool", "sqlalchemy.pool.QueuePool", "sqlalchemy.QueuePool"})
_OWN_POOL = ("pool", "creator")
THREADS = 40
"""Tokens of AnyIO's default limiter."""
_MOST, _TOKENS = "max_concurrency", "total_tokens"
_POOL_SIZE, _MAX_OVERFLOW = 5, 10


class _Engine(NamedTuple):
    scope: Scope
    number: int
    call: Call


class Engines:
    """Looks at the calls that make engines, and at the dependencies that hold a session while a thread is busy."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._inference = project.inference

    def all(self) -> Iterator[EngineView]:
        """The engines whose pool is too small, by path and place."""
        engines = list(self._engines())
        holders = self._holders() if engines else {}
        if not holders or self._is_limited(None):
            return
        numbers = {number for served in holders.values() for number in served}
        labels = tuple(sorted({self._project.routes[number].label for number in numbers}))
        bound = set().union(*(self._bound(scope, _HOPS) for scope in holders))
        for engine in engines:
            if bound and (engine.scope, engine.number) not in bound:
                continue
            connections = self._connections(engine)
            if connections is None or connections >= THREADS or self._is_limited(connections):
                continue
            place = Location(engine.scope.module.path, engine.call.span)
            yield EngineView(
                connections=connections,
                threads=THREADS,
                holders=tuple(sorted({scope.definition.name for scope in holders})),
                is_theirs=bool(bound),
                is_only=len(engines) == 1,
                may_be_sqlite=_speaks_of_sqlite(engine.scope),
                place=Place(place, engine.scope.definition.qualname, labels),
            )

    def _engines(self) -> Iterator[_Engine]:
        for scope, index in self._project.called.calls(_MAKERS):
            if is_test_path(scope.module.path) or Unit(scope) in self._project.resources.per_request.arrivals:
                continue  # an engine of each request is another matter
            call = scope.body.calls[index]
            names = {
                self._inference.library_name(value.name)
                for value in self._inference.callee(scope, index)
                if isinstance(value, LibraryValue)
            }
            if names & _MAKERS and scope.is_reachable(call.block) and not self._is_in_process(scope, index, call):
                yield _Engine(scope, index, call)

    def _bound(self, scope: Scope, depth: int) -> set[tuple[Scope, int]]:
        """Where the engines are made whose sessions a function opens, itself or by functions that it calls."""
        found: set[tuple[Scope, int]] = set()
        for index, call in enumerate(scope.body.calls):
            for value in self._inference.callee(scope, index):
                if isinstance(value, LibraryValue) and self._inference.library_name(value.name) in _SESSIONS:
                    found |= self._engine_of(scope, index, call)
                elif isinstance(value, LibraryObject) and value.name in _MAKERS_OF_SESSIONS and value.origin:
                    maker, number = value.origin
                    found |= self._engine_of(maker, number, maker.body.calls[number])
                elif isinstance(value, FunctionValue) and depth:
                    found |= self._bound(value.scope, depth - 1)
        return found

    def _engine_of(self, scope: Scope, index: int, call: Call) -> set[tuple[Scope, int]]:
        given = call.argument(0, "bind")
        values = self._inference.infer(given, self._inference.use_of_call(scope, index)) if given is not None else ()
        return {value.origin for value in values if isinstance(value, LibraryObject) and value.origin is not None}

    def _is_in_process(self, scope: Scope, index: int, call: Call) -> bool:
        """True for SQLite, as far as one can see it."""
        options = call.argument(None, "connect_args")
        if isinstance(options, ex.Mapping) and any(key == _SAME_THREAD for key, _ in options.items):
            return True
        url = call.argument(0, "url")
        return url is not None and self._says_sqlite(url, self._inference.use_of_call(scope, index), 4)

    def _says_sqlite(self, url: Expression, use: Use, depth: int) -> bool:
        values = self._inference.infer(url, use)
        texts = [v.value for v in values if isinstance(v, LiteralValue) and isinstance(v.value, str)]
        if any(text.startswith("sqlite") for text in texts):
            return True
        if depth == 0:
            return False
        if isinstance(url, ex.FormattedString):
            return any(self._says_sqlite(part, use, depth - 1) for part in url.parts[:1])
        if isinstance(url, ex.CallResult):
            given = use.scope.body.calls[url.call]
            parts = (*given.args, *(value for _, value in given.keywords))
            return any(self._says_sqlite(part, use, depth - 1) for part in parts)
        if isinstance(url, ex.Attribute):
            return self._is_sqlite_by_default(url, use)
        if isinstance(url, ex.Name):
            return any(self._says_sqlite(value, place, depth - 1) for value, place in self._assigned(url, use))
        return False

    def _assigned(self, name: ex.Name, use: Use) -> Iterator[tuple[Expression, Use]]:
        for target in self._inference.names.lookup(name.id, use):
            if isinstance(target, BoundName) and not isinstance(target.binding.value, TARGETS):
                binding = target.binding
                yield target.binding.value, Use(target.scope, binding.block, (binding.line, binding.column))

    def _is_sqlite_by_default(self, url: ex.Attribute, use: Use) -> bool:
        """True where a field of the settings has such a default."""
        for owner in self._inference.infer(url.value, use):
            if isinstance(owner, ObjectValue):
                for one in self._inference.classes.mro(owner.scope):
                    for binding in one.bindings.get(url.attr, ()):
                        value = binding.value
                        if isinstance(value, ex.Constant) and str(value.value).startswith("sqlite"):
                            return True
        return False

    def _connections(self, engine: _Engine) -> int | None:
        """The most connections that the pool gives at once; None if that is not known, or if there is no limit."""
        call = engine.call
        if any(name is None or name in _OWN_POOL for name, _ in call.keywords):
            return None
        use = self._inference.use_of_call(engine.scope, engine.number)
        poolclass = call.argument(None, "poolclass")
        if poolclass is not None:
            kinds = self._inference.infer(poolclass, use)
            if not kinds or not all(isinstance(v, LibraryValue) and v.name in _QUEUE for v in kinds):
                return None
        size = self._number(call.argument(None, "pool_size"), use, _POOL_SIZE)
        overflow = self._number(call.argument(None, "max_overflow"), use, _MAX_OVERFLOW)
        if size is None or overflow is None or size == 0 or overflow < 0:
            return None
        return size + overflow

    def _number(self, given: Expression | None, use: Use, default: int) -> int | None:
        if given is None:
            return default
        if isinstance(given, ex.Operation):
            return -1 if given.operator == "-" else None
        values = self._inference.infer(given, use)
        numbers = [v.value for v in values if isinstance(v, LiteralValue) and type(v.value) is int]
        return numbers[0] if len(numbers) == len(values) == 1 and isinstance(numbers[0], int) else None

    def _holders(self) -> dict[Scope, set[int]]:
        """Dependencies that yield a session in a worker thread, with the `def` handlers' routes that hold it."""
        pooled = {
            number
            for entry in self._project.surface.entry_points
            if entry.role & Role.HANDLER and entry.thread & Thread.POOL
            for number in entry.routes
        }
        found: dict[Scope, set[int]] = {}
        for entry in self._project.surface.entry_points:
            if entry.role & Role.DEPENDENCY and entry.thread & Thread.POOL and self._yields_session(entry.scope):
                served = pooled & entry.routes
                if served:
                    found.setdefault(entry.scope, set()).update(served)
        return found

    def _yields_session(self, scope: Scope) -> bool:
        if not scope.definition.is_generator:
            return False
        for outcome in scope.body.outcomes:
            if outcome.kind == "yield" and outcome.value is not None:
                use = Use(scope, outcome.block, (outcome.line, outcome.column))
                if any(self._is_session(value) for value in self._inference.infer(outcome.value, use)):
                    return True
        results = self._inference.results.of_function(scope, None)
        return any(
            self._is_session(element)
            for value in results
            if isinstance(value, CollectionValue)
            for element in value.elements
        )

    def _is_session(self, value: object) -> bool:
        if isinstance(value, LibraryObject):
            names = {value.name, *self._inference.catalog.bases_of(value.name)}
            return bool(names & _SESSIONS)
        if isinstance(value, ObjectValue):
            return bool(set(self._inference.classes.library_bases(value.scope)) & _SESSIONS)
        return False

    def _is_limited(self, connections: int | None) -> bool:
        """True if the project lets fewer requests in: `max_concurrency=`, or fewer tokens than connections."""
        mentions = self._inference.mentions
        if connections is None:
            given = (name for s in mentions.of(_MOST) for call in s.body.calls for name, _ in call.keywords)
            return _MOST in given
        for scope in mentions.attributes.get(_TOKENS, ()):
            for binding in scope.body.attribute_bindings:
                if binding.attr == _TOKENS:
                    use = Use(scope, binding.block, (binding.line, 0))
                    tokens = self._number(binding.value, use, THREADS)
                    if tokens is None or tokens <= connections:
                        return True
        return False


_SAME_THREAD = ex.Constant("check_same_thread", "str")


def _speaks_of_sqlite(scope: Scope) -> bool:
    """True for `if "sqlite" in url: options["check_same_thread"] = False`."""
    body = scope.body
    if any(binding.key == _SAME_THREAD for binding in body.item_bindings):
        return True
    tests = [block.expression for block in body.blocks]
    tests += [b.value.test for b in body.bindings if isinstance(b.value, ex.Conditional)]
    parts = [part for test in tests if isinstance(test, ex.Operation) for part in test.operands]
    calls = [argument for call in body.calls for argument in call.args]
    return any(isinstance(part, ex.Constant) and str(part.value).startswith("sqlite") for part in (*parts, *calls))
