"""The call graph: for every call, attribute read and `with`, what runs because of it and on which thread."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from fastapi_lint.catalog.entries import LeafEntry, RunsOn, Source
from fastapi_lint.frameworks import python
from fastapi_lint.model import expression as ex
from fastapi_lint.model.effect import Leaf
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import BlockKind, Call
from fastapi_lint.project.flow.callbacks import SAME, Callbacks, Wrapping, threads_for
from fastapi_lint.project.flow.conditions import is_memoised
from fastapi_lint.project.flow.units import Unit, unit_of
from fastapi_lint.project.resolve.inference import Inference, is_overload
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

_CONSTRUCTORS = ("__new__", "__init__", "__post_init__")


class Edge(NamedTuple):
    """Something a unit does that runs another unit. `thread` is `same`, `pool`, `process`, `loop` or `elsewhere`.

    `is_certain` is False where this is one of several callees that the types leave open.
    """

    target: Unit
    thread: str
    is_certain: bool = True


class Step(NamedTuple):
    """A place in a unit and what happens there: edges into the project, leaves of libraries.

    `kind` and `number` name the place among the facts of the definition: the n-th `call`, `context` or `read`,
    or the `loop` whose block has this number.
    """

    kind: str
    number: int
    block: int
    edges: tuple[Edge, ...]
    leaves: tuple[Leaf, ...]


class CallGraph:
    """Steps by unit, and what is known of every call."""

    def __init__(self, inference: Inference, callbacks: Callbacks, scopes: dict[str, list[Scope]]) -> None:
        self._inference = inference
        self._callbacks = callbacks
        self.steps: dict[Unit, list[Step]] = {}
        self.callees: dict[tuple[Scope, int], str] = {}
        self.calls = 0
        self.unresolved: dict[str, int] = {}
        self._memoised: dict[Scope, bool] = {}
        for group in scopes.values():
            for scope in group:
                self._add(scope)

    def _is_memoised(self, scope: Scope) -> bool:
        if scope not in self._memoised:
            self._memoised[scope] = is_memoised(scope)
        return self._memoised[scope]

    def wrappings(self, scope: Scope) -> tuple[Wrapping, ...]:
        """What decorators of the project put around a function, outermost first."""
        return self._callbacks.wrappings(scope)

    def _add(self, scope: Scope) -> None:
        body = scope.definition.body
        steps = (self._call_steps, self._context_steps, self._read_steps, self._loop_steps)
        for step in (step for find in steps for step in find(scope)):
            if (step.edges or step.leaves) and scope.is_reachable(step.block):
                self.steps.setdefault(unit_of(scope, step.block), []).append(step)
        if scope.is_function or body.calls:
            self.steps.setdefault(Unit(scope), [])

    def _call_steps(self, scope: Scope) -> Iterator[Step]:
        for index, call in enumerate(scope.definition.body.calls):
            if scope.in_header(call.block):
                continue
            self.calls += 1
            values = self._callees(scope, index)
            self.callees[scope, index] = name = _name_of(values, self._inference)
            if not name:
                reason = self.reason(scope, call)
                self.unresolved[reason] = self.unresolved.get(reason, 0) + 1
                continue
            edges: dict[Edge, None] = {}
            leaves: dict[Leaf, None] = {}
            for value in values:
                described = self._inference.described(value)
                if described:
                    leaves.update(dict.fromkeys(() if call.awaited else self._leaf(described, scope, call)))
                    continue
                edges.update(dict.fromkeys(self._edges(value, scope, index, call)))
                leaves.update(dict.fromkeys(self._leaves(value, scope, call)))
            if not call.awaited and any(edge.target.is_async for edge in edges) and self._is_spawned(scope, index):
                edges = {e._replace(thread="loop") if e.target.is_async else e: None for e in edges}
            if len(values) > 1 and len({_defined(value) for value in values}) > 1:
                edges = {edge._replace(is_certain=False): None for edge in edges}
            edges.update(dict.fromkeys(self._argument_edges(scope, index, call)))
            leaves.update(dict.fromkeys(self._consumed_leaves(scope, index, call)))
            yield Step("call", index, call.block, tuple(edges), tuple(leaves))

    def _callees(self, scope: Scope, index: int) -> Values:
        """What a call can call. Of a choice between `async` and plain functions an `await` takes the `async` ones."""
        values = self._inference.callee(scope, index)
        if len(values) < 2 or not self._is_awaited(scope, index):
            return values
        coroutines = tuple(v for v in values if isinstance(v, FunctionValue) and v.scope.definition.is_async)
        return coroutines or values

    def _is_awaited(self, scope: Scope, index: int) -> bool:
        """True if the result is awaited, here or by the function of asyncio or AnyIO that it is handed to."""
        calls = scope.definition.body.calls
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
        if isinstance(call.func, ex.Attribute):
            receiver = call.func.value
            if self._inference.infer(receiver, Use(scope, call.block, (call.span.line, call.span.column))):
                return "unknown attribute"
            return "receiver of unknown type"
        if isinstance(call.func, ex.Name):
            return "parameter or variable of unknown value"
        return "computed callee"

    def _edges(self, value: Value, scope: Scope, index: int, call: Call) -> Iterator[Edge]:
        if isinstance(value, FunctionValue):
            consumed = not value.scope.definition.is_generator or self._is_consumed(scope, index)
            yield from self._function_edges(value.scope, consumed)
        elif isinstance(value, ClassValue):
            yield from self._constructor_edges(value.scope)
        elif isinstance(value, ObjectValue):
            for method in self._inference.classes.implementations(value.scope, "__call__"):
                yield from self._function_edges(method, True)
        elif isinstance(value, LambdaValue):
            yield Edge(Unit(value.scope, value.block), SAME)
        elif isinstance(value, OffloadedValue):
            for edge in self._edges(value.callee, scope, index, call):
                yield edge._replace(thread=value.thread)

    def _constructor_edges(self, scope: Scope) -> Iterator[Edge]:
        for name in _CONSTRUCTORS:
            member = self._inference.classes.member(scope, name)
            function = member.function() if member else None
            if function is not None:
                yield from self._function_edges(function, True)

    def _function_edges(self, target: Scope, consumed: bool) -> Iterator[Edge]:
        """A call of a function, its decorators looked through. A generator runs only where it is iterated."""
        definition = target.definition
        if is_overload(self._inference, target):
            return
        names = self._inference.decorator_names(target)
        is_cached = any(name in python.CACHES for name in names)
        if is_cached and len(definition.parameters) == target.is_method:
            return  # it runs once
        is_cached = is_cached or self._is_memoised(target)
        if definition.is_generator and not consumed and not any(n in python.CONTEXT_MANAGERS for n in names):
            return
        threads = {SAME}
        for wrapping in self._callbacks.wrappings(target):
            yield Edge(Unit(wrapping.wrapper), SAME)
            if wrapping.threads:
                threads = set(wrapping.threads)
            elif wrapping.wrapper.definition.is_async and not definition.is_async:
                return
        for name in names:
            runs = self._inference.catalog.runs(name) if name else None
            if runs is not None and runs.wraps and not runs.receiver:
                threads = {str(runs.thread)}
        for thread in sorted(threads):
            yield Edge(Unit(target), thread, is_certain=not is_cached)

    def _argument_edges(self, scope: Scope, index: int, call: Call) -> Iterator[Edge]:
        """Callables among the arguments, where the callee is known to run them."""
        for argument in (*call.args, *(value for _, value in call.keywords)):
            threads = frozenset(self._callbacks.of_argument(scope, index, argument))
            for target in self._callables(argument, scope, index) if threads else ():
                for thread in sorted(threads_for(target.is_async, threads)):
                    if thread != SAME or not target.scope.definition.is_generator:
                        yield Edge(target, thread)

    def _callables(self, argument: Expression, scope: Scope, index: int) -> Iterator[Unit]:
        if isinstance(argument, ex.Lambda):
            yield Unit(scope, argument.block)
            return
        if not isinstance(argument, ex.Name | ex.Attribute | ex.CallResult):
            return
        for value in self._inference.infer(argument, self._inference.use_of_call(scope, index)):
            if isinstance(value, FunctionValue):
                yield Unit(value.scope)
            elif isinstance(value, LambdaValue):
                yield Unit(value.scope, value.block)

    def _is_consumed(self, scope: Scope, index: int) -> bool:
        """True if the result of a call is iterated on the spot, so that a generator's body runs."""
        result = ex.CallResult(index)
        body = scope.definition.body
        if any(b.expression == result for b in body.blocks if b.kind in (BlockKind.FOR, BlockKind.COMPREHENSION)):
            return True
        if any(o.kind == "yield-from" and o.value == result for o in body.outcomes):
            return True
        for other, call in enumerate(body.calls):
            if result in call.args:
                names = (v.name for v in self._inference.callee(scope, other) if isinstance(v, LibraryValue))
                if any(name in python.CONSUMERS for name in names):
                    return True
        return False

    def _is_spawned(self, scope: Scope, index: int) -> bool:
        """True if the coroutine that a call makes is given to the loop as a task, not awaited: it may outlive us."""
        result = ex.CallResult(index)
        for other, call in enumerate(scope.definition.body.calls):
            if call.awaited or result not in (*call.args, *(value for _, value in call.keywords)):
                continue
            names = [v.name for v in self._inference.callee(scope, other) if isinstance(v, LibraryValue)]
            runs = [self._inference.catalog.runs(name) for name in names]
            if any(r is not None and r.thread is RunsOn.LOOP for r in runs):
                return True
        return False

    def _consumed_leaves(self, scope: Scope, index: int, call: Call) -> Iterator[Leaf]:
        """What iterating the arguments does, where the callee does that at once: `list(collection.find())`."""
        names = {v.name for v in self._inference.callee(scope, index) if isinstance(v, LibraryValue)}
        if not names & python.CONSUMERS:
            return
        for argument in call.args:
            for value in self._inference.infer(argument, self._inference.use_of_call(scope, index)):
                if isinstance(value, LibraryObject):
                    yield from self._special_leaf(value, "__iter__")

    def _special_leaf(self, value: LibraryObject, method: str) -> Iterator[Leaf]:
        entry = self._inference.catalog.leaf(f"{value.name}.{method}")
        if entry is not None:
            yield entry.leaf

    def _leaves(self, value: Value, scope: Scope, call: Call) -> Iterator[Leaf]:
        """The effects of calling a library; an awaited call gave an awaitable and so did not block."""
        if call.awaited:
            return
        if isinstance(value, OffloadedValue):
            return
        if isinstance(value, LibraryValue):
            yield from self._leaf(value.name, scope, call)
        elif isinstance(value, ClassValue):
            yield from self._base_leaves(value.scope, "__init__", scope, call)
        elif isinstance(value, LibraryObject):
            yield from self._leaf(f"{value.name}.__call__", scope, call)

    def _base_leaves(self, cls: Scope, method: str, scope: Scope, call: Call) -> Iterator[Leaf]:
        member = self._inference.classes.member(cls, method)
        if member is None:
            for base in self._inference.classes.library_bases(cls):
                yield from self._leaf(f"{base}.{method}", scope, call)

    def _leaf(self, name: str, scope: Scope, call: Call) -> Iterator[Leaf]:
        entry = self._inference.catalog.leaf(name)
        if entry is not None and not _is_harmless(entry, call):
            yield entry.leaf

    def _context_steps(self, scope: Scope) -> Iterator[Step]:
        for index, context in enumerate(scope.definition.body.contexts):
            if context.is_async:
                continue
            use = Use(scope, context.block, (context.span.line, context.span.column))
            edges: dict[Edge, None] = {}
            leaves: dict[Leaf, None] = {}
            for value in self._inference.infer(context.manager, use):
                for method in ("__enter__", "__exit__"):
                    if isinstance(value, ObjectValue):
                        for function in self._inference.classes.implementations(value.scope, method):
                            edges.update(dict.fromkeys(self._function_edges(function, True)))
                    elif isinstance(value, LibraryObject):
                        leaves.update(dict.fromkeys(self._special_leaf(value, method)))
            yield Step("context", index, _around(scope, context.block), tuple(edges), tuple(leaves))

    def _read_steps(self, scope: Scope) -> Iterator[Step]:
        for index, read in enumerate(scope.definition.body.reads):
            if scope.in_header(read.block) or not isinstance(read.expression, ex.Attribute):
                continue
            use = Use(scope, read.block, (read.span.line, read.span.column))
            edges: dict[Edge, None] = {}
            leaves: dict[Leaf, None] = {}
            for chain in _prefixes(read.expression):
                for value in self._inference.infer(chain.value, use):
                    if isinstance(value, ObjectValue):
                        edges.update(dict.fromkeys(self._property_edges(value, chain.attr)))
                    elif isinstance(value, LibraryObject | LibraryValue):
                        leaves.update(dict.fromkeys(self._read_leaf(value, chain.attr)))
            yield Step("read", index, read.block, tuple(edges), tuple(leaves))

    def _read_leaf(self, value: LibraryObject | LibraryValue, attr: str) -> Iterator[Leaf]:
        """What reading a property of a library's object does: `AsyncResult(task_id).status` asks the backend."""
        owner = self._inference.attributes.read(value) if isinstance(value, LibraryValue) else value
        entry = self._inference.catalog.read(f"{owner.name}.{attr}") if owner is not None else None
        if entry is not None:
            yield entry.leaf

    def _loop_steps(self, scope: Scope) -> Iterator[Step]:
        """What iterating does by itself. A generator called on the spot is the call's business."""
        for index, block in enumerate(scope.definition.body.blocks):
            if block.kind not in (BlockKind.FOR, BlockKind.COMPREHENSION) or block.expression is None:
                continue
            if scope.in_header(index):
                continue
            use = Use(scope, max(block.parent, 0), (block.span.line, block.span.column))
            edges: dict[Edge, None] = {}
            leaves: dict[Leaf, None] = {}
            for value in self._inference.infer(block.expression, use):
                if isinstance(value, LibraryObject):
                    leaves.update(dict.fromkeys(self._special_leaf(value, "__iter__")))
                elif isinstance(value, ObjectValue):
                    for method in ("__iter__", "__next__"):
                        for function in self._inference.classes.implementations(value.scope, method):
                            edges.update(dict.fromkeys(self._function_edges(function, True)))
                elif isinstance(value, CollectionValue) and value.generator and isinstance(block.expression, ex.Name):
                    edges.update(dict.fromkeys(self._function_edges(value.generator, True)))
            yield Step("loop", index, max(block.parent, 0), tuple(edges), tuple(leaves))

    def _property_edges(self, value: ObjectValue, attr: str) -> Iterable[Edge]:
        member = self._inference.classes.member(value.scope, attr)
        function = member.function() if member else None
        if function is None:
            return []
        if not any(n in python.PROPERTIES for n in self._inference.decorator_names(function)):
            return []
        reached = self._inference.classes.implementations(value.scope, attr) or [function]
        return [Edge(Unit(target), SAME) for target in reached]


