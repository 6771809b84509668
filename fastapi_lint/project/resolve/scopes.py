"""Scopes: definitions of the whole project, each with the names bound in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from fastapi_lint.model.expression import Attribute, Expression, Name, Narrowed, Operation
from fastapi_lint.model.facts import (
    LOOPS,
    Binding,
    BlockKind,
    Body,
    Definition,
    DefinitionKind,
    Parameter,
)
from fastapi_lint.model.location import Location, Span
from fastapi_lint.project.resolve.modules import Module

HEADER = 1
"""The block of the header in all definitions but modules."""


class Scope:
    """A definition in its project. Compared by identity; `id` is unique (`package.module:qualname`).

    What is worked out from the body is so when it is first asked for, since most definitions are never looked into:
    `body`, which is opened then; `bindings` by name; `narrowed`, the names of whose value a condition tells the type;
    `header`, the blocks that are evaluated in the enclosing scope; `lent`, the names that functions within bind here,
    by `global` or `nonlocal`; `start`, where it begins. So is `id`, unless another definition has the same name.

    `meanings`, `visible` and `within` are for `Names`, `callees` and `results` for `Inference` to remember answers in.
    """

    __slots__ = (
        "_chains",
        "_loops",
        "_reachable",
        "bindings",
        "body",
        "callees",
        "children",
        "definition",
        "has_lambdas",
        "header",
        "id",
        "index",
        "is_class",
        "is_function",
        "is_module",
        "lent",
        "meanings",
        "module",
        "module_scope",
        "narrowed",
        "parameters",
        "parent",
        "results",
        "start",
        "visible",
        "within",
    )
    _chains: list[tuple[int, ...] | None]  # by block, like the next two
    _loops: list[tuple[int, ...] | None]
    _reachable: list[bool | None]
    bindings: dict[str, Sequence[Binding]]
    body: Body
    callees: list[tuple[Any, ...] | None]  # by call, like `results`
    has_lambdas: bool
    header: frozenset[int]
    id: str
    lent: Mapping[str, list[tuple[Scope, Binding]]]
    meanings: dict[str, tuple[Any, ...] | None]
    narrowed: frozenset[str]
    parameters: dict[str, Parameter]
    results: list[tuple[Any, ...] | None]
    start: tuple[int, int]
    visible: dict[str, Sequence[Binding]]
    within: dict[str, tuple[Any, ...]]

    def __init__(self, module: Module, index: int, parent: Scope | None) -> None:
        self.module = module
        self.index = index
        self.definition: Definition = module.facts.definitions[index]
        kind = self.definition.kind
        self.is_function = kind is DefinitionKind.FUNCTION
        self.is_class = kind is DefinitionKind.CLASS
        self.is_module = kind is DefinitionKind.MODULE
        self.parent = parent
        self.module_scope: Scope = parent.module_scope if parent else self
        self.children: Sequence[Scope] = ()

    def __getattr__(self, name: str) -> Any:
        """What is worked out when it is first asked for: a slot that is still empty."""
        work_out = _WORKED_OUT.get(name)
        if work_out is None:
            raise AttributeError(name)
        work_out(self)
        return getattr(self, name)

    def __repr__(self) -> str:
        return f"<{self.id}>"

    @property
    def is_method(self) -> bool:
        """True for a function directly in a class body."""
        return self.is_function and self.parent is not None and self.parent.is_class

    @property
    def location(self) -> Location:
        """Its whole extent, decorators included."""
        return Location(self.module.path, self.definition.span)

    def block_chain(self, block: int) -> tuple[int, ...]:
        """The block and those around it, innermost first."""
        known = self._chains[block]
        if known is None:
            blocks, found, index = self.body.blocks, [], block
            while index >= 0:
                found.append(index)
                index = blocks[index].parent
            chain = tuple(found)
            known = self._chains[block] = _SAME.setdefault(chain, chain)
        return known

    def is_reachable(self, block: int) -> bool:
        """False in dead code and under `if __name__ == "__main__":`."""
        known = self._reachable[block]
        if known is None:
            one = self.body.blocks[block]
            known = one.reachable and not _is_main_guard(one.expression)
            known = known and (one.parent < 0 or self.is_reachable(one.parent))
            self._reachable[block] = known
        return known

    def is_for_types(self, block: int) -> bool:
        """True under `if TYPE_CHECKING:`, which type checkers read although it never runs."""
        blocks = self.body.blocks
        tests = (blocks[index].expression for index in self.block_chain(block))
        return any(_last_name(test) == "TYPE_CHECKING" for test in tests)

    def lambda_of(self, block: int) -> int | None:
        """The innermost lambda block around a block, or None."""
        if block <= 0:
            return None
        blocks = self.body.blocks
        for index in self.block_chain(block):
            if blocks[index].kind is BlockKind.LAMBDA:
                return index
        return None

    def in_header(self, block: int) -> bool:
        """True if the block is evaluated in the enclosing scope: decorators, defaults, annotations, bases."""
        return self.parent is not None and (block == HEADER or (block > 0 and block in self.header))

    def loops_around(self, block: int) -> tuple[int, ...]:
        """Blocks of the loops around a block, innermost first, not beyond a lambda."""
        known = self._loops[block]
        if known is None:
            blocks, found = self.body.blocks, []
            for index in self.block_chain(block):
                if blocks[index].kind is BlockKind.LAMBDA:
                    break
                if blocks[index].kind in LOOPS:
                    found.append(index)
            loops = tuple(found)
            known = self._loops[block] = _SAME.setdefault(loops, loops)
        return known


def _header_blocks(scope: Scope) -> None:
    """The blocks of decorators, defaults, annotations and bases."""
    found: set[int] = set()
    if scope.parent is not None:
        found.add(HEADER)
        for index, block in enumerate(scope.body.blocks):
            if block.kind is BlockKind.HEADER or block.parent in found:
                found.add(index)
    scope.header = _HEADER_ALONE if found == _HEADER_ALONE else frozenset(found)


def _bind(scope: Scope) -> None:
    bound: dict[str, list[Binding]] = {}
    narrowed = []
    for binding in scope.body.bindings:
        others = bound.get(binding.target)
        if others is None:
            bound[binding.target] = [binding]
        else:
            others.append(binding)
        if type(binding.value) is Narrowed and is_narrowing(binding):
            narrowed.append(binding.target)
    scope.bindings = {name: tuple(several) for name, several in bound.items()}
    scope.narrowed = frozenset(narrowed) if narrowed else _NO_NAMES


def _open(scope: Scope) -> None:
    scope.body = scope.definition.body


def _first_id(scope: Scope) -> str:
    return f"{scope.module.name}:{scope.definition.qualname}"


def _name(scope: Scope) -> None:
    scope.id = _first_id(scope)


def _find_lambdas(scope: Scope) -> None:
    scope.has_lambdas = any(block.parameters for block in scope.body.blocks)


def _take(scope: Scope) -> None:
    scope.parameters = {parameter.name: parameter for parameter in scope.definition.parameters}


def _begin(scope: Scope) -> None:
    span = scope.definition.span
    scope.start = span.line, span.column


def _lend_all(scope: Scope) -> None:
    """Notes for all definitions of a module what they lend."""
    found = [scope.module_scope]
    for each in found:
        each.lent = _NOTHING
        found += each.children
    borrowing = frozenset(scope.module.facts.names().borrowing)
    for each in sorted((each for each in found if each.index in borrowing), key=lambda each: each.index):
        _lend(each)


def _last_name(expression: Expression | None) -> str:
    if isinstance(expression, Name):
        return expression.id
    return expression.attr if isinstance(expression, Attribute) else ""


def _is_main_guard(expression: Expression | None) -> bool:
    """True for `__name__ == "__main__"`."""
    if type(expression) is not Operation or expression.operator != "==":
        return False
    return Name("__name__") in expression.operands


def build_scopes(modules: Iterable[Module]) -> dict[str, list[Scope]]:
    """All scopes by module path, in source order; the first of each list is the module's own."""
    taken: dict[str, int] = {}
    return {module.path: list(_scopes_of(module, taken)) for module in modules}


