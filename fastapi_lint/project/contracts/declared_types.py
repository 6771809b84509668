"""Declared types: annotations as trees of resolved types, aliases followed, as Pydantic and FastAPI would see them."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from fastapi_lint.frameworks import python
from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import DefinitionTarget, ImportTarget
from fastapi_lint.project.flow.text import text_of
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import BoundName, ClassValue, LibraryValue, Target

_DEEPEST = 60
"""How deep a type is read through generics and aliases; real annotations stay below 10."""


class Form(StrEnum):
    """What kind of type expression it is."""

    CLASS = "class"  # a class or special form without arguments
    GENERIC = "generic"  # with arguments
    UNION = "union"  # `Optional`, `Union`, `|`
    ANNOTATED = "annotated"  # `Annotated[argument, *metadata]`, or what behaves like it (`conlist`)
    OPAQUE = "opaque"  # `NewType`, `TypeAliasType`: Pydantic looks through it, FastAPI's rules for parameters do not
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, eq=False)
class DeclaredType:
    """A type as declared. Compared by identity: an alias gives one tree, however often it is used.

    `name` is short for what the language itself brings (`dict`, `Any`; `List` is `list`), dotted and canonical for a
    library's, empty for a class of the project, which `scope` then is. `text` is the spelling where it stands, `alias`
    the name under which it is used elsewhere. `metadata` are the further arguments of `Annotated`, `values` those of
    `Literal`.
    """

    form: Form
    name: str = ""
    scope: Scope | None = None
    arguments: tuple[DeclaredType, ...] = ()
    metadata: tuple[tuple[Expression, Use], ...] = ()
    text: str = ""
    alias: str = ""
    values: tuple[Expression, ...] = ()

    def walk(self) -> Iterator[DeclaredType]:
        """This type and all within it, each once, outermost first."""
        seen: set[DeclaredType] = set()
        queue = [self]
        for one in queue:
            if one not in seen:
                seen.add(one)
                queue += one.arguments
                yield one

    def members(self, layers: frozenset[Form] | None = None) -> Iterator[DeclaredType]:
        """What this type may be, in order, once layers are taken off: unions, `Annotated` and opaque names."""
        layers = LAYERS if layers is None else layers
        seen: set[int] = set()
        stack = [self]
        while stack:
            one = stack.pop()
            if one.form not in layers:
                yield one
            elif id(one.arguments) not in seen:
                seen.add(id(one.arguments))
                stack += reversed(one.arguments)

    @property
    def takes_none(self) -> bool:
        """True if None is among its members: `X | None`, `Optional[X]`."""
        return any(one.name == "None" for one in self.members())

    @property
    def rejects_none(self) -> bool:
        """True if None is no member, and no member is a mystery: a type that is not known, `Any`, a type variable."""
        return all(_rejects_none(one) for one in self.members())


def _rejects_none(member: DeclaredType) -> bool:
    if member.form not in (Form.CLASS, Form.GENERIC):
        return False
    return member.scope is not None or member.name in _NOT_NONE or member.name.startswith(_OF_VALUES)


LAYERS = frozenset({Form.UNION, Form.ANNOTATED, Form.OPAQUE})
UNKNOWN = DeclaredType(Form.UNKNOWN)
NONE = DeclaredType(Form.CLASS, "None", text="None")

_SHORT = {
    "List": "list",
    "Dict": "dict",
    "Set": "set",
    "FrozenSet": "frozenset",
    "Tuple": "tuple",
    "Deque": "deque",
    "DefaultDict": "defaultdict",
    "Type": "type",
}
_NOT_NONE = frozenset(
    {"str", "int", "float", "bool", "bytes", "complex", "list", "dict", "set", "frozenset", "tuple", "deque",
     "Sequence", "Mapping", "Iterable"}
)  # fmt: skip
_OF_VALUES = ("datetime.", "uuid.", "decimal.", "pathlib.", "enum.")
"""Types of which None is certainly no value."""
_TRANSPARENT = frozenset({"Final", "Required", "NotRequired", "ReadOnly"})
_WITHOUT_TYPES = frozenset({"Literal", "Callable", "type", "ClassVar"})
"""Their arguments are no types of data."""
_OPAQUE = frozenset({"NewType", "TypeAliasType"})
_ARRAYS = {"pydantic.conlist": "list", "pydantic.conset": "set", "pydantic.confrozenset": "frozenset"}
_FACTORIES = {
    "TypedDict": "TypedDict",
    "NamedTuple": "NamedTuple",
    "namedtuple": "NamedTuple",
    "pydantic.create_model": "pydantic.BaseModel",
}


def _from_star(expression: ex.Name | ex.Attribute, use: Use) -> tuple[LibraryValue, ...]:
    """What `from typing import *` brings."""
    if not isinstance(expression, ex.Name) or expression.id not in typing.__all__:
        return ()
    module = use.scope
    while module.parent is not None:
        module = module.parent
    stars = [star.value for star in module.bindings.get("*", ()) if isinstance(star.value, ImportTarget)]
    return tuple(LibraryValue(f"typing.{expression.id}") for star in stars if star.module == "typing")


def short_name(inference: Inference, name: str) -> str:
    """The name of `DeclaredType.name` for a library's dotted name."""
    module, _, last = name.rpartition(".")
    if name == "collections.abc.Set":
        return "AbstractSet"
    if module in python.GENERIC_MODULES:
        return _SHORT.get(last, last)
    return inference.library_name(name)


