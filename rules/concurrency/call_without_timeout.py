"""FAL124: a call in what serves requests waits without a limit."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import Confidence, Finding, Project, Rule, Severity, WaitView

from .._serving import sureness, where

_PROGRAM = "another program"


class CallWithoutTimeout(Rule):
    """A call in what serves requests waits without a limit.

    ## What it does

    Finds calls that wait for the network, or for a child process, for as long as it takes, in handlers, dependencies
    and all that these call: `requests` without `timeout=`, `urlopen`, `smtplib`, `ftplib`, sockets. Wrappers are looked
    through: a function of the project that takes `timeout=None`, or hands on `**kwargs`, is judged by the call through
    which requests come.

    ## Why is this bad?

    A service that accepts connections and does not answer holds each request that asks it. A `def` handler holds one of
    the 40 threads that all `def` handlers, dependencies, uploads and static files share: 40 such requests, and the
    application answers nobody, although its own code is fine. On the event loop one is enough.

    ## Example

    ```python
    import requests
    from fastapi import FastAPI

    app = FastAPI()


    @app.get("/rates")
    def read_rates() -> str:
        return requests.get("https://rates.example/today").text
    ```

    ## Use instead

    ```python
    import requests
    from fastapi import FastAPI

    app = FastAPI()


    @app.get("/rates")
    def read_rates() -> str:
        return requests.get("https://rates.example/today", timeout=(3, 10)).text
    ```

    ## Limits

    Only what requests reach is looked at, which is where a hanging call costs the application and not only itself.
    Behind `*args` and unknown `**kwargs` there may be a limit, so nothing is said; nor where an adapter of the project
    is mounted on a session, or `socket.setdefaulttimeout` is called. HTTPX has a limit of 5 s of its own: there
    only `timeout=None` is reported, with low confidence, as for libraries that wait very long (OpenAI: 600 s).
    Connections to databases are left out.

    ## References

    - Requests: Timeouts, https://requests.readthedocs.io/en/latest/user/advanced/#timeouts
    - Starlette: Thread Pool, https://www.starlette.dev/threadpool/
    """

    code, name, since = "FAL124", "call-without-timeout", "0.1.0"
    severity, confidence = Severity.WARNING, Confidence.HIGH

    def check_project(self, project: Project) -> Iterator[Finding]:
        """One finding a call."""
        for wait in project.resources.waits:
            yield self._finding(wait)

    def _finding(self, wait: WaitView) -> Finding:
        served = wait.served
        holds = "stops the event loop" if served.on_loop else "keeps one of the few worker threads"
        message = f"`{wait.callee}` waits for {wait.waits_for}{_how_long(wait)} {where(served)}: meanwhile it {holds}"
        doubts = 2 if wait.seconds is not None or wait.callee.startswith("httpx.") else wait.waits_for == _PROGRAM
        gentle = wait.seconds is not None or wait.waits_for == _PROGRAM
        return self.finding(
            served.place,
            message,
            severity=Severity.INFO if gentle else Severity.WARNING,
            confidence=sureness(served, doubts),
            advice=f"give it a `{wait.keyword}=` that is shorter than the client's own",
        ).with_trace(served.chain)


def _how_long(wait: WaitView) -> str:
    if wait.seconds is not None:
        return f" up to {wait.seconds:g} s"
    if wait.through and wait.through != "**":
        return f" without a limit, since no caller gives `{wait.through}`"
    return " without a limit"
