"""Values: what an expression can stand for, as far as routes, calls and effects need it."""

from __future__ import annotations

from typing import TypeAlias, final

from msgspec import Struct
from msgspec.structs import force_setattr

from fastapi_lint.frameworks import python
from fastapi_lint.model.facts import Binding
from fastapi_lint.project.resolve.modules import Module
from fastapi_lint.project.resolve.scopes import Scope


class ModuleValue(Struct, frozen=True):
    """A module of the project."""

    module: Module


class PackageValue(Struct, frozen=True):
    """A folder of the project without a file of its own."""

    name: str


class LibraryValue(Struct, frozen=True):
    """A module, class or function that is not the project's, by its public dotted name: `requests.get`."""

    name: str


class LibraryObject(Struct, frozen=True):
    """An instance of a library's class. `origin` is where it was made: (the definition, the number of the call)."""

    name: str
    origin: tuple[Scope, int] | None = None
    elements: tuple[Value, ...] = ()


class FunctionValue(Struct, frozen=True):
    """A function of the project, perhaps bound to an object or class."""

    scope: Scope
    receiver: Value | None = None


class LambdaValue(Struct, frozen=True):
    """A lambda of the project."""

    scope: Scope
    block: int


class ClassValue(Struct, frozen=True):
    """A class of the project. `arguments` are what its type variables stand for.

    `own`: the class that a method was called on, which may be one below (`cls`, `type(self)`). `below`: perhaps one
    below for another reason (`type[Base]`).
    """

    scope: Scope
    arguments: tuple[tuple[str, Values], ...] = ()
    own: bool = False
    below: bool = False


class ObjectValue(Struct, frozen=True):
    """An instance of a project class; `exact` if it was made by calling that very class.

    `arguments` are what the type variables of the class stand for. `own`: an object of the class that a method was
    called on (`self`, `cls()`).
    """

    scope: Scope
    exact: bool = False
    origin: tuple[Scope, int] | None = None
    arguments: tuple[tuple[str, Values], ...] = ()
    own: bool = False


class TypeVariable(Struct, frozen=True):
    """An object whose class is a type variable (with `is_class`, that class). `call` is the `TypeVar(…)`."""

    name: str
    scope: Scope | None = None
    call: int = -1
    is_class: bool = False


class SuperValue(Struct, frozen=True):
    """`super()` in a method of this class."""

    scope: Scope


class CollectionValue(Struct, frozen=True):
    """Something that holds values: a list, tuple, set, dict or iterator, of which some elements are known.

    `elements` are the values of a dict, and `names` its keys. Where a display or a type tells what is at each position
    (or under each of the literal `keys`), `parts` has it.
    """

    elements: Values
    keys: tuple[str, ...] = ()
    generator: Scope | None = None  # what iterating it runs
    kind: str = "list"  # "list", "tuple", "set", "dict", "iterator"
    parts: tuple[Values, ...] = ()
    names: Values = ()
    weight: int = 1  # values in it, at any depth; counted anew whatever is given

    def __post_init__(self) -> None:
        """Forget the collections in it where they are too many.

        Functions that return each other's results in displays would else build trees without end.
        """
        weight = _weight_of((self.elements, *self.parts, self.names))
        if weight > _HEAVIEST:
            for name in ("elements", "names"):
                force_setattr(self, name, _without_collections(getattr(self, name)))
            force_setattr(self, "parts", tuple(map(_without_collections, self.parts)))
            weight = _weight_of((self.elements, *self.parts, self.names))
        force_setattr(self, "weight", weight)

    def at(self, key: object) -> Values:
        """What stands at a literal position or key; all elements if the key is no literal or not known."""
        if self.kind == "dict":
            is_known = self.parts and isinstance(key, str) and key in self.keys
            return self.parts[self.keys.index(str(key))] if is_known else self.elements
        if isinstance(key, int) and -len(self.parts) <= key < len(self.parts):
            return self.parts[key]
        return self.elements


class LiteralValue(Struct, frozen=True):
    """A literal: a string, a number, True, False or None."""

    value: str | int | float | bool | None


LITERAL_TYPES: dict[type, LibraryObject] = {
    kind: LibraryObject(f"builtins.{kind.__name__}") for kind in (str, int, float, bool)
}
"""What is left of a literal where only its class counts."""


class OffloadedValue(Struct, frozen=True):
    """A callable that runs another one on a different thread: `sync_to_async(fn)`. `name` is that of what made it."""

    callee: Value
    thread: str
    name: str = ""


Value: TypeAlias = (
    ModuleValue
    | PackageValue
    | LibraryValue
    | LibraryObject
    | FunctionValue
    | LambdaValue
    | ClassValue
    | ObjectValue
    | TypeVariable
    | SuperValue
    | CollectionValue
    | LiteralValue
    | OffloadedValue
)

Values: TypeAlias = tuple[Value, ...]


@final
class BoundName(Struct, frozen=True):
    """Where a name gets its value: a binding in a scope. Imports and definitions are already followed."""

    scope: Scope
    binding: Binding


@final
class BoundParameter(Struct, frozen=True):
    """A name that is a parameter of a function."""

    scope: Scope
    name: str


Target: TypeAlias = Value | BoundName | BoundParameter

MOST = 8
"""The most values kept for one expression: more than that tells nothing useful and would cost time."""


_HEAVIEST = 500
"""The most values in a collection, those in the collections in it included."""


def _weight_of(groups: tuple[Values, ...]) -> int:
    return 1 + sum(one.weight if isinstance(one, CollectionValue) else 1 for group in groups for one in group)


def _without_collections(values: Values) -> Values:
    return tuple(value for value in values if not isinstance(value, CollectionValue))


def merged(*groups: Values) -> Values:
    """The values of all groups, each once, first come first kept."""
    if len(groups) == 1:
        return groups[0][:MOST]
    filled = [group for group in groups if group]
    if len(filled) < 2 and (not filled or len(filled[0]) == 1):
        return filled[0] if filled else ()  # as most: what is in it need not be compared
    seen: dict[Value, None] = {}
    for group in filled:
        for value in group:
            seen.setdefault(value)
    return tuple(seen)[:MOST]


def awaited(values: Values) -> Values:
    """What awaiting gives: the result of a task or future, anything else itself (a call gives its result at once)."""
    if not any(type(v) is LibraryObject and v.name in python.FUTURES for v in values):
        return values
    found = [v.elements if isinstance(v, LibraryObject) and v.name in python.FUTURES else (v,) for v in values]
    return merged((), *found)
