"""FAL205: a parameter is None by default, and its type says that it never is."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import AnnotationView, Confidence, Dossier, Finding, Role, Rule, Severity, Site, View, cst, on

_PLACES = {
    "query": "query parameter",
    "header": "header",
    "cookie": "cookie",
    "form": "form field",
    "body": "body",
    "file": "file",
    "field": "field",
}


class NoneDefault(Rule):
    """A parameter is None by default, and its type says that it never is.

    ## What it does

    Finds parameters of handlers and dependencies, and fields of the models that routes take or give, with the default
    None and a type of which None is no value: `q: str = None`, `q: str = Query(None)`, `price: int = Field(None)`.

    ## Why is this bad?

    Defaults are not validated. So the code gets None where its type says `str`, and the first method that it calls on
    it is an error 500. Type checkers do not see it, since `Query(None)` has the type `Any`. And the OpenAPI document
    promises the generated clients a `string`, which is refused when they send the null that they may get.

    ## Example

    ```python
    from fastapi import FastAPI, Query

    app = FastAPI()


    @app.get("/books")
    async def read_books(author: str = Query(None)) -> str:
        return author.upper()
    ```

    ## Use instead

    ```python
    from typing import Annotated

    from fastapi import FastAPI, Query

    app = FastAPI()


    @app.get("/books")
    async def read_books(author: Annotated[str | None, Query()] = None) -> str:
        return author.upper() if author else ""
    ```

    ## Limits

    Types that are not known, `Any` and type variables are taken to allow None. Tables of SQLModel are left out: there
    the database fills in what is None.

    ## References

    - FastAPI: Query Parameters and String Validations,
      https://fastapi.tiangolo.com/tutorial/query-params-str-validations/
    - Pydantic: Validate default values, https://docs.pydantic.dev/latest/concepts/fields/
    """

    code, name, since = "FAL205", "none-default", "0.1.0"
    severity, confidence = Severity.INFO, Confidence.HIGH
    looks_at = Role.HANDLER | Role.WEBSOCKET | Role.DEPENDENCY | Role.MODEL

    def suspects(self, dossier: Dossier) -> Iterator[View]:
        """Parameters and fields that are None by default and may not be."""
        return filter(_is_wrong, dossier.annotations)

    @on("Annotation")
    def none(self, node: cst.Annotation, site: Site) -> Iterator[Finding]:
        """`q: str = None`."""
        view = site.annotation(node)
        if _is_wrong(view):
            owner = "model" if view.place == "field" else site.role_label
            yield self.finding(
                site.at(node),
                f"{_PLACES[view.place]} `{view.target}` of {owner} `{site.name}` is None where it is not given, and "
                f"its type `{view.type.text}` says that it never is",
                advice=f"write `{view.type.text} | None`",
            ).with_routes(site.dossier.own_routes)


def _is_wrong(view: AnnotationView) -> bool:
    return view.default_is_none and view.type.rejects_none and view.place in _PLACES
