"""FAL412: a router that nothing includes."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import Confidence, Finding, Project, Rule, Severity


class RouterNeverIncluded(Rule):
    """A router has routes, but no application includes it.

    ## What it does

    Finds routers with routes that nothing includes or mounts, in a project that has an application. With FastAPI before
    0.137 also routes and routers that are added to a router after it was included.

    ## Why is this bad?

    The routes are served nowhere: every request gets 404. Before 0.137 `include_router` copied the routes that were
    there, so that later ones were lost.

    ## Example

    ```python
    from fastapi import APIRouter, FastAPI

    app = FastAPI()
    orders = APIRouter(prefix="/orders")


    @orders.get("/")
    async def read_orders() -> list[int]:
        return []


    @app.get("/health")
    async def health() -> str:
        return "ok"
    ```

    ## Use instead

    ```python
    from fastapi import APIRouter, FastAPI

    app = FastAPI()
    orders = APIRouter(prefix="/orders")


    @orders.get("/")
    async def read_orders() -> list[int]:
        return []


    @app.get("/health")
    async def health() -> str:
        return "ok"


    app.include_router(orders)
    ```

    ## Limits

    Routers that a factory makes, that another module imports, or whose package has no application, may be for others to
    include: this lowers the confidence. Where it cannot be told which router is included, nothing is sure.

    ## References

    - FastAPI: Bigger Applications, https://fastapi.tiangolo.com/tutorial/bigger-applications/
    """

    code, name, since = "FAL412", "router-never-included", "0.1.0"
    severity, confidence = Severity.WARNING, Confidence.HIGH

    def check_project(self, project: Project) -> Iterator[Finding]:
        """One finding a router, or a route that comes too late."""
        for fault in project.routing.inclusions:
            if fault.form == "never":
                routes = "route is" if fault.detail == "1" else f"{fault.detail} routes are"
                message = f"nothing includes the router `{fault.subject}`, so its {routes} not served"
                advice = f"include it: `app.include_router({fault.subject})`, or remove it"
            elif fault.form == "late-router":
                into = f"`{fault.other}`" if fault.other else "a router"
                message = f"the router `{fault.subject}` is included in {into} after that was included itself"
                message += ", so what is on it is not served"
                advice = "include the inner routers first"
            else:
                late = f"`{fault.subject}` is added to a router after it was included"
                message = f"{late}, so `{fault.detail}` is not served"
                advice = "include the router at the end"
            yield self.finding(fault.place, message, confidence=fault.confidence, advice=advice).with_trace(fault.trace)
