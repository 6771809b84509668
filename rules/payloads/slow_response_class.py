"""FAL304: a response class makes the response of a model slower."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import (
    Confidence,
    Dossier,
    Finding,
    Fix,
    ResponseClassView,
    Role,
    Rule,
    Severity,
    Site,
    View,
    cst,
    on,
)


class SlowResponseClass(Rule):
    """A response class makes the response of a model slower.

    ## What it does

    Finds `response_class=` and `default_response_class=` with `JSONResponse`, `ORJSONResponse` or `UJSONResponse`,
    where the handler has a return type or a `response_model`. At an application or router it is one finding for all
    routes.

    ## Why is this bad?

    Since FastAPI 0.130 Pydantic writes such a response as JSON in one go. A class that is named, even `JSONResponse`,
    which is the default anyway, turns that off: the models become dictionaries and lists first, and these are given to
    the class. For 10,000 small models 20.7 ms of CPU on the event loop were measured instead of 5.3 ms, with
    `ORJSONResponse` 16.6 ms. `ORJSONResponse` and `UJSONResponse` are deprecated since 0.131.

    ## Example

    ```python
    from fastapi import FastAPI
    from fastapi.responses import JSONResponse
    from pydantic import BaseModel

    app = FastAPI()


    class Book(BaseModel):
        title: str


    @app.get("/books", response_class=JSONResponse)
    async def read_books() -> list[Book]:
        return [Book(title="Momo")]
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
        return [Book(title="Momo")]
    ```

    ## Limits

    Handlers without a model are not reported, nor those that return a response themselves: there the class only
    documents. Classes of the project's own are taken to be meant. A project that pins a FastAPI before 0.130 gets no
    finding.

    ## Fix safety

    The argument is removed with its comma. The fix is safe where a route names `JSONResponse`, which it has anyway, and
    no router above names another class. At an application or router it is unsafe, since that speaks of all routes, and
    of other classes, which write some values otherwise (`NaN`). Where a router above names a class there is none.

    ## References

    - FastAPI: Custom Response, https://fastapi.tiangolo.com/advanced/custom-response/
    - FastAPI: release notes of 0.130 and 0.131, https://fastapi.tiangolo.com/release-notes/
    """

    code, name, since = "FAL304", "slow-response-class", "0.1.0"
    severity, confidence = Severity.INFO, Confidence.HIGH
    applies_to = "fastapi>=0.130"

    looks_at = ~Role.NONE

    def suspects(self, dossier: Dossier) -> Iterator[View]:
        """Calls that name such a class."""
        spans = {view.place.location.span for view in dossier.slow_classes}
        return (call for call in dossier.calls if call.span in spans) if spans else iter(())

    @on("Call")
    def named(self, node: cst.Call, site: Site) -> Iterator[Finding]:
        """One finding a place that names a class."""
        for view in site.dossier.slow_classes:
            if view.place.location.span == site.call(node).span:
                yield self.finding(view.place, _says(view), advice=_advice(view)).with_fix(_fix(node, view, site))


def _fix(node: cst.Call, view: ResponseClassView, site: Site) -> Fix | None:
    names = [argument.keyword.value if argument.keyword else "" for argument in node.args]
    if _argument(view) not in names or not view.is_only:
        return None
    fix = site.fix(f"remove `{_argument(view)}`").remove_item(node.args, names.index(_argument(view)))
    if view.is_default or view.response_class != "JSONResponse":
        fix.unsafe()
    return fix.done()


def _argument(view: ResponseClassView) -> str:
    return "default_response_class" if view.is_default else "response_class"


def _says(view: ResponseClassView) -> str:
    count = len(view.place.routes)
    routes = f"{count} routes with a model" if count > 1 else f"`{view.place.routes[0]}`"
    deprecated = " and is deprecated" if view.is_deprecated else ""
    named = f"{_argument(view)}={view.response_class}"
    return f"`{named}` keeps Pydantic from writing the response of {routes} as JSON in one go{deprecated}"


def _advice(view: ResponseClassView) -> str:
    return f"leave out `{_argument(view)}`"
