"""FAL112: a task is started that nobody keeps."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import CallView, Confidence, Dossier, Fate, Finding, Role, Rule, Severity, Site, Thread, cst, on

_NO_KEEPING = frozenset({"add_done_callback", "remove_done_callback", "set_name", "get_name", "done"})
"""Methods of a task after whose call nobody holds it any longer than before."""


class LostTask(Rule):
    """A task is started that nobody keeps.

    ## What it does

    Finds results of `asyncio.create_task`, `ensure_future`, `loop.create_task` and `gather` that are dropped, or bound
    to a name that is not used after, and the same for functions of the project that start a task and only return it.

    ## Why is this bad?

    The event loop holds its tasks by weak references only. A task that nobody else holds can be collected as garbage
    in the middle of its work: it simply stops. What it raises is not seen before it is collected, if then, and nobody
    waits for it when the server shuts down.

    ## Example

    ```python
    import asyncio

    from fastapi import FastAPI

    app = FastAPI()


    async def send_mail(address: str) -> None:
        await asyncio.sleep(1)


    @app.post("/users")
    async def create_user(address: str) -> str:
        asyncio.create_task(send_mail(address))
        return address
    ```

    ## Use instead

    ```python
    import asyncio

    from fastapi import BackgroundTasks, FastAPI

    app = FastAPI()


    async def send_mail(address: str) -> None:
        await asyncio.sleep(1)


    @app.post("/users")
    async def create_user(address: str, tasks: BackgroundTasks) -> str:
        tasks.add_task(send_mail, address)
        return address
    ```

    What must outlive the request is kept in a set (`tasks.add(task)`, with
    `task.add_done_callback(tasks.discard)`) or in an `asyncio.TaskGroup` that the lifespan holds.

    ## Limits

    `TaskGroup.create_task` keeps its tasks. A callback alone does not keep one. A name in a generator or in a
    coroutine that goes on awaiting is kept as long as that runs: such findings have low confidence.

    ## References

    - Python: asyncio.create_task, https://docs.python.org/3/library/asyncio-task.html#asyncio.create_task
    """

    code, name, since = "FAL112", "lost-task", "0.1.0"
    severity, confidence = Severity.WARNING, Confidence.HIGH
    looks_at = ~Role.NONE

    def wants(self, dossier: Dossier) -> bool:
        """All but worker threads: there starting a task fails, which is another finding."""
        is_in_pool = dossier.threads == Thread.POOL and not dossier.is_async
        return not is_in_pool

    def suspects(self, dossier: Dossier) -> Iterator[CallView]:
        """What starts a task that is not given to something at once."""
        return (call for call in dossier.telling_calls() if call.gives == "task" and call.given_to is None)

    @on("Call")
    def lost_task(self, node: cst.Call, site: Site) -> Iterator[Finding]:
        """A call that gives a task which nobody keeps."""
        call = site.call(node)
        fate = site.fate(node) if call.gives == "task" else None
        if fate is None or not _is_lost(fate):
            return
        message = (
            f"the task{_of(node, site)} {_how(fate)}: the loop holds it by a weak reference only, so it "
            f"can vanish before it is done{'' if _has_callback(fate) else ', and what it raises is lost'}"
        )
        advice = "keep it in a set until it is done, start it in a `TaskGroup`, or use `BackgroundTasks`"
        yield self.finding(site.at(node), message, confidence=_confidence(fate, site), advice=advice)


def _of(node: cst.Call, site: Site) -> str:
    """What the task runs, in words."""
    given = node.args[0].value if node.args else None
    return f" that runs `{site.source(given.func)}`" if isinstance(given, cst.Call) else ""


def _how(fate: Fate) -> str:
    """Why nothing holds the task, in words."""
    if fate.kind != "bound":
        return "is not kept"
    return f"is bound to `{fate.name}` alone, which {'nothing keeps' if fate.uses else 'is not used after that'}"


def _has_callback(fate: Fate) -> bool:
    """True for `task.add_done_callback(log)`, which hears of what the task raises."""
    return any(_has_callback(use) for use in fate.uses) or fate.name == "add_done_callback"


def _is_lost(fate: Fate) -> bool:
    if fate.kind == "bound":
        return all(_is_lost(use) for use in fate.uses)
    return fate.kind == "dropped" or (fate.kind == "attribute" and fate.name in _NO_KEEPING)


def _confidence(fate: Fate, site: Site) -> Confidence:
    threads = site.dossier.threads
    if threads and not threads & ~Thread.SCRIPT:
        return Confidence.LOW
    lives_on = fate.kind == "bound" and fate.goes_on and not site.is_a(Role.HANDLER)
    return Confidence.LOW if lives_on else Confidence.HIGH
