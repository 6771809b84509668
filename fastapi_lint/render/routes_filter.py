"""Which routes `--filter` leaves: by method, by path, by handler, with `*` and `?` where whole names are meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from fastapi_lint.model.route import RouteReport, RouterView, RouteView

_VERBS = frozenset(
    {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "QUERY", "WEBSOCKET", "MOUNT"}
)
_WILD = re.compile(r"[*?]")


class Filter(NamedTuple):
    """What is asked for: methods (none: any) and text in, or a pattern for, the path, the handler or its file."""

    verbs: frozenset[str]
    text: str
    pattern: re.Pattern[str] | None

    def takes(self, route: RouteView) -> bool:
        """True if the route is one of those that are asked for."""
        if self.verbs and self.verbs.isdisjoint(route.methods or (route.kind.upper(),)):
            return False
        names = [route.path or "/"] if self.text.startswith("/") else _names(route)
        if self.pattern is not None:
            return any(self.pattern.fullmatch(name.lower()) for name in names)
        return any(self.text in name.lower() for name in names)


def filter_of(written: str) -> Filter:
    """`GET`, `GET /orders`, `get,post /api/*`, `/orders`, `read_*`, `routers/orders.py` … Case does not matter."""
    first, _, rest = written.strip().partition(" ")
    verbs = frozenset(first.upper().split(","))
    if not verbs <= _VERBS:
        verbs, rest = frozenset(), written
    text = rest.strip().lower()
    return Filter(verbs, text, _pattern(text) if _WILD.search(text) else None)


def filtered(report: RouteReport, filters: Iterable[str]) -> RouteReport:
    """The report with the routes alone that one of the filters takes, and a count of the others."""
    wanted = [filter_of(written) for written in filters]
    apps = (_filtered(app, wanted) for app in report.apps)
    left = report._replace(apps=tuple(app for app in apps if app is not None))
    return left._replace(hidden=sum(1 for _ in report.routes) - sum(1 for _ in left.routes))


def _filtered(router: RouterView, wanted: list[Filter]) -> RouterView | None:
    entries: list[RouteView | RouterView] = []
    for entry in router.entries:
        if isinstance(entry, RouteView):
            entries += [entry] if any(one.takes(entry) for one in wanted) else []
        else:
            below = _filtered(entry, wanted)
            entries += [below] if below is not None else []
    return router._replace(entries=tuple(entries)) if entries else None


def _names(route: RouteView) -> list[str]:
    """What a route is known by: its path, and names and file of its handler or what is mounted."""
    endpoint = route.endpoint
    if endpoint is None:
        return [route.path or "/", route.mounted]
    named = f"{endpoint.module}:{endpoint.qualname}"
    return [route.path or "/", endpoint.qualname, named, named.replace(":", "."), endpoint.path]


def _pattern(text: str) -> re.Pattern[str]:
    """`*` stands for anything, `?` for one character, all others (brackets and braces too) for themselves."""
    return re.compile("".join(_translated(text)), re.DOTALL)


def _translated(text: str) -> Iterator[str]:
    for character in text:
        yield {"*": ".*", "?": "."}.get(character) or re.escape(character)
