"""Misfits: what is spelt out and cannot be made a value of a declared type, as Pydantic sees it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.project.contracts.choices import Choices
from fastapi_lint.project.contracts.declared_types import DeclaredType, Form
from fastapi_lint.project.contracts.markers import Markers
from fastapi_lint.project.contracts.model_shapes import ModelShapes, Shape
from fastapi_lint.project.contracts.refusals import MODEL, is_refused
from fastapi_lint.project.contracts.written_values import Written, WrittenValues
from fastapi_lint.project.flow.text import text_of
from fastapi_lint.project.resolve.names import Use

_ARRAYS = frozenset({"list", "set", "frozenset", "Sequence"})
_MAPPINGS = frozenset({"dict", "Mapping"})
_MOST_ITEMS = 60
"""A display with more of them may not have been kept as a whole."""
_DEEPEST = 12
_SAFE = frozenset({"Field", "Doc", "Gt", "Ge", "Lt", "Le", "MinLen", "MaxLen", "Len", "Interval", "MultipleOf"})
"""Metadata that only asks for more."""


class Misfit(NamedTuple):
    """Why a value does not fit.

    `form` is "missing" (`names` are fields without default that it lacks), "forbidden" (`names` are keys that no field
    has), "alias" (the first of `names` is given, but only the second is taken) or "value". `wanted` is the type or the
    model, `found` what there is instead, `path` where it is in what is returned: `items[].price`.
    """

    form: str
    wanted: str
    names: tuple[str, ...] = ()
    found: str = ""
    path: str = ""
    helper: Use | None = None


class Misfits:
    """Compares what is written with what is declared."""

    def __init__(self, shapes: ModelShapes, values: WrittenValues, markers: Markers, choices: Choices) -> None:
        self._shapes = shapes
        self._values = values
        self._markers = markers
        self._choices = choices

    def find(self, expression: Expression, use: Use, declared: DeclaredType) -> Misfit | None:
        """The first thing that is certainly wrong with a value on one of the ways that lead to it."""
        return self._find(expression, use, declared, "", 0)

    def refuses_text(self, declared: DeclaredType, use: Use) -> bool:
        """True if no text at all can be made one of this type."""
        text = Written(ex.FormattedString(()), use, "str")
        return self._within(text, declared, "", 0) is not None

    def _find(self, expression: Expression, use: Use, declared: DeclaredType, path: str, depth: int) -> Misfit | None:
        if depth > _DEEPEST:
            return None
        helped: list[tuple[Written, Misfit | None]] = []
        for written in self._values.of(expression, use):
            found = self._within(written, declared, path, depth)
            if written.helper is not None:
                helped.append((written, found))
            elif found is not None:
                return found
        return _always(helped)

    def _within(self, written: Written, declared: DeclaredType, path: str, depth: int) -> Misfit | None:
        """The same for one written value: it must fit no member of a union."""
        if declared.form in (Form.UNION, Form.ANNOTATED, Form.OPAQUE):
            if not self._is_open(declared):
                return None
            found = [self._within(written, one, path, depth + 1) for one in declared.arguments]
            sure = [one for one in found if one is not None]
            return _closest(sure) if len(sure) == len(found) and sure else None
        if declared.form is Form.UNKNOWN or depth > _DEEPEST:
            return None
        if self._choices.refuse(written, declared):
            return _value(written, declared.text, path)
        if declared.scope is not None:
            return self._model(written, declared, path, depth)
        if is_refused(written.kind, written.expression, declared):
            return _value(written, declared.text or declared.name, path)
        return self._inner(written, declared, path, depth)

    def _is_open(self, declared: DeclaredType) -> bool:
        """True unless metadata of the type may change what is given, or let anything pass."""
        for expression, use in declared.metadata:
            if isinstance(expression, ex.Constant):
                continue
            marker = self._markers.read(expression, use)
            if marker is None or marker.call is None or not (marker.place or marker.name in _SAFE):
                return False
        return True

    def _inner(self, written: Written, declared: DeclaredType, path: str, depth: int) -> Misfit | None:
        """The items of an array, the values of a mapping."""
        value, arguments = written.expression, declared.arguments
        if declared.name in _MAPPINGS and len(arguments) == 2 and isinstance(value, ex.Mapping):
            of_keys = {key: item for key, item in _given(value).items() if key is not None and key not in written.added}
            parts = [(item, f"{path}.{key}") for key, item in of_keys.items()]
            return self._first(parts, written.use, arguments[1], depth)
        if not (declared.name in _ARRAYS and len(arguments) == 1) and not _is_open_tuple(declared):
            return None
        if isinstance(value, ex.Collection):
            parts = [(item, f"{path}[]") for item in value.elements if not isinstance(item, ex.Starred)]
            return self._first(parts, written.use, arguments[0], depth)
        if isinstance(value, ex.Comprehension) and value.kind in ("list", "set"):
            use = Use(written.use.scope, value.block, written.use.place)
            return self._first([(value.element, f"{path}[]")], use, arguments[0], depth)
        return None

    def _first(
        self, parts: Iterable[tuple[Expression, str]], use: Use, declared: DeclaredType, depth: int
    ) -> Misfit | None:
        found = (self._find(part, use, declared, path, depth + 1) for part, path in parts)
        return next((one for one in found if one is not None), None)

    def _model(self, written: Written, declared: DeclaredType, path: str, depth: int) -> Misfit | None:
        assert declared.scope is not None
        shape = self._shapes.of(declared.scope)
        if shape is None:
            return None
        if written.kind in MODEL:
            return _value(written, declared.text, path)
        if not isinstance(written.expression, ex.Mapping):
            return None
        given = _given(written.expression)
        return self._keys(written, shape, given, path) or self._fields(written, shape, given, path, depth)

    def _keys(self, written: Written, shape: Shape, given: dict[str | None, Expression], path: str) -> Misfit | None:
        """Fields that are missing, keys that are too many."""
        assert isinstance(written.expression, ex.Mapping)
        if None in given or len(written.expression.items) > _MOST_ITEMS:
            return None
        names = {*given, *written.added}
        model = shape.model.definition.name
        missing = [f for f in shape.fields.values() if f.is_required and f.keys and names.isdisjoint(f.keys)]
        for field in missing:
            if field.name in names:
                return Misfit("alias", model, (field.name, field.keys[0]), path=path)
        if missing:
            return Misfit("missing", model, tuple(field.keys[0] for field in missing), path=path)
        if shape.forbids_others and all(field.keys for field in shape.fields.values()):
            taken = {key for field in shape.fields.values() for key in field.keys}
            others = [str(name) for name in given if name not in taken]
            if others:
                return Misfit("forbidden", model, tuple(others), path=path)
        return None

    def _fields(
        self, written: Written, shape: Shape, given: dict[str | None, Expression], path: str, depth: int
    ) -> Misfit | None:
        """Values that do not fit their fields."""
        for field in shape.fields.values():
            key = next((key for key in field.keys if key in given), None)
            if key is None or key in written.added:
                continue
            if shape.makes_strings and field.type.name == "str":
                continue
            found = self._find(given[key], written.use, field.type, f"{path}.{key}", depth + 1)
            if found is not None:
                return found
        return None


def _always(helped: list[tuple[Written, Misfit | None]]) -> Misfit | None:
    """What is wrong with a function's result if that is so whichever `return` gives it."""
    if not all(found is not None for _, found in helped):
        return None
    telling = [(one, found) for one, found in helped if found is not None and one.expression != ex.NONE]
    return telling[0][1]._replace(helper=telling[0][0].helper) if telling else None


def _is_open_tuple(declared: DeclaredType) -> bool:
    """True for `tuple[int, ...]`."""
    return declared.name == "tuple" and len(declared.arguments) == 2 and declared.arguments[1].name == "..."


def _given(mapping: ex.Mapping) -> dict[str | None, Expression]:
    """The values by key, the last of each; with None where a spread or a key that is not known may give any.

    What such a one may overwrite is left out.
    """
    found: dict[str | None, Expression] = {}
    for key, value in mapping.items:
        if isinstance(key, ex.Constant) and key.type == "str":
            found[str(key.value)] = value
        else:
            found = {None: value}
    return found


def _value(written: Written, wanted: str, path: str) -> Misfit:
    value = written.expression
    is_short = isinstance(value, ex.Constant | ex.Operation | ex.CallResult | ex.Name)
    found = text_of(value, written.use.scope) if is_short else written.kind
    return Misfit("value", wanted, found=found, path=path)


def _closest(found: list[Misfit]) -> Misfit:
    """Of the reasons why no member of a union fits the one that says most."""
    return next((one for one in found if one.form != "value"), found[0])