def _defined(value: Value) -> object:
    """What a callee is defined as: the same method of two objects is one."""
    return value.scope if isinstance(value, FunctionValue | ClassValue) else value


def _prefixes(expression: ex.Attribute) -> Iterator[ex.Attribute]:
    """`a.b.c` and `a.b`: each may be a property."""
    current: Expression = expression
    while isinstance(current, ex.Attribute):
        yield current
        current = current.value


def _around(scope: Scope, block: int) -> int:
    """The block in which a `with` statement stands."""
    return max(scope.definition.body.blocks[block].parent, 0)


def _is_harmless(entry: LeafEntry, call: Call) -> bool:
    if not entry.unless:
        return False
    positional = [_argument(argument) for argument in call.args]
    keywords = {name: _argument(value) for name, value in call.keywords if name is not None}
    spread = len(keywords) < len(call.keywords) or any(isinstance(argument, ex.Starred) for argument in call.args)
    return entry.is_harmless(positional, keywords, spread=spread)


def _argument(expression: Expression) -> object:
    """A literal's value, everything else as its source text."""
    if isinstance(expression, ex.Constant) and expression.type in ("str", "int", "float", "bool"):
        return expression.value
    if isinstance(expression, ex.Constant) and expression.type == "none":
        return Source("None")
    if isinstance(expression, ex.Operation) and expression.operator == "|":
        return Source(" | ".join(str(_argument(operand)) for operand in expression.operands))
    return Source(dotted(expression) or "…")


def _name_of(values: Values, inference: Inference) -> str:
    """The name of a callee for reports: a definition's id or a library's dotted name; `` if it is not known."""
    for value in values:
        if isinstance(value, FunctionValue | ClassValue):
            return value.scope.id
        if isinstance(value, LibraryValue):
            return inference.library_name(value.name)
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
