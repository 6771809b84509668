"""What goes in and out of an application, as plain data for rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fastapi_lint.model.effect import Hop

if TYPE_CHECKING:
    from fastapi_lint.model.rule import Place  # which needs dossiers, and these have payloads


class UnlimitedView(NamedTuple):
    """An application that takes bodies of any size.

    `place` is the call that makes it, with the labels of the routes that take a body. `has_setting` is True where the
    project's FastAPI knows `max_body_size`. `are_files` is True if one of the routes takes a form or files.
    """

    place: Place
    has_setting: bool
    are_files: bool


class PageView(NamedTuple):
    """A parameter by which a request says how many rows a query gives, without a highest value.

    `place` is its annotation in a handler or dependency, `chain` leads from there to `query`, the call that takes it.
    """

    parameter: str
    has_default: bool
    query: str  # `sqlalchemy.Select.limit`
    chain: tuple[Hop, ...]
    place: Place


class ResponseClassView(NamedTuple):
    """A response class that is named although FastAPI encodes faster without it: what is returned has a model.

    `is_default` is True at an application or router, for all of its routes; `is_deprecated` where the project's FastAPI
    warns of the class; `is_only` where no router above names another, which would count without this one.
    """

    response_class: str  # `JSONResponse`
    is_default: bool
    is_deprecated: bool
    is_only: bool
    place: Place


class RowView(NamedTuple):
    """A `return` of a handler without a response model that gives rows of a table: all that is in them goes out.

    `model` is the mapped class; `secrets` are those of its columns whose names speak of secrets.
    """

    model: str
    secrets: tuple[str, ...]
    place: Place


class EncodedView(NamedTuple):
    """A `return` that gives FastAPI what has been encoded before.

    `form` is "text" for JSON that is written as JSON once more, "encoder" for what `jsonable_encoder` gave, "dump" for
    dictionaries of the response model; `encoder` is the call that `place` shows. `response` is the JSON response around
    it, `` if none is. `model` is the response model if the content was one, or a list of it, before; `of` is the class
    that it was, as far as that is known. `is_direct` is False where a variable stands between; `has_model` is True
    where FastAPI encodes what is returned by a response model.
    """

    form: str
    encoder: str  # `jsonable_encoder`, `model_dump()`, `json.dumps`
    handler: str
    response: str  # `JSONResponse`
    model: str
    of: str  # `list[Item]`
    is_direct: bool
    has_model: bool
    place: Place


class FileReadView(NamedTuple):
    """A `return` of a handler that gives all that is in a file, unchanged, as its response.

    `read` is the call that reads it, as the source writes it; `response` is the class that sends it.
    """

    read: str  # `file.read()`
    response: str  # `HTMLResponse`
    handler: str
    place: Place
