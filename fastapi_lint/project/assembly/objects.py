"""Objects: what names stand for while set-up code is run symbolically."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from msgspec import Struct, field

from fastapi_lint.model.expression import Expression
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.web.call_index import Site

if TYPE_CHECKING:
    from fastapi_lint.project.assembly.routers import Router


@dataclasses.dataclass(frozen=True, slots=True)
class Constant:
    """A string, number, bool or None. `overridable`: a default that the environment may replace (a settings field).

    `is_unset`: a variable of the environment that has no default; whoever makes a text of it knows that it is set.
    """

    value: str | int | float | bool | None
    overridable: bool = False
    is_unset: bool = False
    # the enumeration that it is in, and its name
    member: tuple[Class, str] | None = dataclasses.field(default=None, compare=False)


class PartlyHidden(Struct, frozen=True):
    """A string with a part that is only known when the program runs; that part shows as `…`."""

    text: str


class Unknown(Struct, frozen=True):
    """Something that is not worked out here. Inference may know its type."""

    expression: Expression
    use: Use


class Items(Struct, eq=False):
    """A list, tuple, set or iterator. `complete` is False if it may hold more than is known."""

    items: list[Value]
    complete: bool = True
    routes_of: Router | None = None  # `app.routes`: what is added to it is added to the router


class Table(Struct, eq=False):
    """A dict; keys are the values of constants, or objects themselves."""

    entries: dict[Any, Value]
    complete: bool = True


class Frame(Struct, eq=False):
    """The variables of one run of a definition's body, and the frame around it."""

    scope: Scope
    parent: Frame | None
    variables: dict[str, Value] = field(default_factory=dict)
    results: dict[tuple[Scope, int], Value] = field(default_factory=dict)  # of the calls in this turn of its loops
    elements: dict[Expression, Value] = field(default_factory=dict)  # of the iterables of its loops, in this turn
    returned: list[Value] = field(default_factory=list)
    returned_otherwise: list[Value] = field(default_factory=list)  # in branches that settings turn off by default
    yielded: list[Value] = field(default_factory=list)
    is_running: bool = False

    @property
    def module_frame(self) -> Frame:
        """The frame of the module's own statements."""
        frame = self
        while frame.parent is not None:
            frame = frame.parent
        return frame


class Function(Struct, eq=False):
    """A function of the project with the frame in which it was defined, perhaps bound to an object."""

    scope: Scope
    frame: Frame
    receiver: Value | None = None
    wrapped: Value | None = None  # what `functools.wraps` names
    attributes: dict[str, Value] = field(default_factory=dict)  # set on it from outside
    defaults: dict[str, Value] = field(default_factory=dict)  # evaluated when it was defined inside a function


class LambdaFunction(Struct, eq=False):
    """A lambda with the frame in which it was made."""

    scope: Scope
    block: int
    frame: Frame


class Class(Struct, eq=False):
    """A class of the project. `body` is the frame of its own statements once they have run."""

    scope: Scope
    frame: Frame
    body: Frame | None = None


class Instance(Struct, eq=False):
    """An object of a project class. `start` runs its constructor, if that was put off until somebody looks.

    `given` is what a library's constructor was given, where the class has none of its own.
    """

    cls: Class | None
    attributes: dict[str, Value] = field(default_factory=dict)
    start: Callable[[], object] | None = None
    given: tuple[list[Value], dict[str, Value]] | None = None


class RouterInstance(Instance, eq=False, kw_only=True):
    """An application or router."""

    router: Router


class Module(Struct, frozen=True):
    """A module of the project."""

    scope: Scope


class Library(Struct, frozen=True):
    """A library's module, class or function."""

    name: str


