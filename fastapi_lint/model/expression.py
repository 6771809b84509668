"""Expressions as plain data: what facts keep of an expression, enough to resolve names, types and calls.

Every class ends with a constant `tag`, so that unlike expressions never compare equal and a decoder knows the class.
A call stands here only as its index among the calls of the same definition (`Body.calls`), so that each is kept once.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias


class Name(NamedTuple):
    """A plain name: `x`."""

    id: str
    tag: str = "name"


class Attribute(NamedTuple):
    """An attribute read: `value.attr`."""

    value: Expression
    attr: str
    tag: str = "attribute"


class CallResult(NamedTuple):
    """What the `call`-th call of this definition gives."""

    call: int
    tag: str = "call"


class Subscript(NamedTuple):
    """`value[key]`, also of types: `list[int]`; several keys are a `Collection` of kind tuple."""

    value: Expression
    key: Expression
    tag: str = "subscript"


class Constant(NamedTuple):
    """A literal: str, int, float, bool, None, bytes (as their length: `b...`), Ellipsis (as `...`)."""

    value: str | int | float | bool | None
    type: str  # "str", "int", "float", "bool", "none", "bytes", "ellipsis", "complex"
    tag: str = "constant"


class Collection(NamedTuple):
    """A list, tuple or set display, with its elements."""

    kind: str  # "list", "tuple", "set"
    elements: tuple[Expression, ...]
    tag: str = "collection"


class Mapping(NamedTuple):
    """A dict display; a `**spread` has the key None."""

    items: tuple[tuple[Expression | None, Expression], ...]
    tag: str = "mapping"


class Lambda(NamedTuple):
    """A lambda; its body lives in the definition's block of this index (kind `lambda`)."""

    block: int
    tag: str = "lambda"


class Awaited(NamedTuple):
    """`await value`."""

    value: Expression
    tag: str = "awaited"


class Operation(NamedTuple):
    """A unary, binary, boolean or comparison operation: `|`, `+`, `and`, `not`, `in`, `%` …."""

    operator: str
    operands: tuple[Expression, ...]
    tag: str = "operation"


class Conditional(NamedTuple):
    """`body if test else orelse`."""

    test: Expression
    body: Expression
    orelse: Expression
    tag: str = "conditional"


class Starred(NamedTuple):
    """`*value`."""

    value: Expression
    tag: str = "starred"


class FormattedString(NamedTuple):
    """An f-string: constants and expressions in order."""

    parts: tuple[Expression, ...]
    tag: str = "fstring"


class Comprehension(NamedTuple):
    """A comprehension or generator expression; its clauses are blocks of kind `comprehension` of the definition."""

    kind: str  # "list", "set", "dict", "generator"
    element: Expression
    block: int
    tag: str = "comprehension"


class Element(NamedTuple):
    """One element of iterating `iterable`: what a `for` target is bound to."""

    iterable: Expression
    is_async: bool
    tag: str = "element"


class Entered(NamedTuple):
    """What entering a context manager gives: what `with … as` binds."""

    manager: Expression
    is_async: bool
    tag: str = "entered"


class Item(NamedTuple):
    """The item at `position` of unpacking `value`."""

    value: Expression
    position: int
    tag: str = "item"


class Caught(NamedTuple):
    """An exception caught by `except type as name`."""

    type: Expression
    tag: str = "caught"


class Narrowed(NamedTuple):
    """`value` known to be an instance of `type` (`isinstance` in a condition, a class pattern)."""

    value: Expression
    type: Expression
    tag: str = "narrowed"


class Unknown(NamedTuple):
    """An expression of which nothing is kept."""

    tag: str = "unknown"


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
    | Unknown
)

UNKNOWN = Unknown()
NONE = Constant(None, "none")
