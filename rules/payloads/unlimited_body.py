"""FAL302: an application that takes bodies of any size."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import Confidence, Finding, Project, Rule, Severity, UnlimitedView

_SHOWN = 3


class UnlimitedBody(Rule):
    """Request bodies of any size are taken.

    ## What it does

    Finds applications that set no `max_body_size`, neither for all routes nor for each route that takes a body. One
    finding an application.

    ## Why is this bad?

    FastAPI sets no limit by itself, and reads, parses and validates every body on the event loop before the handler is
    called: also those of `def` handlers, and before most dependencies had their say. A JSON body of 50 MB was measured
    to stop the whole service for 2.7 to 5.8 s and to take 400 to 940 MB of memory. With a limit the same request is
    refused (413) within 9 ms.

    ## Example

    ```python
    from fastapi import FastAPI
    from pydantic import BaseModel

    app = FastAPI()


    class Order(BaseModel):
        note: str


    @app.post("/orders")
    async def create_order(order: Order) -> str:
        return order.note
    ```

    ## Use instead

    ```python
    from fastapi import FastAPI
    from pydantic import BaseModel

    app = FastAPI(max_body_size=1_000_000)


    class Order(BaseModel):
        note: str


    @app.post("/orders")
    async def create_order(order: Order) -> str:
        return order.note
    ```

    Routes that take large uploads get a limit of their own: `@app.post("/files", max_body_size=50_000_000)`.

    ## Limits

    A limit in a proxy before the application (nginx's `client_max_body_size`) cannot be seen from here: where there is
    one, and nobody gets past it, ignore the rule in the configuration. Applications with a middleware that asks for
    `content-length`, answers with 413 or has a name that speaks of such a limit are left out. `max_body_size` came with
    FastAPI 0.164; for a project that pins an older one the finding says what else can be done.

    ## References

    - FastAPI: release notes, https://fastapi.tiangolo.com/release-notes/
    - OWASP: API4:2023 Unrestricted Resource Consumption, https://owasp.org/API-Security/
    """

    code, name, since = "FAL302", "unlimited-body", "0.1.0"
    severity, confidence = Severity.INFO, Confidence.HIGH

    def check_project(self, project: Project) -> Iterator[Finding]:
        """One finding an application."""
        for unlimited in project.payloads.unlimited:
            yield self.finding(unlimited.place, _says(unlimited), advice=_advice(unlimited))


def _says(view: UnlimitedView) -> str:
    routes = view.place.routes
    all_shown = len(routes) <= _SHOWN + 1
    shown = ", ".join(f"`{label}`" for label in (routes if all_shown else routes[:_SHOWN]))
    named = shown if all_shown else f"{shown} and {len(routes) - _SHOWN} more routes"
    kinds = "JSON, forms and files" if view.are_files else "JSON"
    return f"nothing limits the size of request bodies: {kinds} of any length can be sent to {named}"


def _advice(view: UnlimitedView) -> str:
    if view.has_setting:
        return "set `max_body_size` on the application, and a larger one on the routes that take files"
    return "limit the size in the proxy or in a middleware, or take FastAPI 0.164 and set `max_body_size`"
