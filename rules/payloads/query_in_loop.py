"""FAL307: a query in a loop."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import Confidence, Finding, Project, RepeatedView, Rule, Severity

from .._serving import sureness, where


class QueryInLoop(Rule):
    """A query in a loop.

    ## What it does

    Finds calls that ask a database, a cache or an HTTP service once for each element of what a request sends or of what
    another query gave: in a loop or comprehension, by themselves or a few calls below, in what serves requests. It is a
    warning for the rows of a query, whose number grows, else a remark.

    ## Why is this bad?

    Each is a round trip: 200 rows at 1 ms each are a fifth of a second, during which the request holds its connection
    (and with it one of the 15 that a pool of SQLAlchemy has), and with the rows of the table the time grows. The same
    asked for at once is one round trip. This is the "N+1" problem: one query for the list, and one for each of its N
    elements.

    ## Example

    ```python
    from fastapi import FastAPI
    from pydantic import BaseModel
    from sqlalchemy import String, create_engine
    from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

    app = FastAPI()
    engine = create_engine("sqlite://")


    class Base(DeclarativeBase):
        pass


    class Book(Base):
        __tablename__ = "books"
        isbn: Mapped[str] = mapped_column(String, primary_key=True)


    class Order(BaseModel):
        wanted: list[str]


    @app.post("/orders")
    def create_order(order: Order) -> int:
        with Session(engine) as session:
            found = [session.get(Book, isbn) for isbn in order.wanted]
        return len(found)
    ```

    ## Use instead

    ```python
    from fastapi import FastAPI
    from pydantic import BaseModel
    from sqlalchemy import String, create_engine, select
    from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

    app = FastAPI()
    engine = create_engine("sqlite://")


    class Base(DeclarativeBase):
        pass


    class Book(Base):
        __tablename__ = "books"
        isbn: Mapped[str] = mapped_column(String, primary_key=True)


    class Order(BaseModel):
        wanted: list[str]


    @app.post("/orders")
    def create_order(order: Order) -> int:
        with Session(engine) as session:
            found = session.scalars(select(Book).where(Book.isbn.in_(order.wanted))).all()
        return len(found)
    ```

    ## Limits

    Loops that take many at a time (`for chunk in …`), that stop at the first hit, or whose number of turns is fixed or
    not known are left out; so are background tasks, what is cached, and coroutines that are handed to
    `asyncio.gather`. Relationships that are loaded when they are read are the matter of FAL128; that a query blocks the
    event loop besides is that of FAL101.

    ## References

    - SQLAlchemy: Relationship Loading Techniques,
      https://docs.sqlalchemy.org/en/20/orm/queryguide/relationships.html
    """

    code, name, since = "FAL307", "query-in-loop", "0.1.0"
    severity, confidence = Severity.WARNING, Confidence.HIGH

    def check_project(self, project: Project) -> Iterator[Finding]:
        """One finding a loop."""
        for view in project.resources.repeated:
            yield self.finding(
                view.served.place,
                _says(view),
                severity=_severity(view),
                confidence=sureness(view.served, view.conditions),
                advice=view.instead,
            ).with_trace(view.chain if len(view.chain) > 1 else ())


def _severity(view: RepeatedView) -> Severity:
    """Tables grow by themselves; what a request sends is often short."""
    return Severity.WARNING if view.of == "database" and view.source == "rows" else Severity.INFO


def _says(view: RepeatedView) -> str:
    query = ".".join(view.query.split(".")[-2:])
    through = f" (`{query}`)" if len(view.chain) > 1 else ""
    asks = "is a query" if view.of == "database" else "waits for a service"
    what = f"element of `{view.over}`, which the request sends" if view.source == "request" else f"row of `{view.over}`"
    return f"`{view.call}` {asks}{through} for each {what}, one after another, {where(view.served)}"
