"""FAL209: a parameter without a type, which FastAPI takes from the query string."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from fastapi_lint.api import (
    Confidence,
    Dossier,
    Finding,
    Fix,
    Role,
    Rule,
    Safety,
    Severity,
    Site,
    UntypedView,
    cst,
    on,
)

_SPECIAL: Final = {
    "request": ("fastapi.Request", "starlette.requests.Request", "fastapi.requests.Request"),
    "response": ("fastapi.Response", "starlette.responses.Response", "fastapi.responses.Response"),
    "websocket": ("fastapi.WebSocket", "starlette.websockets.WebSocket", "fastapi.websockets.WebSocket"),
    "background_tasks": ("fastapi.BackgroundTasks", "starlette.background.BackgroundTasks"),
}
"""What is meant by these names, nearly always."""
_MEMBERS: Final = {
    "request": frozenset({"app", "base_url", "body", "client", "cookies", "form", "headers", "is_disconnected", "json",
                          "method", "path_params", "query_params", "scope", "session", "state", "stream", "url",
                          "url_for", "user"}),
    "response": frozenset({"delete_cookie", "headers", "set_cookie", "status_code"}),
    "websocket": frozenset({"accept", "close", "headers", "query_params", "receive", "receive_bytes", "receive_json",
                            "receive_text", "send_bytes", "send_json", "send_text", "iter_text", "iter_json"}),
    "background_tasks": frozenset({"add_task"}),
}  # fmt: skip
"""What only such an object has: a string from the query has none of it."""


class UnannotatedParameter(Rule):
    """A parameter without a type, which FastAPI takes from the query string.

    ## What it does

    Finds parameters of handlers and dependencies that have no annotation and are no path parameters. FastAPI takes each
    from the query string, as text: `request` as well.

    ## Why is this bad?

    `def read(request)` is meant to get the request, and answers 422 to all who do not write `?request=`. A value that
    is taken on purpose is not validated, and documented without a type.

    ## Example

    ```python
    from fastapi import FastAPI

    app = FastAPI()


    @app.get("/whoami")
    async def whoami(request) -> str:
        return request.headers["user-agent"]
    ```

    ## Use instead

    ```python
    from fastapi import FastAPI, Request

    app = FastAPI()


    @app.get("/whoami")
    async def whoami(request: Request) -> str:
        return request.headers["user-agent"]
    ```

    ## Limits

    One with a default is a remark, since it can be left out. `*args` and `**kwargs` are told by FAL210. Path
    parameters, `Depends(...)` as default, lambdas and Starlette's own routes are not looked at. Where a decorator may
    change the signature, confidence is lower.

    ## Fix safety

    `request`, `response`, `websocket` and `background_tasks` get their types. The fix is unsafe where the function does
    not use them as such: then text from the query may be meant.

    ## References

    - FastAPI: Using the Request Directly, https://fastapi.tiangolo.com/advanced/using-request-directly/
    """

    code, name, since = "FAL209", "unannotated-parameter", "0.1.0"
    severity, confidence = Severity.WARNING, Confidence.HIGH
    looks_at = Role.HANDLER | Role.WEBSOCKET | Role.DEPENDENCY

    def wants(self, dossier: Dossier) -> bool:
        """Only where there are any."""
        return super().wants(dossier) and any(map(_is_told, dossier.untyped))

    @on("FunctionDef")
    def untyped(self, node: cst.FunctionDef, site: Site) -> Iterator[Finding]:
        """A function with parameters that have no type."""
        views = {each.target: each for each in site.dossier.untyped if _is_told(each)}
        for parameter in _parameters(node.params):
            view = views.get(parameter.name.value)
            if view is not None:
                yield self._finding(parameter, view, node, site)

    def _finding(self, parameter: cst.Param, view: UntypedView, node: cst.FunctionDef, site: Site) -> Finding:
        needed = "an optional" if view.has_default else "a required"
        message = (
            f"{site.role_label} `{site.name}` takes `{view.target}`, which has no type, as {needed} query parameter"
        )
        found = self.finding(
            site.at(parameter.name),
            message,
            severity=Severity.INFO if view.has_default else Severity.WARNING,
            confidence=Confidence.MEDIUM if _may_be_another(node, site) else Confidence.HIGH,
            advice=_advice(view),
        )
        return found.with_routes(site.dossier.own_routes).with_fix(_fix(parameter, view, node, site))


def _is_told(view: UntypedView) -> bool:
    """True unless it is a dependency, or has stars (FAL210)."""
    return not view.marker and not view.target.startswith("*")


def _advice(view: UntypedView) -> str:
    if view.target in _SPECIAL:
        return f"write `{view.target}: {_SPECIAL[view.target][0].rpartition('.')[2]}`"
    return "declare the type of the value"


def _may_be_another(node: cst.FunctionDef, site: Site) -> bool:
    """True if FastAPI may not see the function itself: another decorator stands between."""
    return len(node.decorators) > len(site.dossier.decorators)


def _fix(parameter: cst.Param, view: UntypedView, node: cst.FunctionDef, site: Site) -> Fix | None:
    names = _SPECIAL.get(view.target)
    is_talk = any(route.startswith("WEBSOCKET ") for route in site.dossier.routes)
    fits = names is not None and (view.target == "websocket") is is_talk
    if names is None or not fits or view.has_default:
        return None
    is_used = not _MEMBERS[view.target].isdisjoint(_read_of(view.target, node))
    title = f"declare `{view.target}: {names[0].rpartition('.')[2]}`"
    fix = site.fix(title, Safety.SAFE if is_used and not _may_be_another(node, site) else Safety.UNSAFE)
    return fix.wrap(parameter.name, "", f": {fix.name(*names)}").done()


def _parameters(parameters: cst.Parameters) -> Iterator[cst.Param]:
    yield from (*parameters.posonly_params, *parameters.params, *parameters.kwonly_params)


def _read_of(name: str, root: cst.CSTNode) -> set[str]:
    """The attributes of a name that are read."""
    found, stack = set(), [root]
    while stack:
        node = stack.pop()
        if isinstance(node, cst.Attribute) and isinstance(node.value, cst.Name) and node.value.value == name:
            found.add(node.attr.value)
        stack.extend(node.children)
    return found
