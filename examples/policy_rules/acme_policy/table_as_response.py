"""ACME003: a table of the database as the response."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import Confidence, Finding, Place, Project, Rule, Severity


class TableAsResponse(Rule):
    """A table of the database is the response.

    ## What it does

    Finds routes with a table of SQLAlchemy or SQLModel in their response model or return annotation, and handlers
    without either that return rows.

    ## Why is this bad?

    A column that somebody adds goes out to all clients. Acme's responses have models of their own.

    ## Example

    ```python
    from fastapi import FastAPI
    from sqlalchemy import create_engine
    from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

    app = FastAPI()
    engine = create_engine("sqlite://")


    class Base(DeclarativeBase): ...


    class Order(Base):
        __tablename__ = "orders"
        id: Mapped[int] = mapped_column(primary_key=True)
        margin: Mapped[int]


    @app.get("/orders/{order_id}")
    def read_order(order_id: int):
        with Session(engine) as session:
            return session.get(Order, order_id)
    ```

    ## Use instead

    ```python
    from fastapi import FastAPI
    from pydantic import BaseModel

    app = FastAPI()


    class OrderOut(BaseModel):
        id: int


    @app.get("/orders/{order_id}")
    def read_order(order_id: int) -> OrderOut: ...
    ```

    ## Limits

    Rows in dictionaries, and in fields of models, are not looked for.

    ## References

    - Acme's handbook, chapter 3
    """

    code, name, since = "ACME003", "table-as-response", "1.0"
    severity, confidence = Severity.WARNING, Confidence.HIGH

    def check_project(self, project: Project) -> Iterator[Finding]:
        """One finding a route, or a `return`."""
        advice = "declare a model with what clients may see"
        for app in project.route_table():
            for route in app.routes:
                for table in route.response_tables:
                    message = f"the response of `{route.verb} {route.path}` is made of the table `{table}`"
                    yield self.finding(Place.of(route), message, advice=advice)
        for row in project.payloads.returned_rows:
            yield self.finding(row.place, f"a row of the table `{row.model}` is the response", advice=advice)
