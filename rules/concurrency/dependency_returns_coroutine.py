"""FAL117: a dependency gives a coroutine instead of a value."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import Confidence, Dossier, Finding, Misuse, Role, Rule, Severity, Site

_KIND = "dependency-coroutine"


class DependencyReturnsCoroutine(Rule):
    """A dependency gives a coroutine instead of a value.

    ## What it does

    Finds dependencies that return or yield a coroutine which nobody awaits: `Depends(lambda: load())`, a plain function
    that returns what a coroutine function gives, an `async def` that forgets the `await`.

    ## Why is this bad?

    FastAPI awaits coroutine functions. A lambda or a plain `def` is run in a worker thread, and what it returns is
    injected as it is: the handler receives a coroutine object. A check that the dependency was to make is not made, and
    the object is true in every test.

    ## Example

    ```python
    from typing import Annotated

    from fastapi import Depends, FastAPI

    app = FastAPI()


    async def load_limit(name: str) -> int:
        return len(name)


    @app.get("/orders")
    async def read_orders(limit: Annotated[object, Depends(lambda: load_limit("orders"))]) -> str:
        return str(limit)
    ```

    ## Use instead

    ```python
    from typing import Annotated

    from fastapi import Depends, FastAPI

    app = FastAPI()


    async def load_limit(name: str) -> int:
        return len(name)


    async def orders_limit() -> int:
        return await load_limit("orders")


    @app.get("/orders")
    async def read_orders(limit: Annotated[int, Depends(orders_limit)]) -> str:
        return str(limit)
    ```

    ## Limits

    A handler that awaits what it is given is not told from others.

    ## References

    - FastAPI: fastapi/dependencies/utils.py, solve_dependencies
    - FastAPI: Dependencies, https://fastapi.tiangolo.com/tutorial/dependencies/
    """

    code, name, since = "FAL117", "dependency-returns-coroutine", "0.1.0"
    severity, confidence = Severity.ERROR, Confidence.HIGH
    looks_at = ~Role.NONE

    def wants(self, dossier: Dossier) -> bool:
        """Sites with such a dependency."""
        return any(misuse.kind == _KIND for misuse in dossier.misuses)

    def check_site(self, site: Site) -> Iterator[Finding]:
        """One finding a lambda, `return` or `yield`."""
        for misuse in site.dossier.misuses:
            if misuse.kind == _KIND:
                yield self.finding(site.at_span(misuse.span), _message(misuse), advice=_advice(misuse, site))


def _message(misuse: Misuse) -> str:
    if misuse.form == "lambda":
        return "the `lambda` in `Depends(...)` returns a coroutine, which FastAPI injects without awaiting it"
    verb = "yields" if misuse.form == "yield" else "returns"
    return f"dependency `{misuse.subject}` {verb} a coroutine, which FastAPI injects without awaiting it"


def _advice(misuse: Misuse, site: Site) -> str:
    if misuse.form == "lambda":
        return "depend on the coroutine function itself"
    return "await it" if site.is_async else f"make `{misuse.subject}` `async def` and await it"
