"""FAL127: a dependency that takes no time runs in a worker thread."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import Confidence, Finding, HopView, Project, Rule, Severity


class NeedlessThreadHop(Rule):
    """A dependency that takes no time runs in a worker thread.

    ## What it does

    Finds `def` dependencies, and classes as dependencies, that do nothing but compute a value from what they are given:
    no I/O, no loop, no library call that takes time, and nothing that is not known. Off by default.

    ## Why is this bad?

    FastAPI runs `def` dependencies and classes in the pool of 40 worker threads. The way there and back takes 0.1 ms of
    CPU for each dependency and request, and where all threads are busy, such a dependency waits for one although the
    handler is `async`.

    ## Example

    ```python
    from typing import Annotated

    from fastapi import Depends, FastAPI

    app = FastAPI()


    def paging(page: int = 1, size: int = 20) -> tuple[int, int]:
        return (page - 1) * size, size


    @app.get("/books")
    async def read_books(window: Annotated[tuple[int, int], Depends(paging)]) -> int:
        return window[0]
    ```

    ## Use instead

    ```python
    from typing import Annotated

    from fastapi import Depends, FastAPI

    app = FastAPI()


    async def paging(page: int = 1, size: int = 20) -> tuple[int, int]:
        return (page - 1) * size, size


    @app.get("/books")
    async def read_books(window: Annotated[tuple[int, int], Depends(paging)]) -> int:
        return window[0]
    ```

    Instead of a class with a few parameters take a Pydantic model: `Annotated[Paging, Query()]`.

    ## Limits

    0.1 ms is little: the rule is for applications that serve thousands of requests a second, or whose threads are all
    in use.

    ## References

    - FastAPI: Concurrency and async / await, https://fastapi.tiangolo.com/async/#dependencies
    """

    code, name, since = "FAL127", "needless-thread-hop", "0.1.0"
    severity, confidence = Severity.INFO, Confidence.HIGH
    default = False

    def check_project(self, project: Project) -> Iterator[Finding]:
        """One finding a dependency."""
        for hop in project.resources.needless_hops:
            yield self._finding(hop)

    def _finding(self, hop: HopView) -> Finding:
        what = "the class" if hop.is_class else "`def` dependency"
        message = f"{what} `{hop.name}` does nothing that takes time, and is run in a worker thread for each request"
        advice = "take a function with `async def`, or a Pydantic model" if hop.is_class else "declare it `async def`"
        return self.finding(hop.place, message, advice=advice)
