"""FAL115: a coroutine is made and never awaited."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import (
    CallView,
    Confidence,
    DefinitionKind,
    Dossier,
    Fate,
    Finding,
    Role,
    Rule,
    Severity,
    Site,
    Thread,
    cst,
    on,
)

_DONE_TO_IT = {
    "tested": "is tested for truth, and a coroutine is always true",
    "compared": "is compared, and a coroutine equals nothing else",
    "item": "is asked for an item, which a coroutine does not have",
    "formatted": "is put into a string",
    "operated": "is an operand, which a coroutine cannot be",
    "iterated": "is iterated over, which a coroutine cannot be",
    "entered": "is entered as a context manager, which a coroutine is not",
    "unpacked": "is unpacked, which a coroutine cannot be",
    "encoded": "is made into something else",
    "returned": "is the answer",
}

_OF_COROUTINES = frozenset({"close", "send", "throw", "cr_await", "cr_frame", "cr_running", "cr_code", "__await__"})

_TAKING_VALUES = frozenset(
    {
        "builtins.str", "builtins.repr", "builtins.len", "builtins.bool", "builtins.int", "builtins.float",
        "builtins.list", "builtins.tuple", "builtins.set", "builtins.dict", "builtins.sum", "builtins.sorted",
        "builtins.min", "builtins.max", "builtins.any", "builtins.all", "builtins.enumerate", "json.dumps", "json.dump",
        "orjson.dumps", "fastapi.responses.JSONResponse", "starlette.responses.JSONResponse",
        "fastapi.encoders.jsonable_encoder",
    }
)  # fmt: skip
"""Functions that need the value itself, of all that a coroutine may be handed to."""

_STORING = frozenset({"append", "add", "insert", "extend", "appendleft", "create_task", "ensure_future", "start_soon"})
_RUNNING = frozenset({"asyncio", "anyio", "trio", "uvloop", "inspect", "contextlib"})

_CONTEXTS = ("async-context", "async-object")

_ANSWERING = Role.HANDLER | Role.EXCEPTION_HANDLER | Role.MIDDLEWARE


class UnawaitedCoroutine(Rule):
    """A coroutine is made and never awaited.

    ## What it does

    Finds calls of coroutine functions whose result is dropped, bound to a name that is never awaited or handed on, or
    used as if it were the value: tested, compared, formatted, iterated, asked for an attribute or item, given to
    `json.dumps`, returned from a handler. It knows the project's own coroutine functions across modules, by whatever
    name they are imported, methods by the class of the receiver, plain functions that return a coroutine, decorators of
    the project, and the coroutine functions of common libraries.

    ## Why is this bad?

    Calling a coroutine function runs nothing: it makes an object. What was to happen does not (an authorisation is not
    checked, a payment not verified, a commit not made), and a test of the result always succeeds. Python only prints
    `RuntimeWarning: coroutine ... was never awaited`.

    ## Example

    ```python
    from fastapi import FastAPI, HTTPException

    app = FastAPI()


    async def require_owner(user: int) -> None:
        if user != 1:
            raise HTTPException(403)


    @app.delete("/orders/{order}")
    async def delete_order(order: int, user: int) -> int:
        require_owner(user)
        return order
    ```

    ## Use instead

    ```python
    from fastapi import FastAPI, HTTPException

    app = FastAPI()


    async def require_owner(user: int) -> None:
        if user != 1:
            raise HTTPException(403)


    @app.delete("/orders/{order}")
    async def delete_order(order: int, user: int) -> int:
        await require_owner(user)
        return order
    ```

    ## Limits

    Only calls whose callees are all known to give coroutines are looked at. A coroutine that is given to any function,
    put into a collection or an attribute, or returned to a caller counts as awaited there. Where
    `iscoroutinefunction` has said of a callable that it is none, calling it makes no coroutine.

    ## References

    - Python: Detect never-awaited coroutines, https://docs.python.org/3/library/asyncio-dev.html
    """

    code, name, since = "FAL115", "unawaited-coroutine", "0.1.0"
    severity, confidence = Severity.ERROR, Confidence.HIGH
    looks_at = ~Role.NONE

    def suspects(self, dossier: Dossier) -> Iterator[CallView]:
        """What makes a coroutine that is neither awaited on the spot nor given to what may do that."""
        return (call for call in dossier.telling_calls() if call.gives and _may_be_lost(call, dossier))

    @on("Call")
    def lost_coroutine(self, node: cst.Call, site: Site) -> Iterator[Finding]:
        """A call that gives a coroutine which nobody awaits."""
        call = site.call(node)
        if not call.gives or not _may_be_lost(call, site.dossier):
            return
        if call.gives in _CONTEXTS:
            yield from self._context(node, site)
            return
        wrong = _what_is_wrong(site.fate(node), site)
        if wrong:
            callee = call.callee.rpartition(":")[2]
            message = (
                f"the coroutine of `{callee}` {wrong}: it is not awaited, so `{callee.rpartition('.')[2]}` never runs"
            )
            yield self.finding(site.at(node), message, confidence=_confidence(site), advice=_advice(site))

    def _context(self, node: cst.Call, site: Site) -> Iterator[Finding]:
        """An asynchronous context manager that is dropped, or entered by a plain `with`.

        Making an object of a class and no more may have its reasons.
        """
        call, fate = site.call(node), site.fate(node)
        callee = call.callee.rpartition(":")[2]
        is_plain = isinstance(fate.node, cst.WithItem) and not site.context(fate.node).is_async
        if is_plain or (fate.kind == "dropped" and call.gives == "async-context"):
            how = "entered by a plain `with`, which fails" if is_plain else "dropped: it is not entered"
            message = f"the asynchronous context manager of `{callee}` is {how}"
            yield self.finding(site.at(node), message, confidence=_confidence(site), advice="enter it by `async with`")


def _may_be_lost(call: CallView, dossier: Dossier) -> bool:
    """False for what is surely taken care of: `async with connect():`, `create_task(work())`."""
    if call.given_to is not None:
        return call.gives == "coroutine" and dossier.calls[call.given_to].callee in _TAKING_VALUES
    if call.gives in _CONTEXTS:
        return not any(context.is_async and context.span == call.span for context in dossier.contexts)
    return call.gives == "coroutine"


def _what_is_wrong(fate: Fate, site: Site) -> str:
    """What is done with the coroutine instead of awaiting it, in words; `` if it may be awaited."""
    if fate.kind == "dropped":
        return "is dropped"
    if fate.kind == "bound":
        if not fate.uses:
            return f"is bound to `{fate.name}`, which is not used after that"
        wrongs = [_use(use, site) or (_hand_on(use, site) if fate.replaces else "") for use in fate.uses]
        return f"is bound to `{fate.name}`, which {wrongs[0]}" if all(wrongs) else ""
    return _use(fate, site)


def _use(fate: Fate, site: Site) -> str:
    if fate.kind == "attribute":
        return "" if fate.name in _OF_COROUTINES else f"is asked for its attribute `{fate.name}`"
    if fate.kind == "argument" and isinstance(fate.node, cst.Call):
        callee = site.call(fate.node).callee
        return (
            f"is given to `{callee.removeprefix('builtins.')}`, which needs the value"
            if callee in _TAKING_VALUES
            else ""
        )
    if fate.kind == "returned" and not site.is_a(_ANSWERING):
        return ""
    if fate.kind == "dropped":
        return "is dropped"
    return _DONE_TO_IT.get(fate.kind, "")


def _hand_on(fate: Fate, site: Site) -> str:
    """A coroutine that took the place of a value is meant to be the value wherever it is handed on."""
    if fate.kind != "argument" or not isinstance(fate.node, cst.Call):
        return ""
    name = fate.node.func.attr.value if isinstance(fate.node.func, cst.Attribute) else ""
    if name in _STORING or site.call(fate.node).callee.partition(".")[0] in _RUNNING:
        return ""
    return "takes the place of the value that it is made of, and is handed on as such"


def _confidence(site: Site) -> Confidence:
    """Low in scripts and tests, which show at once what does not happen."""
    threads = site.dossier.threads
    return Confidence.LOW if threads and not threads & ~Thread.SCRIPT else Confidence.HIGH


def _advice(site: Site) -> str:
    if site.is_async or site.dossier.kind is not DefinitionKind.FUNCTION:
        return "await it"
    return f"make `{site.name}` `async` and await it, or run it on the server's loop with `anyio.from_thread.run`"
