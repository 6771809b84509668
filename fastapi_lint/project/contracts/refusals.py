"""Refusals: which literals Pydantic certainly does not take for a type, whatever else is declared.

Python values in lax mode (pydantic 2.14; pydantic-core, src/input/input_python.rs).
`tests/apps/test_responses_oracle.py` asks the real one.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from uuid import UUID

from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.project.contracts.declared_types import DeclaredType

_CONTAINERS = frozenset({"list", "tuple", "set", "dict"})
_NUMBERS = frozenset({"bool", "int", "float"})
_OBJECTS = frozenset({"uuid", "datetime"})
_SCALARS = _NUMBERS | _OBJECTS | {"none", "str", "bytes"}
_TIMES = frozenset({"none", "bool"}) | _CONTAINERS
MODEL = (_SCALARS - _OBJECTS) | {"list", "tuple", "set"}
"""Kinds of which no model is made; other objects have attributes, which FastAPI lets a model be made from."""
_KINDS: dict[str, frozenset[str]] = {
    "int": _CONTAINERS | _OBJECTS | {"none"},
    "float": _CONTAINERS | _OBJECTS | {"none"},
    "str": _CONTAINERS | _OBJECTS | _NUMBERS | {"none"},
    "bool": _CONTAINERS | _OBJECTS | {"none", "bytes"},
    "bytes": _CONTAINERS | _OBJECTS | _NUMBERS | {"none"},
    "list": _SCALARS | {"dict"},
    "set": _SCALARS | {"dict"},
    "frozenset": _SCALARS | {"dict"},
    "tuple": _SCALARS | {"dict"},
    "Sequence": _NUMBERS | {"none", "dict"},
    "Iterable": _NUMBERS | {"none"},
    "dict": MODEL | _OBJECTS,
    "Mapping": MODEL | _OBJECTS,
    "None": (_SCALARS | _CONTAINERS) - {"none"},
    "datetime.datetime": _TIMES,
    "datetime.date": _TIMES,
    "datetime.time": _TIMES,
    "datetime.timedelta": _CONTAINERS | {"none"},
    "uuid.UUID": _CONTAINERS | _NUMBERS | {"none"},
    "decimal.Decimal": _CONTAINERS | {"none", "bool"},
    "pydantic.EmailStr": _CONTAINERS | _NUMBERS | {"none"},
    "pydantic.HttpUrl": _CONTAINERS | _NUMBERS | {"none"},
    "pydantic.AnyUrl": _CONTAINERS | _NUMBERS | {"none"},
    "pydantic.AnyHttpUrl": _CONTAINERS | _NUMBERS | {"none"},
}
"""The kinds of literals that a type never takes."""
KINDS_OF_TYPES = {
    "int": "int",
    "float": "float",
    "str": "str",
    "bool": "bool",
    "uuid.UUID": "uuid",
    "datetime.datetime": "datetime",
}
"""What a value of a type is certainly of."""
_TRUTH = frozenset({"0", "1", "off", "on", "f", "t", "n", "y", "no", "yes", "false", "true"})


def kind_of(expression: Expression) -> str:
    """`int`, `list`, `dict` … of what is spelt out, else ``."""
    if isinstance(expression, ex.Constant):
        return expression.type if expression.type in _SCALARS else ""
    if isinstance(expression, ex.Collection):
        return expression.kind
    if isinstance(expression, ex.Comprehension):
        return expression.kind if expression.kind in _CONTAINERS else ""
    if isinstance(expression, ex.FormattedString):
        return "str"
    if isinstance(expression, ex.Operation) and expression.operator == "-" and len(expression.operands) == 1:
        inner = kind_of(expression.operands[0])
        return inner if inner in ("int", "float") else ""
    return "dict" if isinstance(expression, ex.Mapping) else ""


def is_refused(kind: str, expression: Expression, declared: DeclaredType) -> bool:
    """True if Pydantic does not take what is of a kind for a builtin type, or one of those that it knows."""
    if kind in _KINDS.get(declared.name, ()):
        return True
    known = _VALUES.get((declared.name, kind))
    return known is not None and isinstance(expression, ex.Constant) and not known(expression.value)


def _is_whole(value: object) -> bool:
    return isinstance(value, float) and value.is_integer()


def _is_truth(value: object) -> bool:
    return str(value).lower() in _TRUTH or value in (0, 1)


def _is_number(value: object) -> bool:
    return _number(value) is not None


def _is_whole_number(value: object) -> bool:
    number = _number(value)
    return number is not None and (not number.is_finite() or number == number.to_integral_value())


def _number(value: object) -> Decimal | None:
    try:
        return Decimal(str(value).replace("_", "").strip())
    except InvalidOperation:
        return None


def _is_id(value: object) -> bool:
    try:
        UUID(str(value))
    except ValueError:
        return False
    return True


def _has_digit(value: object) -> bool:
    return any(character.isdigit() for character in str(value))


_VALUES: dict[tuple[str, str], Callable[[object], bool]] = {
    ("int", "float"): _is_whole,
    ("int", "str"): _is_whole_number,
    ("float", "str"): _is_number,
    ("decimal.Decimal", "str"): _is_number,
    ("bool", "int"): _is_truth,
    ("bool", "float"): _is_truth,
    ("bool", "str"): _is_truth,
    ("uuid.UUID", "str"): _is_id,
    ("datetime.datetime", "str"): _has_digit,
    ("datetime.date", "str"): _has_digit,
    ("datetime.time", "str"): _has_digit,
    ("datetime.timedelta", "str"): _has_digit,
}
"""Which literals of a kind a type may take: what none of these is true of is refused."""
