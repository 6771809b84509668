"""FAL122: a client, or an engine of a database, is made anew for each request."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import Confidence, Finding, Given, MadeView, Project, Rule, Severity

from .._serving import how_often, sureness, where

_DOUBTS = {Given.FIXED: 0, Given.UNKNOWN: 1, Given.PER_CALL: 1, Given.PER_REQUEST: 2}


class ClientPerRequest(Rule):
    """A client is made anew for each request.

    ## What it does

    Finds clients of HTTP services, databases, caches, brokers and language models, and engines of SQLAlchemy, that are
    made in a handler or dependency, or in anything that these call: what such an object holds (a pool of connections,
    a TLS context, threads) is then set up and thrown away with each request.

    What is made once is none: in a lifespan, at import, in a cached function, behind `if _client is None`, kept on
    `app.state`, in a global, in a table, or on an object that outlives the request.

    ## Why is this bad?

    No connection is ever used again, so every request pays for a TCP and a TLS handshake, and under load the ports of
    the machine run out in `TIME_WAIT`. Making the object costs as well: an `httpx.AsyncClient` spends 30 to 50 ms of
    CPU on its TLS context, on the event loop; an engine per request is a new pool each time, which leaves its
    connections open until it is collected.

    ## Example

    ```python
    import httpx
    from fastapi import FastAPI

    app = FastAPI()


    @app.get("/rates")
    async def read_rates() -> str:
        async with httpx.AsyncClient(timeout=5) as client:
            answer = await client.get("https://rates.example/today")
        return answer.text
    ```

    ## Use instead

    ```python
    from collections.abc import AsyncIterator
    from contextlib import asynccontextmanager
    from typing import Annotated

    import httpx
    from fastapi import Depends, FastAPI, Request


    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with httpx.AsyncClient(timeout=5) as client:
            app.state.client = client
            yield


    app = FastAPI(lifespan=lifespan)


    def get_client(request: Request) -> httpx.AsyncClient:
        return request.app.state.client


    @app.get("/rates")
    async def read_rates(client: Annotated[httpx.AsyncClient, Depends(get_client)]) -> str:
        answer = await client.get("https://rates.example/today")
        return answer.text
    ```

    ## Limits

    A client of its own is right where it belongs to one user: arguments that come from the request (an API key, a
    proxy) lower the confidence to low, those of unknown origin to medium. What can be given to each call instead
    (`headers`, `timeout`) lowers it to medium only. Clients that are handed a pool (`connector=`,
    `http_client=`) are left out.

    ## References

    - HTTPX: Clients, https://www.python-httpx.org/advanced/clients/
    - SQLAlchemy: Engine Configuration, https://docs.sqlalchemy.org/en/20/core/engines.html
    - FastAPI: Lifespan Events, https://fastapi.tiangolo.com/advanced/events/
    """

    code, name, since = "FAL122", "client-per-request", "0.1.0"
    severity, confidence = Severity.WARNING, Confidence.HIGH

    def check_project(self, project: Project) -> Iterator[Finding]:
        """One finding a call that makes such an object."""
        for made in project.resources.made:
            if made.kind in ("client", "engine"):
                yield self._finding(made)

    def _finding(self, made: MadeView) -> Finding:
        served = made.served
        turns = "every turn of a loop" if made.in_loop else how_often(served)
        message = f"`{made.callee}` is made anew for {turns} {where(served)}, with {made.holds} of its own"
        confidence = sureness(served, _DOUBTS[made.given])
        found = self.finding(served.place, message, confidence=confidence, advice=_advice(made))
        return found.with_trace(served.chain)


def _advice(made: MadeView) -> str:
    if made.kind == "engine":
        return "make one engine when the application starts, and a session from it for each request"
    if made.given is Given.PER_CALL:
        return "make it once, in the lifespan, and give what differs to each call (`headers=` …)"
    return "make it once, in the lifespan, and hand it out with a dependency"
