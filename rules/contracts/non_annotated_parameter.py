"""FAL206: FastAPI's markers as default values instead of in `Annotated`."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import (
    Confidence,
    Dossier,
    Finding,
    Role,
    Rule,
    Severity,
    Site,
    View,
    annotated_fix,
    cst,
    marked_parameters,
    on,
)

_NAMED = 3


class NonAnnotatedParameter(Rule):
    """FastAPI's `Query()`, `Depends()` and their like as default values instead of in `Annotated`.

    ## What it does

    Finds handlers and dependencies with parameters such as `q: str = Query("x")` or `db: Session = Depends(get_db)`:
    `Query`, `Path`, `Body`, `Header`, `Cookie`, `Form`, `File`, `Depends` and `Security`, also behind a variable or a
    function of the project that makes them.

    ## Why is this bad?

    The default value is none: a test or a helper that calls the function gets the marker object where a string or a
    session belongs, and no type checker says so. With `Annotated` the default is the default, a required parameter is
    required for everybody, and the same declaration can be used again under a name.

    ## Example

    ```python
    from fastapi import FastAPI, Query

    app = FastAPI()


    @app.get("/items")
    async def read_items(q: str = Query("all", max_length=9)) -> str:
        return q
    ```

    ## Use instead

    ```python
    from typing import Annotated

    from fastapi import FastAPI, Query

    app = FastAPI()


    @app.get("/items")
    async def read_items(q: Annotated[str, Query(max_length=9)] = "all") -> str:
        return q
    ```

    ## Limits

    Off by default: the two styles do the same in FastAPI, and Ruff's FAST002 tells them file by file. One finding a
    function. Functions whose marked parameters all have no annotation, fields of classes and functions that FastAPI
    does not call are not looked at, nor is anything before FastAPI 0.95.

    ## Fix safety

    All parameters of the function change together; a dependency without a type gets `Annotated[Any, Depends(...)]`. A
    required one may not follow one with a default: from there on parameters become keyword-only, which keeps the order
    of the documentation and of dependencies. FastAPI does the same before and after. Where the project's own code calls
    the function by position, or without what is then required, there is no fix; nor is there one for annotations in
    quotes, for defaults that cannot be told, and for local names where annotations are evaluated late.

    The fix is unsafe where somebody else may notice: other calls (they get the real default then), overrides, other
    decorators; a default of `None` that the annotation does not allow, which type checkers see from then on; and
    constraints in `Annotated` that FastAPI has ignored because of the default.

    ## References

    - FastAPI: Query Parameters and String Validations, https://fastapi.tiangolo.com/tutorial/query-params-str-validations/
    """

    code, name, since = "FAL206", "non-annotated-parameter", "0.1.0"
    severity, confidence = Severity.INFO, Confidence.HIGH
    applies_to = "fastapi>=0.95"
    looks_at = Role.HANDLER | Role.WEBSOCKET | Role.DEPENDENCY
    default = False

    def suspects(self, dossier: Dossier) -> Iterator[View]:
        """Annotations of parameters with a marker as default."""
        return (each for each in dossier.annotations if each.default_marker)

    @on("Parameters")
    def markers_as_defaults(self, node: cst.Parameters, site: Site) -> Iterator[Finding]:
        """A function with markers as default values."""
        marked = marked_parameters(node, site)
        if marked:
            names = [f"`{each.name.value}`" for each in marked]
            shown = ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")
            message = f"{site.role_label} `{site.name}` declares {shown} by default values that are none"
            found = self.finding(site.at(marked[0]), message, advice="write `Annotated[type, marker] = default`")
            yield found.with_routes(site.dossier.own_routes).with_fix(annotated_fix(node, site))
