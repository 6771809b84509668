"""FAL402: the same method and path twice."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import Confidence, Finding, Project, RouteFault, Rule, Severity

from ._namesakes import is_namesake


class DuplicateRoute(Rule):
    """A method and path are registered twice, so that the second handler is never called.

    ## What it does

    Finds routes of one application with the same method and path, whatever their parameters are called, and mounts at
    the same path. Routers, prefixes and inclusions count.

    ## Why is this bad?

    The first route that matches serves the request. The second handler is dead code that looks alive, and the
    documentation shows its parameters and its response for a path that the first one answers.

    ## Example

    ```python
    from fastapi import FastAPI

    app = FastAPI()


    @app.get("/orders/{order_id}")
    async def read_order(order_id: int) -> int:
        return order_id


    @app.get("/orders/{number}")
    async def read_order_by_number(number: str) -> str:
        return number
    ```

    ## Use instead

    ```python
    from fastapi import FastAPI

    app = FastAPI()


    @app.get("/orders/{order_id}")
    async def read_order(order_id: int) -> int:
        return order_id


    @app.get("/orders/by-number/{number}")
    async def read_order_by_number(number: str) -> str:
        return number
    ```

    ## Limits

    One handler that is registered twice is left alone, and so are the branches of one `if`, `try` or `match`, and a
    route that is in the schema for one that is not (`include_in_schema=False`).

    ## References

    - Starlette: Routing, https://www.starlette.io/routing/#route-priority
    """

    code, name, since = "FAL402", "duplicate-route", "0.1.0"
    severity, confidence = Severity.ERROR, Confidence.HIGH

    def check_project(self, project: Project) -> Iterator[Finding]:
        """One finding a route, and earlier route of the same path."""
        for fault in project.routing.duplicates:
            severity = Severity.WARNING if fault.form == "partly" else Severity.ERROR
            advice = f"give `{fault.subject}` another path or method, or remove one of the two"
            yield self.finding(
                fault.place, _message(fault), severity=severity, confidence=fault.confidence, advice=advice
            ).with_trace(fault.trace)


def _message(fault: RouteFault) -> str:
    if fault.form == "mount":
        return f"`{fault.other}` is mounted before, so nothing is ever served by `{fault.subject}`"
    never = "never called for it" if fault.form == "partly" else "never called"
    if is_namesake(fault):
        other = f"another `{fault.other}`, in {fault.trace[0].path}"
        return f"`{fault.request}` goes to {other}, which has the same path, so that this one is {never}"
    return f"`{fault.request}` goes to `{fault.other}`, which has the same path, so `{fault.subject}` is {never}"
