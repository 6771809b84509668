"""FAL104: a `def` handler or dependency waits for I/O in the thread pool."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from fastapi_lint.api import (
    APPLIED,
    Applied,
    CallView,
    Confidence,
    ContextView,
    Dossier,
    Effect,
    EffectKind,
    Finding,
    LoopView,
    ReadView,
    Role,
    Rule,
    Severity,
    Site,
    Thread,
    Tier,
    View,
    cst,
    judge_in_pool,
    on,
)

from ._wording import called, through, waits_for

_POOL = "40"
"""Tokens of AnyIO's default limiter (anyio/_backends/_asyncio.py, current_default_thread_limiter)."""

Waiting: TypeAlias = CallView | ContextView | ReadView | LoopView


class SyncHandlerIO(Rule):
    """A `def` handler waits for I/O in the thread pool.

    ## What it does

    Finds `def` handlers and dependencies that wait for the network, a database, a child process or large files,
    directly or through functions of the project. There is one finding a function, at the gravest of its calls.

    ## Why is this bad?

    FastAPI runs `def` handlers and dependencies in a pool of 40 worker threads that the whole application shares: with
    other `def` handlers, uploads, static files and synchronous generators. The event loop stays free, so this is no
    error, but 40 slow answers at once and the next request waits, however trivial it is. Measured: 100 clients on a
    handler that waits for one second, and a `def` handler that does nothing answers after 2 s.

    ## Example

    ```python
    import urllib.request

    from fastapi import FastAPI

    app = FastAPI()


    @app.get("/rates")
    def read_rates() -> bytes:
        with urllib.request.urlopen("https://rates.example/today") as answer:
            return answer.read()
    ```

    ## Use instead

    ```python
    from collections.abc import AsyncIterator
    from contextlib import asynccontextmanager

    import httpx
    from fastapi import FastAPI, Request


    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, httpx.AsyncClient]]:
        async with httpx.AsyncClient(timeout=5) as client:
            yield {"client": client}


    app = FastAPI(lifespan=lifespan)


    @app.get("/rates")
    async def read_rates(request: Request) -> bytes:
        answer = await request.state.client.get("https://rates.example/today")
        return answer.content
    ```

    One client for the life of the application: making one takes tens of milliseconds of the loop, for certificates.

    ## Limits

    A `def` handler is the right choice where no asynchronous library exists: then set timeouts, and raise the limit of
    the pool to what the service behind can bear. Where a team has chosen `def` throughout, ignore this rule.

    Waits for a database are a remark: with a hundred clients and queries of 20 ms, `def` handlers measured as fast as
    `async def` handlers with an asynchronous driver. So are waits that a timeout of a minute or less ends, which the
    call or its library sets. What may take longer is what exhausts the pool.

    ## References

    - FastAPI: Concurrency and async / await, https://fastapi.tiangolo.com/async/
    - AnyIO: Adjusting the default maximum worker thread count, https://anyio.readthedocs.io/en/stable/threads.html
    """

    code, name, since = "FAL104", "sync-handler-io", "0.1.0"
    severity, confidence = Severity.WARNING, Confidence.HIGH
    looks_at = Role.HANDLER | Role.DEPENDENCY

    def wants(self, dossier: Dossier) -> bool:
        """`def` handlers and dependencies."""
        return dossier.is_a(self.looks_at) and not dossier.is_async and dossier.runs_on(Thread.POOL)

    def suspects(self, dossier: Dossier) -> Iterator[View]:
        """The gravest wait."""
        gravest = _gravest(dossier)
        if gravest is not None:
            yield gravest

    @on("Call")
    def io_in_the_pool(self, node: cst.Call, site: Site) -> Iterator[Finding]:
        """The gravest wait of the function, if that is a call."""
        yield from self._report(site.call(node), node, site)

    @on("WithItem")
    def io_of_a_context(self, node: cst.WithItem, site: Site) -> Iterator[Finding]:
        """The gravest wait of the function, if that is a context manager."""
        yield from self._report(site.context(node), node, site)

    @on("For", "CompFor")
    def io_of_an_iteration(self, node: cst.For | cst.CompFor, site: Site) -> Iterator[Finding]:
        """The gravest wait of the function, if that is what a loop iterates over."""
        yield from self._report(site.loop(node), node.iter, site)

    @on(*APPLIED)
    def io_of_a_property(self, node: Applied, site: Site) -> Iterator[Finding]:
        """The gravest wait of the function, if that is a property."""
        effects = site.effects_of(node)
        for read in site.dossier.reads:
            if effects and read.effects == effects:
                yield from self._report(read, node, site)

    def _report(self, waiting: Waiting, node: cst.CSTNode, site: Site) -> Iterator[Finding]:
        effect = _io(waiting)
        if effect is None or waiting != _gravest(site.dossier):
            return
        message = (
            f"`def` {site.role_label} `{site.name}` waits for {waits_for(effect)} in {called(effect)}{through(effect)},"
            f" in one of the {_POOL} threads that all `def` handlers share"
        )
        advice = _advice(effect)
        severity, confidence = judge_in_pool(effect)
        yield self.finding(site.at(node), message, severity=severity, confidence=confidence, advice=advice).with_effect(
            effect
        )


def _advice(effect: Effect) -> str:
    if effect.leaf.twin:
        return f"once all its waits are asynchronous (here `{effect.leaf.twin}`), make it `async def`"
    if effect.leaf.kind is EffectKind.DISK:
        return "leave large files to a background task or a job queue"
    limit = "" if effect.leaf.is_limited else "set a timeout on the call and "
    return f"{limit}size the pool for it: no asynchronous twin is known"


def _io(waiting: Waiting) -> Effect | None:
    """The gravest wait that is worth a word in a worker thread."""
    kinds = (
        EffectKind.NETWORK,
        EffectKind.DATABASE,
        EffectKind.DNS,
        EffectKind.SUBPROCESS,
        EffectKind.SLEEP,
        EffectKind.DISK,
    )
    effects = (e for e in _effects(waiting) if e.leaf.kind in kinds and e.leaf.tier.value <= Tier.TWO.value)
    return next(effects, None)


def _effects(waiting: Waiting) -> tuple[Effect, ...]:
    if isinstance(waiting, LoopView):
        return () if waiting.effect is None else (waiting.effect,)
    return waiting.effects


def _gravest(dossier: Dossier) -> Waiting | None:
    """The gravest of all waits that are sure, first those without a limit, last a database's; of several the first to
    end."""
    found: list[tuple[bool, int, int, int, int, Waiting]] = []
    for view, _ in dossier.acting():
        effect = _io(view)
        if effect is not None:
            leaf, end = effect.leaf, (view.span.end_line, view.span.end_column)
            soon = 2 if leaf.kind is EffectKind.DATABASE else int(leaf.is_limited)
            found.append((not _is_sure(effect), leaf.tier.value, soon, *end, view))
    return min(found, key=lambda entry: entry[:5])[5] if found else None


def _is_sure(effect: Effect) -> bool:
    """True if the types leave no doubt about the chain and it is taken in most requests."""
    return effect.doubts == 0 and effect.conditions < 2
