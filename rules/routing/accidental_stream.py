"""FAL416: a handler that streams by accident."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import Confidence, Finding, Project, Rule, Severity


class AccidentalStream(Rule):
    """A handler yields, and nothing says that it streams.

    ## What it does

    Finds handlers with a `yield`, but neither a return annotation such as `AsyncIterable[Order]` nor a
    `response_class=`.

    ## Why is this bad?

    From FastAPI 0.134 on such a handler sends lines of JSON (`application/jsonl`), one for each value that it yields,
    and the schema says nothing of it. What was meant as a dependency or a context manager answers requests.

    ## Example

    ```python
    from fastapi import FastAPI

    app = FastAPI()


    @app.get("/session")
    async def read_session():
        session = {"user": 1}
        yield session
        session.clear()
    ```

    ## Use instead

    ```python
    from collections.abc import AsyncIterable

    from fastapi import FastAPI

    app = FastAPI()


    @app.get("/numbers")
    async def read_numbers() -> AsyncIterable[int]:
        for number in range(3):
            yield number
    ```

    ## Limits

    With an older FastAPI, which makes a list of what a `def` handler yields, nothing is reported.

    ## References

    - FastAPI: fastapi/routing.py, get_request_handler
    """

    code, name, since = "FAL416", "accidental-stream", "0.1.0"
    severity, confidence = Severity.WARNING, Confidence.HIGH
    applies_to = "fastapi>=0.134"

    def check_project(self, project: Project) -> Iterator[Finding]:
        """One finding a handler."""
        for fault in project.routing.streams:
            said = f"is annotated with `{fault.other}`" if fault.other else "is not annotated"
            message = f"`{fault.subject}` yields and {said}, so that FastAPI sends lines of JSON (`application/jsonl`)"
            advice = "return the value, or say `-> AsyncIterable[…]` (`Iterable` for `def`) if a stream is meant"
            yield self.finding(fault.place, message, advice=advice)
