"""Facts: what one module says, from its text alone (DESIGN §3).

Facts depend on the bytes of one file and on nothing else: no path, no module name, no other file. They are plain data
(tuples, strings, numbers), so they can be stored and can cross a process.

A module is a list of definitions; the first is the module itself. Every definition owns the lines of its extent
(decorators included) less the extents of the definitions nested in it: that is its *own part*, and `Body` lists what
stands there, in source order (by start, longer first). The visitor meets the same things in the same order in concrete
syntax.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Any, ClassVar, Literal, TypeVar, cast

from msgspec import Struct
from msgspec.structs import force_setattr, replace

from fastapi_lint.model.expression import Attribute, Expression, Name, Node
from fastapi_lint.model.location import Span
from fastapi_lint.model.places import check_tree, settle
from fastapi_lint.model.stored import read

FACTS_SCHEMA = 5
"""Raise when the shape or the meaning of facts changes: stored facts of another number are made anew."""


class Record(Struct, frozen=True, gc=False, array_like=True, forbid_unknown_fields=True):
    """What all records of facts are: immutable, equal by class and fields, and of no interest to the collector."""


class Placed(Record, frozen=True):
    """What stands somewhere. Its place is kept as four small numbers: most of all there is has a place."""

    line: int
    column: int
    height: int  # lines below the first
    end_column: int

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(self.line, self.column, self.line + self.height, self.end_column)


class BlockKind(StrEnum):
    """What opened a block."""

    BODY = "body"  # the root block of a definition
    HEADER = "header"  # decorators, defaults, annotations, bases: evaluated in the enclosing scope
    IF = "if"
    ELSE = "else"
    FOR = "for"
    ASYNC_FOR = "async-for"
    WHILE = "while"
    LOOP_ELSE = "loop-else"
    WITH = "with"
    ASYNC_WITH = "async-with"
    TRY = "try"
    EXCEPT = "except"
    TRY_ELSE = "try-else"
    FINALLY = "finally"
    CASE = "case"
    COMPREHENSION = "comprehension"  # one `for` clause; nested clauses are nested blocks
    LAMBDA = "lambda"


LOOPS = frozenset({BlockKind.FOR, BlockKind.ASYNC_FOR, BlockKind.WHILE, BlockKind.COMPREHENSION})


class Block(Placed, frozen=True):
    """A stretch of a definition that runs under one condition, loop, context or lambda.

    `expression` is the test (`if`, `while`, the subject of `case`), the iterable (`for`, comprehension), the first
    context manager (`with`), the exception type (`except`) or the result (lambda). `ordinal` counts blocks of one kind
    in this definition from 0 in source order: the n-th `For` (async ones included: `for` and `async-for` share a count,
    and so do the two withs), `While`, `With`, `CompFor`, `Lambda` of the concrete syntax. `span` is that of the
    statement or clause.
    """

    parent: int  # index in Body.blocks, -1 for the root
    kind: BlockKind
    expression: Expression | None = None
    ordinal: int = -1
    reachable: bool = True  # False: `if False:`, `if TYPE_CHECKING:`, after `return` or `raise` …
    parameters: tuple[Parameter, ...] = ()  # of a lambda
    has_exit: bool = False  # a loop whose body holds `break`, `return` or `raise`: its trip count is an upper bound
    ends_turn: bool = False  # it holds a `continue` or `break` of its own


class ImportTarget(Node, frozen=True, tag=30):
    """What an import binds: `import module` (name None), or `from module import name`; `level` counts leading dots.

    `runs` is the module that `import a.b` runs, where it binds `a`.
    """

    module: str
    name: str | None = None
    level: int = 0
    runs: str = ""
    tag: ClassVar[str] = "import"


class DefinitionTarget(Node, frozen=True, tag=31):
    """A name bound by `def` or `class`: its index in `ModuleFacts.definitions`."""

    definition: int
    tag: ClassVar[str] = "definition"


TARGETS = (ImportTarget, DefinitionTarget)
"""What a binding has in the place of a value where it binds what is no expression."""


NO_CALLABLES = frozenset({"collection", "mapping", "fstring", "comprehension", "lambda"})
"""Tags of expressions that are surely neither a function nor a class with a name."""


class Binding(Record, frozen=True):
    """A name given a value. `target` may be `*` (star import).

    Augmented assignment is `Operation(op, (Name(x), value))`. `since` is where the value has been evaluated: what
    stands before that (`x` in `x = x.copy()`) still has the value of before.
    """

    target: str
    value: Expression | ImportTarget | DefinitionTarget
    annotation: Expression | None
    line: int
    column: int
    block: int
    since_height: int  # lines below the first
    since_column: int

    @property
    def since(self) -> tuple[int, int]:
        """Where the name has the value."""
        return self.line + self.since_height, self.since_column

    @property
    def is_renaming(self) -> bool:
        """True if what the name is bound to may be called otherwise: unlike `def name`, `from module import name`."""
        value = self.value
        if isinstance(value, DefinitionTarget):
            return False
        if not isinstance(value, ImportTarget):
            return value.tag not in NO_CALLABLES
        if value.name is not None:
            return value.name not in (self.target, "*")
        return self.target not in (value.module.partition(".")[0], value.module.rpartition(".")[2])


class AttributeBinding(Record, frozen=True):
    """`value_of.attr = value`, such as `self.client = httpx.Client()`."""

    owner: Expression
    attr: str
    value: Expression
    annotation: Expression | None
    line: int
    block: int


class ItemBinding(Record, frozen=True):
    """`owner[key] = value`."""

    owner: Expression
    key: Expression
    value: Expression
    line: int
    block: int


class Call(Placed, frozen=True):
    """A call, in source order. `awaited`: it is the operand of `await` itself. `discarded`: an expression statement.

    `iterated`: what it gives is drawn from on the spot, by a loop, `*`, `yield from`, unpacking or `in`.
    """

    func: Expression
    args: tuple[Expression, ...]
    keywords: tuple[tuple[str | None, Expression], ...]  # None: `**spread`
    block: int
    awaited: bool = False
    discarded: bool = False
    iterated: bool = False

    @property
    def name(self) -> str:
        """How it is written: `name` for `name()`, `.name` for `x.name()`, `` for what is called by no name."""
        func = self.func
        return f".{func.attr}" if isinstance(func, Attribute) else func.id if isinstance(func, Name) else ""

    def argument(self, position: int | None, keyword: str | None) -> Expression | None:
        """The argument given by position or keyword, or None."""
        for name, value in self.keywords:
            if name is not None and name == keyword:
                return value
        if position is not None and position < len(self.args):
            return self.args[position]
        return None

    def handed(self, first: int) -> Call:
        """The call that is made of what this one hands over, with its arguments from `first` on."""
        return replace(self, args=self.args[first:])


class AttributeRead(Placed, frozen=True):
    """An attribute that is read (it may be a property) and not called at once. Each expression once a block."""

    expression: Expression
    block: int


class Applied(Placed, frozen=True):
    """An operator, a subscript or an f-string: it runs a method of what it is applied to."""

    expression: Expression
    block: int


class Context(Placed, frozen=True):
    """One item of a `with` statement: its manager, in source order; `block` is the `with` block it opens."""

    manager: Expression
    block: int
    is_async: bool


class Outcome(Placed, frozen=True):
    """A `return`, `yield`, `yield from` or `raise` with its value, if any."""

    kind: Literal["return", "yield", "yield-from", "raise"]
    value: Expression | None
    block: int


class Annotation(Placed, frozen=True):
    """An annotation in source order: of a parameter, a return (`target` is then `return`) or a variable."""

    target: str
    place: Literal["parameter", "return", "variable"]
    expression: Expression


class Uses(Record, frozen=True):
    """What of a body runs methods without calling them, in source order."""

    reads: tuple[AttributeRead, ...]
    operations: tuple[Applied, ...]


class Said(Record, frozen=True):
    """What a body says beside what it does."""

    annotations: tuple[Annotation, ...]  # in source order
    loads: tuple[str, ...]  # names that are read, sorted


P = TypeVar("P", Uses, Said)


class Body(Record, frozen=True):
    """What stands in a definition's own part, in source order. What few ask for is kept as bytes until they do."""

    blocks: tuple[Block, ...]
    bindings: tuple[Binding, ...]
    attribute_bindings: tuple[AttributeBinding, ...]
    item_bindings: tuple[ItemBinding, ...]
    calls: tuple[Call, ...]
    contexts: tuple[Context, ...]
    outcomes: tuple[Outcome, ...]
    awaits: tuple[tuple[int, int, int], ...]  # line, column, block; `async for` and `async with` are blocks
    globals: tuple[str, ...]
    nonlocals: tuple[str, ...]
    uses: bytes  # `Uses` as soon as somebody asks
    said: bytes  # `Said` likewise

    @property
    def reads(self) -> tuple[AttributeRead, ...]:
        """Attributes that are read."""
        return self._uses.reads

    @property
    def operations(self) -> tuple[Applied, ...]:
        """Operators, subscripts and the like."""
        return self._uses.operations

    @property
    def annotations(self) -> tuple[Annotation, ...]:
        """Annotations of parameters, results and variables."""
        return self._said.annotations

    @property
    def loads(self) -> tuple[str, ...]:
        """Names that are read, sorted."""
        return self._said.loads

    @property
    def _uses(self) -> Uses:
        return self._opened("uses", Uses)

    @property
    def _said(self) -> Said:
        return self._opened("said", Said)

    def _opened(self, field: str, kind: type[P]) -> P:
        """A part that lies where its bytes were since somebody asked for it first."""
        part: Any = getattr(self, field)
        if part.__class__ is bytes:
            part = read(part, kind)
            settle(part, self)
            force_setattr(self, field, part)
        opened: P = part
        return opened