def _lend(scope: Scope) -> None:
    """Notes what a function binds by `global` and `nonlocal` with the scopes that own these names."""
    body = scope.body
    for name in (*body.globals, *body.nonlocals):
        owner: Scope | None = scope.module_scope
        if name in body.nonlocals:
            owner = scope.parent
            while owner is not None and not (
                owner.is_function and (name in owner.bindings or name in owner.parameters)
            ):
                owner = owner.parent
        if owner is not None and owner is not scope:
            given = [(scope, binding) for binding in scope.bindings.get(name, ())]
            owner.lent = {**owner.lent, name: [*owner.lent.get(name, ()), *given]}


def _scopes_of(module: Module, taken: dict[str, int]) -> Iterator[Scope]:
    scopes: list[Scope] = []
    for index, definition in enumerate(module.facts.definitions):
        parent = scopes[definition.parent] if definition.parent >= 0 else None
        scope = Scope(module, index, parent)
        base = _first_id(scope)
        count = taken[base] = taken.get(base, 0) + 1
        if count > 1:
            scope.id = f"{base}#{count}"
        scopes.append(scope)
        yield scope
    children: dict[Scope, list[Scope]] = {}
    for scope in scopes:
        if scope.parent is not None:
            children.setdefault(scope.parent, []).append(scope)
    for scope, within in children.items():
        scope.children = within


