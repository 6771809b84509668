"""FAL401: a route that an earlier one hides."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import Confidence, Finding, Project, RouteFault, Rule, Severity

from ._namesakes import is_namesake


class ShadowedRoute(Rule):
    """A route can never be reached, because an earlier one matches all its requests.

    ## What it does

    Finds routes whose requests an earlier route or mount takes: `/users/me` after `/users/{user_id}`, anything after
    `/{path:path}` or after `app.mount("/", …)`. Routers, their prefixes and the order in which they are included
    count, and so do methods and convertors: `/users/{user_id:int}` leaves `/users/me` alone.

    ## Why is this bad?

    The first route that matches path and method serves the request. The later handler is never called, yet it stands in
    the documentation: clients get the other handler's answer, or a 422 that says that `me` is no number.

    ## Example

    ```python
    from fastapi import FastAPI

    app = FastAPI()


    @app.get("/users/{user_id}")
    async def read_user(user_id: int) -> int:
        return user_id


    @app.get("/users/me")
    async def read_me() -> str:
        return "me"
    ```

    ## Use instead

    ```python
    from fastapi import FastAPI

    app = FastAPI()


    @app.get("/users/me")
    async def read_me() -> str:
        return "me"


    @app.get("/users/{user_id}")
    async def read_user(user_id: int) -> int:
        return user_id
    ```

    ## Limits

    Only what is hidden as a whole is reported: `/items/{id}/x` and `/items/y/{part}` share one path, and which of them
    takes it may be meant. Paths with a part of their own that is only known at run time, hosts and convertors of the
    project's own are left out. If a condition decides whether the earlier route exists, the confidence is medium.

    ## References

    - FastAPI: Path Parameters, Order matters, https://fastapi.tiangolo.com/tutorial/path-params/#order-matters
    - Starlette: starlette/routing.py, Router.app
    """

    code, name, since = "FAL401", "shadowed-route", "0.1.0"
    severity, confidence = Severity.ERROR, Confidence.HIGH

    def check_project(self, project: Project) -> Iterator[Finding]:
        """One finding a hidden route, and earlier route."""
        for fault in project.routing.shadowed:
            severity = Severity.WARNING if fault.form == "partly" else Severity.ERROR
            yield self.finding(
                fault.place, _message(fault), severity=severity, confidence=fault.confidence, advice=_advice(fault)
            ).with_trace(fault.trace)


def _message(fault: RouteFault) -> str:
    if fault.form == "mount":
        never = f"so `{fault.subject}` never gets it"
        return f"`{fault.request}` goes to what is mounted at `{fault.other}` before, {never}"
    refused = f" (with 422 because of `{fault.detail}`)" if fault.detail else ""
    other, subject = f"`{fault.other}`", f"`{fault.subject}`"
    if is_namesake(fault):
        other, subject = f"another {other}, in {fault.trace[0].path}", "this one"
    never = f"so {subject} is never called{' for it' if fault.form == 'partly' else ''}"
    return f"`{fault.request}` goes to {other}, whose path matches first{refused}, {never}"


def _advice(fault: RouteFault) -> str:
    if fault.form == "mount":
        return f"register `{fault.subject}` before the mount"
    convertor = {"int": "int", "float": "float", "UUID": "uuid"}.get(fault.detail.partition(": ")[2])
    narrower = f", or write `{{{fault.detail.partition(':')[0]}:{convertor}}}` there" if convertor else ""
    return f"register `{fault.subject}` before `{fault.other}`{narrower}"