class ParameterKind(StrEnum):
    """How a parameter takes its argument."""

    POSITIONAL_ONLY = "positional-only"
    POSITIONAL = "positional"
    VAR_POSITIONAL = "var-positional"
    KEYWORD_ONLY = "keyword-only"
    VAR_KEYWORD = "var-keyword"


class Parameter(Record, frozen=True):
    """A parameter with its annotation and default; both are evaluated in the enclosing scope."""

    name: str
    kind: ParameterKind
    annotation: Expression | None
    default: Expression | None
    line: int

    def without_default(self) -> Parameter:
        """The parameter once what calls it gives another default."""
        return replace(self, default=None)


class DefinitionKind(StrEnum):
    """What a definition is."""

    MODULE = "module"
    CLASS = "class"
    FUNCTION = "function"


class Definition(Record, frozen=True):
    """A module, class or function. `qualname` is Python's `__qualname__` (`` for the module, `f.<locals>.g`).

    Its body is kept as bytes until somebody asks for it: many are never looked at.
    """

    kind: DefinitionKind
    name: str
    qualname: str
    parent: int  # index of the enclosing definition, -1 for the module
    first_line: int  # with decorators
    column: int
    last_line: int
    end_column: int
    line: int  # of `def` or `class`
    is_async: bool
    is_generator: bool
    parameters: tuple[Parameter, ...]
    returns: Expression | None
    decorators: tuple[Expression, ...]
    bases: tuple[Expression, ...]
    keywords: tuple[tuple[str | None, Expression], ...]  # class keywords such as metaclass=
    type_parameters: tuple[str, ...]
    docstring: bool
    stored: bytes  # the body; what was made of it as soon as somebody has asked (`body`)

    @property
    def span(self) -> Span:
        """Its whole extent, decorators included."""
        return Span(self.first_line, self.column, self.last_line, self.end_column)

    @property
    def is_read(self) -> bool:
        """True if somebody has asked for the body."""
        return type(self.stored) is not bytes

    @property
    def body(self) -> Body:
        """What stands in its own part; `DamagedFacts` if that is not what was stored.

        Whoever asks often asks `Scope.body`, which remembers it: a property is a call.
        """
        stored: bytes | Body = self.stored
        return self._open(stored) if type(stored) is bytes else cast(Body, stored)

    def _open(self, stored: bytes) -> Body:
        body = read(stored, Body)
        check_tree(body)
        settle(body, body, self)
        force_setattr(self, "stored", body)  # in the place of the bytes: a dictionary of its own would be 160 bytes
        if _watched:
            _watched[-1].append(self)
        return body


