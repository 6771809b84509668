"""FAL201: an untyped container where a model belongs."""

from __future__ import annotations

from collections.abc import Iterator

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
    View,
    cst,
    model_fix,
    on,
)

_SAYS = {
    "body": "takes `{target}` from the request body as `{bare}`, so nothing in it is validated or documented",
    "form": "takes form data as `{bare}`, so its fields are neither validated nor documented",
    "query": "reads `{target}` from the query string as `{bare}`, so it is neither validated nor documented",
    "header": "reads `{target}` from a header as `{bare}`, so it is not validated",
    "cookie": "reads `{target}` from a cookie as `{bare}`, so it is not validated",
    "path": "reads `{target}` from the path as `{bare}`, so it is not validated",
    "multipart-list": (
        "declares `{target}: {bare}`, which FastAPI reads as files of a multipart form: a JSON array is refused (422)"
    ),
    "dependency": "is given `{target}` by a dependency as `{bare}`, so nobody knows what is in it",
    "return": "returns `{bare}`, so the response's fields are not documented and none is filtered out of it",
}
_GIVES = "gives `{bare}` to those that depend on it, so nobody knows what is in it"
_TOP = frozenset({"Any", "object"})


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

    Returns, fields of models and what dependencies give are remarks (`info`): a `dict` may be meant, for a proxy, a
    webhook or free metadata. Fields that say so themselves (`Any`, `dict[str, Any]`) are left out. `dict[str, int]` and
    other containers with typed contents are fine, so is `pydantic.JsonValue`, which says that anything is meant. Where
    `response_model=` has the last word the return annotation is not looked at, nor are websockets, settings and plain
    functions that FastAPI does not call.

    ## Fix safety

    The fix proposes a model, and is unsafe: what does not fit is refused (422) where it was let through, and a missing
    key is no `KeyError` any more. There is one where a handler that nobody else calls reads the body by literal keys
    alone (`order["book"]`, `order.get("copies", 1)`, `"note" in order`), or returns displays with the same literal
    keys. The class is put above the handler, with a field for each key: required if it is read by `[]`, with the
    default of `.get()` else. Types are those of literals and builtins, else `Any`, for you to say what they are. A
    handler that hands the dictionary on as a whole gets no fix.

    ## References

    - FastAPI: Request Body, https://fastapi.tiangolo.com/tutorial/body/
    - FastAPI: Response Model - Return Type, https://fastapi.tiangolo.com/tutorial/response-model/
    """

    code, name, since = "FAL201", "bare-collection-annotation", "0.1.0"
    severity, confidence = Severity.WARNING, Confidence.HIGH
    looks_at = Role.HANDLER | Role.DEPENDENCY | Role.MODEL

    def suspects(self, dossier: Dossier) -> Iterator[View]:
        """Annotations that say nothing."""
        return filter(_is_bare, dossier.annotations)

    @on("Annotation")
    def bare_annotation(self, node: cst.Annotation, site: Site) -> Iterator[Finding]:
        """An annotation that FastAPI acts upon and that says nothing."""
        view = site.annotation(node)
        if _is_bare(view) and not _is_unread(view, site):
            alias = f" (through `{view.type.through}`)" if view.type.through else ""
            found = self.finding(
                site.at(node),
                f"{_says(view, site)}{alias}",
                severity=_severity(view),
                advice=_advice(view),
            )
            is_new = site.dossier.versions.pydantic >= (2,)
            yield found.with_routes(site.dossier.own_routes).with_fix(model_fix(node, site) if is_new else None)

    def check_site(self, site: Site) -> Iterator[Finding]:
        """`response_model=` in the decorator."""
        for decorator in site.dossier.decorators:
            model = decorator.response_model
            if model is not None and model.bare:
                yield self._response_model(decorator, model.bare, site)

    def _response_model(self, decorator: DecoratorView, bare: str, site: Site) -> Finding:
        return self.finding(
            site.at_span(decorator.response_model_span or decorator.span),
            f"{_subject(site)} has `response_model={bare}`, so the response's fields are not documented and none is "
            "filtered out of it",
            severity=Severity.INFO,
            advice="declare a Pydantic model with the fields that the response has",
        ).with_routes(site.dossier.own_routes)


def _is_bare(view: AnnotationView) -> bool:
    """True unless FastAPI ignores the annotation, or nobody reads the value (`_: Any = Depends(...)`, `**kwargs`)."""
    if not view.type.bare or (view.place != "field" and view.place not in _SAYS):
        return False
    if view.place == "field" and _is_meant(view.type.bare):
        return False
    return not (view.target.startswith("*") or (view.place == "dependency" and view.target.startswith("_")))


def _is_meant(bare: str) -> bool:
    """True for a field that says itself that anything goes: `Any`, `dict[str, Any]`; but records are none of that."""
    return bare == "object" or ("Any" in bare and "[dict" not in bare.lower())


def _is_unread(view: AnnotationView, site: Site) -> bool:
    """True if a dependency is called for what it does: nobody reads what it gives."""
    if view.place != "dependency" or view.target == "return" or not isinstance(site.root, cst.FunctionDef):
        return False
    names = site.nodes_in(site.root.body, cst.Name)
    return not any(isinstance(name, cst.Name) and name.value == view.target for name in names)


def _says(view: AnnotationView, site: Site) -> str:
    if view.place == "field":
        return f"field `{view.target}` of model `{site.name}` is `{view.type.bare}`: Pydantic does not look into it"
    says = _GIVES if (view.place, view.target) == ("dependency", "return") else _SAYS[view.place]
    return f"{_subject(site)} {says.format(bare=view.type.bare, target=view.target)}"


def _subject(site: Site) -> str:
    """`handler `f``; a method with its class, since `__init__` or `__call__` alone says nothing."""
    name = site.dossier.qualname if site.name.startswith("__") else site.name
    return f"{site.role_label} `{name}`"


def _severity(view: AnnotationView) -> Severity:
    """What a client sends is graver than what the application says of its own."""
    if view.place == "multipart-list":
        return Severity.ERROR
    is_unread_body = view.place == "query" and view.type.bare in _TOP
    return Severity.WARNING if view.place in ("body", "form") or is_unread_body else Severity.INFO


def _advice(view: AnnotationView) -> str:
    if view.place == "multipart-list":
        return "write `list[Item]` with a model for the items, or `Annotated[list, Body()]` if anything goes"
    if view.place == "query" and view.type.bare in _TOP and not view.explicit:
        return "declare the type that is meant; without `Body()`, `Any` is taken from the query string, not the body"
    if view.place in ("query", "header", "cookie", "path"):
        return "declare the type of the values: `str`, `int`, `list[str]` …"
    if view.place == "return":
        return "declare a Pydantic model with the fields that the response has as return type"
    if view.place == "dependency":
        return "declare a model, a dataclass or a `TypedDict` for what the dependency gives"
    return "declare a Pydantic model, or `pydantic.JsonValue` where any JSON is really meant"
