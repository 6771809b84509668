"""FAL204: a parameter that may be None is required all the same."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import AnnotationView, Confidence, Dossier, Finding, Role, Rule, Severity, Site, View, cst, on

_PLACES = {"query": "query parameter", "header": "header", "cookie": "cookie", "form": "form field"}


class OptionalWithoutDefault(Rule):
    """A parameter that may be None is required all the same.

    ## What it does

    Finds query parameters, headers, cookies and form fields that are declared as `X | None` and have no default.

    ## Why is this bad?

    The annotation only says which values are allowed; whether one must be given is decided by the default. So every
    request that leaves the parameter out is refused with 422. And None can never arrive: a query string, a header and a
    form have no way to say it.

    ## Example

    ```python
    from fastapi import FastAPI

    app = FastAPI()


    @app.get("/books")
    async def read_books(author: str | None) -> list[str]:
        return [author or "anybody"]
    ```

    ## Use instead

    ```python
    from fastapi import FastAPI

    app = FastAPI()


    @app.get("/books")
    async def read_books(author: str | None = None) -> list[str]:
        return [author or "anybody"]
    ```

    ## Limits

    JSON bodies and fields of models are left out: there `null` can be sent, and a field that must be given and may be
    null is often meant. So are parameters of the path, which are always required.

    ## References

    - FastAPI: Query Parameters, https://fastapi.tiangolo.com/tutorial/query-params/
    """

    code, name, since = "FAL204", "optional-without-default", "0.1.0"
    severity, confidence = Severity.WARNING, Confidence.HIGH
    looks_at = Role.HANDLER | Role.WEBSOCKET | Role.DEPENDENCY

    def suspects(self, dossier: Dossier) -> Iterator[View]:
        """Parameters that may be None and have no default."""
        return filter(_is_required, dossier.annotations)

    @on("Annotation")
    def required(self, node: cst.Annotation, site: Site) -> Iterator[Finding]:
        """`author: str | None`."""
        view = site.annotation(node)
        if _is_required(view):
            kind = _PLACES[view.place]
            yield self.finding(
                site.at(node),
                f"{kind} `{view.target}` of {site.role_label} `{site.name}` may be None but has no default, so every "
                "request without it is refused (422)",
                advice="give it the default None",
            ).with_routes(site.dossier.own_routes)


def _is_required(view: AnnotationView) -> bool:
    return view.place in _PLACES and view.type.optional and not view.has_default and not view.target.startswith("*")
