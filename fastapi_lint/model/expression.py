"""Expressions as plain data: what facts keep of an expression, enough to resolve names, types and calls.

Every class has a constant `tag`, by which tables dispatch. They are structs of msgspec, which are made
six times as fast as frozen dataclasses and are stored as they are.
A call stands here only as its index among the calls of the same definition (`Body.calls`), so that each is kept once.
"""

from __future__ import annotations

from typing import ClassVar, Literal, TypeAlias

from msgspec import Struct

# fmt: off
Operator: TypeAlias = Literal[
    "+", "-", "*", "@", "/", "//", "%", "**", "<<", ">>", "|", "^", "&", "~", "not", "and", "or",
    "+=", "-=", "*=", "@=", "/=", "//=", "%=", "**=", "<<=", ">>=", "|=", "^=", "&=",
    "==", "!=", "<", "<=", ">", ">=", "is", "is not", "in", "not in",
    "=", "[]=", "del []", ":",
]
# fmt: on
"""The operators of the grammar; `=` of an attribute, `[]=` and `del []` of an item, `:` of a slice."""


class Node(Struct, frozen=True, gc=False, array_like=True, forbid_unknown_fields=True, tag_field="tag"):
    """What all expressions are: immutable, equal by class and fields, and of no interest to the collector of cycles.

    A class's number `tag=` stands for it where expressions are stored.
    """


class Name(Node, frozen=True, tag=0):
    """A plain name: `x`."""

    id: str
    tag: ClassVar[str] = "name"


class Attribute(Node, frozen=True, tag=1):
    """An attribute read: `value.attr`."""

    value: Expression
    attr: str
    tag: ClassVar[str] = "attribute"


class CallResult(Node, frozen=True, tag=2):
    """What the `call`-th call of this definition gives."""

    call: int
    tag: ClassVar[str] = "call"


class Subscript(Node, frozen=True, tag=3):
    """`value[key]`, also of types: `list[int]`; several keys are a `Collection` of kind tuple."""

    value: Expression
    key: Expression
    tag: ClassVar[str] = "subscript"


class Constant(Node, frozen=True, tag=4):
    """A literal: str, int, float, bool, None, bytes (as their length: `b...`), Ellipsis (as `...`)."""

    value: str | int | float | bool | None
    type: Literal["str", "int", "float", "bool", "none", "bytes", "ellipsis", "complex"]
    tag: ClassVar[str] = "constant"


class Collection(Node, frozen=True, tag=5):
    """A list, tuple or set display, with its elements."""

    kind: Literal["list", "tuple", "set"]
    elements: tuple[Expression, ...]
    tag: ClassVar[str] = "collection"


class Mapping(Node, frozen=True, tag=6):
    """A dict display; a `**spread` has the key None."""

    items: tuple[tuple[Expression | None, Expression], ...]
    tag: ClassVar[str] = "mapping"


class Lambda(Node, frozen=True, tag=7):
    """A lambda; its body lives in the definition's block of this index (kind `lambda`)."""

    block: int
    tag: ClassVar[str] = "lambda"


class Awaited(Node, frozen=True, tag=8):
    """`await value`."""

    value: Expression
    tag: ClassVar[str] = "awaited"


class Operation(Node, frozen=True, tag=9):
    """A unary, binary, boolean or comparison operation: `|`, `+`, `and`, `not`, `in`, `%` …."""

    operator: Operator
    operands: tuple[Expression, ...]
    tag: ClassVar[str] = "operation"


class Conditional(Node, frozen=True, tag=10):
    """`body if test else orelse`."""

    test: Expression
    body: Expression
    orelse: Expression
    tag: ClassVar[str] = "conditional"


class Starred(Node, frozen=True, tag=11):
    """`*value`."""

    value: Expression
    tag: ClassVar[str] = "starred"


class FormattedString(Node, frozen=True, tag=12):
    """An f-string: constants and expressions in order."""

    parts: tuple[Expression, ...]
    tag: ClassVar[str] = "fstring"


class Comprehension(Node, frozen=True, tag=13):
    """A comprehension or generator expression; its clauses are blocks of kind `comprehension` of the definition."""

    kind: Literal["list", "set", "dict", "generator"]
    element: Expression
    block: int
    tag: ClassVar[str] = "comprehension"


class Element(Node, frozen=True, tag=14):
    """One element of iterating `iterable`: what a `for` target is bound to."""

    iterable: Expression
    is_async: bool
    tag: ClassVar[str] = "element"


class Entered(Node, frozen=True, tag=15):
    """What entering a context manager gives: what `with … as` binds."""

    manager: Expression
    is_async: bool
    tag: ClassVar[str] = "entered"


class Item(Node, frozen=True, tag=16):
    """The item at `position` of unpacking `value`."""

    value: Expression
    position: int
    tag: ClassVar[str] = "item"


class Caught(Node, frozen=True, tag=17):
    """An exception caught by `except type as name`."""

    type: Expression
    tag: ClassVar[str] = "caught"


class Narrowed(Node, frozen=True, tag=18):
    """`value` known to be an instance of `type` (`isinstance` in a condition, a class pattern)."""

    value: Expression
    type: Expression
    tag: ClassVar[str] = "narrowed"


class WrittenCall(Node, frozen=True, tag=19):
    """A call within a string: `"Annotated[Session, Depends(get_db)]"`. It is none of `Body.calls`, since the concrete
    syntax has no such call.
    """

    func: Expression
    args: tuple[Expression, ...]
    keywords: tuple[tuple[str | None, Expression], ...]
    tag: ClassVar[str] = "written-call"


class Unknown(Node, frozen=True, tag=20):
    """An expression of which nothing is kept."""

    tag: ClassVar[str] = "unknown"


Expression: TypeAlias = (
    Name
    | Attribute
    | CallResult
    | Subscript
    | Constant
    | Collection
    | Mapping
    | Lambda
    | Awaited
    | Operation
    | Conditional
    | Starred
    | FormattedString
    | Comprehension
    | Element
    | Entered
    | Item
    | Caught
    | Narrowed
    | WrittenCall
    | Unknown
)

UNKNOWN = Unknown()
NONE = Constant(None, "none")
