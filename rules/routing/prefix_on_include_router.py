"""FAL418: a prefix at the inclusion."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import Confidence, Finding, Project, Rule, Severity


class PrefixOnIncludeRouter(Rule):
    """`include_router` gives a prefix that the router could have itself.

    ## What it does

    Finds `include_router(router, prefix="/orders")` for a router without a prefix that is included once.

    ## Why is this bad?

    Whoever reads the module of the router sees paths that are not those that are served. FastAPI's own guide for agents
    recommends to give prefix, tags and dependencies to the router. The rule is off by default.

    ## Example

    ```python
    from fastapi import APIRouter, FastAPI

    app = FastAPI()
    router = APIRouter()


    @router.get("/{order_id}")
    async def read_order(order_id: int) -> int:
        return order_id


    app.include_router(router, prefix="/orders")
    ```

    ## Use instead

    ```python
    from fastapi import APIRouter, FastAPI

    app = FastAPI()
    router = APIRouter(prefix="/orders")


    @router.get("/{order_id}")
    async def read_order(order_id: int) -> int:
        return order_id


    app.include_router(router)
    ```

    ## Limits

    Routers that are included several times, and prefixes that are no literals, are left alone.

    ## References

    - FastAPI: Bigger Applications, https://fastapi.tiangolo.com/tutorial/bigger-applications/
    """

    code, name, since = "FAL418", "prefix-on-include-router", "0.1.0"
    severity, confidence = Severity.INFO, Confidence.HIGH
    default = False

    def check_project(self, project: Project) -> Iterator[Finding]:
        """One finding an inclusion."""
        for fault in project.routing.inclusion_prefixes:
            message = f"`include_router` gives `{fault.subject}` the prefix `{fault.other}`, which it could have itself"
            yield self.finding(fault.place, message, advice=f'write `APIRouter(prefix="{fault.other}")`')
