"""FAL118: an async decorator moves the body of a `def` handler to the event loop."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import (
    Confidence,
    Dossier,
    Effect,
    Finding,
    Judgement,
    Role,
    Rule,
    Severity,
    Site,
    Thread,
    judge_on_loop,
)

from ._wording import called, through, waits_for


class AsyncWrapperOfSyncHandler(Rule):
    """An async decorator moves the body of a `def` handler to the event loop.

    ## What it does

    Finds `def` handlers, dependencies, background tasks and exception handlers with a decorator of the project whose
    wrapper is `async` and calls the function plainly, where the function waits or burns the processor. There is one
    finding a function, with the gravest of what it does.

    ## Why is this bad?

    FastAPI runs `def` handlers in worker threads. With an `async` wrapper around it the handler is a coroutine function
    to FastAPI, so that its body runs on the event loop after all, and whatever it waits for stops all other requests.
    Nothing at the handler shows it.

    ## Example

    ```python
    import functools
    import time

    from fastapi import FastAPI

    app = FastAPI()


    def timed(function):
        @functools.wraps(function)
        async def wrapper(*args, **kwargs):
            start = time.perf_counter()
            result = function(*args, **kwargs)
            print(time.perf_counter() - start)
            return result

        return wrapper


    @app.get("/report")
    @timed
    def read_report() -> str:
        time.sleep(1)
        return "done"
    ```

    ## Use instead

    ```python
    import functools
    import time

    from fastapi import FastAPI

    app = FastAPI()


    def timed(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            start = time.perf_counter()
            result = function(*args, **kwargs)
            print(time.perf_counter() - start)
            return result

        return wrapper


    @app.get("/report")
    @timed
    def read_report() -> str:
        time.sleep(1)
        return "done"
    ```

    A decorator for both kinds makes a wrapper for each, or runs the plain ones by
    `await run_in_threadpool(function, *args, **kwargs)`.

    ## Limits

    A wrapper that does something unknown with the function is taken to hand it to a thread.

    ## References

    - FastAPI: fastapi/dependencies/models.py, _is_coroutine_callable
    """

    code, name, since = "FAL118", "async-wrapper-of-sync-handler", "0.1.0"
    severity, confidence = Severity.ERROR, Confidence.HIGH
    looks_at = Role.HANDLER | Role.DEPENDENCY | Role.BACKGROUND_TASK | Role.EXCEPTION_HANDLER

    def wants(self, dossier: Dossier) -> bool:
        """Plain functions that an `async` wrapper calls on the loop, and that do something there."""
        return dossier.is_a(self.looks_at) and bool(dossier.moved_by) and dossier.has_effects

    def check_site(self, site: Site) -> Iterator[Finding]:
        """One finding a function."""
        found = list(_judged(site.dossier))
        if not found:
            return
        judgement, effect = min(found, key=lambda one: (one[0].severity.rank, one[0].confidence.rank))
        does = f"waits for {waits_for(effect)} in" if not effect.leaf.kind.burns else "keeps the processor busy in"
        message = (
            f"the `async` wrapper of `{site.dossier.moved_by}` calls `def` {site.role_label} `{site.name}` on the "
            f"event loop, where it {does} {called(effect)}{through(effect)}"
        )
        advice = (
            f"let `{site.dossier.moved_by}` make a plain wrapper for plain functions, or call them by "
            "`await run_in_threadpool(...)`"
        )
        yield self.finding(
            site.here, message, severity=judgement.severity, confidence=judgement.confidence, advice=advice
        ).with_effect(effect)


def _judged(dossier: Dossier) -> Iterator[tuple[Judgement, Effect]]:
    """All effects of the function's own part, as grave as they are on the loop."""
    if not dossier.runs_on(Thread.LOOP):
        return
    effects = [effects[0] for _, effects in dossier.acting()]
    for effect in effects:
        judgement = judge_on_loop(effect, dossier, in_loop=False, request_sized=effect.leaf.size_dependent)
        if judgement is not None:
            yield judgement, effect
