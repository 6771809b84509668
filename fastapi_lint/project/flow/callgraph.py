"""The call graph: for every call, attribute read and `with`, what runs because of it and on which thread."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from fastapi_lint.catalog.entries import LeafEntry, Source
from fastapi_lint.model import expression as ex
from fastapi_lint.model.effect import Leaf
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import Call
from fastapi_lint.project.flow.callbacks import Callbacks, Wrapping
from fastapi_lint.project.flow.drawn import Drawn
from fastapi_lint.project.flow.edges import Edges
from fastapi_lint.project.flow.implicit import Implicit
from fastapi_lint.project.flow.own_loop import OwnLoop
from fastapi_lint.project.flow.steps import Edge, Step
from fastapi_lint.project.flow.time_limits import TimeLimits
from fastapi_lint.project.flow.units import Unit
from fastapi_lint.project.flow.unresolved import Unresolved
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.scopes import Scope, dotted
from fastapi_lint.project.resolve.values import (
    ClassValue,
    CollectionValue,
    FunctionValue,
    LambdaValue,
    LibraryObject,
    LibraryValue,
    ObjectValue,
    OffloadedValue,
    Value,
    Values,
)

_CALLED = frozenset(
    {
        FunctionValue,
        ClassValue,
        LibraryValue,
        ObjectValue,
        LambdaValue,
        OffloadedValue,
        LibraryObject,
        CollectionValue,
    }
)
"""What can be called: see `_name_of`."""

_NAMED = _CALLED - {OffloadedValue}
"""What has a name of its own."""


class CallGraph:
    """Steps by unit, and what is known of every call. A definition is looked at when somebody asks for its steps."""

    def __init__(self, inference: Inference, callbacks: Callbacks, scopes: dict[str, list[Scope]]) -> None:
        self._inference = inference
        self._callbacks = callbacks
        self._edges = Edges(inference, callbacks)
        self._unresolved = Unresolved(inference)
        self._implicit = Implicit(inference, self._edges)
        self._own_loop = OwnLoop(inference)
        self._limits = TimeLimits(inference.catalog)
        self._steps: dict[Scope, dict[int, list[Step]]] = {}
        self._inert: dict[str, bool] = {}
        self._around: dict[Scope, tuple[Leaf, ...]] = {}

    def steps(self, unit: Unit) -> Sequence[Step]:
        """The steps of a unit that lead anywhere, calls first, in source order."""
        known = self._steps.get(unit.scope)
        if known is None:
            known = self._steps[unit.scope] = self._of(unit.scope)
        return known.get(unit.block, ())

    def reached_from(self, units: Iterable[Unit]) -> dict[Unit, None]:
        """These units and all that they lead to, on whichever thread."""
        found = dict.fromkeys(units)
        queue = list(found)
        while queue:
            for step in self.steps(queue.pop()):
                for edge in step.edges:
                    if edge.target not in found:
                        found[edge.target] = None
                        queue.append(edge.target)
        return found

    def callee(self, scope: Scope, index: int) -> str:
        """The name of what the `index`-th call of a definition calls; `` if it is not known, and in headers."""
        if scope.in_header(scope.body.calls[index].block):
            return ""
        return _name_of(self._callees(scope, index), self._inference)

    def is_known(self, scope: Scope, index: int) -> bool:
        """True if it is known what a call calls that stands in no header."""
        values = self._callees(scope, index)
        return bool(values) and (type(values[0]) in _NAMED or bool(_name_of(values, self._inference)))

    def wrappings(self, scope: Scope) -> tuple[Wrapping, ...]:
        """What decorators of the project put around a function, outermost first."""
        return self._callbacks.wrappings(scope)

    def _of(self, scope: Scope) -> dict[int, list[Step]]:
        """The steps of a definition by the block of the lambda in which they stand, 0 for its own."""
        drawn = Drawn.of(self._inference, scope)
        found: dict[int, list[Step]] = {}
        for step in chain(self._call_steps(scope), self._implicit.steps(scope)):
            seen = drawn.moved(step, scope) if drawn.blocks or drawn.calls else step
            if (seen.edges or seen.leaves) and scope.is_reachable(seen.block):
                found.setdefault(scope.lambda_of(seen.block) or 0, []).append(seen)
        return found

    def _call_steps(self, scope: Scope) -> Iterator[Step]:
        header = scope.header
        for index, call in enumerate(scope.body.calls):
            if call.block in header:
                continue
            values = self._callees(scope, index)
            if len(values) == 1 and self._is_inert(values[0], call):
                continue
            if not _CALLED.isdisjoint(map(type, values)):
                edges, leaves = self._of_call(values, scope, index, call)
                if edges or leaves:
                    yield Step("call", index, call.block, tuple(edges), tuple(leaves))

    def _is_inert(self, value: Value, call: Call) -> bool:
        """True for what most calls call: functions of libraries that run nothing, and methods of collections."""
        if type(value) is LibraryValue:
            known = self._inert.get(value.name)
            if known is None:
                name, catalog = value.name, self._inference.catalog
                does = catalog.leaf(name) is not None or catalog.runs(name) is not None
                known = self._inert[name] = not (does or self._implicit.runs_methods(name))
        else:
            known = type(value) is CollectionValue
        return known and not (self._edges.is_of_model(call) or (call.awaited and self._implicit.awaiting_matters))

    def _of_call(
        self, values: Values, scope: Scope, index: int, call: Call
    ) -> tuple[dict[Edge, None], dict[Leaf, None]]:
        edges: dict[Edge, None] = {}
        leaves: dict[Leaf, None] = {}
        for value in values:
            described = self._inference.described(value)
            if described:
                leaves.update(dict.fromkeys(() if call.awaited else self._leaf(described, scope, call)))
                continue
            if type(value) is not LibraryValue:
                edges.update(dict.fromkeys(self._edges.of_value(value, scope, index)))
            if not call.awaited:  # an awaited call gave an awaitable and so did not block
                leaves.update(dict.fromkeys(self._leaves(value, scope, call)))
        if edges:
            edges = self._edges.of_spawned(edges, scope, index, call)
        if len(values) > 1 and len({_defined(value) for value in values}) > 1:
            edges = {edge._replace(is_certain=False): None for edge in edges}
        if self._edges.is_of_model(call):
            edges.update(dict.fromkeys(self._edges.of_model(scope, index, call)))
        if call.args or call.keywords:
            edges.update(dict.fromkeys(self._edges.of_arguments(values, scope, index, call)))
        more = self._implicit.of_builtin(values, scope, index, call)
        edges.update(more[0])
        leaves.update(more[1])
        return edges, leaves

    def _callees(self, scope: Scope, index: int) -> Values:
        """What a call can call. Of a choice between `async` and plain functions an `await` takes the `async` ones."""
        values = self._inference.callee(scope, index)
        if len(values) < 2 or not self._is_awaited(scope, index):
            return values
        coroutines = tuple(v for v in values if isinstance(v, FunctionValue) and v.scope.definition.is_async)
        return coroutines or values

    def _is_awaited(self, scope: Scope, index: int) -> bool:
        """True if the result is awaited, here or by the function of asyncio or AnyIO that it is handed to."""
        calls = scope.body.calls
        if calls[index].awaited:
            return True
        result = ex.CallResult(index)
        for outer, call in enumerate(calls):
            if result in call.args:
                names = [v.name for v in self._inference.callee(scope, outer) if isinstance(v, LibraryValue)]
                return any(name.partition(".")[0] in ("asyncio", "anyio") for name in names)
        return False

    def reason(self, scope: Scope, call: Call) -> str:
        """Why a callee is not known."""
        return self._unresolved.reason(scope, call)

    def _leaves(self, value: Value, scope: Scope, call: Call) -> Iterator[Leaf]:
        """The effects of calling a library."""
        if type(value) is LibraryValue:
            yield from self._leaf(value.name, scope, call)
        elif type(value) is OffloadedValue:
            if value.thread == "loop":
                yield from self._leaf(f"{value.name}.__call__", scope, call)
        elif type(value) is ClassValue:
            yield from self._base_leaves(value.scope, "__init__", scope, call)
        elif type(value) is FunctionValue:
            if not value.scope.definition.is_async:
                yield from self._decorated_leaves(value.scope)
        elif type(value) is ObjectValue:
            yield from self._base_leaves(value.scope, "__call__", scope, call)
        elif type(value) is LibraryObject:
            yield from self._leaf(f"{value.name}.__call__", scope, call)

    def _decorated_leaves(self, function: Scope) -> tuple[Leaf, ...]:
        if not function.definition.decorators:
            return ()
        known = self._around.get(function)
        if known is None:
            known = self._around[function] = tuple(self._find_decorated_leaves(function))
        return known

    def _find_decorated_leaves(self, function: Scope) -> Iterator[Leaf]:
        """What a library's decorator does around each call: `@retry(wait=…)` sleeps between the attempts."""
        names = self._inference.decorator_names(function)
        for decorator, name in zip(function.definition.decorators, names, strict=False):
            entry = self._inference.catalog.leaf(f"{name}.__call__") if name else None
            if entry is not None and isinstance(decorator, ex.CallResult):
                made = function.body.calls[decorator.call]
                if not self._is_harmless(entry, function, made):
                    yield entry.leaf

    def _base_leaves(self, cls: Scope, method: str, scope: Scope, call: Call) -> Iterator[Leaf]:
        member = self._inference.classes.member(cls, method)
        if member is None:
            for base in self._inference.classes.library_bases(cls):
                yield from self._leaf(f"{base}.{method}", scope, call)

    def _leaf(self, name: str, scope: Scope, call: Call) -> Iterator[Leaf]:
        entry = self._inference.catalog.leaf(name)
        if entry is not None and not self._is_harmless(entry, scope, call):
            yield self._limits.seen(self._own_loop.seen(entry.leaf, scope, call), call)

    def _is_harmless(self, entry: LeafEntry, scope: Scope, call: Call) -> bool:
        if not entry.unless:
            return False
        typed = any(condition.type is not None for condition in entry.unless)

        def value(expression: Expression) -> object:
            return _argument(expression, self._types(expression, scope, call) if typed else ())

        positional = [value(argument) for argument in call.args]
        keywords = {name: value(argument) for name, argument in call.keywords if name is not None}
        spread = len(keywords) < len(call.keywords) or any(isinstance(argument, ex.Starred) for argument in call.args)
        return entry.is_harmless(positional, keywords, spread=spread)

    def _types(self, expression: Expression, scope: Scope, call: Call) -> tuple[str, ...]:
        """The library classes that an argument can be of; nothing if it can be something else as well."""
        values = self._inference.infer(expression, Use(scope, call.block, (call.line, call.column)))
        names = tuple(value.name for value in values if isinstance(value, LibraryObject))
        return names if len(names) == len(values) else ()


