"""FAL403: a parameter in the path that nothing takes."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import Confidence, Finding, Project, RouteFault, Rule, Severity


class UnboundPathParameter(Rule):
    """A parameter in the path that neither the handler nor its dependencies take.

    ## What it does

    Finds names in the path of a route for which there is no parameter: not of the handler (aliases count), not of any
    dependency of the handler, its decorator, its router or the application, and not through `request.path_params`. If
    there is a required query parameter with a name alike, that is most likely what was meant.

    ## Why is this bad?

    FastAPI binds by name. A parameter whose name is not in the path is read from the query string, so with a typing
    error every request is refused with 422. Without such a parameter the value is ignored: `/users/1/orders` and
    `/users/2/orders` answer the same.

    ## Example

    ```python
    from fastapi import FastAPI

    app = FastAPI()


    @app.get("/users/{user_id}")
    async def read_user(userid: int) -> int:
        return userid
    ```

    ## Use instead

    ```python
    from fastapi import FastAPI

    app = FastAPI()


    @app.get("/users/{user_id}")
    async def read_user(user_id: int) -> int:
        return user_id
    ```

    ## Limits

    Names that begin with `_`, those of `{path:path}` and those of pages, whose scripts read them, may be ignored on
    purpose. A parameter of a prefix is reported only if no route of the router takes it. Where a dependency is not
    known, nothing is reported.

    ## References

    - FastAPI: Path Parameters, https://fastapi.tiangolo.com/tutorial/path-params/
    - FastAPI: fastapi/dependencies/utils.py, get_dependant
    """

    code, name, since = "FAL403", "unbound-path-parameter", "0.1.0"
    severity, confidence = Severity.WARNING, Confidence.HIGH

    def check_project(self, project: Project) -> Iterator[Finding]:
        """One finding a parameter."""
        for fault in project.routing.unbound:
            severity = Severity.ERROR if fault.form == "misnamed" else Severity.WARNING
            yield self.finding(
                fault.place, _message(fault), severity=severity, confidence=fault.confidence, advice=_advice(fault)
            )


def _message(fault: RouteFault) -> str:
    parameter = f"`{{{fault.detail}}}`"
    if fault.form == "misnamed":
        return (
            f"nothing takes {parameter} of the path: `{fault.subject}` takes `{fault.other}` instead, from the query "
            f"string, so that requests without `?{fault.other}=` are refused with 422"
        )
    if fault.form == "prefix":
        return f"nothing takes {parameter} of this prefix: no route below has a parameter of this name"
    return f"nothing takes {parameter} of the path: `{fault.subject}` and its dependencies have no such parameter"


def _advice(fault: RouteFault) -> str:
    if fault.form == "misnamed":
        return f"call the parameter `{fault.detail}`, as in the path"
    return f"add a parameter `{fault.detail}`, or take it out of the path"
