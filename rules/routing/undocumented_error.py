"""FAL410: an error that is not documented."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import Confidence, Finding, Project, Rule, Severity


class UndocumentedError(Rule):
    """A route raises an error that its documentation does not tell.

    ## What it does

    Finds statuses of `HTTPException`s that a handler, its dependencies or any function that they call raise, and that
    `responses=` does not have: neither that of the route, nor those of its routers and of the application.

    ## Why is this bad?

    Generated clients know the answers that the schema tells. What they do not know they take for a failure of the
    transport, or do not handle. The rule is off by default, since most applications document no errors.

    ## Example

    ```python
    from fastapi import FastAPI, HTTPException

    app = FastAPI()


    @app.get("/orders/{order_id}")
    async def read_order(order_id: int) -> int:
        if order_id < 0:
            raise HTTPException(404)
        return order_id
    ```

    ## Use instead

    ```python
    from fastapi import FastAPI, HTTPException

    app = FastAPI()


    @app.get("/orders/{order_id}", responses={404: {"description": "there is no such order"}})
    async def read_order(order_id: int) -> int:
        if order_id < 0:
            raise HTTPException(404)
        return order_id
    ```

    ## Limits

    Exceptions that are caught on the way are not told from others, nor are those of libraries found. Statuses that are
    only known at run time are left out, and 422, which FastAPI documents itself.

    ## References

    - FastAPI: Additional Responses in OpenAPI, https://fastapi.tiangolo.com/advanced/additional-responses/
    """

    code, name, since = "FAL410", "undocumented-error", "0.1.0"
    severity, confidence = Severity.INFO, Confidence.MEDIUM
    default = False

    def check_project(self, project: Project) -> Iterator[Finding]:
        """One finding a route."""
        for fault in project.routing.undocumented:
            message = f"`{fault.subject}` may answer with {fault.other}, which its `responses=` does not tell"
            first = fault.other.partition(",")[0]
            advice = f'add `responses={{{first}: {{"description": "…"}}}}` to the route or its router'
            yield self.finding(fault.place, message, advice=advice).with_trace(fault.trace)
