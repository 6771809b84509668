"""FAL110: an event loop is started where one runs."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import (
    SERVING,
    CallView,
    Confidence,
    Dossier,
    Effect,
    EffectKind,
    Finding,
    ReadView,
    Role,
    Rule,
    Severity,
    Site,
    Thread,
)

from ._wording import through

_PATCHES = "nest_asyncio"


class NestedEventLoop(Rule):
    """An event loop is started where one runs already.

    ## What it does

    Finds calls of `asyncio.run`, `loop.run_until_complete`, `asyncio.Runner().run`, `anyio.run`, `uvloop.run`,
    `async_to_sync(...)` and `nest_asyncio.apply` that are reached on the event loop: in a coroutine itself, or at any
    depth through plain functions that it calls.

    ## Why is this bad?

    A thread can run one event loop at a time. These calls do not wait, they raise
    `RuntimeError: asyncio.run() cannot be called from a running event loop`, and the coroutine that they were given
    never runs: the route answers 500 each time. `nest_asyncio` cannot patch uvloop, which uvicorn uses where it is
    installed, and where it can, the inner loop starves the requests of the outer one.

    ## Example

    ```python
    import asyncio

    from fastapi import FastAPI

    app = FastAPI()


    async def fetch_price() -> float:
        await asyncio.sleep(0.1)
        return 9.5


    def price() -> float:
        return asyncio.run(fetch_price())


    @app.get("/price")
    async def read_price() -> float:
        return price()
    ```

    ## Use instead

    ```python
    import asyncio

    from fastapi import FastAPI

    app = FastAPI()


    async def fetch_price() -> float:
        await asyncio.sleep(0.1)
        return 9.5


    @app.get("/price")
    async def read_price() -> float:
        return await fetch_price()
    ```

    A library that can only call plain functions belongs in a worker thread (`await run_in_threadpool(price)`): there
    `asyncio.run` is allowed, and `anyio.from_thread.run(fetch_price)` better, since it uses the server's own loop.

    ## Limits

    Code that asks before is left alone: `try: asyncio.get_running_loop()`, `if loop.is_running():`, also by a function
    of the project whose answer is tested, and `except RuntimeError` around the call. Where the project applies
    `nest_asyncio`, only that is reported.

    ## References

    - Python: asyncio.run, https://docs.python.org/3/library/asyncio-runner.html#asyncio.run
    - AnyIO: Calling asynchronous code from a worker thread, https://anyio.readthedocs.io/en/stable/threads.html
    """

    code, name, since = "FAL110", "nested-event-loop", "0.1.0"
    severity, confidence = Severity.ERROR, Confidence.HIGH
    looks_at = SERVING | Role.MODEL_HOOK | Role.LIFESPAN

    def wants(self, dossier: Dossier) -> bool:
        """Sites on a loop from which such a call is reached."""
        return dossier.is_a(self.looks_at) and (
            any(_nested(call.failures) for call in dossier.telling_calls())
            or any(_nested(read.failures) for read in dossier.reads)
        )

    def check_site(self, site: Site) -> Iterator[Finding]:
        """One finding a call or property."""
        if not site.is_async and not site.runs_on(Thread.LOOP):
            return
        views: tuple[CallView | ReadView, ...] = (*site.dossier.telling_calls(), *site.dossier.reads)
        for view in views:
            effect = _nested(view.failures)
            if effect is not None:
                message = (
                    f"`{effect.leaf.name}` is reached on a running event loop, in {site.role_label} "
                    f"`{site.name}`{through(effect)}: {_what_happens(effect)}"
                )
                yield self.finding(
                    site.at_span(view.span), message, confidence=_confidence(effect, site), advice=_advice(effect)
                ).with_effect(effect)


def _nested(effects: tuple[Effect, ...]) -> Effect | None:
    return next((effect for effect in effects if effect.leaf.kind is EffectKind.NESTED_LOOP), None)


def _what_happens(effect: Effect) -> str:
    if effect.leaf.name.startswith(_PATCHES):
        return "it raises on uvloop, and on other loops what is nested keeps requests waiting"
    return "it raises `RuntimeError` there, and the coroutine never runs"


def _advice(effect: Effect) -> str:
    if effect.is_direct:
        return "await the coroutine"
    last = effect.witness[-1].function.rpartition(".")[2]
    return f"make `{last}` and what calls it `async` and await the coroutine, or call `{last}` in a worker thread"


def _confidence(effect: Effect, site: Site) -> Confidence:
    if site.dossier.threads and not site.runs_on(Thread.LOOP | Thread.STARTUP):
        return Confidence.LOW  # scripts and tests
    steps = (not effect.is_direct and not site.dossier.reached_from) + effect.doubts + 2 * (effect.conditions > 1)
    return (Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW)[min(steps, 2)]
