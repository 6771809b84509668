"""FAL113: what belongs to a request is handed to a task that outlives it."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import CallView, Confidence, Dossier, Fate, Finding, Role, Rule, Severity, Site, Thread, cst, on

_WHAT = {
    "dependency": "what a dependency yields",
    "upload": "an upload",
    "request": "the request",
}
_ENDS = {
    "dependency": "is closed when the request ends",
    "upload": "is closed when the request ends",
    "request": "has no body any more when the request has ended",
}
_HARMLESS = frozenset({"add_done_callback", "set_name", "get_name", "done", "start"})


class RequestObjectInTask(Rule):
    """What belongs to a request is handed to a task that outlives it.

    ## What it does

    Finds sessions and other values of `yield` dependencies, uploads, and requests whose body is read, that a handler or
    dependency gives to `asyncio.create_task`, `ensure_future`, a thread or an executor without waiting for the result:
    as an argument, as the object whose method runs, or by a nested function that uses it. For projects that pin FastAPI
    0.106 to 0.117 background tasks count, too: these versions close such values before they run.

    ## Why is this bad?

    The request ends while the task runs. Then the code after `yield` closes the session or gives its connection back to
    the pool, and uploads are closed: the task fails with `I/O operation on closed file`, or works on a connection that
    another request uses by now. Whether it does depends on timing.

    ## Example

    ```python
    import asyncio

    from fastapi import FastAPI, UploadFile

    app = FastAPI()
    tasks: set[asyncio.Task[None]] = set()


    async def store(file: UploadFile) -> None:
        await asyncio.sleep(1)
        print(len(await file.read()))


    @app.post("/files")
    async def upload(file: UploadFile) -> str:
        task = asyncio.create_task(store(file))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
        return "accepted"
    ```

    ## Use instead

    ```python
    import asyncio

    from fastapi import FastAPI, UploadFile

    app = FastAPI()
    tasks: set[asyncio.Task[None]] = set()


    async def store(content: bytes) -> None:
        await asyncio.sleep(1)
        print(len(content))


    @app.post("/files")
    async def upload(file: UploadFile) -> str:
        task = asyncio.create_task(store(await file.read(1_000_000)))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
        return "accepted"
    ```

    A session is opened in the task itself. Since FastAPI 0.118 `BackgroundTasks` run before it is closed.

    ## Limits

    Only what handlers and dependencies are given themselves is followed, not what they hand to other functions that
    start tasks.

    ## References

    - FastAPI: Dependencies with yield and background tasks,
      https://fastapi.tiangolo.com/advanced/advanced-dependencies/
    """

    code, name, since = "FAL113", "request-object-in-task", "0.1.0"
    severity, confidence = Severity.ERROR, Confidence.HIGH
    looks_at = Role.HANDLER | Role.DEPENDENCY | Role.WEBSOCKET

    def suspects(self, dossier: Dossier) -> Iterator[CallView]:
        """What starts something with what the handler or dependency is given."""
        return (call for call in dossier.telling_calls() if call.captures)

    @on("Call")
    def captured(self, node: cst.Call, site: Site) -> Iterator[Finding]:
        """A call that starts something which is not waited for."""
        captures = site.call(node).captures
        if not captures or (captures[0] != "background" and not _outlives(site.fate(node))):
            return
        started, (name, _, kind) = captures[0], captures[1].partition(":")
        what = (
            "a background task, which runs after that"
            if started == "background"
            else f"a {started} that may outlive it"
        )
        message = f"`{name}`, {_WHAT[kind]}, {_ENDS[kind]}, and is handed to {what}"
        advice = {
            "dependency": "open what it needs in the task itself",
            "upload": "read the upload before, and hand over its content",
            "request": "read the body before, and hand it over",
        }[kind]
        yield self.finding(site.at(node), message, confidence=_confidence(site), advice=advice)


def _outlives(fate: Fate) -> bool:
    """True unless the function waits for what is started, or may do so."""
    if fate.kind == "bound":
        return all(_outlives(use) or _is_kept(use) for use in fate.uses)
    return fate.kind == "dropped" or (fate.kind == "attribute" and fate.name in _HARMLESS) or _is_kept(fate)


def _is_kept(fate: Fate) -> bool:
    """True for `tasks.add(task)`."""
    func = fate.node.func if fate.kind == "argument" and isinstance(fate.node, cst.Call) else None
    return isinstance(func, cst.Attribute) and func.attr.value == "add"


def _confidence(site: Site) -> Confidence:
    return Confidence.HIGH if site.runs_on(Thread.LOOP | Thread.POOL) else Confidence.LOW
