"""FAL406: an operation id that is not unique."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import Confidence, Finding, Project, RouteFault, Rule, Severity


class DuplicateOperationId(Rule):
    """Two operations of a schema have the same id.

    ## What it does

    Finds `operation_id=` that is given twice in one application, also by a router that is included twice; ids that
    `generate_unique_id_function` makes of the names of functions, where two functions have the same name; and
    `api_route` with several methods.

    ## Why is this bad?

    OpenAPI demands unique ids: generators of clients name their functions by them, so that one operation replaces the
    other or the generator fails. FastAPI only warns, when the schema is asked for. A route of several methods has one
    id for all of them, and which method its default id ends with differs from process to process.

    ## Example

    ```python
    from fastapi import FastAPI

    app = FastAPI()


    @app.get("/orders", operation_id="orders")
    async def read_orders() -> list[int]:
        return []


    @app.post("/orders", operation_id="orders")
    async def create_order() -> int:
        return 1
    ```

    ## Use instead

    ```python
    from fastapi import FastAPI

    app = FastAPI()


    @app.get("/orders", operation_id="read_orders")
    async def read_orders() -> list[int]:
        return []


    @app.post("/orders", operation_id="create_order")
    async def create_order() -> int:
        return 1
    ```

    ## Limits

    The default ids of several methods are remarks. Only what stands in the schema counts (`include_in_schema`). Of
    `generate_unique_id_function` only functions that join the route's name, path and first tag are understood.

    ## References

    - FastAPI: Advanced Configuration, https://fastapi.tiangolo.com/advanced/path-operation-advanced-configuration/
    - FastAPI: fastapi/utils.py, generate_unique_id
    """

    code, name, since = "FAL406", "duplicate-operation-id", "0.1.0"
    severity, confidence = Severity.WARNING, Confidence.HIGH

    def check_project(self, project: Project) -> Iterator[Finding]:
        """One finding a route."""
        for fault in project.routing.operation_ids:
            severity = Severity.INFO if fault.form == "several-default" else Severity.WARNING
            yield self.finding(fault.place, _message(fault), severity=severity, advice=_advice(fault)).with_trace(
                fault.trace
            )


def _message(fault: RouteFault) -> str:
    if fault.form.startswith("several"):
        return f"the operations {fault.detail} of `{fault.subject}` share one id in the schema"
    if fault.form == "twice":
        return f"`{fault.subject}` is served at several paths, with the operation id `{fault.other}` at each of them"
    return f"`{fault.subject}` has the operation id `{fault.other}`, as `{fault.detail}` has"


def _advice(fault: RouteFault) -> str:
    if fault.form.startswith("several"):
        return "register the methods one by one, with an operation id each, or leave the route out of the schema"
    return "give each operation an id of its own, or leave it to FastAPI, which puts the path into it"
