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


class MixedBodyView(NamedTuple):
    """A parameter that FastAPI reads as JSON, of a route whose body is a form because of the parameter `form`.

    `owner` is the function that has it: "handler `upload`".
    """

    owner: str
    parameter: str
    type: str
    form: str
    has_default: bool
    place: Place


class ListedFieldsView(NamedTuple):
    """A route that chooses the fields of its response model by a list: `keyword` is `response_model_exclude` or
    `response_model_include`, `fields` what stands in it."""

    handler: str
    keyword: str
    fields: tuple[str, ...]
    model: str
    place: Place


class UndeclaredView(NamedTuple):
    """Data that a handler takes out of its `request` by hand.

    `source` is `query_params`, `json` or `form`; `keys` are the names that it reads, `model` the Pydantic model that it
    makes of all of it, if it does.
    """

    handler: str
    request: str
    source: str
    keys: tuple[str, ...]
    model: str
    place: Place
