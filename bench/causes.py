"""Why a route, a handler or a dependency was missed: guesses from the sources, to know what to look at first."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from matching import Found, Score, Wanted, dependencies_of, fields_of, is_same_handler
from truth import Callee

from fastapi_lint.model.route import HIDDEN, RouterView, RouteView


class Miss(NamedTuple):
    """One thing that came out wrong: what, where in the sources, and the guess."""

    kind: str  # "missed route", "wrong route", "handler", "missed dependency", "wrong dependency", "field"
    what: str
    place: str
    cause: str
    detail: str = ""


def misses(score: Score, apps: Iterable[RouterView], folder: Path) -> list[Miss]:
    """Everything that is wrong with one application. `apps` are all that were found in its sources."""
    by_handler: dict[tuple[str, int], list[tuple[RouteView, bool]]] = {}
    for view, is_served in ((view, bool(app.name)) for app in apps for view in app.routes):
        if view.endpoint is not None:
            by_handler.setdefault((view.endpoint.path, view.endpoint.line), []).append((view, is_served))
    sources = _Sources(folder)
    result = [_missed_route(one, by_handler, sources) for one in score.missed]
    handlers = {(w.route.endpoint.file, w.route.endpoint.line) for w in score.missed if w.route.endpoint}
    handlers |= {(w.route.endpoint.file, w.route.endpoint.line) for w, _ in score.matched if w.route.endpoint}
    result += [_wrong_route(one, handlers) for one in score.wrong]
    for wanted, ours in score.matched:
        if wanted.route.endpoint and not is_same_handler(wanted.route.endpoint, ours.view.endpoint):
            result.append(_handler(wanted, ours))
    result += _dependencies(score)
    result += _fields(score)
    return result


def _fields(score: Score) -> Iterator[Miss]:
    for wanted, ours in score.matched:
        found = fields_of(ours.view) if wanted.route.kind == "http" else {}
        for name, value in wanted.route.fields.items() if found else ():
            if found[name] != value:
                path, line = ours.view.place
                detail = f"found {found[name]!r}, not {value!r}"
                yield Miss("field", _name(wanted.key), f"{path}:{line}", f"another {name}", detail)


class _Sources:
    """Looks definitions up in the sources."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._tree = lru_cache(maxsize=None)(self._parsed)

    def _parsed(self, file: str) -> ast.Module | None:
        try:
            return ast.parse((self._folder / file).read_bytes())
        except (OSError, SyntaxError, ValueError):
            return None

    def decorators(self, callee: Callee) -> list[str] | None:
        """The decorators of a definition as written, shortened; None if it is not to be found."""
        tree = self._tree(callee.file)
        for node in ast.walk(tree) if tree else ():
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.lineno == callee.line:
                return [ast.unparse(one).partition("(")[0] for one in node.decorator_list]
        return None


def _name(key: tuple[str, str, str]) -> str:
    return f"{key[2] or key[0].upper()} {key[1]}"


def _missed_route(
    one: Wanted, by_handler: dict[tuple[str, int], list[tuple[RouteView, bool]]], sources: _Sources
) -> Miss:
    endpoint = one.route.endpoint
    if endpoint is None:
        return Miss("missed route", _name(one.key), "", "mount that was not found")
    views = by_handler.get((endpoint.file, endpoint.line or 0), [])
    cause = _of_path(one, views) if views else _of_registration(endpoint, sources)
    found = sorted({f"{view.verb} {view.path}" for view, _ in views})
    detail = f"found as {', '.join(found[:3])}" if found else ""
    return Miss("missed route", _name(one.key), f"{endpoint.file}:{endpoint.line} {endpoint.qualname}", cause, detail)


def _of_path(one: Wanted, views: list[tuple[RouteView, bool]]) -> str:
    """The handler is in the table, but elsewhere."""
    path = one.key[1]
    paths = {view.path for view, _ in views}
    if path in paths:
        return "the path is there, with another method"
    if any(HIDDEN in other for other in paths):
        return "a part of the path was not worked out"
    longer = [other for other in paths if path.endswith(other) and other]
    if longer:
        lost = not any(is_served for _, is_served in views)
        return "a prefix is missing: " + ("no application includes the router" if lost else "that of a router above")
    extra = [other for other in paths if other.endswith(path) and path]
    if extra:
        return "there is a prefix too many"
    return "the handler was found, but not at this path"


def _of_registration(endpoint: Callee, sources: _Sources) -> str:
    """The handler is nowhere in the table."""
    decorators = sources.decorators(endpoint)
    if decorators is None:
        return f"the handler is no definition at its line ({endpoint.form}), or the file cannot be parsed here"
    nested = "a closure" if "<locals>" in endpoint.qualname else endpoint.form
    registering = [one for one in decorators if one.rpartition(".")[2] in _VERBS]
    if registering:
        return f"{nested} decorated with `@{registering[0]}` was not taken for a handler"
    return f"{nested} registered by a call that was not followed"


_VERBS = {"get", "put", "post", "delete", "patch", "head", "options", "trace", "api_route", "route", "websocket"}


def _wrong_route(one: Found, handlers: set[tuple[str, int | None]]) -> Miss:
    path, line = one.view.place
    if one.view.endpoint is None:
        cause = "mount that the running application does not have"
    elif not one.is_served:
        cause = "no application is known to include its router"
    elif (path, line) in handlers:
        cause = "the handler is served, but not here"
    else:
        cause = "the handler is not served: conditional, replaced, or of another application"
    name = one.view.endpoint.qualname if one.view.endpoint else one.view.mounted
    return Miss("wrong route", _name(one.key), f"{path}:{line} {name}", cause)


def _handler(wanted: Wanted, ours: Found) -> Miss:
    truth, other = wanted.route.endpoint, ours.view.endpoint
    assert truth is not None
    place = f"{truth.file}:{truth.line} {truth.qualname}"
    if other is None:
        return Miss("handler", _name(wanted.key), place, "no handler")
    ours_at = f"{other.path}:{other.line} {other.module}:{other.qualname}"
    if (truth.file, truth.line) != (other.path, other.line):
        return Miss("handler", _name(wanted.key), place, "another definition", ours_at)
    cause = "the module has another name" if truth.module != other.module else "the name, or async or not"
    return Miss("handler", _name(wanted.key), place, cause, ours_at)


def _dependencies(score: Score) -> Iterator[Miss]:
    for wanted, ours in score.matched:
        truth, found = dependencies_of(wanted.route, ours.view)
        name = _name(wanted.key)
        missing = [one for one in wanted.route.dependencies if one.origin == "package" and one.identity not in found]
        lost: set[int] = set()
        for one in missing:
            below = any(depth < one.depth for depth in lost)
            lost.add(one.depth)
            cause = "below another that is missing" if below else _of_dependency(one, ours.view)
            yield Miss("missed dependency", name, f"{one.file}:{one.line} {one.qualname}", cause)
        for other in ours.view.dependencies:
            if (other.module, other.qualname.removesuffix(".__call__")) not in {t[:2] for t in truth}:
                cause = "one that the running route does not have"
                place = f"{other.path}:{other.line} {other.qualname}"
                yield Miss("wrong dependency", name, place, cause)


def _of_dependency(one: Callee, view: RouteView) -> str:
    if any(other.name == one.qualname.rpartition(".")[2] for other in view.dependencies):
        return f"{one.form}: another definition of that name was found"
    depth = "of the route, its routers or its application" if one.depth == 1 else "of another dependency"
    closure = "closure" if "<locals>" in one.qualname else one.form
    return f"{closure} that is a dependency {depth}"
