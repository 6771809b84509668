"""Bare types: untyped containers and top types, which tell neither a validator nor a reader what is in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from fastapi_lint.project.contracts.declared_types import DeclaredType, Form
from fastapi_lint.project.resolve.scopes import Scope

_TOP = frozenset({"Any", "object"})
_MAPPINGS = frozenset({"dict", "Mapping", "MutableMapping", "defaultdict", "OrderedDict"})
ARRAYS = frozenset(
    {
        "list", "set", "frozenset", "Sequence", "MutableSequence", "Collection", "Iterable", "AbstractSet",
        "MutableSet", "deque",
    }
)  # fmt: skip
"""What Pydantic reads from a JSON array of any length. `tuple` is one too if its last argument is `...`."""
_STREAMS = frozenset({"Iterator", "Generator", "AsyncIterable", "AsyncIterator", "AsyncGenerator"})
"""What they yield is data; what generators are sent and return (their other arguments) is none."""
_OWN_SCHEMA = frozenset({"PlainValidator", "GetPydanticSchema", "WithJsonSchema", "InstanceOf"})
"""Metadata of Pydantic that takes the place of the type's own schema: `Any` then is no lack of one."""


class Bare(NamedTuple):
    """An untyped container or top type: its spelling where it stands, and the alias behind which it stands or ``."""

    text: str = ""
    through: str = ""


_NOT_BARE = Bare()


class BareTypes:
    """Finds what is bare in declared types; the answer for each tree is remembered."""

    def __init__(self, is_data: Callable[[Scope], bool]) -> None:
        """`is_data` tells models and dataclasses: what their type variables are filled with is data too."""
        self._is_data = is_data
        self._known: dict[DeclaredType, Bare] = {}

    def find(self, declared: DeclaredType) -> Bare:
        """The first bare type in `declared`, with the container around it; empty if there is none."""
        known = self._known.get(declared)
        if known is None:
            found = self._find(declared)
            known = self._known[declared] = (
                found._replace(through=declared.alias) if _hidden(declared, found) else found
            )
        return known

    def _find(self, declared: DeclaredType) -> Bare:
        if declared.name in _TOP:
            return Bare(declared.text)
        if declared.form is Form.ANNOTATED and _has_own_schema(declared):
            return _NOT_BARE
        if declared.form in (Form.UNION, Form.ANNOTATED, Form.OPAQUE):
            return self._first(declared.arguments)
        is_container = declared.name in _MAPPINGS or declared.name in ARRAYS or declared.name == "tuple"
        if is_container and declared.form is Form.CLASS:
            return Bare(declared.text)
        if is_container or declared.name in _STREAMS or self._is_generic_data(declared):
            return self._within(declared, self._first(_data_of(declared)))
        return _NOT_BARE

    def _is_generic_data(self, declared: DeclaredType) -> bool:
        return declared.scope is not None and declared.form is Form.GENERIC and self._is_data(declared.scope)

    def _first(self, members: tuple[DeclaredType, ...]) -> Bare:
        return next((found for member in members if (found := self.find(member)).text), _NOT_BARE)

    @staticmethod
    def _within(container: DeclaredType, found: Bare) -> Bare:
        """A container of something bare is the thing to name, unless an alias hides it."""
        return Bare(container.text) if found.text and not found.through else found


def _data_of(declared: DeclaredType) -> tuple[DeclaredType, ...]:
    """The arguments of a generic that are types of the data in it."""
    if declared.name in _MAPPINGS:
        return declared.arguments[1:2]
    return declared.arguments[:1] if declared.name in _STREAMS else declared.arguments


def _hidden(declared: DeclaredType, found: Bare) -> bool:
    return bool(found.text and declared.alias)


def _has_own_schema(declared: DeclaredType) -> bool:
    """True if the metadata of `Annotated` gives the type a schema of its own."""
    for expression, use in declared.metadata:
        call = getattr(expression, "call", None)
        func = use.scope.body.calls[call].func if call is not None else expression
        value = getattr(func, "value", func)
        if {getattr(func, "attr", ""), getattr(func, "id", ""), getattr(value, "id", "")} & _OWN_SCHEMA:
            return True
    return False


def array_of(declared: DeclaredType) -> DeclaredType | None:
    """The JSON array of any length that a value of this type is read from, or None."""
    return next((one for one in declared.members() if one.name in ARRAYS or _is_open_tuple(one)), None)


def _is_open_tuple(declared: DeclaredType) -> bool:
    return declared.name == "tuple" and (not declared.arguments or declared.arguments[-1].name == "...")
