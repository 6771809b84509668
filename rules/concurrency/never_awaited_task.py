"""FAL116: Starlette is handed something that gives a coroutine, and drops it."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import Confidence, Dossier, Finding, Misuse, Role, Rule, Severity, Site

_KIND = "never-awaited"
_RUNS = {"handler": "FastAPI runs it in a worker thread", "event handler": "FastAPI calls it"}


class NeverAwaitedTask(Rule):
    """Starlette is handed something that gives a coroutine, and drops it.

    ## What it does

    Finds background tasks, exception, start-up and shutdown handlers, and routes of `add_route` that are coroutine
    functions behind a wrapper which is none: an `async def` with a decorator whose wrapper is a plain `def`, a lambda
    or a plain function that returns a coroutine, and `add_task(function())`, which calls instead of handing over.

    ## Why is this bad?

    Starlette asks whether the very object that it is given is a coroutine function; it does not look through
    `functools.wraps`. A plain wrapper is run in a worker thread, what it returns is a coroutine, and that is dropped:
    the body never runs. Nothing fails, the request is answered with 200, and at most a `RuntimeWarning` tells of it.

    ## Example

    ```python
    import functools

    from fastapi import BackgroundTasks, FastAPI

    app = FastAPI()


    def logged(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            print("called", function.__name__)
            return function(*args, **kwargs)

        return wrapper


    @logged
    async def send_mail(address: str) -> None:
        print("sent to", address)


    @app.post("/users")
    async def create_user(address: str, tasks: BackgroundTasks) -> str:
        tasks.add_task(send_mail, address)
        return address
    ```

    ## Use instead

    ```python
    import functools

    from fastapi import BackgroundTasks, FastAPI

    app = FastAPI()


    def logged(function):
        @functools.wraps(function)
        async def wrapper(*args, **kwargs):
            print("called", function.__name__)
            return await function(*args, **kwargs)

        return wrapper


    @logged
    async def send_mail(address: str) -> None:
        print("sent to", address)


    @app.post("/users")
    async def create_user(address: str, tasks: BackgroundTasks) -> str:
        tasks.add_task(send_mail, address)
        return address
    ```

    ## Limits

    `functools.partial` is looked through by Starlette and so is no finding. FastAPI looks through `functools.wraps` for
    handlers and dependencies since 0.123; where the project pins an older version, handlers are looked at as well.

    ## References

    - Starlette: starlette/_utils.py, is_async_callable
    - Starlette: Background Tasks, https://www.starlette.dev/background/
    """

    code, name, since = "FAL116", "never-awaited-task", "0.1.0"
    severity, confidence = Severity.ERROR, Confidence.HIGH
    looks_at = ~Role.NONE

    def wants(self, dossier: Dossier) -> bool:
        """Sites that hand over or register such a thing."""
        return any(misuse.kind == _KIND for misuse in dossier.misuses)

    def check_site(self, site: Site) -> Iterator[Finding]:
        """One finding a place."""
        for misuse in site.dossier.misuses:
            if misuse.kind == _KIND:
                confidence = Confidence.HIGH if misuse.doubts == 0 else Confidence.MEDIUM
                yield self.finding(
                    site.at_span(misuse.span), _message(misuse), confidence=confidence, advice=_advice(misuse)
                )


def _message(misuse: Misuse) -> str:
    if misuse.form == "called":
        return (
            f"`{misuse.subject}(...)` makes a coroutine here, and Starlette cannot call that as a {misuse.other}: "
            f"`{misuse.subject}` never runs"
        )
    what = {
        "lambda": "a lambda that returns a coroutine",
        "plain": f"`{misuse.subject}`, a plain function that returns a coroutine",
        "wrapper": f"`{misuse.subject}`, a coroutine function behind a plain wrapper",
    }[misuse.form]
    where = _RUNS.get(misuse.other, "Starlette runs it in a worker thread")
    return f"{misuse.other} {what}: {where} and drops the coroutine, so the body never runs"


def _advice(misuse: Misuse) -> str:
    return {
        "called": f"hand over the function and its arguments: `{misuse.subject}, ...`",
        "lambda": "hand over the coroutine function and its arguments",
        "plain": f"make `{misuse.subject}` `async def` and await the coroutine in it",
        "wrapper": "give the decorator an `async` wrapper for coroutine functions",
    }[misuse.form]
