"""Inclusion as a tree: applications, the routers in them with their prefixes, and the routes of each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from rich.text import Text

from fastapi_lint.model.route import RouteReport, RouterView, RouteView
from fastapi_lint.render.page import Page
from fastapi_lint.render.routes_closing import closing
from fastapi_lint.render.routes_parts import VERB_STYLES, effect, handler, heading, shown_path, thread_text, verb_text


class _Branches(NamedTuple):
    """What leads to an entry and to the last one, and what stands below either."""

    entry: str
    last: str
    below: str
    below_last: str


_UNICODE = _Branches("├─ ", "└─ ", "│  ", "   ")
_ASCII = _Branches("|- ", "`- ", "|  ", "   ")


def routes_tree(report: RouteReport, page: Page) -> Iterator[Text]:
    """The lines of the tree; none ends in white space."""
    branches = _ASCII if page.glyphs.bar.isascii() else _UNICODE
    for app in report.apps:
        yield heading(app, page)
        yield from _entries(app, page, branches, "")
        yield Text()
    yield from closing(report, page)


def _entries(router: RouterView, page: Page, branches: _Branches, lead: str) -> Iterator[Text]:
    shown = _merged(router)
    for position, (entry, is_mounted) in enumerate(shown):
        is_last = position == len(shown) - 1
        branch = Text(lead + (branches.last if is_last else branches.entry), style="dim")
        below = lead + (branches.below_last if is_last else branches.below)
        if isinstance(entry, RouterView):
            yield from _hung(branch, _router(entry, router, page, is_mounted=is_mounted), below, page)
            yield from _entries(entry, page, branches, below)
        else:
            yield from _hung(branch, _route(entry, router, page), below, page)


def _merged(router: RouterView) -> list[tuple[RouteView | RouterView, bool]]:
    """What is on a router; a mount and the application that it mounts are one entry, marked as mounted."""
    shown: list[tuple[RouteView | RouterView, bool]] = []
    for entry in router.entries:
        before = shown[-1][0] if shown else None
        is_mounted = (
            isinstance(entry, RouterView)
            and isinstance(before, RouteView)
            and before.kind == "mount"
            and before.path == entry.prefix
        )
        shown[len(shown) - is_mounted :] = [(entry, is_mounted)]
    return shown


def _hung(branch: Text, text: Text, below: str, page: Page) -> Iterator[Text]:
    """The text behind its branch; further lines keep the branches of what comes below."""
    for position, line in enumerate(page.hanging(branch, text, indent=branch.cell_len + 2)):
        if position:
            line = Text(below, style="dim") + line[len(below) :]  # noqa: PLW2901
        line.rstrip()
        yield line


def _router(router: RouterView, parent: RouterView, page: Page, *, is_mounted: bool) -> Text:
    prefix = page.clean(_below(router.prefix, parent.prefix)) or "/"
    name = page.clean(f"{router.module}:{router.name}".rstrip(":"))
    kind = "app " if router.kind == "application" else ""
    mount = Text("MOUNT ", style=VERB_STYLES["MOUNT"]) if is_mounted else Text()
    return mount + Text.assemble((prefix, "bold"), f"  {kind}{name}  ", page.place(router.path, router.line))


def _route(route: RouteView, parent: RouterView, page: Page) -> Text:
    path = page.clean(_below(route.path, parent.prefix)) or ('""' if parent.prefix else shown_path(route, page))
    told = verb_text(route.verb) + Text(f" {path}  ") + handler(route, page)
    if route.thread == "pool":
        told += Text("  ") + thread_text(route.thread)
    if route.worst_effect:
        told += Text("  ") + effect(route.worst_effect, route, page)
    return told


def _below(path: str, prefix: str) -> str:
    """What a path adds to that of the router around it."""
    return path[len(prefix) :] if path.startswith(prefix) else path
