"""FAL103: a loop, comprehension or recursion burns CPU on the event loop."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import (
    APPLIED,
    SERVING,
    Applied,
    Confidence,
    ContextView,
    Dossier,
    Effect,
    Finding,
    LoopView,
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


class CpuBoundLoop(Rule):
    """A loop burns CPU on the event loop.

    ## What it does

    Finds loops, nested loops, comprehensions and branching recursion in coroutines, or in functions that they call,
    that turn some hundred thousand times and more: because the numbers in the code say so, or because a request decides
    how often. A loop up to a number from the request counts as unbounded, a loop over a list in the request as a
    thousand turns: one such loop is harmless, two nested ones are not.

    ## Why is this bad?

    A plain loop never gives way: a million turns of a small body take about 0.1 s in which no other request is served.
    With eight clients and a loop of 0.2 s, the slowest answer of an unrelated `/ping` was measured at 9.2 s; as a `def`
    handler 0.7 s, since threads share the GIL; in a process 0.03 s. Where the request picks the number, one client can
    stop the service.

    ## Example

    ```python
    from fastapi import FastAPI

    app = FastAPI()


    @app.get("/primes/{limit}")
    async def count_primes(limit: int) -> int:
        count = 0
        for candidate in range(2, limit):
            if all(candidate % divisor for divisor in range(2, candidate)):
                count += 1
        return count
    ```

    ## Use instead

    ```python
    from typing import Annotated

    from anyio import to_process
    from fastapi import FastAPI, Path

    app = FastAPI()


    def primes_below(limit: int) -> int:
        return sum(all(c % divisor for divisor in range(2, c)) for c in range(2, limit))


    @app.get("/primes/{limit}")
    async def count_primes(limit: Annotated[int, Path(le=10_000)]) -> int:
        return await to_process.run_sync(primes_below, limit)
    ```

    ## Limits

    The number of turns is estimated from literals, constants, `range` and the sizes of what the request holds; loops
    over data of unknown size are not reported, nor are numbers that the code checks or cuts down before
    (`if n > 100: raise`, `min(n, 100)`). A loop that awaits or yields gives others their turn and is left out. `break`,
    `return` or `raise` may end a loop early: such findings have medium confidence.

    ## References

    - AnyIO: Running code in worker processes, https://anyio.readthedocs.io/en/stable/subprocesses.html
    - FastAPI: Concurrency and async / await, https://fastapi.tiangolo.com/async/
    """

    code, name, since = "FAL103", "cpu-bound-loop", "0.1.0"
    severity, confidence = Severity.ERROR, Confidence.HIGH
    looks_at = SERVING | Role.MODEL_HOOK

    def wants(self, dossier: Dossier) -> bool:
        """Sites that run on a loop."""
        return dossier.is_a(self.looks_at) and not dossier.moved_by and is_judged_on_loop(dossier)

    def suspects(self, dossier: Dossier) -> Iterator[View]:
        """Costly loops, and what leads to one."""
        for view, effects in dossier.acting():
            effect = None if isinstance(view, ContextView) else _own_loop(effects)
            if effect is not None and not (isinstance(view, LoopView) and _is_said_outside(view, effect)):
                yield view

    @on("For", "While", "CompFor")
    def costly_loop(self, node: cst.For | cst.While | cst.CompFor, site: Site) -> Iterator[Finding]:
        """A loop in the coroutine itself."""
        loop = site.loop(node)
        effect = _own_loop(() if loop.effect is None else (loop.effect,))
        if effect is not None and not _is_said_outside(loop, effect):
            yield from self._report(effect, site.at(node), site)

    @on("Call")
    def call_of_costly_loop(self, node: cst.Call, site: Site) -> Iterator[Finding]:
        """A call that leads to such a loop."""
        effect = _own_loop(site.call(node).effects)
        if effect is not None:
            yield from self._report(effect, site.at(node), site)

    @on(*APPLIED)
    def property_with_costly_loop(self, node: Applied, site: Site) -> Iterator[Finding]:
        """A property that runs such a loop when it is read."""
        effect = _own_loop(site.effects_of(node))
        if effect is not None:
            yield from self._report(effect, site.at(node), site)

    def _report(self, effect: Effect, place: Place, site: Site) -> Iterator[Finding]:
        judgement = judge_on_loop(effect, site.dossier, in_loop=False, request_sized=False)
        if judgement is None:
            return
        note = f": {effect.leaf.note}" if effect.leaf.note else ""
        verb = "keep" if effect.leaf.name.startswith("nested loops") else "keeps"
        message = (
            f"{effect.leaf.name} {verb} the event loop busy in {site.role_label} `{site.name}`{through(effect)}{note}"
        )
        bound = "bound the number (`Query(le=...)`, `Field(max_length=...)`), and " if effect.leaf.from_request else ""
        advice = (
            f"{bound}run the work in a process (`anyio.to_process.run_sync`) or a job queue: it holds the GIL, so a "
            "thread only softens it"
        )
        confidence = judgement.confidence
        if effect.leaf.may_end_early:
            confidence = max(Confidence.MEDIUM, confidence, key=lambda c: c.rank)
        yield self.finding(
            place, message, severity=judgement.severity, confidence=confidence, advice=advice
        ).with_effect(effect)


def _is_said_outside(loop: LoopView, effect: Effect) -> bool:
    """True for the inner loops of a nest, of which the outermost is reported."""
    return effect.is_direct and not loop.is_outermost


def _own_loop(effects: tuple[Effect, ...]) -> Effect | None:
    """The gravest effect, if it is that of a loop or recursion of the project's own."""
    gravest = next(iter(effects), None)
    return None if gravest is None or not gravest.leaf.kind.burns or gravest.leaf.library else gravest
