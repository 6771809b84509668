"""FAL415: a response class in a union."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import Confidence, Finding, Project, Rule, Severity


class ResponseInUnion(Rule):
    """A return annotation is a union with a response, which FastAPI refuses.

    ## What it does

    Finds handlers that are annotated with a union in which there is a response class, and no `response_model=`.

    ## Why is this bad?

    FastAPI makes a model of the annotation. Of a response class it cannot, and raises a `FastAPIError` while the module
    is imported; a response class alone is fine.

    ## Example

    ```python raises=FastAPIError
    from fastapi import FastAPI
    from fastapi.responses import RedirectResponse

    app = FastAPI()


    @app.get("/orders")
    async def read_orders(old: bool = False) -> list[int] | RedirectResponse:
        return RedirectResponse("/old") if old else []
    ```

    ## Use instead

    ```python
    from fastapi import FastAPI
    from fastapi.responses import RedirectResponse

    app = FastAPI()


    @app.get("/orders", response_model=list[int])
    async def read_orders(old: bool = False) -> list[int] | RedirectResponse:
        return RedirectResponse("/old") if old else []
    ```

    ## Limits

    Types that Pydantic does not know for other reasons are no matter of this rule.

    ## References

    - FastAPI: Response Model, Invalid Return Type Annotations, https://fastapi.tiangolo.com/tutorial/response-model/
    """

    code, name, since = "FAL415", "response-in-union", "0.1.0"
    severity, confidence = Severity.ERROR, Confidence.HIGH

    def check_project(self, project: Project) -> Iterator[Finding]:
        """One finding a handler."""
        for fault in project.routing.unions:
            message = (
                f"`{fault.subject}` is annotated with `{fault.other}`, of which FastAPI can make no model: it raises a "
                "`FastAPIError` at import"
            )
            yield self.finding(fault.place, message, advice="declare `response_model=`, with None if there is none")
