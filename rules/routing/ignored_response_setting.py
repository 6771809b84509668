"""FAL414: a setting of a response that is lost."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import Confidence, Finding, Project, Rule, Severity


class IgnoredResponseSetting(Rule):
    """What is declared of a response is lost, because another one is returned.

    ## What it does

    Finds `status_code=` of routes whose handlers return responses with another status, and cookies and headers that are
    set on an injected `Response` of a handler that always returns another one.

    ## Why is this bad?

    A response that is returned is sent as it is. The status of the decorator stands in the documentation, and clients
    get another one; the cookie that was set on the injected response is never sent.

    ## Example

    ```python
    from fastapi import FastAPI
    from fastapi.responses import JSONResponse

    app = FastAPI()


    @app.post("/orders", status_code=201)
    async def create_order() -> JSONResponse:
        return JSONResponse({"order": 1})
    ```

    ## Use instead

    ```python
    from fastapi import FastAPI
    from fastapi.responses import JSONResponse

    app = FastAPI()


    @app.post("/orders", status_code=201)
    async def create_order() -> JSONResponse:
        return JSONResponse({"order": 1}, status_code=201)
    ```

    ## Limits

    Only responses that the handler makes itself are looked at. A redirect from a route with a status of success has
    low confidence: the status may be meant for where it leads. Statuses of errors (400 and above) are no
    contradiction.

    ## References

    - FastAPI: Return a Response Directly, https://fastapi.tiangolo.com/advanced/response-directly/
    - FastAPI: Response Headers, https://fastapi.tiangolo.com/advanced/response-headers/
    """

    code, name, since = "FAL414", "ignored-response-setting", "0.1.0"
    severity, confidence = Severity.WARNING, Confidence.HIGH

    def check_project(self, project: Project) -> Iterator[Finding]:
        """One finding a route, or a setting that is lost."""
        for fault in project.routing.ignored:
            if fault.form == "status":
                message = (
                    f"`status_code={fault.detail}` is ignored: `{fault.subject}` returns a response of its own, with "
                    f"the status {fault.other}"
                )
                advice = f"give the response `status_code={fault.detail}`"
            else:
                other = f"`{fault.subject}` returns another response than `{fault.other}`"
                message = f"`{fault.detail}` has no effect: {other}"
                advice = "set it on the response that is returned"
            yield self.finding(fault.place, message, confidence=fault.confidence, advice=advice)
