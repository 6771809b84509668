"""FAL413: paths with and without a slash at the end."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import Confidence, Finding, Project, Rule, Severity


class MixedTrailingSlash(Rule):
    """Two paths differ by a slash at the end alone, and take different methods.

    ## What it does

    Finds `GET /orders/` beside `POST /orders` in one application: paths that are the same but for a slash at the end,
    where one takes a method that the other does not.

    ## Why is this bad?

    If there were only one of them, a request for the other would be redirected. Since both exist, `GET /orders` matches
    a path that does not take GET, and is refused with 405. Nobody can tell from a path which form it has.

    ## Example

    ```python
    from fastapi import FastAPI

    app = FastAPI()


    @app.get("/orders/")
    async def read_orders() -> list[int]:
        return []


    @app.post("/orders")
    async def create_order() -> int:
        return 1
    ```

    ## Use instead

    ```python
    from fastapi import FastAPI

    app = FastAPI()


    @app.get("/orders")
    async def read_orders() -> list[int]:
        return []


    @app.post("/orders")
    async def create_order() -> int:
        return 1
    ```

    ## Limits

    A second form for some of the methods is meant. Which form clients ask for is not looked into, nor redirects
    that they follow.

    ## References

    - Starlette: starlette/routing.py, Router.app
    """

    code, name, since = "FAL413", "mixed-trailing-slash", "0.1.0"
    severity, confidence = Severity.WARNING, Confidence.HIGH

    def check_project(self, project: Project) -> Iterator[Finding]:
        """One finding a pair of paths."""
        for fault in project.routing.mixed_slashes:
            message = f"`{fault.request}` is refused with 405: `{fault.other}` takes {fault.detail} alone"
            advice = f"register `{fault.subject}` at `{fault.other}` as well, or both in one form"
            yield self.finding(fault.place, message, advice=advice).with_trace(fault.trace)