class DeclaredTypes:
    """Reads annotations; the tree of an alias is made once."""

    def __init__(self, inference: Inference) -> None:
        self._inference = inference
        self._aliases: dict[tuple[str, int, int, str], DeclaredType] = {}
        self._depth = 0

    def read(self, expression: Expression | None, use: Use) -> DeclaredType:
        """The type that an annotation declares at a place; `UNKNOWN` if that cannot be told."""
        if expression is None or self._depth > _DEEPEST:
            return UNKNOWN
        self._depth += 1
        try:
            return self._read(expression, use)
        finally:
            self._depth -= 1

    def _read(self, expression: Expression, use: Use) -> DeclaredType:
        if isinstance(expression, ex.Name | ex.Attribute):
            return self._named(expression, use)
        if isinstance(expression, ex.Subscript):
            return self._generic(expression, use)
        if isinstance(expression, ex.Operation) and expression.operator == "|":
            members = tuple(self.read(operand, use) for operand in expression.operands)
            return DeclaredType(Form.UNION, "Union", arguments=members, text=text_of(expression, use.scope))
        if isinstance(expression, ex.CallResult):
            return self._made(expression, use)
        if isinstance(expression, ex.Constant) and expression.type == "none":
            return NONE
        if isinstance(expression, ex.Constant) and expression.type == "ellipsis":
            return DeclaredType(Form.CLASS, "...", text="...")
        return self.read(expression.value, use) if isinstance(expression, ex.Starred) else UNKNOWN

    def _named(self, expression: ex.Name | ex.Attribute, use: Use) -> DeclaredType:
        targets = self._inference.annotations.targets(expression, use) or _from_star(expression, use)
        for target in targets:
            found = self._target(target, expression, use)
            is_stopgap = found.name == "None" and len(targets) > 1  # for a class of a library that may not be there
            if found is not UNKNOWN and not is_stopgap:
                return found
        return UNKNOWN

    def _target(self, target: Target, expression: Expression, use: Use) -> DeclaredType:
        text = text_of(expression, use.scope)
        if isinstance(target, ClassValue):
            return DeclaredType(Form.CLASS, scope=target.scope, text=text)
        if isinstance(target, LibraryValue):
            return DeclaredType(Form.CLASS, short_name(self._inference, target.name), text=text)
        if isinstance(target, BoundName):
            found = self._alias(target)
            return found if found is UNKNOWN else replace(found, alias=text)
        return UNKNOWN

    def _alias(self, target: BoundName) -> DeclaredType:
        binding = target.binding
        if isinstance(binding.value, ImportTarget | DefinitionTarget):
            return UNKNOWN
        key = (target.scope.id, binding.line, binding.column, binding.target)
        known = self._aliases.get(key)
        if known is None:
            self._aliases[key] = UNKNOWN  # an alias that names itself ends here
            use = Use(target.scope, binding.block, (binding.line, binding.column))
            known = self._aliases[key] = self.read(binding.value, use)
        return known

    def _generic(self, expression: ex.Subscript, use: Use) -> DeclaredType:
        keys = expression.key.elements if isinstance(expression.key, ex.Collection) else (expression.key,)
        head = self.read(expression.value, use)
        text = text_of(expression, use.scope)
        if head.name == "Annotated":
            return self._annotated(keys, use, text)
        if head.name == "Literal":
            return replace(head, values=keys, text=text)
        if head.name in _WITHOUT_TYPES or head.arguments:
            return head  # also an alias with type variables filled in: what is declared in it counts
        if head is UNKNOWN:
            return UNKNOWN
        arguments = tuple(self.read(key, use) for key in keys)
        if head.name in _TRANSPARENT:
            return arguments[0] if arguments else UNKNOWN
        if head.name in ("Optional", "Union"):
            members = (*arguments, NONE) if head.name == "Optional" else arguments
            return DeclaredType(Form.UNION, "Union", arguments=members, text=text)
        return DeclaredType(Form.GENERIC, head.name, head.scope, arguments, text=text)

    def _annotated(self, keys: tuple[Expression, ...], use: Use, text: str) -> DeclaredType:
        inner = self.read(keys[0], use) if keys else UNKNOWN
        metadata = tuple((key, use) for key in keys[1:])
        if inner.form is Form.ANNOTATED:  # nested ones are flattened, as `typing` does it
            return replace(inner, metadata=(*inner.metadata, *metadata), text=text)
        return DeclaredType(Form.ANNOTATED, "Annotated", arguments=(inner,), metadata=metadata, text=text)

    def _made(self, expression: ex.CallResult, use: Use) -> DeclaredType:
        """A type made by a call: `NewType("Id", int)`, `conlist(Item, max_length=9)`, `TypedDict("T", {…})`."""
        scope = use.scope
        call = scope.body.calls[expression.call]
        callees = self._inference.callee(scope, expression.call)
        name = next((short_name(self._inference, v.name) for v in callees if isinstance(v, LibraryValue)), "")
        if not name:
            return UNKNOWN
        place = self._inference.use_of_call(scope, expression.call)
        text = text_of(expression, scope)
        if name in _OPAQUE:
            inner = self.read(call.argument(1, "value"), place)
            return DeclaredType(Form.OPAQUE, name, arguments=(inner,), text=text)
        if name in _ARRAYS:
            items = (self.read(call.argument(0, "item_type"), place),)
            array = DeclaredType(Form.GENERIC, _ARRAYS[name], arguments=items, text=text)
            return DeclaredType(Form.ANNOTATED, "Annotated", None, (array,), ((expression, use),), text)
        return DeclaredType(Form.CLASS, _FACTORIES.get(name, name), text=text)
