"""FAL403: a parameter in the path that nothing takes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fastapi_lint.api import (
    Confidence,
    Dossier,
    Finding,
    Fix,
    Project,
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


class UnboundPathParameter(Rule):
    """A parameter in the path that neither the handler nor its dependencies take.

    ## What it does

    Finds names in the path of a route for which there is no parameter: not of the handler (aliases count), not of any
    dependency of the handler, its decorator, its router or the application, and not through `request.path_params`. If
    there is a required query parameter with a name alike, that is most likely what was meant.

    ## Why is this bad?

    FastAPI binds by name. A parameter whose name is not in the path is read from the query string, so with a typing
    error every request is refused with 422. Without such a parameter the value is ignored: `/users/1/orders` and
    `/users/2/orders` answer the same.

    ## Example

    ```python
    from fastapi import FastAPI

    app = FastAPI()


    @app.get("/users/{user_id}")
    async def read_user(userid: int) -> int:
        return userid
    ```

    ## Use instead

    ```python
    from fastapi import FastAPI

    app = FastAPI()


    @app.get("/users/{user_id}")
    async def read_user(user_id: int) -> int:
        return user_id
    ```

    ## Fix safety

    The fixes are unsafe. A parameter of the query that is named like the one in the path is called so in the path as
    well: the address stays, its documentation changes. Where there is none like it, the handler gets a parameter, of
    the type that the convertor in the path makes, or `str`; whoever calls the handler must then give it.

    ## Limits

    Names that begin with `_`, those of `{path:path}` and those of pages, whose scripts read them, may be ignored on
    purpose. A parameter of a prefix is reported only if no route of the router takes it. Where a dependency is not
    known, nothing is reported.

    ## References

    - FastAPI: Path Parameters, https://fastapi.tiangolo.com/tutorial/path-params/
    - FastAPI: fastapi/dependencies/utils.py, get_dependant
    """

    code, name, since = "FAL403", "unbound-path-parameter", "0.1.0"
    severity, confidence = Severity.WARNING, Confidence.HIGH
    looks_at = ~Role.NONE

    def suspects(self, dossier: Dossier) -> Iterator[View]:
        """Calls that register at such a path."""
        spans = {fault.place.location.span for fault in dossier.slashes if fault.form in _FORMS}
        return (call for call in dossier.calls if call.span in spans) if spans else iter(())

    @on("Call")
    def registration(self, node: cst.Call, site: Site) -> Iterator[Finding]:
        """One finding a parameter of the path of a route."""
        for fault in site.dossier.slashes:
            if fault.form in _FORMS and fault.place.location.span == site.call(node).span:
                yield self._found(fault).with_fix(_fix(node, site, fault))

    def check_project(self, project: Project) -> Iterator[Finding]:
        """One finding a parameter of a prefix."""
        yield from (self._found(fault) for fault in project.routing.unbound if fault.form not in _FORMS)

    def _found(self, fault: RouteFault) -> Finding:
        severity = Severity.ERROR if fault.form == "misnamed" else Severity.WARNING
        return self.finding(
            fault.place, _message(fault), severity=severity, confidence=fault.confidence, advice=_advice(fault)
        )


_FORMS = frozenset({"misnamed", "unbound"})
_TYPES = {"int": "int", "float": "float", "uuid": "uuid.UUID"}
"""What Starlette's convertors give; of others it is text."""


def _fix(node: cst.Call, site: Site, fault: RouteFault) -> Fix | None:
    path = argument(node, "path", 0)
    found = None if path is None else re.search(rf"{{\s*{fault.detail}\s*(?::(\w+))?\s*}}", path.raw_value)
    if path is None or found is None or fault.doubts:
        return None
    if fault.form == "misnamed":
        text = path.raw_value.replace(found[0], found[0].replace(fault.detail, fault.other, 1))
        is_plain = any(
            view.target == fault.other and not (view.explicit or view.has_metadata or view.has_default)
            for view in site.dossier.annotations
        )
        fix = site.fix(f"call it `{fault.other}` in the path, too", Safety.UNSAFE)
        return fix.replace(path, written(path, text)).done() if is_plain else None
    if not isinstance(site.root, cst.FunctionDef):
        return None
    fix = site.fix(f"take `{fault.detail}` as a parameter", Safety.UNSAFE)
    type_name = _TYPES.get(found[1] or "", "str")
    written_type = fix.name(type_name) if "." in type_name else type_name
    return fix.declare_parameter(site.root, f"{fault.detail}: {written_type}").done()


def _message(fault: RouteFault) -> str:
    parameter = f"`{{{fault.detail}}}`"
    if fault.form == "misnamed":
        return (
            f"nothing takes {parameter} of the path: `{fault.subject}` takes `{fault.other}` instead, from the query "
            f"string, so that requests without `?{fault.other}=` are refused with 422"
        )
    if fault.form == "prefix":
        return f"nothing takes {parameter} of this prefix: no route below has a parameter of this name"
    return f"nothing takes {parameter} of the path: `{fault.subject}` and its dependencies have no such parameter"


def _advice(fault: RouteFault) -> str:
    if fault.form == "misnamed":
        return f"call the parameter `{fault.detail}`, as in the path"
    return f"add a parameter `{fault.detail}`, or take it out of the path"
