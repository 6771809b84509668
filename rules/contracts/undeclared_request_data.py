"""FAL211: a handler takes data out of the request by hand."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import Confidence, Finding, Project, Rule, Severity, UndeclaredView


class UndeclaredRequestData(Rule):
    """A handler takes data out of the request by hand.

    ## What it does

    Finds handlers that read names out of `request.query_params`, `await request.json()` or `await request.form()`, or
    make a model of the JSON themselves.

    ## Why is this bad?

    FastAPI does not know of it: nothing is validated, the OpenAPI document has no parameter and no body, so generated
    clients cannot send what the handler needs. A name that is missing is a `KeyError` and a number that is none a
    `ValueError`: the client gets 500, not 422 and the reason.

    ## Example

    ```python
    from fastapi import FastAPI, Request

    app = FastAPI()


    @app.post("/orders")
    async def create_order(request: Request) -> int:
        order = await request.json()
        return int(order["copies"])
    ```

    ## Use instead

    ```python
    from fastapi import FastAPI
    from pydantic import BaseModel

    app = FastAPI()


    class Order(BaseModel):
        copies: int


    @app.post("/orders")
    async def create_order(order: Order) -> int:
        return order.copies
    ```

    ## Limits

    Off by default: it may be meant. Handlers that read headers or the raw body (signatures, content types), that hand
    the data on as a whole or go through all of it, that declare a body as well, that serve pages or are not in the
    OpenAPI document are left alone. So are those whose name or path speaks of hooks, callbacks, events and the like.

    ## References

    - FastAPI: Request Body, https://fastapi.tiangolo.com/tutorial/body/
    - FastAPI: Using the Request Directly, https://fastapi.tiangolo.com/advanced/using-request-directly/
    """

    code, name, since = "FAL211", "undeclared-request-data", "0.1.0"
    severity, confidence = Severity.INFO, Confidence.HIGH
    default = False

    def check_project(self, project: Project) -> Iterator[Finding]:
        """One finding a handler and source."""
        for view in project.breaches.undeclared_data:
            yield self.finding(
                view.place,
                f"handler `{view.handler}` {_does(view)}, which FastAPI neither validates nor documents",
                advice=_ADVICE[view.source],
            )


_ADVICE = {
    "query_params": "declare each as a parameter with its type",
    "json": "declare a Pydantic model as a parameter",
    "form": "declare each as a parameter with `Form()`, files as `UploadFile`",
}


def _does(view: UndeclaredView) -> str:
    origin = f"{view.request}.{view.source}" + ("" if view.source == "query_params" else "()")
    if view.model:
        return f"makes `{view.model}` of `{origin}` itself"
    named = " and ".join(f"`{key}`" for key in view.keys[:2]) + (" and more" if len(view.keys) > 2 else "")
    return f"reads {named} out of `{origin}`"
