"""Inclusions that lead out of the project: which router, and under which paths it is served."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.model import expression as ex
from fastapi_lint.project.flow.text import text_of
from fastapi_lint.project.web.call_index import Site
from fastapi_lint.project.web.routers import Routers
from fastapi_lint.project.web.runs import Place

_DEEPEST = 8


def inclusion_problem(routers: Routers, site: Site, what: str) -> str:
    """Says of `parent.include_router(x, prefix="/p")` which side is not known (`what`: `router` or `owner`)."""
    if what == "owner":
        return "cannot tell which application or router this router is included in"
    included = text_of(site.call.argument(0, "router"), site.scope)
    paths = sorted(set(_paths(routers, site))) or ["…"]
    listed = ", ".join(f"`{path or '/'}`" for path in paths)
    return f"cannot tell which router `{included}` is: its routes under {listed} are not in the table"


def _paths(routers: Routers, site: Site) -> Iterator[str]:
    """The full prefixes of an inclusion, one for each way from an application down to it."""
    call, func = site.call, site.call.func
    use = routers.inference.use_of_call(site.scope, site.number)
    given = call.argument(None, "prefix")
    own = routers.texts.of(routers.assembly.machine.evaluate(given, use)).text if given is not None else ""
    parents = routers.owners(Place(func.value, use, None)) if isinstance(func, ex.Attribute) else ()
    for parent in parents:
        yield from (above + own for above in _prefixes(routers, parent, 0))


def _prefixes(routers: Routers, key: str, depth: int) -> Iterator[str]:
    """The full prefixes of what is registered on a router."""
    own = routers.prefix(routers.all[key]).text
    edges = [edge for edge in routers.inclusions if edge.child == key] if depth < _DEEPEST else []
    for edge in edges:
        below = edge.prefix.text.rstrip("/") if edge.is_mount else edge.prefix.text
        yield from (above + below + own for above in _prefixes(routers, edge.parent, depth + 1))
    if not edges:
        yield own
