"""FAL120: a coroutine hands to a worker thread what never lets go of the GIL."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import Confidence, Finding, OffloadView, Project, Rule, Severity

_LEVELS = (Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW)


class UselessThreadOffload(Rule):
    """A worker thread does not help where the GIL is held.

    ## What it does

    Finds `asyncio.to_thread`, `run_in_threadpool`, `anyio.to_thread.run_sync`, `run_in_executor` with threads and the
    like around library code that holds the global interpreter lock from beginning to end: parsing and writing JSON,
    validation by Pydantic, regular expressions, XML. Directly, or around a function of the project that takes most of
    its time there. Only where a request can make the data large, or the call is slow by nature.

    ## Why is this bad?

    Such code is written in C or Rust and never lets another thread of the process run. The event loop stands still as
    if it had been called directly: parsing 12 MB of JSON stalls it for 483 ms, and for 468 ms in a thread. Besides, it
    looks as if the matter had been dealt with.

    ## Example

    ```python
    import asyncio
    import json

    from fastapi import FastAPI, Request

    app = FastAPI()


    @app.post("/import")
    async def import_books(request: Request) -> int:
        return len(await asyncio.to_thread(json.loads, await request.body()))
    ```

    ## Use instead

    ```python
    import asyncio
    import json

    from fastapi import FastAPI, HTTPException, Request

    app = FastAPI()
    LIMIT = 1_000_000


    @app.post("/import")
    async def import_books(request: Request) -> int:
        if int(request.headers.get("content-length", LIMIT + 1)) > LIMIT:
            raise HTTPException(413)
        body = await request.body()
        if len(body) > LIMIT:
            raise HTTPException(413)
        return len(json.loads(body))
    ```

    Where the data must be large, parse it piece by piece while it comes in, or in another process with
    `anyio.to_process.run_sync`.

    ## Limits

    Password hashing, images, compression, SQLite, pandas and NumPy release the GIL: a thread helps, nothing is said.
    So do loops in Python, every five milliseconds. On a Python without the GIL the finding is wrong. A function that
    waits for something as well, or calls what is not known, is left out or reported with low confidence.

    ## References

    - Python: global interpreter lock, https://docs.python.org/3/glossary.html#term-global-interpreter-lock
    - AnyIO: Working with subprocesses, https://anyio.readthedocs.io/en/stable/subprocesses.html
    """

    code, name, since = "FAL120", "useless-thread-offload", "0.1.0"
    severity, confidence = Severity.WARNING, Confidence.HIGH

    def check_project(self, project: Project) -> Iterator[Finding]:
        """One finding a call that hands such code to a thread."""
        for offload in project.resources.useless_offloads:
            yield self._finding(offload)

    def _finding(self, offload: OffloadView) -> Finding:
        leaf = offload.effect.leaf
        through = f" through `{offload.through}`" if offload.through else ""
        size = ", whatever a request makes of its size" if offload.from_request else ""
        name = offload.place.function.rpartition(".")[2]
        message = (
            f"`{leaf.name}` holds the GIL{size}: in a thread it stalls the event loop as it would without one, "
            f"in {offload.role.label} `{name}`{through}"
        )
        doubts = (not offload.is_reached) + 2 * (not offload.is_whole) + offload.effect.doubts
        return self.finding(
            offload.place,
            message,
            confidence=_LEVELS[min(doubts, 2)],
            advice="limit the size and do it in place, or use a process (`anyio.to_process.run_sync`)",
        ).with_effect(offload.effect)
