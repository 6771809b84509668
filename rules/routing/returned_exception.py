"""FAL408: an exception that is returned instead of raised."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import (
    Confidence,
    Edit,
    Finding,
    Fix,
    Location,
    Project,
    RouteFault,
    Rule,
    Safety,
    Severity,
    Span,
)


class ReturnedException(Rule):
    """An exception is returned instead of raised.

    ## What it does

    Finds handlers and dependencies that return an `HTTPException` or another exception: directly, from a variable, or
    as what a function of the project gives.

    ## Why is this bad?

    FastAPI takes what a handler returns for data. The client gets `200 OK` with
    `{"status_code": 404, "detail": "…", "headers": null}`, and no exception handler runs. What a dependency returns is
    injected, so that the request goes on as if all were well.

    ## Example

    ```python
    from fastapi import FastAPI, HTTPException

    app = FastAPI()
    ORDERS: dict[int, str] = {}


    @app.get("/orders/{order_id}", response_model=None)
    async def read_order(order_id: int):
        if order_id not in ORDERS:
            return HTTPException(404, "there is no such order")
        return ORDERS[order_id]
    ```

    ## Use instead

    ```python
    from fastapi import FastAPI, HTTPException

    app = FastAPI()
    ORDERS: dict[int, str] = {}


    @app.get("/orders/{order_id}", response_model=None)
    async def read_order(order_id: int):
        if order_id not in ORDERS:
            raise HTTPException(404, "there is no such order")
        return ORDERS[order_id]
    ```

    ## Limits

    Functions that make an exception for their caller to raise are left alone, and so are dependencies whose annotation
    says that they give one.

    ## Fix safety

    `return` becomes `raise`, where what is returned is an exception in any case. The fix is safe: the client gets the
    status that the exception has.

    ## References

    - FastAPI: Handling Errors, https://fastapi.tiangolo.com/tutorial/handling-errors/
    """

    code, name, since = "FAL408", "returned-exception", "0.1.0"
    severity, confidence = Severity.ERROR, Confidence.HIGH

    def check_project(self, project: Project) -> Iterator[Finding]:
        """One finding a `return`."""
        for fault in project.routing.returned_exceptions:
            if fault.form == "handler":
                sent = "so that the client gets 200 with the exception as data"
            else:
                sent = "so that it is injected and the request goes on"
            message = f"{fault.form} `{fault.subject}` returns `{fault.other}` instead of raising it, {sent}"
            found = self.finding(fault.place, message, confidence=fault.confidence, advice="raise it")
            yield found.with_fix(_fix(fault)) if fault.detail == "always" else found


def _fix(fault: RouteFault) -> Fix:
    """`raise` in the place of the keyword `return`."""
    path, span = fault.place.location
    keyword = Span(span.line, span.column, span.line, span.column + len("return"))
    return Fix(f"raise `{fault.other}`", Safety.SAFE, (Edit(Location(path, keyword), "raise"),))
