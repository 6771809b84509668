"""FAL305: what is returned has been encoded before FastAPI does it."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import (
    Confidence,
    Dossier,
    EncodedView,
    Finding,
    Role,
    Rule,
    Severity,
    Site,
    View,
    cst,
    on,
)

from ._unencoded import unencoded


class DoubleEncoding(Rule):
    """What is returned has been encoded before FastAPI does it.

    ## What it does

    Finds handlers that encode what they return, although FastAPI does it: texts of JSON (`json.dumps(…)`,
    `book.model_dump_json()`) that are returned or given to a `JSONResponse`; `jsonable_encoder(…)` that is returned, or
    given to a `JSONResponse` with nothing else in it; `book.model_dump()`, alone or in a list, where the response model
    is that of `book`.

    ## Why is this bad?

    A text of JSON is written as JSON once more: the client gets a string with quotes and backslashes, and has to parse
    it twice. What `jsonable_encoder` gives is right, but it is made in pure Python on the event loop: for 10,000 small
    models 126 ms were measured, for the models themselves under a return type 5.3 ms, since there Pydantic writes the
    JSON in one go. Dictionaries of the response model are validated into models again, 39.5 ms. And where a
    `JSONResponse` is returned, nothing is checked by a model, nor told in the OpenAPI document.

    ## Example

    ```python
    from fastapi import FastAPI
    from fastapi.encoders import jsonable_encoder
    from fastapi.responses import JSONResponse
    from pydantic import BaseModel

    app = FastAPI()


    class Book(BaseModel):
        title: str


    @app.get("/books", response_model=list[Book])
    async def read_books():
        books = [Book(title="Momo")]
        return JSONResponse(content=jsonable_encoder(books))
    ```

    ## Use instead

    ```python
    from fastapi import FastAPI
    from pydantic import BaseModel

    app = FastAPI()


    class Book(BaseModel):
        title: str


    @app.get("/books")
    async def read_books() -> list[Book]:
        return [Book(title="Momo")]
    ```

    ## Limits

    A response that is made for more than its content (another status, headers, a background task) is right as it is,
    and so are exception handlers. Not reported either: arguments that change what is made (`exclude=`, `by_alias=`,
    `mode=`), dictionaries of plain values, and models that are dumped to become those of another class.
    `Response(json.dumps(…), media_type="application/json")` encodes once.

    ## Fix safety

    The call gives way to what it was given, where FastAPI makes the same of that. All fixes are unsafe: a subclass with
    more fields, a serializer of the model's own and a validator that changes what it gets may make a difference, and of
    a text in a text the client gets the inner one.

    ## References

    - FastAPI: Response Model - Return Type, https://fastapi.tiangolo.com/tutorial/response-model/
    - FastAPI: Return a Response Directly, https://fastapi.tiangolo.com/advanced/response-directly/
    """

    code, name, since = "FAL305", "double-encoding", "0.1.0"
    severity, confidence = Severity.INFO, Confidence.HIGH
    looks_at = Role.HANDLER

    def suspects(self, dossier: Dossier) -> Iterator[View]:
        """The calls that encode what is returned."""
        spans = {view.place.location.span for view in dossier.encoded}
        return (call for call in dossier.calls if call.span in spans) if spans else iter(())

    @on("Call")
    def encoded(self, node: cst.Call, site: Site) -> Iterator[Finding]:
        """One finding a call."""
        for view in site.dossier.encoded:
            if view.place.location.span == site.call(node).span:
                yield self.finding(
                    view.place,
                    _says(view),
                    severity=Severity.WARNING if view.form == "text" else Severity.INFO,
                    advice=_ADVICE[view.form],
                ).with_fix(unencoded(node, view, site))


_ADVICE = {
    "text": "hand over the data, not the text",
    "encoder": "return the data itself, with its type as return type: then Pydantic writes the JSON",
    "dump": "return the model itself",
}


def _says(view: EncodedView) -> str:
    if view.form == "text":
        writer = f"`{view.response}`" if view.response else "FastAPI"
        return f"{writer} writes as JSON what `{view.encoder}` has written as JSON before: the client gets a string"
    what = f"`{view.model or view.of}`" if view.model or view.of else "data"
    if view.form == "dump":
        return f"`{view.encoder}` makes dictionaries of `{view.model}`, of which FastAPI makes `{view.model}` again"
    if view.response:
        return f"`{view.encoder}` encodes {what} for a `{view.response}`, in pure Python and past any response model"
    return f"`{view.encoder}` encodes {what}, and FastAPI encodes what comes of it once more"