class LibraryInstance(Struct, eq=False):
    """What calling a library's class or function gave: `Depends(x)`, `Route("/x", f)`, `Field(default=1)`."""

    name: str
    args: list[Value]
    keywords: dict[str, Value]
    site: Site | None = None

    def argument(self, position: int, keyword: str) -> Value | None:
        """The argument given by position or keyword, or None."""
        if keyword in self.keywords:
            return self.keywords[keyword]
        return self.args[position] if -1 < position < len(self.args) else None


class BoundMethod(Struct, eq=False):
    """A method of something that is not the project's: of a router, a string, a list."""

    owner: Value
    name: str


class Partial(Struct, eq=False):
    """`functools.partial(callee, …)`."""

    callee: Value
    args: list[Value]
    keywords: dict[str, Value]


class Registrar(Struct, eq=False):
    """What `router.get("/x")` gives: called with an endpoint, it registers it."""

    owner: RouterInstance | None
    kind: str
    path: Value
    keywords: dict[str, Value]
    methods: tuple[str, ...]
    site: Site
    takes_prefix: bool = True


class Wrapping(Struct, eq=False):
    """What `functools.wraps(f)` gives."""

    wrapped: Value


class Super(Struct, eq=False):
    """`super()`: the object, and the class after which attributes are looked up."""

    instance: Value
    after: Scope


class Deferred(Struct, eq=False):
    """A call that is made only if somebody needs what it gives."""

    compute: Callable[[], Value] | None
    result: Value | None = None


class Alternatives(Struct, frozen=True):
    """One of several values: which, depends on conditions that are not known.

    `by_default`: on settings, say; with their defaults it is the first.
    """

    values: tuple[Value, ...]
    by_default: bool = False


Value: TypeAlias = (
    Constant
    | PartlyHidden
    | Unknown
    | Items
    | Table
    | Function
    | LambdaFunction
    | Class
    | Instance
    | RouterInstance
    | Module
    | Library
    | LibraryInstance
    | BoundMethod
    | Partial
    | Registrar
    | Wrapping
    | Super
    | Deferred
    | Alternatives
)

NONE = Constant(None)


def forced(value: Value) -> Value:
    """The value with what was put off worked out."""
    if type(value) is not Deferred:
        return value
    first = value
    while isinstance(value, Deferred):
        if value.result is None:
            compute, value.compute = value.compute, None
            value.result = compute() if compute is not None else NONE
        value = value.result
    first.result = value  # the next time, this is one step
    return value


def one_of(values: list[Value], by_default: bool = False) -> Value:
    """The only value, or the alternatives, each once. `by_default`: it is the first unless a setting says otherwise."""
    first = values[0]
    by_default = by_default or (isinstance(first, Alternatives) and first.by_default)
    found: dict[Value, None] = {}
    for value in values:
        for each in value.values if type(value) is Alternatives else (value,):
            found.setdefault(each)
    flat = tuple(found)[:_MOST_ALTERNATIVES]
    return flat[0] if len(flat) == 1 else Alternatives(flat, by_default)


_MOST_ALTERNATIVES = 40


def each_of(value: Value) -> tuple[Value, ...]:
    """The value, or each of its alternatives, worked out."""
    value = forced(value)
    if not isinstance(value, Alternatives):
        return (value,)
    found: dict[Value, None] = {}
    waiting: list[Value] = list(reversed(value.values))
    seen: set[int] = set()
    while waiting and len(found) < _MOST_ALTERNATIVES:
        each = forced(waiting.pop())
        if not isinstance(each, Alternatives):
            found.setdefault(each)
        elif id(each) not in seen:
            seen.add(id(each))
            waiting += reversed(each.values)
    return tuple(found)


def likely_of(value: Value) -> tuple[Value, ...]:
    """What a value is by default, where that is known; else each of its alternatives."""
    value = forced(value)
    while isinstance(value, Alternatives) and value.by_default:
        value = forced(value.values[0])
    return each_of(value)


def has_default(value: Value) -> bool:
    """True for alternatives of which the first is the default."""
    plain = forced(value)
    return isinstance(plain, Alternatives) and plain.by_default
