"""FAL303: a request says how many rows a query gives, and nothing is too many."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import (
    AnnotationView,
    Confidence,
    Dossier,
    Finding,
    PageView,
    Role,
    Rule,
    Severity,
    Site,
    cst,
    on,
)

from ._limited import highest, limited


class UnlimitedPage(Rule):
    """A page is as large as a request says.

    ## What it does

    Finds integer query parameters of handlers and dependencies that become the `limit` of a database query, in the
    handler itself or any number of calls below it, and that have no highest value: no `le=` or `lt=`, no `min(…)`, no
    check on the way.

    ## Why is this bad?

    `?limit=1000000` reads the whole table: the rows fill the memory, and turning them into objects and JSON holds the
    interpreter, so that all other requests wait. One client that asks for everything, by mistake or on purpose, stops
    the service. A default does not help: it is used only where the client says nothing.

    ## Example

    ```python
    from fastapi import FastAPI
    from sqlalchemy import String, create_engine, select
    from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

    app = FastAPI()
    engine = create_engine("sqlite://")


    class Base(DeclarativeBase):
        pass


    class Book(Base):
        __tablename__ = "books"
        title: Mapped[str] = mapped_column(String, primary_key=True)


    @app.get("/titles")
    def read_titles(limit: int = 100) -> list[str]:
        with Session(engine) as session:
            return list(session.scalars(select(Book.title).limit(limit)))
    ```

    ## Use instead

    ```python
    from typing import Annotated

    from fastapi import FastAPI, Query
    from sqlalchemy import String, create_engine, select
    from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

    app = FastAPI()
    engine = create_engine("sqlite://")


    class Base(DeclarativeBase):
        pass


    class Book(Base):
        __tablename__ = "books"
        title: Mapped[str] = mapped_column(String, primary_key=True)


    @app.get("/titles")
    def read_titles(limit: Annotated[int, Query(ge=1, le=100)] = 100) -> list[str]:
        with Session(engine) as session:
            return list(session.scalars(select(Book.title).limit(limit)))
    ```

    ## Limits

    Only what ends in a query of a library that is known is reported: texts of SQL, numbers in a body and pages that a
    library makes are not followed. Tables that stay small by nature have nothing to fear.

    ## Fix safety

    The parameter gets `ge=1` and a highest value: 100, or the next power of ten that is not below the default, written
    into the `Query` that it has, or into an `Annotated` that it gets. The fix is unsafe: requests for more are refused
    with 422 from then on. There is none where the default is not a number that can be seen, and for types that are
    declared elsewhere.

    ## References

    - FastAPI: Path Parameters and Numeric Validations,
      https://fastapi.tiangolo.com/tutorial/path-params-numeric-validations/
    - OWASP: API4:2023 Unrestricted Resource Consumption, https://owasp.org/API-Security/
    """

    code, name, since = "FAL303", "unlimited-page", "0.1.0"
    severity, confidence = Severity.WARNING, Confidence.HIGH

    looks_at = Role.HANDLER | Role.DEPENDENCY | Role.WEBSOCKET

    def suspects(self, dossier: Dossier) -> Iterator[AnnotationView]:
        """The annotations of such parameters."""
        spans = {page.place.location.span for page in dossier.pages}
        return (view for view in dossier.annotations if view.span in spans) if spans else iter(())

    @on("Annotation")
    def page(self, node: cst.Annotation, site: Site) -> Iterator[Finding]:
        """One finding a parameter."""
        view = site.annotation(node)
        for page in site.dossier.pages:
            if page.place.location.span == view.span:
                yield self._finding(page, node, site)

    def _finding(self, page: PageView, node: cst.Annotation, site: Site) -> Finding:
        parameter = site.enclosing(node, cst.Param)
        bound = highest(parameter) if parameter is not None else 100
        says = f"a request sets `{page.parameter}` as high as it likes, and `{page.query}` reads so many rows"
        advice = f"give it a highest value: `{page.parameter}: Annotated[int, Query(ge=1, le={bound or 100})]`"
        fix = limited(parameter, bound, site) if parameter is not None and bound else None
        return self.finding(page.place, says, advice=advice).with_trace(page.chain).with_fix(fix)