def is_narrowing(binding: Binding) -> bool:
    """True if nothing is bound: a condition tells more about the value that a name has already."""
    value = binding.value
    return type(value) is Narrowed and type(value.value) is Name and value.value.id == binding.target


def before(binding: Binding, span: Span | tuple[int, int]) -> bool:
    """True if the name has the binding's value at the place, as far as order tells."""
    return (binding.line + binding.since_height, binding.since_column) < (span[0], span[1])


def reaching(scope: Scope, bindings: Sequence[Binding], block: int, place: tuple[int, int]) -> Sequence[Binding]:
    """The bindings of one name that may hold at a place of the same scope, latest first.

    Walks back from the place to the first binding that surely ran (its block is around the place). What stands further
    down in the body of a loop around the place holds in the next turn, unless that first binding is within the loop.
    Without any before the place all are taken.
    """
    if len(bindings) == 1:
        return bindings
    chain = scope.block_chain(block)
    loops = scope.loops_around(block)
    found: list[Binding] = []
    for binding in reversed(bindings):
        if not before(binding, place):
            continue
        found.append(binding)
        if binding.block in chain:
            if loops:
                inner = scope.block_chain(binding.block)
                loops = tuple(loop for loop in loops if loop not in inner)
            break
    if loops:
        turned = set(loops)
        found += [b for b in bindings if not before(b, place) and turned.intersection(scope.block_chain(b.block))]
    return found or list(bindings)


def dotted(expression: Expression) -> str | None:
    """`a.b.c` as text if the expression is nothing but names and attributes."""
    parts: list[str] = []
    while isinstance(expression, Attribute):
        parts.append(expression.attr)
        expression = expression.value
    if not isinstance(expression, Name):
        return None
    parts.append(expression.id)
    return ".".join(reversed(parts))


def _remember(name: str) -> Callable[[Scope], None]:
    return lambda scope: setattr(scope, name, {})


def _remember_by_call(name: str) -> Callable[[Scope], None]:
    return lambda scope: setattr(scope, name, [None] * len(scope.body.calls))


def _remember_by_block(name: str) -> Callable[[Scope], None]:
    return lambda scope: setattr(scope, name, [None] * len(scope.body.blocks))


_SAME: dict[tuple[int, ...], tuple[int, ...]] = {}  # chains of blocks, of which few differ: one of each is kept
_NO_NAMES: frozenset[str] = frozenset()
_HEADER_ALONE = frozenset({HEADER})
_NOTHING: Mapping[str, list[tuple[Scope, Binding]]] = MappingProxyType({})
_WORKED_OUT: dict[str, Callable[[Scope], None]] = {
    "bindings": _bind,
    "body": _open,
    "narrowed": _bind,
    "has_lambdas": _find_lambdas,
    "header": _header_blocks,
    "id": _name,
    "lent": _lend_all,
    "parameters": _take,
    "start": _begin,
    **{name: _remember(name) for name in ("meanings", "visible", "within")},
    **{name: _remember_by_call(name) for name in ("callees", "results")},
    **{name: _remember_by_block(name) for name in ("_chains", "_loops", "_reachable")},
}
"""What works out the slots of a scope that are empty at first."""
