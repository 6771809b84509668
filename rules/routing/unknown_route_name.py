"""FAL417: a name that no route has."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import Confidence, Finding, Project, Rule, Severity


class UnknownRouteName(Rule):
    """`url_for` asks for a route that there is not.

    ## What it does

    Finds `request.url_for("name", …)` and `url_path_for` with a name that no route and no mount has, or with other
    parameters than the path of that route has.

    ## Why is this bad?

    Starlette raises `NoMatchFound` when the line is reached: the request ends with 500.

    ## Example

    ```python
    from fastapi import FastAPI, Request

    app = FastAPI()


    @app.get("/orders/{order_id}")
    async def read_order(order_id: int, request: Request) -> str:
        return str(request.url_for("get_order", order_id=order_id))
    ```

    ## Use instead

    ```python
    from fastapi import FastAPI, Request

    app = FastAPI()


    @app.get("/orders/{order_id}")
    async def read_order(order_id: int, request: Request) -> str:
        return str(request.url_for("read_order", order_id=order_id))
    ```

    ## Limits

    Names that are put together are not followed, nor what templates ask for. Where routes or mounts may have names that
    are not known the confidence is medium. A `try` that provides for it is respected: one that catches `NoMatchFound`,
    or everything around this one line.

    ## References

    - Starlette: Reverse URL lookups, https://www.starlette.io/routing/#reverse-url-lookups
    """

    code, name, since = "FAL417", "unknown-route-name", "0.1.0"
    severity, confidence = Severity.ERROR, Confidence.HIGH

    def check_project(self, project: Project) -> Iterator[Finding]:
        """One finding a call."""
        for fault in project.routing.names:
            if fault.form == "unknown":
                message = f"no route is called `{fault.subject}`, so this raises `NoMatchFound`"
                advice = "ask for the name of the handler, or for the `name=` that its route has"
            else:
                message = (
                    f"the path of `{fault.subject}` has the parameters `{fault.other}`, not `{fault.detail}`, so this "
                    "raises `NoMatchFound`"
                )
                advice = f"give exactly these: `{fault.other}`"
            yield self.finding(fault.place, message, confidence=fault.confidence, advice=advice)
