"""FAL125: fewer database connections than threads that hold one."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import Confidence, EngineView, Finding, Project, Rule, Severity


class PoolSmallerThanThreads(Rule):
    """The pool of database connections is smaller than the number of threads that hold one.

    ## What it does

    Finds engines of SQLAlchemy whose pool gives fewer connections than the 40 worker threads of `def` handlers, where
    such handlers hold a session for the whole request: that of a `def` dependency that yields it. Without arguments a
    pool gives 15 connections, `pool_size=5` and `max_overflow=10`.

    ## Why is this bad?

    The sixteenth request that runs at the same time gets a thread, and waits there for a connection. After 30 s it
    fails with `QueuePool limit of size 5 overflow 10 reached`. Meanwhile the threads that wait are missing elsewhere:
    for other handlers and dependencies, and for those that would give a connection back. What looks like a slow
    database is a queue in front of it.

    ## Example

    ```python
    from collections.abc import Iterator
    from functools import cache

    from fastapi import Depends, FastAPI
    from sqlalchemy import Engine, create_engine, text
    from sqlalchemy.orm import Session

    app = FastAPI()


    @cache
    def get_engine() -> Engine:
        return create_engine("postgresql://db/shop")


    def get_session() -> Iterator[Session]:
        with Session(get_engine()) as session:
            yield session


    @app.get("/total")
    def read_total(session: Session = Depends(get_session)) -> int:
        return session.execute(text("select 1")).scalar_one()
    ```

    ## Use instead

    ```python
    from collections.abc import Iterator
    from functools import cache

    from fastapi import Depends, FastAPI
    from sqlalchemy import Engine, create_engine, text
    from sqlalchemy.orm import Session

    app = FastAPI()


    @cache
    def get_engine() -> Engine:
        return create_engine("postgresql://db/shop", pool_size=20, max_overflow=20, pool_timeout=5)


    def get_session() -> Iterator[Session]:
        with Session(get_engine()) as session:
            yield session


    @app.get("/total")
    def read_total(session: Session = Depends(get_session)) -> int:
        return session.execute(text("select 1")).scalar_one()
    ```

    Or let fewer requests in, if the database cannot bear that many: `Depends(get_session, max_concurrency=15)`, or
    fewer tokens for the threads (`anyio.to_thread.current_default_thread_limiter().total_tokens = 15`).

    ## Limits

    SQLite and other classes of pools are left out, and sizes that are not known (settings). An application that never
    serves more than fifteen requests at once on a worker has nothing to fear.

    ## References

    - SQLAlchemy: Connection Pooling, https://docs.sqlalchemy.org/en/20/core/pooling.html
    - AnyIO: Adjusting the default maximum worker thread count, https://anyio.readthedocs.io/en/stable/threads.html
    """

    code, name, since = "FAL125", "pool-smaller-than-threads", "0.1.0"
    severity, confidence = Severity.WARNING, Confidence.HIGH

    def check_project(self, project: Project) -> Iterator[Finding]:
        """One finding an engine."""
        for engine in project.resources.small_pools:
            yield self._finding(engine)

    def _finding(self, engine: EngineView) -> Finding:
        routes = len(engine.place.routes)
        message = (
            f"the pool gives {engine.connections} connections, but {engine.threads} threads may each hold one: "
            f"`def` handlers of {routes} route{'s' if routes > 1 else ''} keep the session of "
            f"{' and '.join(f'`{name}`' for name in engine.holders[:3])} while they run"
        )
        return self.finding(
            engine.place,
            message,
            confidence=_confidence(engine),
            advice="set `pool_size` and `max_overflow` to what the threads need, or let fewer requests in",
        )


def _confidence(engine: EngineView) -> Confidence:
    if engine.may_be_sqlite or not (engine.is_theirs or engine.is_only):
        return Confidence.LOW
    return Confidence.HIGH if engine.is_theirs else Confidence.MEDIUM
