"""FAL202: a handler that returns data and says nowhere of which type."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fastapi_lint.api import (
    Confidence,
    Dossier,
    Finding,
    Fix,
    Place,
    Role,
    Rule,
    Safety,
    Severity,
    Site,
    UntypedReturnView,
    View,
    cst,
    on,
)


class MissingReturnType(Rule):
    """A handler that returns data and says nowhere of which type.

    ## What it does

    Finds handlers that return data (a model, a list, a dictionary) and have neither a return annotation nor a
    `response_model`. Confidence is high for objects of Pydantic models, whose type is known anyway, and low for all
    else: dictionaries need a model first.

    ## Why is this bad?

    The OpenAPI document has an empty schema for the response: generated clients get `unknown`. No field is kept from
    going out. And FastAPI encodes it in Python on the event loop, where with a type Pydantic writes the JSON (since
    0.130): 10,000 objects of a model were measured to take 224 ms without and 5 ms with a type.

    ## Example

    ```python
    from fastapi import FastAPI
    from pydantic import BaseModel

    app = FastAPI()


    class Book(BaseModel):
        title: str


    @app.get("/books")
    async def read_books():
        return [Book(title=title) for title in ("Solaris", "Momo")]
    ```

    ## Use instead

    ```python
    from fastapi import FastAPI
    from pydantic import BaseModel

    app = FastAPI()


    class Book(BaseModel):
        title: str


    @app.get("/books")
    async def read_books() -> list[Book]:
        return [Book(title=title) for title in ("Solaris", "Momo")]
    ```

    ## Limits

    A response class, on the route or on its router, says enough; so does `include_in_schema=False`. Handlers that
    return responses, that yield, or that return what is not known are left alone; rows of tables are told by FAL203.

    ## Fix safety

    The annotation is added where each `return` gives an object of one model, or a list of these, and the module has its
    name; not where a declaration says that it may also be None. It is unsafe: the document gets
    a schema, and what is returned is validated and reduced to the fields of the model.

    ## References

    - FastAPI: Response Model - Return Type, https://fastapi.tiangolo.com/tutorial/response-model/
    """

    code, name, since = "FAL202", "missing-return-type", "0.1.0"
    severity, confidence = Severity.INFO, Confidence.HIGH
    looks_at = Role.HANDLER

    def wants(self, dossier: Dossier) -> bool:
        """Handlers without a type."""
        return super().wants(dossier) and bool(dossier.untyped_return)

    def suspects(self, dossier: Dossier) -> Iterable[View] | None:
        """Anywhere, but only where there is something to mend: of other data nothing is looked at."""
        return None if any(view.models for view in dossier.untyped_return) else ()

    def check_site(self, site: Site) -> Iterator[Finding]:
        """Data that are no models."""
        for view in site.dossier.untyped_return:
            if not view.models:
                yield self._finding(site.here, view, site)

    @on("FunctionDef")
    def untyped(self, node: cst.FunctionDef, site: Site) -> Iterator[Finding]:
        """`def read_books():`."""
        for view in site.dossier.untyped_return:
            if view.models:
                yield self._finding(site.at(node.name), view, site).with_fix(_fix(node, view, site))

    def _finding(self, place: Place, view: UntypedReturnView, site: Site) -> Finding:
        return self.finding(
            place,
            f"handler `{site.name}` returns {_what(view)} and declares no type: {_why(view, site.dossier)}",
            confidence=Confidence.HIGH if view.models else Confidence.LOW,
            advice=f"write `-> {view.annotation}`" if view.annotation else "declare a model as return type",
        ).with_routes(site.dossier.own_routes)


def _what(view: UntypedReturnView) -> str:
    if view.models:
        named = " or ".join(f"`{name}`" for name in view.models[:2])
        return f"a list of {named}" if view.is_many else named
    return "a list" if view.is_many else "data"


def _why(view: UntypedReturnView, dossier: Dossier) -> str:
    if view.is_many and dossier.versions.fastapi >= (0, 130):
        return "it is not documented, and encoded in Python on the event loop, where Pydantic would write JSON"
    return "the OpenAPI document says nothing of the response"


def _fix(node: cst.FunctionDef, view: UntypedReturnView, site: Site) -> Fix | None:
    if not view.annotation:
        return None
    fix = site.fix(f"declare `-> {view.annotation}`", Safety.UNSAFE)
    return fix.declare_return(node, view.annotation).done()
