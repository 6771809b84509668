"""FAL121: an executor is made anew for each request."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import Confidence, Finding, MadeView, Project, Rule, Severity

from .._serving import how_often, sureness, where


class ExecutorPerRequest(Rule):
    """An executor is made anew for each request.

    ## What it does

    Finds `ThreadPoolExecutor`, `ProcessPoolExecutor` and the pools of `multiprocessing` that are made in a handler or
    dependency, or in anything that these call, and not kept.

    ## Why is this bad?

    Starting threads for each request takes them out of anybody's control: a hundred requests with eight workers each
    are 800 threads. Starting processes takes a second and the memory of a Python each. And leaving
    `with ThreadPoolExecutor()` waits for all that was submitted: in a coroutine that stops the event loop, unless all
    of it was awaited within.

    ## Example

    ```python
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

    from fastapi import FastAPI

    app = FastAPI()


    def total(numbers: list[int]) -> int:
        return sum(numbers)


    @app.get("/total")
    async def read_total() -> int:
        executor = ThreadPoolExecutor(max_workers=4)
        return await asyncio.get_running_loop().run_in_executor(executor, total, [1, 2, 3])
    ```

    ## Use instead

    ```python
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

    from fastapi import FastAPI

    app = FastAPI()
    executor = ThreadPoolExecutor(max_workers=4)


    def total(numbers: list[int]) -> int:
        return sum(numbers)


    @app.get("/total")
    async def read_total() -> int:
        return await asyncio.get_running_loop().run_in_executor(executor, total, [1, 2, 3])
    ```

    ## Limits

    A `def` handler that spreads a few waits over threads of its own and waits for them does no harm where it is called
    seldom: there the finding is a remark. That leaving the `with` of an executor stops the event loop is also said by
    FAL101, where no request is known to come.

    ## References

    - Python: concurrent.futures, https://docs.python.org/3/library/concurrent.futures.html
    - FastAPI: Lifespan Events, https://fastapi.tiangolo.com/advanced/events/
    """

    code, name, since = "FAL121", "executor-per-request", "0.1.0"
    severity, confidence = Severity.WARNING, Confidence.HIGH

    def check_project(self, project: Project) -> Iterator[Finding]:
        """One finding a call that makes an executor."""
        for made in project.resources.made:
            if made.kind in ("threads", "processes"):
                yield self._finding(made)

    def _finding(self, made: MadeView) -> Finding:
        served = made.served
        stalls = ", and leaving its `with` waits on the event loop" if made.waits_on_exit else ""
        message = f"`{made.callee}` starts {made.holds} anew for {how_often(served)} {where(served)}{stalls}"
        remark = made.kind == "threads" and not served.on_loop
        return self.finding(
            served.place,
            message,
            severity=Severity.INFO if remark else Severity.WARNING,
            confidence=sureness(served),
            advice="make one executor in the lifespan, with the number of workers that the machine can bear",
        ).with_trace(served.chain)
