"""FAL101: a blocking call is reached on the event loop."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import (
    APPLIED,
    SERVING,
    Applied,
    CallView,
    Confidence,
    ContextView,
    Dossier,
    Effect,
    Finding,
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

from ._offloading import offloaded
from ._wording import called, remedy, through, waits_for


class BlockingCall(Rule):
    """A blocking call is reached on the event loop.

    ## What it does

    Finds calls in `async def` handlers, dependencies, WebSocket handlers, middleware, background tasks and any other
    coroutine that wait for the network, a database, the disk, a lock, a child process or a timer without `await`:
    directly, or at any depth through functions and methods of the project, across modules and re-exports. It also
    covers code that runs on the event loop although nobody wrote `async`: Pydantic validators and computed fields of
    models that routes use.

    The finding stands at the call in the last `async` function; the chain below it leads to the call that blocks.

    ## Why is this bad?

    An `async def` handler runs on the event loop's own thread. While it waits there, nothing else of that worker runs:
    no other request, no health check, no WebSocket. Measured with uvicorn and ten clients, a handler that sleeps for
    100 ms this way serves 10 requests a second, and the median answer of an unrelated `/ping` rises from 1 ms to 1.8 s.

    ## Example

    ```python
    import time

    from fastapi import FastAPI

    app = FastAPI()


    def load_price() -> float:
        time.sleep(0.2)
        return 9.5


    @app.get("/price")
    async def read_price() -> float:
        return load_price()
    ```

    ## Use instead

    ```python
    import time

    from fastapi import FastAPI

    app = FastAPI()


    def load_price() -> float:
        time.sleep(0.2)
        return 9.5


    @app.get("/price")
    def read_price() -> float:
        return load_price()
    ```

    A `def` handler runs in a worker thread. Where the handler awaits other things, keep it `async` and move the one
    call off the loop with `await run_in_threadpool(load_price)`, or use the library's asynchronous twin.

    ## Limits

    Callees are resolved by names and types, never guessed by a method's bare name; what cannot be resolved counts as
    harmless (`--statistics` shows how much that is). Coroutines that no route is known to reach are reported with
    medium confidence, those that only scripts and tests run with low confidence. Calls below a millisecond, such as
    `os.path.exists`, are left out unless low confidence is asked for. Blocking at start-up is no finding, nor is
    what runs once: in a cached function without arguments, or in one that fills a global the first time.

    ## Fix safety

    All fixes are unsafe: other requests get their turn where nobody could come in between before.

    A handler or dependency that awaits nothing is declared with `def`, if that mends all that blocks in it. FastAPI
    then runs it in one of the worker threads that all `def` handlers share (FAL104 has more on that). There is no such
    fix where the project's own code calls or hands over the function, where it has other decorators, yields, starts
    tasks, sets context variables, or works on what belongs to its thread, such as connections of `sqlite3`.

    Where the function must stay a coroutine, the call is awaited in a worker thread, by `run_in_threadpool`, or its
    awaitable twin takes its place if that is called the same way: `time.sleep`, `litellm.completion`, the methods of
    LangChain. There is no such fix for context managers and loops, for what is lazy or is read from at once
    (`open(path).read()`), under a thread lock, in `finally` and where cancellation is caught (AnyIO cancels what is
    awaited there), and where the callee or its arguments belong to a thread or to the loop.

    ## References

    - FastAPI: Concurrency and async / await, https://fastapi.tiangolo.com/async/
    - Starlette: Thread Pool, https://www.starlette.dev/threadpool/
    """

    code, name, since = "FAL101", "blocking-call", "0.1.0"
    severity, confidence = Severity.ERROR, Confidence.HIGH
    looks_at = SERVING | Role.MODEL_HOOK

    def wants(self, dossier: Dossier) -> bool:
        """Sites that run on a loop."""
        return dossier.is_a(self.looks_at) and not dossier.moved_by and is_judged_on_loop(dossier)

    def suspects(self, dossier: Dossier) -> Iterator[View]:
        """What waits there."""
        for view, effects in dossier.acting():
            effect = _waiting(effects)
            if effect is not None and not _is_said_elsewhere(view, effect):
                yield view

    @on("Call")
    def blocking_call(self, node: cst.Call, site: Site) -> Iterator[Finding]:
        """A call that waits, directly or through the project's functions."""
        call = site.call(node)
        effect = _waiting(call.effects)
        if effect is None or _is_said_elsewhere(call, effect):
            return
        if not _is_said_of_receiver(node, effect, site):
            yield from self._report(effect, node, site, in_loop=call.loop_depth > 0)

    @on("WithItem")
    def blocking_context(self, node: cst.WithItem, site: Site) -> Iterator[Finding]:
        """A context manager that waits on entering or leaving."""
        context = site.context(node)
        effect = _waiting(context.effects)
        if effect is None or _is_said_elsewhere(context, effect) or _is_said_of_call(node.item, effect, site):
            return
        if _is_lock(effect):
            yield from self._lock_for_a_moment(effect, site.at(node), site)
        else:
            yield from self._report(effect, node, site, in_loop=False)

    @on(*APPLIED)
    def blocking_property(self, node: Applied, site: Site) -> Iterator[Finding]:
        """A property that waits when it is read."""
        effect = _waiting(site.effects_of(node))
        if effect is not None:
            yield from self._report(effect, node, site, in_loop=False)

    @on("For", "CompFor")
    def blocking_iteration(self, node: cst.For | cst.CompFor, site: Site) -> Iterator[Finding]:
        """A loop over what waits for each element or for the first."""
        loop = site.loop(node)
        effect = _waiting(() if loop.effect is None else (loop.effect,))
        if effect is not None and not _is_said_of_call(node.iter, effect, site):
            yield from self._report(effect, node.iter, site, in_loop=loop.depth > 0, is_called=False)

    def _report(
        self, effect: Effect, node: cst.CSTNode, site: Site, *, in_loop: bool, is_called: bool = True
    ) -> Iterator[Finding]:
        judgement = judge_on_loop(effect, site.dossier, in_loop=in_loop, request_sized=False)
        if judgement is None:
            return
        message = (
            f"{called(effect)} waits for {waits_for(effect)} on the event loop, "
            f"in {site.role_label} `{site.name}`{through(effect)}"
        )
        advice = remedy(effect, site)
        found = self.finding(
            site.at(node), message, severity=judgement.severity, confidence=judgement.confidence, advice=advice
        )
        call = node if is_called and isinstance(node, cst.Call) else None
        yield found.with_effect(effect).with_fix(offloaded(call, site))

    def _lock_for_a_moment(self, effect: Effect, place: Place, site: Site) -> Iterator[Finding]:
        judgement = judge_on_loop(effect, site.dossier, in_loop=False, request_sized=False)
        if judgement is None:
            return
        message = (
            f"{site.role_label} `{site.name}` takes a thread lock on the event loop, which stalls while another "
            "thread holds it"
        )
        advice = "use `asyncio.Lock` with `async with`, unless worker threads share the lock"
        yield self.finding(
            place, message, severity=Severity.INFO, confidence=Confidence.LOW, advice=advice
        ).with_effect(effect)


