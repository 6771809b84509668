"""Shapes: what Pydantic demands of a dictionary that it makes a model of, as far as that is certain.

After pydantic 2.14 (pydantic/_internal/_fields.py, collect_model_fields; pydantic-core, ModelFieldsValidator). Where a
class does something of its own (a validator that runs before, a constructor, a base that is not known) it has no shape.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from fastapi_lint.frameworks import pydantic
from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import TARGETS, Annotation, Binding, Call
from fastapi_lint.model.versions import Release
from fastapi_lint.project.contracts.declared_types import UNKNOWN, DeclaredType
from fastapi_lint.project.contracts.markers import Marker
from fastapi_lint.project.contracts.model_settings import ModelSettings, Settings
from fastapi_lint.project.contracts.places import Places
from fastapi_lint.project.contracts.served_models import body_use, field_annotations
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.scopes import Scope

_BASES = frozenset(
    {"pydantic.BaseModel", "pydantic.main.BaseModel", "sqlmodel.SQLModel", "sqlmodel.main.SQLModel", "typing.Generic",
     "typing_extensions.Generic", "abc.ABC", "builtins.object"}
)  # fmt: skip
"""Library classes that add neither fields nor ways of their own."""
_EVERY = "*"
_AFTER = "after"


class Field(NamedTuple):
    """A field: `keys` are the names under which a dictionary may give it, the first of them by preference.

    `type` is `UNKNOWN` where something else looks at the value before its type does, or its keys are not known.
    """

    name: str
    is_required: bool
    keys: tuple[str, ...]
    type: DeclaredType


class Shape(NamedTuple):
    """The fields of a model by name, and whether it refuses what is none of them."""

    model: Scope
    fields: dict[str, Field]
    forbids_others: bool
    makes_strings: bool


class ModelShapes:
    """Works the shape of each model out once."""

    def __init__(self, inference: Inference, places: Places, version: Release) -> None:
        """`version` is that of Pydantic."""
        self._inference = inference
        self._places = places
        self._settings = ModelSettings(inference, version)
        self._known: dict[Scope, Shape | None] = {}

    def of(self, scope: Scope) -> Shape | None:
        """The shape of a model of the project, None if it is none or anything of it is not certain."""
        if scope not in self._known:
            self._known[scope] = None
            self._known[scope] = self._shape(scope) if self._is_plain(scope) else None
        return self._known[scope]

    def _is_plain(self, scope: Scope) -> bool:
        """True for a model of which all bases are known and none has ways of its own."""
        names = {self._inference.library_name(base) for base in self._inference.classes.library_bases(scope)}
        if not names <= _BASES or not any(map(pydantic.is_model_base, names)):
            return False
        return all(map(self._is_plain_alone, self._inference.classes.mro(scope)))

    def _is_plain_alone(self, owner: Scope) -> bool:
        own, library = self._inference.classes.bases(owner)
        if len(own) + len(library) != len(owner.definition.bases) or owner.definition.decorators:
            return False
        if any(child.definition.name in pydantic.OWN_WAYS for child in owner.children):
            return False
        if any(self._is_early(method, pydantic.MODEL_VALIDATORS) for method in owner.children):
            return False
        return all(_is_plain_binding(one) for one in owner.body.bindings)

    def _shape(self, scope: Scope) -> Shape | None:
        settings = self._settings.of(scope)
        if settings is None:
            return None
        fields: dict[str, Field] = {}
        order = self._inference.classes.mro(scope)
        watched = {name for owner in order for name in self._watched(owner)}
        for owner in reversed(order):
            for annotation, binding in field_annotations(owner):
                name = annotation.target
                if name.startswith("_") or name == "model_config":
                    continue
                found = self._field(owner, annotation, binding, settings)
                if found is not None:
                    is_watched = name in watched or _EVERY in watched
                    fields[name] = found._replace(type=UNKNOWN) if is_watched else found
            redefined = {child.definition.name for child in owner.children}
            redefined |= {one.target for one in owner.body.bindings if one.annotation is None}
            if redefined & fields.keys():
                return None
        return Shape(scope, fields, settings.forbids_others, settings.makes_strings)

    def _field(self, owner: Scope, annotation: Annotation, binding: Binding, settings: Settings) -> Field | None:
        default = None if binding.value == ex.UNKNOWN else binding.value
        assert default is None or not isinstance(default, TARGETS)
        declaration = self._places.declaration(annotation.expression, default, body_use(owner, binding))
        if declaration.type.name == "ClassVar":
            return None
        fields = [marker for marker in declaration.markers if marker.name == "Field"]
        is_unclear = _is_unclear(annotation.expression) or any(map(_hides_something, declaration.markers))
        if is_unclear:
            return Field(annotation.target, False, (), UNKNOWN)
        has_default = declaration.has_default or any(marker.has_default for marker in fields)
        keys = _keys(annotation.target, fields, settings)
        return Field(annotation.target, not has_default, keys, declaration.type if keys else UNKNOWN)

    def _watched(self, owner: Scope) -> Iterator[str]:
        """The fields whose values a validator sees before their types do."""
        for method in owner.children:
            if self._is_early(method, pydantic.FIELD_VALIDATORS):
                for call in self._decorating(method, pydantic.FIELD_VALIDATORS):
                    named = [one.value for one in call.args if isinstance(one, ex.Constant)]
                    yield from map(str, named if len(named) == len(call.args) and named else [_EVERY])

    def _is_early(self, method: Scope, names: frozenset[str]) -> bool:
        """True for a validator that may change what is given before Pydantic looks at it."""
        calls = list(self._decorating(method, names))
        count = sum(name in names for name in self._inference.decorator_names(method))
        return count > len(calls) or any(not _runs_after(call, names) for call in calls)

    def _decorating(self, method: Scope, names: frozenset[str]) -> Iterator[Call]:
        """The calls that make the method's decorators, of those with these names."""
        found = self._inference.decorator_names(method)
        for decorator, name in zip(method.definition.decorators, found, strict=True):
            if name in names and isinstance(decorator, ex.CallResult):
                yield method.body.calls[decorator.call]