_watched: list[list[Definition]] = []


@contextmanager
def watched_bodies() -> Iterator[list[Definition]]:
    """The definitions whose bodies are asked for within, for the first time in this process."""
    asked: list[Definition] = []
    _watched.append(asked)
    try:
        yield asked
    finally:
        _watched.pop()


GROWING = frozenset({"append", "appendleft", "add", "insert", "setdefault", "extend", "update", "extendleft"})
"""Methods that put something into a collection."""


class ImportedName(Record, frozen=True):
    """A name that is bound by an import somewhere in a module; `*` if it is all that the other module has."""

    name: str
    target: ImportTarget


class Names(Record, frozen=True):
    """What can be told of the bodies of a module without opening them.

    `mentions` gives the numbers of the definitions that call something of this name, by its last part (`` for what has
    none), or hand it to a call, or give an argument of this name. `changed` gives those that put something into a
    collection of this name: by assigning an item, or by one of the methods in `GROWING`.

    `variables` are the names that may stand for a function or class which is called otherwise: by a binding that is
    neither a definition nor an import of this name. `attributes` gives the definitions that assign to an attribute of
    a name, or bind it so in a module or class.
    """

    mentions: dict[str, tuple[int, ...]]
    changed: dict[str, tuple[int, ...]]
    called: tuple[str, ...]  # `name` for `name()`, `.name` for `x.name()`, `` for what is called by no name
    variables: tuple[str, ...]
    attributes: dict[str, tuple[int, ...]]
    imports: tuple[ImportedName, ...]  # each once, by place
    borrowing: tuple[int, ...]  # the definitions with `global` or `nonlocal`
    renames: tuple[tuple[str, str], ...]  # names that are called, and what they may be another name of, sorted


class SuppressionKind(StrEnum):
    """How a suppression is written."""

    IGNORE = "ignore"  # `# fastapi-lint: ignore[FAL101] reason`, on the line or alone on the line above
    IGNORE_NEXT_LINE = "ignore-next-line"  # `# fastapi-lint: ignore-next-line[FAL101] reason`, on the line above
    IGNORE_FILE = "ignore-file"  # `# fastapi-lint: ignore-file[FAL101] reason`
    NOQA = "noqa"  # bare, or with codes after a colon


class Suppression(Record, frozen=True):
    """A comment that silences findings. No `codes`: all of them (only for a bare noqa comment)."""

    kind: SuppressionKind
    line: int  # the line of code it silences; 0 for a whole file
    codes: tuple[str, ...]
    reason: str
    span: Span  # the comment


class ModuleFacts(Record, frozen=True):
    """Everything that one file says."""

    definitions: tuple[Definition, ...]
    suppressions: tuple[Suppression, ...]
    lines: int
    stored: bytes  # what `names` gives

    def names(self) -> Names:
        """An index of the bodies, for whoever would else have to open them all; it is read anew each time."""
        return read(self.stored, Names)
