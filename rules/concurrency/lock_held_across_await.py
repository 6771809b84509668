"""FAL119: a coroutine holds a thread lock while it awaits."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import (
    SERVING,
    Confidence,
    ContextView,
    Dossier,
    Effect,
    EffectKind,
    Finding,
    Rule,
    Severity,
    Site,
    Span,
    judge_on_loop,
)


class LockHeldAcrossAwait(Rule):
    """A coroutine holds a thread lock while it awaits.

    ## What it does

    Finds `with lock:` around an `await`, and `lock.acquire()` with an `await` before `lock.release()`, where the lock
    is one of `threading`: `Lock`, `RLock`, `Semaphore`, `Condition`.

    ## Why is this bad?

    While the coroutine awaits, the event loop runs others. The first of them that wants the lock blocks the loop's own
    thread, and with it the one coroutine that would release the lock: the worker stands still for good. Nothing is
    logged, health checks run into their timeouts. An `RLock` does worse: all coroutines share one thread, so it lets
    the second one in.

    ## Example

    ```python
    import asyncio
    import threading

    from fastapi import FastAPI

    app = FastAPI()
    lock = threading.Lock()


    @app.post("/counter")
    async def count() -> None:
        with lock:
            await asyncio.sleep(0.1)
    ```

    ## Use instead

    ```python
    import asyncio

    from fastapi import FastAPI

    app = FastAPI()
    lock = asyncio.Lock()


    @app.post("/counter")
    async def count() -> None:
        async with lock:
            await asyncio.sleep(0.1)
    ```

    Where worker threads share the lock, let go of it before the `await`, or take it in a worker thread.

    ## Limits

    Locks are known by their class, not by their names. A lock that is taken in one function and released in another is
    not followed.

    ## References

    - Python: asyncio.Lock, https://docs.python.org/3/library/asyncio-sync.html#lock
    """

    code, name, since = "FAL119", "lock-held-across-await", "0.1.0"
    severity, confidence = Severity.ERROR, Confidence.HIGH
    looks_at = SERVING

    def wants(self, dossier: Dossier) -> bool:
        """Coroutines that hold a lock."""
        return dossier.is_a(self.looks_at) and any(True for _ in _held(dossier))

    def check_site(self, site: Site) -> Iterator[Finding]:
        """One finding a lock, where it is taken."""
        for span, effect in _held(site.dossier):
            judgement = judge_on_loop(effect, site.dossier, in_loop=False, request_sized=False)
            if judgement is None:
                continue
            message = (
                f"{site.role_label} `{site.name}` holds a thread lock across an `await`: the next coroutine that wants "
                "it blocks the event loop, and with it the one that would release it"
            )
            severity, confidence = judgement
            advice = "use `asyncio.Lock` with `async with`, unless worker threads share the lock"
            yield self.finding(
                site.at_span(span), message, severity=severity, confidence=confidence, advice=advice
            ).with_effect(effect)


def _held(dossier: Dossier) -> Iterator[tuple[Span, Effect]]:
    for context, effects in dossier.acting():
        is_held = isinstance(context, ContextView) and context.awaits_inside
        if is_held and effects[0].is_direct and effects[0].leaf.is_thread_lock:
            yield context.span, effects[0]
    for call in dossier.telling_calls():
        if call.held_across_await:
            yield call.span, next(effect for effect in call.effects if effect.leaf.kind is EffectKind.LOCK)
