"""FAL210: `*args` or `**kwargs` in a function that FastAPI calls."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import Confidence, Dossier, Finding, Role, Rule, Severity, Site, cst, on

_TAKEN = frozenset({"query", "header", "cookie", "body", "form", "file", "multipart-list"})


class VariadicParameter(Rule):
    """`*args` or `**kwargs` in a function that FastAPI calls.

    ## What it does

    Finds handlers and dependencies, constructors of classes among them, with `*args` or `**kwargs`.

    ## Why is this bad?

    FastAPI knows no variadic parameters: `**kwargs` is one parameter of the query string with the name `kwargs`, and a
    required one. Every request without `?kwargs=` is refused with 422, and one with it fills nothing but
    `kwargs["kwargs"]`. With `*args` each request fails: without `?args=` it is refused, with it the call is a
    `TypeError`, since the value is handed over by its name.

    ## Example

    ```python
    from fastapi import Depends, FastAPI

    app = FastAPI()


    class Paging:
        def __init__(self, page: int = 1, **options) -> None:
            self.page = page


    @app.get("/books")
    async def read_books(paging: Paging = Depends()) -> int:
        return paging.page
    ```

    ## Use instead

    ```python
    from fastapi import Depends, FastAPI

    app = FastAPI()


    class Paging:
        def __init__(self, page: int = 1, size: int = 50) -> None:
            self.page = page


    @app.get("/books")
    async def read_books(paging: Paging = Depends()) -> int:
        return paging.page
    ```

    Whatever a query string may hold is in `Request.query_params`.

    ## Limits

    A decorator that hides a handler behind `*args, **kwargs` is told by FAL411. Where a decorator may change the
    signature, confidence is lower; one that is made at run time (`__signature__`) is left alone.

    ## References

    - FastAPI: fastapi/dependencies/utils.py, get_typed_signature
    - FastAPI: Using the Request Directly, https://fastapi.tiangolo.com/advanced/using-request-directly/
    """

    code, name, since = "FAL210", "variadic-parameter", "0.1.0"
    severity, confidence = Severity.ERROR, Confidence.HIGH
    looks_at = Role.HANDLER | Role.WEBSOCKET | Role.DEPENDENCY

    def wants(self, dossier: Dossier) -> bool:
        """Only where there are any."""
        return super().wants(dossier) and any(True for _ in _stars(dossier))

    @on("FunctionDef")
    def stars(self, node: cst.FunctionDef, site: Site) -> Iterator[Finding]:
        """`def read(*args, **kwargs)`."""
        views = set(_stars(site.dossier))
        for star, parameter in (("*", node.params.star_arg), ("**", node.params.star_kwarg)):
            if isinstance(parameter, cst.Param) and f"{star}{parameter.name.value}" in views:
                yield self._finding(star, parameter, node, site)

    def _finding(self, star: str, parameter: cst.Param, node: cst.FunctionDef, site: Site) -> Finding:
        name = parameter.name.value
        subject = site.dossier.qualname if site.name.startswith("__") else site.name
        is_talk = all(route.startswith("WEBSOCKET ") for route in site.dossier.own_routes) and site.dossier.own_routes
        refused = "connection without it is refused" if is_talk else "request without it is refused with 422"
        fails = "" if star == "**" else ", and one with it fails with a `TypeError`"
        is_decorated = len(node.decorators) > len(site.dossier.decorators)
        return self.finding(
            site.at(parameter.name),
            f"{site.role_label} `{subject}` has `{star}{name}`, which is a required parameter `{name}` to FastAPI: "
            f"every {refused}{fails}",
            confidence=Confidence.MEDIUM if is_decorated else Confidence.HIGH,
            advice="name the parameters that are meant, or take the `Request`",
        ).with_routes(site.dossier.own_routes)


def _stars(dossier: Dossier) -> Iterator[str]:
    """The variadic parameters that FastAPI takes from the request, with their stars."""
    yield from (each.target for each in dossier.untyped if each.target.startswith("*"))
    for view in dossier.annotations:
        if view.target.startswith("*") and view.place in _TAKEN:
            yield view.target
