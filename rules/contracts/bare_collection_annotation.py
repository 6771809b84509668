"""FAL201: an untyped container where a model belongs."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from fastapi_lint.api import (
    AnnotationView,
    Confidence,
    DecoratorView,
    Dossier,
    Finding,
    Role,
    Rule,
    Severity,
    Site,
    on,
)

_TAKEN = {
    "body": "takes the request body as `{bare}`, so nothing in it is validated and the OpenAPI schema is empty",
    "form": "takes form data as `{bare}`, so nothing in it is validated",
    "query": "reads `{target}` from the query string as `{bare}`, so it is not validated and its schema is empty",
    "header": "reads `{target}` from a header as `{bare}`, so it is not validated",
    "cookie": "reads `{target}` from a cookie as `{bare}`, so it is not validated",
    "path": "reads `{target}` from the path as `{bare}`, so it is not validated",
    "multipart-list": (
        "declares `{target}: {bare}`, which FastAPI reads as files of a multipart form: a JSON array is refused (422)"
    ),
    "dependency": "is given `{target}` by a dependency as `{bare}`, so nobody knows what is in it",
    "return": "returns `{bare}`, so the OpenAPI schema of the response is empty and nothing is filtered out of it",
}
_SEVERITIES = {
    "body": Severity.WARNING,
    "form": Severity.WARNING,
    "multipart-list": Severity.ERROR,
}


class BareCollectionAnnotation(Rule):
    """An untyped container where a model belongs.

    ## What it does

    Finds `dict`, `list`, `set`, `tuple`, `Any`, `object`, `dict[str, Any]`, `list[dict]` and the like on parameters of
    handlers and dependencies, on their returns, in `response_model=`, and on fields of the Pydantic models that routes
    take or give; also behind aliases, `Optional`, unions and `Annotated`.

    ## Why is this bad?

    FastAPI validates and documents what the annotation says, and these say nothing: a client may send anything, and
    the generated clients get `unknown`. A returned `dict` goes out as it is, fields that nobody meant to publish
    included. A bare `list`, `set` or `tuple` parameter is worse: FastAPI (0.115 to 0.165) takes it for a list of
    uploaded files, so that the JSON array that was meant is refused with 422.

    ## Example

    ```python
    from fastapi import FastAPI

    app = FastAPI()


    @app.post("/orders")
    async def create_order(order: dict) -> int:
        return len(order)
    ```

    ## Use instead

    ```python
    from fastapi import FastAPI
    from pydantic import BaseModel

    app = FastAPI()


    class Order(BaseModel):
        book: int
        copies: int


    @app.post("/orders")
    async def create_order(order: Order) -> int:
        return order.copies
    ```

    ## Limits

    Returns and fields of models are remarks (`info`): a `dict` may be meant, for a proxy, a webhook or free metadata.
    `dict[str, int]` and other containers with typed contents are fine, so is `pydantic.JsonValue`, which says that
    anything is meant. Plain functions that FastAPI does not call are not looked at.

    ## References

    - FastAPI: Request Body, https://fastapi.tiangolo.com/tutorial/body/
    - FastAPI: Response Model - Return Type, https://fastapi.tiangolo.com/tutorial/response-model/
    """

    code, name, since = "FAL201", "bare-collection-annotation", "0.1.0"
    severity, confidence = Severity.WARNING, Confidence.HIGH
    looks_at = Role.HANDLER | Role.WEBSOCKET | Role.DEPENDENCY | Role.MODEL

    def wants(self, dossier: Dossier) -> bool:
        """Sites with an untyped annotation that FastAPI looks at."""
        return dossier.is_a(self.looks_at) and (
            any(view.type.bare and view.place != "none" for view in dossier.annotations)
            or any(view.response_model and view.response_model.bare for view in dossier.decorators)
        )

    @on(cst.Annotation)
    def bare_annotation(self, node: cst.Annotation, site: Site) -> Iterator[Finding]:
        """An annotation that FastAPI acts upon and that says nothing."""
        view = site.annotation(node)
        if not view.type.bare or view.place == "none":
            return
        if view.place == "field":
            yield self._field(node, view, site)
        elif view.place in _TAKEN:
            says = _TAKEN[view.place].format(bare=view.type.bare, target=view.target)
            alias = f" (through `{view.type.through}`)" if view.type.through else ""
            severity = _SEVERITIES.get(view.place, Severity.INFO)
            yield self.finding(
                site.at(node),
                f"{site.role_label} `{site.name}` {says}{alias}",
                severity=severity,
                advice=_advice(view),
            )

    def _field(self, node: cst.Annotation, view: AnnotationView, site: Site) -> Finding:
        alias = f" (through `{view.type.through}`)" if view.type.through else ""
        return self.finding(
            site.at(node),
            f"field `{view.target}` of model `{site.name}` is `{view.type.bare}`{alias}, which nothing checks",
            severity=Severity.INFO,
            advice=_advice(view),
        )

    def check_site(self, site: Site) -> Iterator[Finding]:
        """`response_model=` in the decorator."""
        for decorator in site.dossier.decorators:
            model = decorator.response_model
            if model is not None and model.bare:
                yield self._response_model(decorator, model.bare, site)

    def _response_model(self, decorator: DecoratorView, bare: str, site: Site) -> Finding:
        return self.finding(
            site.at_span(decorator.response_model_span or decorator.span),
            f"{site.role_label} `{site.name}` has `response_model={bare}`, so the OpenAPI schema of the response is "
            "empty and nothing is filtered out of it",
            severity=Severity.INFO,
            advice="declare a Pydantic model with the fields that the response has",
        )


def _advice(view: AnnotationView) -> str:
    if view.place == "multipart-list":
        return "write `list[Item]` with a model for the items, or `Annotated[list, Body()]` if anything goes"
    if view.place == "return":
        return "declare a Pydantic model with the fields that the response has as return type"
    return "declare a Pydantic model, or `pydantic.JsonValue` where any JSON is really meant"
