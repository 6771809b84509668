"""FAL404: a path without a slash."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import (
    Confidence,
    Dossier,
    Finding,
    Fix,
    Role,
    RouteFault,
    Rule,
    Safety,
    Severity,
    Site,
    View,
    cst,
    on,
)

from ._arguments import argument, written


class PathWithoutSlash(Rule):
    """The path of a route does not begin with a slash.

    ## What it does

    Finds routes whose path does not begin with `/`: alone, or below a prefix, to which it is joined without one. Also
    the empty path of an application itself.

    ## Why is this bad?

    FastAPI does not complain. The path of a request always begins with a slash, so `@app.get("orders")` matches none
    and every request gets 404. Below `prefix="/shop"` it is served at `/shoporders`. Starlette's own `add_route`
    refuses such a path when the module is imported.

    ## Example

    ```python
    from fastapi import FastAPI

    app = FastAPI()


    @app.get("orders")
    async def read_orders() -> list[int]:
        return []
    ```

    ## Use instead

    ```python
    from fastapi import FastAPI

    app = FastAPI()


    @app.get("/orders")
    async def read_orders() -> list[int]:
        return []
    ```

    ## Limits

    What begins with another sign, such as `.json` or `:batch`, may be meant to extend the path of the router. The empty
    path of a router with a prefix is fine, and so is one that is empty unless the environment sets it. The routes of
    `callbacks` and `webhooks` stand in the schema alone: no request asks for them here.

    ## Fix safety

    A slash is put before the path. The fix is safe where no request could reach the route; below a prefix it is unsafe,
    since the route moves to another path.

    ## References

    - FastAPI: First Steps, Path, https://fastapi.tiangolo.com/tutorial/first-steps/
    - Starlette: starlette/routing.py, compile_path
    """

    code, name, since = "FAL404", "path-without-slash", "0.1.0"
    severity, confidence = Severity.ERROR, Confidence.HIGH

    looks_at = ~Role.NONE

    def suspects(self, dossier: Dossier) -> Iterator[View]:
        """Calls that register at such a path."""
        spans = {fault.place.location.span for fault in dossier.slashes if fault.form in _FORMS}
        return (call for call in dossier.calls if call.span in spans) if spans else iter(())

    @on("Call")
    def registration(self, node: cst.Call, site: Site) -> Iterator[Finding]:
        """One finding a registration."""
        for fault in site.dossier.slashes:
            if fault.form in _FORMS and fault.place.location.span == site.call(node).span:
                yield self.finding(fault.place, _message(fault), advice=_advice(fault)).with_fix(
                    _fix(node, site, fault)
                )


_FORMS = frozenset({"empty", "fails", "joined", "unreachable"})


def _fix(node: cst.Call, site: Site, fault: RouteFault) -> Fix | None:
    path = argument(node, "path", 0)
    if path is None:
        return None
    safety = Safety.UNSAFE if fault.form == "joined" else Safety.SAFE
    fix = site.fix("begin the path with a slash", safety)
    return fix.replace(path, written(path, f"/{path.raw_value}")).done()


def _message(fault: RouteFault) -> str:
    path = f"the path `{fault.other}` of `{fault.subject}` does not begin with a slash"
    if fault.form == "empty":
        return f"the path of `{fault.subject}` is empty, which no request to an application matches"
    if fault.form == "fails":
        return f"{path}, which Starlette refuses with an `AssertionError`"
    if fault.form == "joined":
        return f"{path}, so that it is served at `{fault.detail}`"
    return f"{path}, so that no request matches it"


def _advice(fault: RouteFault) -> str:
    return 'write `"/"`' if fault.form == "empty" else f'write `"/{fault.other}"`'
