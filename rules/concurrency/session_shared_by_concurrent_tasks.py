"""FAL114: several tasks use one session or connection at once."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import Confidence, Dossier, Finding, Misuse, Role, Rule, Severity, Site

_KIND = "shared-session"


class SessionSharedByConcurrentTasks(Rule):
    """Several tasks use one session or connection at once.

    ## What it does

    Finds `asyncio.gather`, `asyncio.wait`, task groups and tasks of one function whose coroutines work on the same
    `AsyncSession`, `AsyncConnection` or `asyncpg.Connection`: as receiver, as argument, in a comprehension, through a
    list that is filled before, or as the session of an object whose methods run side by side.

    ## Why is this bad?

    A session and a connection serve one task at a time. Two at once raise
    `This session is provisioning a new connection; concurrent operations are not permitted`, or asyncpg's
    `cannot perform operation: another operation is in progress`; or they mix their transactions, so that one commits or
    rolls back what the other has begun. It depends on timing, so tests often pass.

    ## Example

    ```python
    import asyncio
    from collections.abc import AsyncIterator
    from typing import Annotated

    from fastapi import Depends, FastAPI
    from sqlalchemy import text
    from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

    app = FastAPI()
    sessions = async_sessionmaker()


    async def get_session() -> AsyncIterator[AsyncSession]:
        async with sessions() as session:
            yield session


    @app.get("/totals")
    async def read_totals(session: Annotated[AsyncSession, Depends(get_session)]) -> list[str]:
        found = await asyncio.gather(
            session.execute(text("select count(*) from users")),
            session.execute(text("select count(*) from orders")),
        )
        return [str(each) for each in found]
    ```

    ## Use instead

    ```python
    import asyncio

    from fastapi import FastAPI
    from sqlalchemy import text
    from sqlalchemy.ext.asyncio import async_sessionmaker

    app = FastAPI()
    sessions = async_sessionmaker()


    async def count(table: str) -> str:
        async with sessions() as session:
            return str(await session.execute(text(f"select count(*) from {table}")))


    @app.get("/totals")
    async def read_totals() -> list[str]:
        return await asyncio.gather(count("users"), count("orders"))
    ```

    ## Limits

    Pools, engines and session factories may be shared and are no finding. What a function does with the session that it
    is given is not looked at.

    ## References

    - SQLAlchemy: Using AsyncSession with Concurrent Tasks,
      https://docs.sqlalchemy.org/en/20/orm/extensions/asyncio.html#using-asyncsession-with-concurrent-tasks
    """

    code, name, since = "FAL114", "session-shared-by-concurrent-tasks", "0.1.0"
    severity, confidence = Severity.ERROR, Confidence.HIGH
    looks_at = ~Role.NONE

    def wants(self, dossier: Dossier) -> bool:
        """Sites with such a group of tasks."""
        return any(misuse.kind == _KIND for misuse in dossier.misuses)

    def check_site(self, site: Site) -> Iterator[Finding]:
        """One finding a group."""
        for misuse in site.dossier.misuses:
            if misuse.kind == _KIND:
                yield self.finding(site.at_span(misuse.span), _message(misuse), advice=_ADVICE)


_ADVICE = "open a session in each task, or await one after the other"


def _message(misuse: Misuse) -> str:
    who = "the coroutines of this `gather`" if misuse.form == "gather" else "the tasks that are started here"
    return (
        f"{who} use `{misuse.subject}` at once, and `{misuse.other}` serves one task at a time: it raises, or mixes "
        "their transactions"
    )
