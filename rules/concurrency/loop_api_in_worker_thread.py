"""FAL111: what needs a running event loop is called in a worker thread."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import Confidence, Dossier, Effect, EffectKind, Finding, Role, Rule, Severity, Site, Thread

from ._wording import through


class LoopApiInWorkerThread(Rule):
    """What needs a running event loop is called in a worker thread.

    ## What it does

    Finds calls of `asyncio.get_event_loop`, `get_running_loop`, `create_task`, `ensure_future`, `gather` and
    `current_task` in `def` handlers, dependencies, background tasks and exception handlers, in what is handed to
    `run_in_threadpool` and its like, and in plain functions that these call.

    ## Why is this bad?

    FastAPI runs `def` functions in worker threads, which have no event loop. There these calls raise
    `RuntimeError: no running event loop` (or `There is no current event loop in thread 'AnyIO worker thread'`), and the
    route answers 500 each time. Tests that call the function directly in the main thread may pass all the same.

    ## Example

    ```python
    import asyncio

    from fastapi import FastAPI

    app = FastAPI()


    async def refresh() -> None:
        await asyncio.sleep(1)


    @app.post("/refresh")
    def start_refresh() -> str:
        loop = asyncio.get_event_loop()
        loop.create_task(refresh())
        return "started"
    ```

    ## Use instead

    ```python
    import asyncio

    from fastapi import BackgroundTasks, FastAPI

    app = FastAPI()


    async def refresh() -> None:
        await asyncio.sleep(1)


    @app.post("/refresh")
    def start_refresh(tasks: BackgroundTasks) -> str:
        tasks.add_task(refresh)
        return "started"
    ```

    Where the result is needed, make the handler `async def`, or call `anyio.from_thread.run(refresh)`, which runs it on
    the server's loop.

    ## Limits

    Code that makes a loop of its own (`new_event_loop`, `set_event_loop`), asks before (`is_running`,
    `get_running_loop` within `try`) or catches `RuntimeError` is left alone. Threads of one's own
    (`threading.Thread`) are not looked at.

    ## References

    - Python: asyncio.get_running_loop, https://docs.python.org/3/library/asyncio-eventloop.html
    - AnyIO: Calling asynchronous code from a worker thread, https://anyio.readthedocs.io/en/stable/threads.html
    """

    code, name, since = "FAL111", "loop-api-in-worker-thread", "0.1.0"
    severity, confidence = Severity.ERROR, Confidence.HIGH
    looks_at = (
        Role.HANDLER | Role.DEPENDENCY | Role.BACKGROUND_TASK | Role.EXCEPTION_HANDLER | Role.STREAM | Role.HELPER
    )

    def wants(self, dossier: Dossier) -> bool:
        """Plain functions that run in worker threads and reach such a call."""
        return (
            dossier.is_a(self.looks_at)
            and not dossier.is_async
            and dossier.runs_on(Thread.POOL)
            and any(_needs_loop(call.failures) for call in dossier.telling_calls())
        )

    def check_site(self, site: Site) -> Iterator[Finding]:
        """The first such call of the function: the others are not reached."""
        found = [
            (call, effect)
            for call in site.dossier.telling_calls()
            if (effect := _needs_loop(call.failures)) is not None
        ]
        if not found:
            return
        call, effect = min(found, key=lambda one: (_confidence(one[1]).rank, one[0].span.line, one[0].span.end_column))
        message = (
            f"`{effect.leaf.name}` needs a running event loop, and `def` {site.role_label} `{site.name}` runs in a "
            f"worker thread, which has none{through(effect)}: it raises `RuntimeError`"
        )
        advice = (
            "declare it with `async def` if nothing in it blocks, or use `anyio.from_thread.run(function, ...)`, which "
            "runs a coroutine function on the server's loop"
        )
        yield self.finding(site.at_span(call.span), message, confidence=_confidence(effect), advice=advice).with_effect(
            effect
        )


def _needs_loop(effects: tuple[Effect, ...]) -> Effect | None:
    return next((effect for effect in effects if effect.leaf.kind is EffectKind.NEEDS_LOOP), None)


def _confidence(effect: Effect) -> Confidence:
    steps = effect.doubts + 2 * (effect.conditions > 1)
    return (Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW)[min(steps, 2)]
