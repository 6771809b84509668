"""FAL420: a parameter that FastAPI refuses."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import Confidence, Finding, Project, Rule, Severity


class RefusedParameter(Rule):
    """A parameter is declared in a way that FastAPI refuses.

    ## What it does

    Finds defaults within `Annotated[int, Query(5)]`, defaults of path parameters that are marked with `Path()`, path
    parameters that are marked with `Query()` and the like, parameters with a marker both in `Annotated` and as default,
    and parameters that can only be given by position.

    ## Why is this bad?

    FastAPI raises an `AssertionError` while the module is imported: the application does not start. It gives all
    arguments by name: what can only be given by position is a `TypeError`, and every request an error 500.

    ## Example

    ```python raises=AssertionError
    from typing import Annotated

    from fastapi import FastAPI, Query

    app = FastAPI()


    @app.get("/orders")
    async def read_orders(limit: Annotated[int, Query(10, le=100)]) -> int:
        return limit
    ```

    ## Use instead

    ```python
    from typing import Annotated

    from fastapi import FastAPI, Query

    app = FastAPI()


    @app.get("/orders")
    async def read_orders(limit: Annotated[int, Query(le=100)] = 10) -> int:
        return limit
    ```

    ## Limits

    Markers that are made elsewhere are not looked into.

    ## References

    - FastAPI: Query Parameters and String Validations, https://fastapi.tiangolo.com/tutorial/query-params-str-validations/
    - FastAPI: fastapi/dependencies/utils.py, analyze_param
    """

    code, name, since = "FAL420", "refused-parameter", "0.1.0"
    severity, confidence = Severity.ERROR, Confidence.HIGH

    def check_project(self, project: Project) -> Iterator[Finding]:
        """One finding a parameter."""
        for fault in project.routing.refused:
            message, advice = _WORDS[fault.form]
            said = f"parameter `{fault.other}` of `{fault.subject}` {message.format(fault.detail)}"
            if fault.form != "by-position":
                said += ", which FastAPI refuses with an `AssertionError` at import"
            yield self.finding(fault.place, said, advice=advice)


_WORDS = {
    "both": ("has a marker in `Annotated` and `{}(…)` as default", "leave one of the two"),
    "path-default": ("is a path parameter with a default", "take the default away: the path always has a value"),
    "annotated-default": ("has its default within `{}(…)` in `Annotated`", "write the default behind `=`"),
    "by-position": (
        "can only be given by position, and FastAPI gives all by name: every request fails with 500",
        "take the `/` away",
    ),
    "not-path": ("stands in the path, but is marked with `{}(…)`", "mark it with `Path()`, or give it another name"),
}
