"""What handlers say of what they take and give, and do not keep; plain data for rules."""

from __future__ import annotations

from typing import NamedTuple

from fastapi_lint.model.effect import Hop
from fastapi_lint.model.rule import Place


class UnfitView(NamedTuple):
    """A `return` of a handler with a value that is spelt out and that its response model does not take.

    `form` is "missing" (the value lacks the fields `names`, which the model `wanted` requires), "alias" (it has the
    first of `names`, where `wanted` takes only the second), "forbidden" (it has the keys `names`, which `wanted`
    refuses) or "value" (it is `found`, and `wanted` is declared). `path` says where in it that is: `items[].price`.
    `trace` leads to the helper that the value is from.
    """

    handler: str
    form: str
    wanted: str
    names: tuple[str, ...]
    found: str
    path: str
    trace: tuple[Hop, ...]
    place: Place