def _defined(value: Value) -> object:
    """What a callee is defined as: the same method of two objects is one."""
    return value.scope if isinstance(value, FunctionValue | ClassValue) else value


def _argument(expression: Expression, types: tuple[str, ...] = ()) -> object:
    """A literal's value, `{…}` and `[…]` for displays, everything else as its source text."""
    if isinstance(expression, ex.Constant) and expression.type in ("str", "int", "float", "bool"):
        return expression.value
    if isinstance(expression, ex.Constant) and expression.type == "none":
        return Source("None")
    if isinstance(expression, ex.Operation) and expression.operator == "|":
        return Source(" | ".join(str(_argument(operand)) for operand in expression.operands))
    if isinstance(expression, ex.Mapping | ex.Collection):
        return Source("{…}" if isinstance(expression, ex.Mapping) else "[…]", types)
    return Source(dotted(expression) or "…", types)


def _name_of(values: Values, inference: Inference) -> str:
    """The name of a callee for reports: a definition's id or a library's dotted name; `` if it is not known."""
    for value in values:
        if type(value) is LibraryValue:
            return inference.library_name(value.name)
        if type(value) is FunctionValue or type(value) is ClassValue:
            return value.scope.id
        if isinstance(value, ObjectValue):
            return f"{value.scope.id}.__call__"
        if isinstance(value, LambdaValue):
            return Unit(value.scope, value.block).id
        if isinstance(value, OffloadedValue):
            return _name_of((value.callee,), inference)
        if isinstance(value, LibraryObject):
            return f"{value.name}.__call__"
        if isinstance(value, CollectionValue):
            return "builtins.list"
    return ""
