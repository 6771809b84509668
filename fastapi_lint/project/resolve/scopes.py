"""Scopes: definitions of the whole project, each with the names bound in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fastapi_lint.model.expression import Attribute, Expression, Name, Narrowed
from fastapi_lint.model.facts import (
    LOOPS,
    Binding,
    BlockKind,
    Definition,
    DefinitionKind,
    Parameter,
)
from fastapi_lint.model.location import Location, Span
from fastapi_lint.project.resolve.modules import Module


class Scope:
    """A definition in its project. Compared by identity; `id` is unique (`package.module:qualname`).

    `lent` are the names that functions within bind here, by `global` or `nonlocal`; `narrowed` those of whose value a
    condition tells the type.
    """

    __slots__ = (
        "_chains",
        "_header",
        "bindings",
        "children",
        "definition",
        "has_lambdas",
        "id",
        "index",
        "lent",
        "module",
        "module_scope",
        "narrowed",
        "parameters",
        "parent",
    )

    def __init__(self, module: Module, index: int, parent: Scope | None, unique_id: str) -> None:
        self.module = module
        self.index = index
        self.definition: Definition = module.facts.definitions[index]
        self.parent = parent
        self.module_scope: Scope = parent.module_scope if parent else self
        self.id = unique_id
        self.children: list[Scope] = []
        self.bindings: dict[str, list[Binding]] = {}
        self.narrowed: set[str] = set()
        for binding in self.definition.body.bindings:
            self.bindings.setdefault(binding.target, []).append(binding)
            if is_narrowing(binding):
                self.narrowed.add(binding.target)
        self._header = _header_blocks(self.definition) if parent is not None else frozenset()
        self.has_lambdas = any(block.parameters for block in self.definition.body.blocks)
        self.lent: dict[str, list[tuple[Scope, Binding]]] = {}
        self.parameters: dict[str, Parameter] = {p.name: p for p in self.definition.parameters}
        self._chains: dict[int, tuple[int, ...]] = {}  # asked for at nearly every name

    def __repr__(self) -> str:
        return f"<{self.id}>"

    @property
    def is_function(self) -> bool:
        """True for `def` and `async def`."""
        return self.definition.kind is DefinitionKind.FUNCTION

    @property
    def is_class(self) -> bool:
        """True for `class`."""
        return self.definition.kind is DefinitionKind.CLASS

    @property
    def is_module(self) -> bool:
        """True for a whole file."""
        return self.definition.kind is DefinitionKind.MODULE

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
        known = self._chains.get(block)
        if known is None:
            blocks, found, index = self.definition.body.blocks, [], block
            while index >= 0:
                found.append(index)
                index = blocks[index].parent
            known = self._chains[block] = tuple(found)
        return known

    def is_reachable(self, block: int) -> bool:
        """False in dead code and under `if __name__ == "__main__":`."""
        blocks = self.definition.body.blocks
        for index in self.block_chain(block):
            if not blocks[index].reachable or _is_main_guard(blocks[index].expression):
                return False
        return True

    def is_for_types(self, block: int) -> bool:
        """True under `if TYPE_CHECKING:`, which type checkers read although it never runs."""
        blocks = self.definition.body.blocks
        tests = (blocks[index].expression for index in self.block_chain(block))
        return any(_last_name(test) == "TYPE_CHECKING" for test in tests)

    def lambda_of(self, block: int) -> int | None:
        """The innermost lambda block around a block, or None."""
        blocks = self.definition.body.blocks
        return next((i for i in self.block_chain(block) if blocks[i].kind is BlockKind.LAMBDA), None)

    def in_header(self, block: int) -> bool:
        """True if the block is evaluated in the enclosing scope: decorators, defaults, annotations, bases."""
        return block in self._header

    def loops_around(self, block: int) -> list[int]:
        """Blocks of the loops around a block, innermost first, not beyond a lambda."""
        blocks = self.definition.body.blocks
        found = []
        for index in self.block_chain(block):
            if blocks[index].kind is BlockKind.LAMBDA:
                break
            if blocks[index].kind in LOOPS:
                found.append(index)
        return found


def _header_blocks(definition: Definition) -> frozenset[int]:
    """The blocks of decorators, defaults, annotations and bases."""
    found: set[int] = set()
    for index, block in enumerate(definition.body.blocks):
        if block.kind is BlockKind.HEADER or block.parent in found:
            found.add(index)
    return frozenset(found)


def _last_name(expression: Expression | None) -> str:
    if isinstance(expression, Name):
        return expression.id
    return expression.attr if isinstance(expression, Attribute) else ""


def _is_main_guard(expression: Expression | None) -> bool:
    """True for `__name__ == "__main__"`."""
    operands = getattr(expression, "operands", None)
    if not operands or getattr(expression, "operator", "") != "==":
        return False
    return Name("__name__") in operands


def build_scopes(modules: Iterable[Module]) -> dict[str, list[Scope]]:
    """All scopes by module path, in source order; the first of each list is the module's own."""
    taken: dict[str, int] = {}
    scopes = {module.path: list(_scopes_of(module, taken)) for module in modules}
    for group in scopes.values():
        for scope in group:
            _lend(scope)
    return scopes


def _lend(scope: Scope) -> None:
    """Notes what a function binds by `global` and `nonlocal` with the scopes that own these names."""
    body = scope.definition.body
    for name in (*body.globals, *body.nonlocals):
        owner: Scope | None = scope.module_scope
        if name in body.nonlocals:
            owner = scope.parent
            while owner is not None and not (
                owner.is_function and (name in owner.bindings or name in owner.parameters)
            ):
                owner = owner.parent
        if owner is not None and owner is not scope:
            owner.lent.setdefault(name, []).extend((scope, binding) for binding in scope.bindings.get(name, ()))


def _scopes_of(module: Module, taken: dict[str, int]) -> Iterator[Scope]:
    scopes: list[Scope] = []
    for index, definition in enumerate(module.facts.definitions):
        parent = scopes[definition.parent] if definition.parent >= 0 else None
        base = f"{module.name}:{definition.qualname}"
        count = taken[base] = taken.get(base, 0) + 1
        scope = Scope(module, index, parent, base if count == 1 else f"{base}#{count}")
        if parent is not None:
            parent.children.append(scope)
        scopes.append(scope)
        yield scope


def is_narrowing(binding: Binding) -> bool:
    """True if nothing is bound: a condition tells more about the value that a name has already."""
    value = binding.value
    return isinstance(value, Narrowed) and isinstance(value.value, Name) and value.value.id == binding.target


def before(binding: Binding, span: Span | tuple[int, int]) -> bool:
    """True if the name has the binding's value at the place, as far as order tells."""
    return binding.since < (span[0], span[1])


def reaching(scope: Scope, bindings: list[Binding], block: int, place: tuple[int, int]) -> list[Binding]:
    """The bindings of one name that may hold at a place of the same scope, latest first.

    Walks back from the place to the first binding that surely ran (its block is around the place). What stands further
    down in the body of a loop around the place holds in the next turn, unless that first binding is within the loop.
    Without any before the place all are taken.
    """
    if len(bindings) == 1:
        return bindings
    chain = set(scope.block_chain(block))
    loops = scope.loops_around(block)
    found: list[Binding] = []
    for binding in reversed(bindings):
        if not before(binding, place):
            continue
        found.append(binding)
        if binding.block in chain:
            inner = set(scope.block_chain(binding.block))
            loops = [loop for loop in loops if loop not in inner]
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
