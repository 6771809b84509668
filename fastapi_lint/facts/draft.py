"""A definition while it is being read: the growing lists of its `Body`, and the block that is open."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any, TypeVar

from msgspec.structs import replace

from fastapi_lint.facts.index import Index
from fastapi_lint.facts.positions import Place, PlaceOf, place_finder
from fastapi_lint.model import expression as ex
from fastapi_lint.model.facts import (
    Annotation,
    Applied,
    AttributeBinding,
    AttributeRead,
    Binding,
    Block,
    BlockKind,
    Body,
    Call,
    Context,
    Definition,
    ItemBinding,
    Outcome,
    Parameter,
    Said,
    Uses,
)
from fastapi_lint.model.stored import write

P = TypeVar("P", AttributeRead, Applied, Outcome)

# Blocks that are numbered, by what one node class of the concrete syntax stands for.
_COUNTED = {
    BlockKind.FOR: "for",
    BlockKind.ASYNC_FOR: "for",
    BlockKind.WHILE: "while",
    BlockKind.WITH: "with",
    BlockKind.ASYNC_WITH: "with",
    BlockKind.COMPREHENSION: "comprehension",
    BlockKind.LAMBDA: "lambda",
}
_SCOPES_OF_YIELD = (BlockKind.LAMBDA, BlockKind.COMPREHENSION)


class ModuleDraft:
    """What all definitions of one module share while they are being read."""

    __slots__ = ("definitions", "index", "lines", "names", "place")

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self.definitions: list[Definition | None] = []  # None: still being read
        self.index = Index()
        self.names: dict[str, ex.Name] = {}  # each name is one object: the same few come again and again
        self.place: PlaceOf = place_finder(text)


class Loads(dict[str, ex.Name]):
    """The names that a definition reads. Its expressions share them with those of all other definitions."""

    __slots__ = ("_names",)

    def __init__(self, names: dict[str, ex.Name]) -> None:
        self._names = names

    def __missing__(self, name: str) -> ex.Name:
        found = self._names.get(name)
        if found is None:
            found = self._names[name] = ex.Name(name)
        self[name] = found
        return found


class BlockDraft:
    """A block whose expression, exits and number are found out while its contents are read."""

    __slots__ = ("ends_turn", "expression", "has_exit", "kind", "ordinal", "parameters", "parent", "place", "reachable")

    def __init__(self, parent: int, kind: BlockKind, place: Place, expression: ex.Expression | None, reachable: bool):
        self.parent = parent
        self.kind = kind
        self.place = place
        self.expression = expression
        self.reachable = reachable
        self.ordinal = -1
        self.parameters: tuple[Parameter, ...] = ()
        self.has_exit = False
        self.ends_turn = False

    def finished(self) -> Block:
        """The frozen block."""
        line, column, height, end = self.place
        return Block(
            line,
            column,
            height,
            end,
            self.parent,
            self.kind,
            self.expression,
            self.ordinal,
            self.reachable,
            self.parameters,
            self.has_exit,
            self.ends_turn,
        )


class Draft:
    """One definition's own part. Whatever is read is put into the block that is open: `block`."""

    __slots__ = (
        "annotations",
        "attribute_bindings",
        "awaits",
        "bindings",
        "block",
        "blocks",
        "calls",
        "contexts",
        "counts",
        "extent",
        "global_names",
        "index",
        "is_function",
        "is_generator",
        "item_bindings",
        "keeps_reads",
        "loads",
        "loops",
        "module",
        "nonlocal_names",
        "operations",
        "outcomes",
        "place",
        "qualname",
        "reads",
    )

    def __init__(self, module: ModuleDraft, qualname: str, is_function: bool, body: Place) -> None:
        self.module = module
        self.index = len(module.definitions)
        module.definitions.append(None)
        self.qualname = qualname
        self.is_function = is_function
        self.is_generator = False
        self.place = module.place
        self.extent = body  # of the definition; until its header is read, of its body
        self.block = 0
        self.blocks = [BlockDraft(-1, BlockKind.BODY, body, None, True)]
        self.counts: dict[str, int] = {}
        self.loops: list[BlockDraft] = []  # the loop statements that are open
        self.keeps_reads = True
        self.bindings: list[Binding] = []
        self.attribute_bindings: list[AttributeBinding] = []
        self.item_bindings: list[ItemBinding] = []
        self.calls: list[Call] = []
        self.reads: list[AttributeRead] = []
        self.contexts: list[Context] = []
        self.operations: list[Applied] = []
        self.outcomes: list[Outcome] = []
        self.annotations: list[Annotation] = []
        self.awaits: list[tuple[int, int, int]] = []
        self.global_names: list[str] = []
        self.nonlocal_names: list[str] = []
        self.loads = Loads(module.names)

    def open_block(
        self, kind: BlockKind, place: Place, expression: ex.Expression | None = None, *, reachable: bool = True
    ) -> int:
        """A new block within the open one; what is within unreachable code is unreachable. It is not entered."""
        parent = self.blocks[self.block]
        self.blocks.append(BlockDraft(self.block, kind, place, expression, reachable and parent.reachable))
        return len(self.blocks) - 1

    def number(self, block: int) -> None:
        """Give a block the next number of its kind: to be called in the order of the source."""
        draft = self.blocks[block]
        family = _COUNTED[draft.kind]
        draft.ordinal = self.counts.get(family, 0)
        self.counts[family] = draft.ordinal + 1

    def within(self, block: int, read: Callable[[Draft, Any], object], node: Any) -> None:
        """Read `node` with `block` open."""
        outer, self.block = self.block, block
        read(self, node)
        self.block = outer

    def bind(
        self,
        target: str,
        value: ex.Expression,
        place: Place,
        annotation: ex.Expression | None = None,
        since: tuple[int, int] | None = None,
    ) -> None:
        """Record a name given a value in the open block, which it has `since` the end of what is evaluated for it."""
        line, column, _, _ = place
        since_line, since_column = since or (line, column)
        self.bindings.append(
            Binding(target, value, annotation, line, column, self.block, since_line - line, since_column)
        )

    def draws(self, value: ex.Expression) -> None:
        """Note that the value is iterated on the spot, if a call gives it."""
        if value.__class__ is ex.CallResult:
            self.calls[value.call] = replace(self.calls[value.call], iterated=True)

    def applies(self, expression: ex.Expression, node: Any) -> ex.Expression:
        """Note an operation that may run a method."""
        if self.keeps_reads:
            line, column, height, end = self.place(node)
            self.operations.append(Applied(line, column, height, end, expression, self.block))
        return expression

    def scope_block(self) -> int:
        """The innermost block that is no comprehension: where `:=` binds."""
        block = self.block
        while self.blocks[block].kind is BlockKind.COMPREHENSION:
            block = self.blocks[block].parent
        return block

    def yields(self) -> None:
        """Note a `yield`: it makes the definition a generator unless a lambda or comprehension stands between."""
        block = self.block
        while block >= 0:
            if self.blocks[block].kind in _SCOPES_OF_YIELD:
                return
            block = self.blocks[block].parent
        self.is_generator = True

    def stored(self) -> bytes:
        """The finished body as bytes; what others must know without opening it goes into the module's index."""
        body = self._body()
        self.module.index.add(self.index, body, is_function=self.is_function)
        return write(body)

    def _body(self) -> Body:
        """Everything that was read, in source order."""
        return Body(
            tuple([block.finished() for block in self.blocks]),
            tuple(self.bindings),
            tuple(self.attribute_bindings),
            tuple(self.item_bindings),
            tuple(self.calls),
            tuple(self.contexts),
            tuple(_ordered(self.outcomes)),
            tuple(self.awaits),
            tuple(dict.fromkeys(self.global_names)),
            tuple(dict.fromkeys(self.nonlocal_names)),
            write(Uses(_distinct_reads(self.reads), tuple(_ordered(self.operations)))),
            write(Said(tuple(self.annotations), tuple(sorted(self.loads)))),
        )


_START = attrgetter("line", "column")
_EXTENT = attrgetter("height", "end_column")


def _ordered(items: list[P]) -> list[P]:
    """In source order, what is longer first. Twice, since this is faster than a key that says both."""
    if len(items) > 1:
        items.sort(key=_EXTENT, reverse=True)
        items.sort(key=_START)
    return items


def _distinct_reads(reads: list[AttributeRead]) -> tuple[AttributeRead, ...]:
    """The first read of each expression in each block. They were met from the inside out, so they are sorted first."""
    first: dict[tuple[ex.Expression, int], AttributeRead] = {}
    for read in _ordered(reads):
        first.setdefault((read.expression, read.block), read)
    return tuple(first.values())
