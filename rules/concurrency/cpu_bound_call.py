"""FAL102: a heavy library call burns CPU on the event loop."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import (
    APPLIED,
    SERVING,
    Applied,
    Confidence,
    Dossier,
    Effect,
    Finding,
    Judgement,
    LoopView,
    Offload,
    Role,
    Rule,
    Severity,
    Site,
    View,
    cst,
    is_judged_on_loop,
    judge_burning,
    on,
)

from ._offloading import offloaded
from ._wording import called, remedy, through


class CpuBoundCall(Rule):
    """A heavy library call burns CPU on the event loop.

    ## What it does

    Finds calls of functions that compute for long: password hashing, compression, image and numeric work, parsing of
    what a client sends. Directly in a coroutine, or at any depth through functions of the project.

    ## Why is this bad?

    While the processor works on one call the event loop turns for nobody. A bcrypt hash of cost 12 takes 240 ms: a
    handful of logins at once and every other request waits for seconds. What helps depends on the library: bcrypt,
    Pillow, zlib and NumPy release the GIL, so a worker thread frees the loop; parsing JSON, pickling and regular
    expressions hold it, so that a thread changes nothing and only a process (or a limit on the size) helps.

    ## Example

    ```python
    import hashlib

    from fastapi import FastAPI

    app = FastAPI()


    @app.post("/login")
    async def log_in(password: str) -> str:
        return hashlib.pbkdf2_hmac("sha256", password.encode(), b"salt", 600_000).hex()
    ```

    ## Use instead

    ```python
    import hashlib

    from fastapi import FastAPI

    app = FastAPI()


    @app.post("/login")
    def log_in(password: str) -> str:
        return hashlib.pbkdf2_hmac("sha256", password.encode(), b"salt", 600_000).hex()
    ```

    ## Limits

    The size of the data is not known: calls whose time depends on it are reported only where a request can make it
    large, and calls of one to ten milliseconds only inside a loop, where they are handed a whole uploaded file without
    a limit, or with low confidence. JSON is the business of FAL301.

    ## Fix safety

    Where a thread helps, the fixes are those of FAL101, and unsafe as these are: a function that awaits nothing is
    declared with `def`, else the call is awaited in a worker thread.

    ## References

    - Python: global interpreter lock, https://docs.python.org/3/glossary.html#term-global-interpreter-lock
    - FastAPI: Concurrency and async / await, https://fastapi.tiangolo.com/async/
    """

    code, name, since = "FAL102", "cpu-bound-call", "0.1.0"
    severity, confidence = Severity.ERROR, Confidence.HIGH
    looks_at = SERVING | Role.MODEL_HOOK

    def wants(self, dossier: Dossier) -> bool:
        """Sites that run on a loop."""
        return dossier.is_a(self.looks_at) and not dossier.moved_by and is_judged_on_loop(dossier)

    def suspects(self, dossier: Dossier) -> Iterator[View]:
        """What burns CPU in a library."""
        return (view for view, effects in dossier.acting() if _burning(effects) and not isinstance(view, LoopView))

    @on("Call")
    def heavy_call(self, node: cst.Call, site: Site) -> Iterator[Finding]:
        """A call that computes for long, directly or through the project's functions."""
        call = site.call(node)
        effect = _burning(call.effects)
        if effect is not None:
            in_loop = call.loop_depth > 0
            judgement = judge_burning(effect, site.dossier, in_loop=in_loop, sources=call.request_sources)
            yield from self._report(effect, judgement, node, site)

    @on("WithItem")
    def heavy_context(self, node: cst.WithItem, site: Site) -> Iterator[Finding]:
        """A context manager that computes, or that what computes runs in: `with torch.no_grad():`."""
        effect = _burning(site.context(node).effects)
        if effect is not None:
            judgement = judge_burning(effect, site.dossier, in_loop=False, sources=())
            yield from self._report(effect, judgement, node, site)

    @on(*APPLIED)
    def heavy_property(self, node: Applied, site: Site) -> Iterator[Finding]:
        """A property that computes for long when it is read."""
        effect = _burning(site.effects_of(node))
        if effect is not None:
            judgement = judge_burning(effect, site.dossier, in_loop=False, sources=())
            yield from self._report(effect, judgement, node, site)

    def _report(self, effect: Effect, judgement: Judgement | None, node: cst.CSTNode, site: Site) -> Iterator[Finding]:
        if judgement is None:
            return
        message = (
            f"{called(effect)} keeps the event loop busy in {site.role_label} `{site.name}`{through(effect)}"
            f"{_and_no_thread_helps(effect)}"
        )
        found = self.finding(
            site.at(node),
            message,
            severity=judgement.severity,
            confidence=judgement.confidence,
            advice=remedy(effect, site),
        )
        call = node if isinstance(node, cst.Call) else None
        is_mended = effect.leaf.offload is Offload.THREAD
        yield found.with_effect(effect).with_fix(offloaded(call, site) if is_mended else None)


def _burning(effects: tuple[Effect, ...]) -> Effect | None:
    """The gravest effect, if it is that of a library that computes, other than on JSON."""
    gravest = next(iter(effects), None)
    if gravest is None or not gravest.leaf.kind.burns or not gravest.leaf.library or gravest.leaf.format == "json":
        return None
    return gravest


def _and_no_thread_helps(effect: Effect) -> str:
    return ", and a thread would not help since it holds the GIL" if effect.leaf.offload is Offload.PROCESS else ""
