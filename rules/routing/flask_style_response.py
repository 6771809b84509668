"""FAL409: a tuple of data and status, as Flask has it."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import Confidence, Finding, Project, Rule, Severity


class FlaskStyleResponse(Rule):
    """A handler returns data and a status as a tuple, of which FastAPI makes a JSON array.

    ## What it does

    Finds `return data, 404` in handlers.

    ## Why is this bad?

    In Flask the second value is the status. To FastAPI the tuple is the data: the client gets `200 OK` with the array
    `[data, 404]`, or 500 where a response model is declared.

    ## Example

    ```python
    from fastapi import FastAPI

    app = FastAPI()
    ORDERS: dict[int, str] = {}


    @app.get("/orders/{order_id}", response_model=None)
    async def read_order(order_id: int):
        if order_id not in ORDERS:
            return {"error": "there is no such order"}, 404
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

    Or return `JSONResponse(data, status_code=404)`.

    ## Limits

    Where a tuple is declared, as return annotation or response model, it is meant. Numbers outside of 100 to 599 are no
    statuses.

    ## References

    - FastAPI: Return a Response Directly, https://fastapi.tiangolo.com/advanced/response-directly/
    """

    code, name, since = "FAL409", "flask-style-response", "0.1.0"
    severity, confidence = Severity.ERROR, Confidence.HIGH

    def check_project(self, project: Project) -> Iterator[Finding]:
        """One finding a `return`."""
        for fault in project.routing.returned_tuples:
            message = (
                f"handler `{fault.subject}` returns a tuple with the status {fault.other}, but FastAPI sends both as "
                "one JSON array, with the status that the route has"
            )
            advice = (
                f"raise `HTTPException({fault.other})`" if fault.other[0] in "45" else "set `status_code=` of the route"
            )
            yield self.finding(
                fault.place, message, advice=f"{advice}, or return `JSONResponse(data, status_code={fault.other})`"
            )
