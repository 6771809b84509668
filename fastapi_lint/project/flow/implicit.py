"""What runs without being called: methods of objects that are entered, iterated or read, and those of libraries."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.frameworks import asyncio as vocabulary
from fastapi_lint.frameworks import python
from fastapi_lint.model import expression as ex
from fastapi_lint.model.effect import Leaf
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import BlockKind, Call
from fastapi_lint.project.flow.callbacks import SAME
from fastapi_lint.project.flow.edges import Edges
from fastapi_lint.project.flow.executors import is_awaited_within
from fastapi_lint.project.flow.operators import Operators
from fastapi_lint.project.flow.steps import Edge, Step
from fastapi_lint.project.flow.units import Unit
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import (
    CollectionValue,
    LibraryObject,
    LibraryValue,
    ObjectValue,
    Value,
    Values,
)

_ENTERING = {False: ("__enter__", "__exit__"), True: ("__aenter__", "__aexit__")}
_ITERATING_LATER = ("__aiter__", "__anext__")
_ITERATING = (BlockKind.FOR, BlockKind.ASYNC_FOR, BlockKind.COMPREHENSION)
_GIVING = ("__iter__", "__next__")


class Implicit:
    """Finds the steps that are no calls, and what builtins run of their arguments."""

    def __init__(self, inference: Inference, edges: Edges) -> None:
        self._inference = inference
        self._edges = edges
        self._operators = Operators(inference, edges)
        self._properties: dict[tuple[Scope, str], tuple[Edge, ...]] = {}
        methods = [method for cls in inference.classes.all for method in cls.children]
        self._decorated = {method.definition.name for method in methods if method.definition.decorators}
        self._has_hooks = any(method.definition.name == "__getattr__" for method in methods)

    def steps(self, scope: Scope) -> Iterator[Step]:
        """The steps of a definition's own part that are no calls."""
        yield from self._contexts(scope)
        yield from self._reads(scope)
        yield from self._loops(scope)
        yield from self._operators.steps(scope)
        yield from self._decorators(scope)

    def _contexts(self, scope: Scope) -> Iterator[Step]:
        for index, context in enumerate(scope.body.contexts):
            use = Use(scope, context.block, (context.line, context.column))
            edges: dict[Edge, None] = {}
            leaves: dict[Leaf, None] = {}
            for value in map(self._read, self._inference.infer(context.manager, use)):
                for method in _ENTERING[context.is_async]:
                    if isinstance(value, ObjectValue):
                        edges.update(dict.fromkeys(self._edges.of_method(value, method)))
                    elif isinstance(value, LibraryObject) and not context.is_async:
                        leaves.update(dict.fromkeys(self._leaf(value, method)))
            if (
                leaves
                and any(leaf.name in vocabulary.EXECUTOR_EXITS for leaf in leaves)
                and is_awaited_within(scope, context)
            ):
                leaves = {leaf: None for leaf in leaves if leaf.name not in vocabulary.EXECUTOR_EXITS}
            yield Step("context", index, _around(scope, context.block), tuple(edges), tuple(leaves))

    def _decorators(self, scope: Scope) -> Iterator[Step]:
        """A context manager that decorates a function is entered by each call: `@torch.inference_mode()`."""
        if not scope.is_function or scope.definition.is_async:
            return
        names = filter(None, self._inference.decorator_names(scope))
        entries = [self._inference.catalog.leaf(f"{name}.__enter__") for name in names]
        leaves = tuple(entry.leaf for entry in entries if entry is not None)
        if leaves:
            yield Step("body", 0, 0, (), leaves)

    def _reads(self, scope: Scope) -> Iterator[Step]:
        header = scope.header
        for index, read in enumerate(scope.body.reads):
            if read.block in header or type(read.expression) is not ex.Attribute:
                continue
            use = Use(scope, read.block, (read.line, read.column))
            edges: dict[Edge, None] = {}
            leaves: dict[Leaf, None] = {}
            chain: Expression = read.expression
            while type(chain) is ex.Attribute:  # `a.b.c` and `a.b`: each may be a property
                for value in self._inference.infer(chain.value, use) if self._may_run(chain.attr) else ():
                    if type(value) is ObjectValue:
                        edges.update(dict.fromkeys(self._of_property(value, chain.attr)))
                    elif type(value) is LibraryObject or type(value) is LibraryValue:
                        leaves.update(dict.fromkeys(self._read_leaf(value, chain.attr)))
                chain = chain.value
            if edges or leaves:
                yield Step("read", index, read.block, tuple(edges), tuple(leaves))

    def _may_run(self, attr: str) -> bool:
        """False if reading an attribute of this name runs nothing, whatever has it."""
        return self._has_hooks or attr in self._decorated or self._inference.catalog.may_read(attr)

    def _read_leaf(self, value: LibraryObject | LibraryValue, attr: str) -> Iterator[Leaf]:
        """What reading a property of a library's object does: `AsyncResult(task_id).status` asks the backend."""
        owner = self._inference.attributes.read(value) if isinstance(value, LibraryValue) else value
        entry = self._inference.catalog.read(f"{owner.name}.{attr}") if owner is not None else None
        if entry is not None:
            yield entry.leaf

    def _loops(self, scope: Scope) -> Iterator[Step]:
        """What iterating does by itself. A generator called on the spot is the call's business."""
        for index, block in enumerate(scope.body.blocks):
            if block.kind not in _ITERATING or block.expression is None or scope.in_header(index):
                continue
            use = Use(scope, max(block.parent, 0), (block.line, block.column))
            if block.kind is BlockKind.ASYNC_FOR:
                edges, leaves = self._of_async_iteration(block.expression, use), dict[Leaf, None]()
            else:
                edges, leaves = self._of_iteration(block.expression, use)
            yield Step("loop", index, max(block.parent, 0), tuple(edges), tuple(leaves))

    def _of_iteration(self, iterable: Expression, use: Use) -> tuple[dict[Edge, None], dict[Leaf, None]]:
        edges: dict[Edge, None] = {}
        leaves: dict[Leaf, None] = {}
        is_call = isinstance(iterable, ex.CallResult)
        for value in map(self._read, self._inference.infer(iterable, use)):
            if isinstance(value, LibraryObject):
                found = next((leaf for method in _GIVING for leaf in self._leaf(value, method)), None)
                leaves.update({} if found is None else {found: None})
            elif not (is_call and isinstance(value, CollectionValue)):
                edges.update(dict.fromkeys(self._edges.of_iteration(value)))
        return edges, leaves

    def _of_async_iteration(self, iterable: Expression, use: Use) -> dict[Edge, None]:
        edges: dict[Edge, None] = {}
        is_call = isinstance(iterable, ex.CallResult)
        for value in self._inference.infer(iterable, use):
            if isinstance(value, ObjectValue):
                for method in _ITERATING_LATER:
                    edges.update(dict.fromkeys(self._edges.of_method(value, method)))
            elif isinstance(value, CollectionValue) and not is_call:
                edges.update(dict.fromkeys(self._edges.of_iteration(value)))
        return edges

    @property
    def awaiting_matters(self) -> bool:
        """True if `await` may run a method of the project."""
        return self._operators.matters("__await__")

    def runs_methods(self, name: str) -> bool:
        """True if a function of a library may run methods of what it is given."""
        return name in python.CONSUMERS or any(
            self._operators.matters(method) for methods in _methods_run_by(name) for method in methods
        )

    def of_builtin(
        self, callees: Values, scope: Scope, index: int, call: Call
    ) -> tuple[dict[Edge, None], dict[Leaf, None]]:
        """What a call runs of its arguments or of what it gives: `list(collection.find())` draws all from it."""
        edges: dict[Edge, None] = {}
        leaves: dict[Leaf, None] = {}
        if call.awaited and self.awaiting_matters:
            for value in self._inference.call(scope, index):
                edges.update(dict.fromkeys(self._operators.of_first(value, ("__await__",))))
        names = {v.name for v in callees if isinstance(v, LibraryValue)}
        if not names:
            return edges, leaves
        if names & python.CONSUMERS:
            use = self._inference.use_of_call(scope, index)
            for argument in call.args:
                found = self._of_iteration(argument, use)
                edges.update(found[0])
                leaves.update(found[1])
        for methods in (methods for name in names for methods in _methods_run_by(name)):
            if call.args and any(map(self._operators.matters, methods)):
                for value in self._inference.infer(call.args[0], self._inference.use_of_call(scope, index)):
                    edges.update(dict.fromkeys(self._operators.of_first(value, methods)))
        return edges, leaves

    def _read(self, value: Value) -> Value:
        """The object that an attribute of a library's object gives, for the attribute."""
        given = self._inference.attributes.read(value) if isinstance(value, LibraryValue) else None
        return value if given is None else given

    def _leaf(self, value: LibraryObject, method: str) -> Iterator[Leaf]:
        entry = self._inference.catalog.leaf(f"{value.name}.{method}")
        if entry is not None:
            yield entry.leaf

    def _of_property(self, value: ObjectValue, attr: str) -> tuple[Edge, ...]:
        """What reading an attribute of an object runs."""
        known = self._properties.get((value.scope, attr))
        if known is None:
            known = self._properties[value.scope, attr] = tuple(self._find_property(value, attr))
        return known

    def _find_property(self, value: ObjectValue, attr: str) -> Iterator[Edge]:
        member = self._inference.classes.member(value.scope, attr)
        if member is None:
            if attr[:2] != "__" and not self._inference.classes.library_bases(value.scope):
                yield from (e._replace(is_certain=False) for e in self._edges.of_method(value, "__getattr__"))
            return
        getters = [function for function in member.functions() if self._inference.descriptors.is_property(function)]
        if getters and getters[-1] is not member.function():
            yield Edge(Unit(getters[-1]), SAME)  # what has a setter, too, is found under one name
        elif getters:
            reached = self._inference.classes.implementations(value.scope, attr) or getters[-1:]
            yield from (Edge(Unit(target), SAME) for target in reached)


def _methods_run_by(name: str) -> Iterator[tuple[str, ...]]:
    """The methods that a function of the standard library runs of its first argument: of each group the first."""
    if name in python.ENTERING:
        yield from ((method,) for method in _ENTERING[python.ENTERING[name]])
    elif name in python.CLOSING:
        yield (python.CLOSING[name],)
    elif name in python.BUILTIN_METHODS:
        yield python.BUILTIN_METHODS[name]


def _around(scope: Scope, block: int) -> int:
    """The block in which a `with` statement stands."""
    return max(scope.body.blocks[block].parent, 0)