def _is_said_elsewhere(view: View, effect: Effect) -> bool:
    """True for locks that are held while the coroutine gives way, which FAL119 reports."""
    if isinstance(view, ContextView):
        return view.awaits_inside and _is_lock(effect)
    return isinstance(view, CallView) and view.held_across_await


def _is_lock(effect: Effect) -> bool:
    return effect.is_direct and effect.leaf.is_thread_lock


def _is_said_of_receiver(node: cst.Call, effect: Effect, site: Site) -> bool:
    """True for the second wait of one expression: `open(name).read()` is one finding, at `open(name)`."""
    receiver: cst.BaseExpression = node.func
    while isinstance(receiver, cst.Attribute):
        receiver = receiver.value
        if _is_said_of_call(receiver, effect, site):
            return True
        receiver = receiver.func if isinstance(receiver, cst.Call) else receiver
    return False


def _is_said_of_call(node: cst.BaseExpression, effect: Effect, site: Site) -> bool:
    """True if a call itself waits as gravely as what is then done with its result: `with connect() as connection:`."""
    earlier = _waiting(site.call(node).effects) if isinstance(node, cst.Call) else None
    return earlier is not None and earlier.leaf.tier.value <= effect.leaf.tier.value


def _waiting(effects: tuple[Effect, ...]) -> Effect | None:
    """The gravest effect, if it waits rather than computes: a call gets one finding, for the worst that it does.

    Waits that never end, since they are for the event loop itself, are told by FAL123.
    """
    gravest = next((effect for effect in effects if not effect.leaf.own_loop), None)
    return None if gravest is None or gravest.leaf.kind.burns else gravest