def _is_plain_binding(binding: Binding) -> bool:
    """False for what may be made by a validator, and for what is declared under a condition."""
    if binding.block != 0:
        return False
    is_made = isinstance(binding.value, ex.CallResult) and binding.annotation is None
    return not is_made or binding.target in ("model_config", "__slots__")


def _runs_after(call: Call, names: frozenset[str]) -> bool:
    mode = call.argument(None, "mode")
    early = call.argument(None, "pre")
    if any(keyword is None for keyword, _ in call.keywords):
        return False
    if early is not None:
        return early == ex.Constant(False, "bool")
    if mode is None:
        return names is pydantic.FIELD_VALIDATORS
    return mode == ex.Constant(_AFTER, "str")


def _hides_something(marker: Marker) -> bool:
    """True if it is not known what a marker says."""
    return marker.call is None or any(keyword is None for keyword, _ in marker.call.keywords)


def _is_unclear(expression: Expression) -> bool:
    """True if a string within the annotation has calls in it, of which nothing is known."""
    if isinstance(expression, ex.WrittenCall):
        return True
    if isinstance(expression, ex.Subscript):
        return _is_unclear(expression.key)
    if isinstance(expression, ex.Operation):
        return any(map(_is_unclear, expression.operands))
    return isinstance(expression, ex.Collection) and any(map(_is_unclear, expression.elements))


def _keys(name: str, markers: list[Marker], settings: Settings) -> tuple[str, ...]:
    """The keys of a field, none if they are not known."""
    calls = [marker.call for marker in markers if marker.call is not None]
    given = [
        value
        for keyword in ("validation_alias", "alias")
        for call in reversed(calls)
        if (value := call.argument(None, keyword)) is not None and value != ex.NONE
    ]
    if not given:
        return () if settings.makes_aliases else (name,)
    alias = given[0]
    if not isinstance(alias, ex.Constant) or any(call.argument(None, "alias_priority") for call in calls):
        return ()
    aliases = (str(alias.value),) if settings.takes_aliases else ()
    return (*aliases, name) if settings.takes_names or not aliases else aliases
