"""FAL123: code on the event loop waits for the event loop."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import (
    SERVING,
    Confidence,
    Dossier,
    Effect,
    Finding,
    Place,
    Role,
    Rule,
    Severity,
    Site,
    View,
    cst,
    is_judged_on_loop,
    judge_on_loop,
    on,
)

from ._wording import through


class WaitForOwnLoop(Rule):
    """Code on the event loop waits for the event loop.

    ## What it does

    Finds `asyncio.run_coroutine_threadsafe(coroutine, loop).result()` where the loop is the one that runs the code
    itself, and `anyio.from_thread.run` (`run_sync`) outside of a worker thread: in a coroutine, or in a function that a
    coroutine calls, at any depth.

    ## Why is this bad?

    `run_coroutine_threadsafe` hands the coroutine to the loop and `result()` stops the thread until the loop has run
    it. If that thread is the loop's own, the loop never gets to it: the worker hangs for good, with all its requests.
    `anyio.from_thread.run` notices and raises `RuntimeError`.

    ## Example

    ```python
    import asyncio

    from fastapi import FastAPI

    app = FastAPI()


    async def load_price() -> float:
        await asyncio.sleep(0.01)
        return 9.5


    def price() -> float:
        loop = asyncio.get_running_loop()
        return asyncio.run_coroutine_threadsafe(load_price(), loop).result(timeout=1)


    @app.get("/price")
    async def read_price() -> float:
        return price()
    ```

    ## Use instead

    ```python
    import asyncio

    from fastapi import FastAPI

    app = FastAPI()


    async def load_price() -> float:
        await asyncio.sleep(0.01)
        return 9.5


    @app.get("/price")
    async def read_price() -> float:
        return await load_price()
    ```

    ## Limits

    A loop that was asked for elsewhere may be that of another thread: waiting for it is told by FAL101, as for all
    other waits (`future.result()`, `thread.join()`, `queue.get()`).

    ## References

    - Python: Scheduling From Other Threads,
      https://docs.python.org/3/library/asyncio-task.html#scheduling-from-other-threads
    - AnyIO: Calling asynchronous code from a worker thread, https://anyio.readthedocs.io/en/stable/threads.html
    """

    code, name, since = "FAL123", "wait-for-own-loop", "0.1.0"
    severity, confidence = Severity.ERROR, Confidence.HIGH
    looks_at = SERVING | Role.MODEL_HOOK

    def wants(self, dossier: Dossier) -> bool:
        """Sites that run on a loop."""
        return dossier.is_a(self.looks_at) and is_judged_on_loop(dossier)

    def suspects(self, dossier: Dossier) -> Iterator[View]:
        """What waits for the loop itself."""
        return (view for view, effects in dossier.acting() if _endless(effects))

    @on("Call")
    def endless_call(self, node: cst.Call, site: Site) -> Iterator[Finding]:
        """A call that waits for the loop, directly or through the project's functions."""
        yield from self._report(_endless(site.call(node).effects), site.at(node), site)

    @on("Attribute")
    def endless_property(self, node: cst.Attribute, site: Site) -> Iterator[Finding]:
        """A property that does so when it is read."""
        yield from self._report(_endless(site.effects_of(node)), site.at(node), site)

    def _report(self, effect: Effect | None, place: Place, site: Site) -> Iterator[Finding]:
        judgement = judge_on_loop(effect, site.dossier, in_loop=False, request_sized=False) if effect else None
        if effect is None or judgement is None:
            return
        name, where = effect.leaf.name, f"in {site.role_label} `{site.name}`{through(effect)}"
        if name.startswith("asyncio."):
            message = f"`{name}()` waits on the event loop for that very loop, and so for ever, {where}"
        else:
            message = f"`{name}` is for worker threads: on the event loop it raises `RuntimeError`, {where}"
        yield self.finding(
            place,
            message,
            severity=judgement.severity,
            confidence=judgement.confidence,
            advice="await the coroutine, with `async` functions on the way to it",
        ).with_effect(effect)


def _endless(effects: tuple[Effect, ...]) -> Effect | None:
    """The effect that waits for the loop itself, if there is one."""
    return next((effect for effect in effects if effect.leaf.own_loop), None)
