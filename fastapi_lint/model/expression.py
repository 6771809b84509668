"""Expressions as plain data: what facts keep of an expression, enough to resolve names, types and calls.

Every class has a constant `tag`, by which tables dispatch. They are dataclasses, not named tuples: type checkers
compare tuples field by field, which does not end in reasonable time on types as recursive as these.
A call stands here only as its index among the calls of the same definition (`Body.calls`), so that each is kept once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, TypeAlias


@dataclass(frozen=True, slots=True)
class Name:
    """A plain name: `x`."""

    id: str
    tag: ClassVar[str] = "name"


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute read: `value.attr`."""

    value: Expression
    attr: str
    tag: ClassVar[str] = "attribute"


@dataclass(frozen=True, slots=True)
class CallResult:
    """What the `call`-th call of this definition gives."""

    call: int
    tag: ClassVar[str] = "call"


@dataclass(frozen=True, slots=True)
class Subscript:
    """`value[key]`, also of types: `list[int]`; several keys are a `Collection` of kind tuple."""

    value: Expression
    key: Expression
    tag: ClassVar[str] = "subscript"


@dataclass(frozen=True, slots=True)
class Constant:
    """A literal: str, int, float, bool, None, bytes (as their length: `b...`), Ellipsis (as `...`)."""

    value: str | int | float | bool | None
    type: str  # "str", "int", "float", "bool", "none", "bytes", "ellipsis", "complex"
    tag: ClassVar[str] = "constant"


@dataclass(frozen=True, slots=True)
class Collection:
    """A list, tuple or set display, with its elements."""

    kind: str  # "list", "tuple", "set"
    elements: tuple[Expression, ...]
    tag: ClassVar[str] = "collection"


@dataclass(frozen=True, slots=True)
class Mapping:
    """A dict display; a `**spread` has the key None."""

    items: tuple[tuple[Expression | None, Expression], ...]
    tag: ClassVar[str] = "mapping"


@dataclass(frozen=True, slots=True)
class Lambda:
    """A lambda; its body lives in the definition's block of this index (kind `lambda`)."""

    block: int
    tag: ClassVar[str] = "lambda"


@dataclass(frozen=True, slots=True)
class Awaited:
    """`await value`."""

    value: Expression
    tag: ClassVar[str] = "awaited"


@dataclass(frozen=True, slots=True)
class Operation:
    """A unary, binary, boolean or comparison operation: `|`, `+`, `and`, `not`, `in`, `%` …."""

    operator: str
    operands: tuple[Expression, ...]
    tag: ClassVar[str] = "operation"


@dataclass(frozen=True, slots=True)
class Conditional:
    """`body if test else orelse`."""

    test: Expression
    body: Expression
    orelse: Expression
    tag: ClassVar[str] = "conditional"


@dataclass(frozen=True, slots=True)
class Starred:
    """`*value`."""

    value: Expression
    tag: ClassVar[str] = "starred"


@dataclass(frozen=True, slots=True)
class FormattedString:
    """An f-string: constants and expressions in order."""

    parts: tuple[Expression, ...]
    tag: ClassVar[str] = "fstring"


@dataclass(frozen=True, slots=True)
class Comprehension:
    """A comprehension or generator expression; its clauses are blocks of kind `comprehension` of the definition."""

    kind: str  # "list", "set", "dict", "generator"
    element: Expression
    block: int
    tag: ClassVar[str] = "comprehension"


@dataclass(frozen=True, slots=True)
class Element:
    """One element of iterating `iterable`: what a `for` target is bound to."""

    iterable: Expression
    is_async: bool
    tag: ClassVar[str] = "element"


@dataclass(frozen=True, slots=True)
class Entered:
    """What entering a context manager gives: what `with … as` binds."""

    manager: Expression
    is_async: bool
    tag: ClassVar[str] = "entered"


@dataclass(frozen=True, slots=True)
class Item:
    """The item at `position` of unpacking `value`."""

    value: Expression
    position: int
    tag: ClassVar[str] = "item"


@dataclass(frozen=True, slots=True)
class Caught:
    """An exception caught by `except type as name`."""

    type: Expression
    tag: ClassVar[str] = "caught"


@dataclass(frozen=True, slots=True)
class Narrowed:
    """`value` known to be an instance of `type` (`isinstance` in a condition, a class pattern)."""

    value: Expression
    type: Expression
    tag: ClassVar[str] = "narrowed"


@dataclass(frozen=True, slots=True)
class WrittenCall:
    """A call within a string: `"Annotated[Session, Depends(get_db)]"`. It is none of `Body.calls`, since the concrete
    syntax has no such call.
    """

    func: Expression
    args: tuple[Expression, ...]
    keywords: tuple[tuple[str | None, Expression], ...]
    tag: ClassVar[str] = "written-call"


@dataclass(frozen=True, slots=True)
class Unknown:
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
