"""FAL208: a parameter of a GET request is read from its body."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import AnnotationView, Confidence, Dossier, Finding, Role, Rule, Severity, Site, View, cst, on


class BodyOfGetRequest(Rule):
    """A parameter of a GET request is read from its body.

    ## What it does

    Finds parameters of handlers that only GET and HEAD requests reach, and of their dependencies, that FastAPI takes
    from the body because of their type alone: models, dataclasses, `list[int]`, `dict[str, int]`.

    ## Why is this bad?

    What was meant for the query string is read as JSON from the body of the request. A GET request has none: `fetch`
    and most clients refuse to send it, proxies drop it, and the OpenAPI document shows an operation that tools cannot
    call. Without a default every request is refused with 422; with one the parameter never has any other value.

    ## Example

    ```python
    from fastapi import FastAPI

    app = FastAPI()


    @app.get("/books")
    async def read_books(years: list[int]) -> list[int]:
        return years
    ```

    ## Use instead

    ```python
    from typing import Annotated

    from fastapi import FastAPI, Query

    app = FastAPI()


    @app.get("/books")
    async def read_books(years: Annotated[list[int], Query()]) -> list[int]:
        return years
    ```

    A model can be read from the query string as well: `Annotated[Filters, Query()]` (FastAPI 0.115).

    ## Limits

    `Body()` says that a body is meant, and is not reported. A bare `list` is told by FAL201.

    ## References

    - FastAPI: Query Parameters and String Validations,
      https://fastapi.tiangolo.com/tutorial/query-params-str-validations/
    - FastAPI: Query Parameter Models, https://fastapi.tiangolo.com/tutorial/query-param-models/
    """

    code, name, since = "FAL208", "body-of-get-request", "0.1.0"
    severity, confidence = Severity.WARNING, Confidence.HIGH
    looks_at = Role.HANDLER | Role.DEPENDENCY

    def suspects(self, dossier: Dossier) -> Iterator[View]:
        """What is read from the body of requests that have none."""
        if _is_without_body(dossier):
            return filter(_is_unsaid_body, dossier.annotations)
        return iter(())

    @on("Annotation")
    def body(self, node: cst.Annotation, site: Site) -> Iterator[Finding]:
        """`years: list[int]` in a handler of GET requests."""
        view = site.annotation(node)
        if _is_unsaid_body(view) and _is_without_body(site.dossier):
            outcome = "never has another value than its default" if view.has_default else "is missing (422)"
            yield self.finding(
                site.at(node),
                f"{site.role_label} `{site.name}` reads `{view.target}` from the body, which a GET request does not "
                f"have: there it {outcome}",
                advice=f"write `Annotated[{view.type.text}, Query()]`",
            ).with_routes(site.dossier.own_routes)


def _is_unsaid_body(view: AnnotationView) -> bool:
    return view.place == "body" and not view.explicit


def _is_without_body(dossier: Dossier) -> bool:
    """True if only GET and HEAD requests come here."""
    methods = {method for label in dossier.own_routes for method in label.partition(" ")[0].split(",")}
    return bool(methods) and methods <= {"GET", "HEAD"}
