"""FAL407: a body where the status allows none."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import (
    Confidence,
    Edit,
    Finding,
    Fix,
    Project,
    RouteFault,
    Rule,
    Safety,
    Severity,
)


class BodyWithoutContent(Rule):
    """A response has a body although its status allows none.

    ## What it does

    Finds routes with the status 204, 205, 304 (or one below 200) and a response model, or a return annotation of which
    FastAPI makes one; data that handlers of such routes return; and responses with content that are made with such a
    status.

    ## Why is this bad?

    With a model FastAPI raises an `AssertionError` at import. What the handler returns without one is dropped without a
    word. `JSONResponse(None, status_code=204)` sends `null`, four bytes that HTTP forbids: servers refuse to write
    them, or the client takes them for the next response.

    ## Example

    ```python
    from fastapi import FastAPI
    from fastapi.responses import JSONResponse

    app = FastAPI()


    @app.delete("/orders/{order_id}")
    async def delete_order(order_id: int) -> JSONResponse:
        return JSONResponse({"deleted": order_id}, status_code=204)
    ```

    ## Use instead

    ```python
    from fastapi import FastAPI

    app = FastAPI()


    @app.delete("/orders/{order_id}", status_code=204)
    async def delete_order(order_id: int) -> None:
        print(order_id)
    ```

    ## Limits

    Where the status is only known at run time nothing is reported, nor where a handler sets another one.

    ## Fix safety

    What is returned and dropped goes, where it is no more than data on one line: `return`. The fix is safe with the
    status 204 or 304, for which the same is sent; with another one it is unsafe, since the header `Content-Length` was
    that of the data. An annotation becomes `-> None`, which is unsafe: the status may be what is wrong.

    ## References

    - FastAPI: Response Status Code, https://fastapi.tiangolo.com/tutorial/response-status-code/
    - RFC 9110, section 15.3.5: 204 No Content, https://www.rfc-editor.org/rfc/rfc9110#status.204
    """

    code, name, since = "FAL407", "body-without-content", "0.1.0"
    severity, confidence = Severity.ERROR, Confidence.HIGH

    def check_project(self, project: Project) -> Iterator[Finding]:
        """One finding a route or `return`."""
        for fault in project.routing.bodies:
            severity = Severity.WARNING if fault.form == "dropped" else Severity.ERROR
            found = self.finding(fault.place, _message(fault), severity=severity, advice=_ADVICE[fault.form])
            yield found.with_fix(_fix(fault))


_SAME = ("204", "304")


def _fix(fault: RouteFault) -> Fix | None:
    if fault.mended is None:
        return None
    if fault.form == "annotation":
        return Fix("annotate `-> None`", Safety.UNSAFE, (Edit(fault.mended, "None"),))
    safety = Safety.SAFE if fault.detail in _SAME else Safety.UNSAFE
    return Fix("return nothing", safety, (Edit(fault.mended, "return"),))


_ADVICE = {
    "model": "take the model away, or give another status",
    "annotation": "annotate `-> None`, or give another status",
    "dropped": "return nothing, or give another status",
    "response": "return `Response(status_code=…)`, or give another status",
}


def _message(fault: RouteFault) -> str:
    if fault.form == "response":
        return f"`{fault.subject}` returns `{fault.other}` with the status {fault.detail}, which must not have a body"
    if fault.form == "dropped":
        return f"what `{fault.subject}` returns is dropped: a response with the status {fault.detail} has no body"
    makes = "has a `response_model`" if fault.form == "model" else f"is annotated with `{fault.other}`"
    return f"`{fault.subject}` {makes}, which FastAPI refuses for the status {fault.detail} with an `AssertionError`"
