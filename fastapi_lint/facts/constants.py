"""Literals as facts keep them: short, and storable anywhere."""

from __future__ import annotations

from fastapi_lint.model.expression import NONE, Constant

STRING_LIMIT = 200
"""Characters up to which a string is kept whole: routes, queries and messages are shorter, embedded documents not."""

INTEGER_BITS = 63
"""Larger integers are not kept: they cannot be stored, and what they mean nobody asks."""

ELISION = "…"
_ELLIPSIS = Constant("...", "ellipsis")
_TRUE = Constant(True, "bool")
_FALSE = Constant(False, "bool")


def constant(value: object) -> Constant:
    """The constant of a literal's value. What is not kept has the value None, a cut string ends with `…`."""
    if isinstance(value, str):
        return Constant(value if len(value) <= STRING_LIMIT and value.isascii() else _text(value), "str")
    if value is None:
        return NONE
    if isinstance(value, bool):
        return _TRUE if value else _FALSE
    if isinstance(value, int):
        return Constant(value if value.bit_length() <= INTEGER_BITS else None, "int")
    if isinstance(value, float):
        return Constant(value, "float")
    if isinstance(value, bytes):
        return Constant("", "bytes")
    return Constant(None, "complex") if isinstance(value, complex) else _ELLIPSIS


def _text(value: str) -> str:
    if len(value) > STRING_LIMIT:
        value = value[: STRING_LIMIT - 1] + ELISION
    # A lone surrogate (`"\ud800"`) is a legal literal that no UTF-8 store takes.
    return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
