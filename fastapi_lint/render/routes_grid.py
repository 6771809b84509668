"""The route table on a wide page: a line a route in seven columns, and below it, dim, where things are.

    METHOD  PATH               HANDLER     ON    NEEDS                         RETURNS  WORST EFFECT
    GET     /orders/{order_id} read_order  loop  get_session, current_user +2  Order    ■ network: requests.get
                               shop/routers/orders.py:10                                shop/clients/http.py:31

Paths of routes are never cut: a long one goes on in the next line of its column.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import zip_longest
from typing import NamedTuple

from rich.cells import cell_len
from rich.text import Text

from fastapi_lint.model.route import RouterView, RouteView, WorstEffect
from fastapi_lint.render.page import Page
from fastapi_lint.render.routes_parts import (
    as_many,
    begun,
    effect,
    effect_place,
    effect_style,
    elsewhere,
    ended,
    handler_name,
    handler_place,
    names_of,
    short_leaf,
    shown_path,
    thread_text,
    verb_text,
)

WIDE = 120
"""Cells from which there is room for columns."""

_GAP = 2
_PART_OF_PATH = re.compile(r"/?[^/]*")
_PART_OF_VERBS = re.compile(r"[^,]*,?")


class _Kind(NamedTuple):
    """A column: its heading, what it would show of a route, how narrow it may become, and how dear its cells are."""

    title: str
    shown: Callable[[RouteView, Page], str]
    least: int
    weight: float


_KINDS = {
    "verb": _Kind("METHOD", lambda route, _page: max(route.methods or (route.verb,), key=len), 6, 9.0),
    "path": _Kind("PATH", shown_path, 20, 2.0),
    "handler": _Kind("HANDLER", handler_name, 12, 1.2),
    "thread": _Kind("ON", lambda route, _page: route.thread or "", 4, 9.0),
    "needs": _Kind("NEEDS", lambda route, page: page.clean(", ".join(names_of(route.dependencies))), 12, 0.9),
    "returns": _Kind("RETURNS", lambda route, page: page.clean(route.response_model or ""), 8, 0.7),
    "effect": _Kind("WORST EFFECT", lambda route, page: _effect(route, page).plain, 18, 1.3),
}


class _Grid(NamedTuple):
    """Where each column begins and how wide it is, in cells; columns that would be empty are not there."""

    starts: dict[str, int]
    widths: dict[str, int]


def grid(app: RouterView, page: Page) -> Iterator[Text]:
    """Headings and the routes of an application."""
    routes = list(app.routes)
    columns = _columns(routes, page)
    yield _line({name: Text(_KINDS[name].title, style="dim") for name in columns.widths}, columns)
    for route in routes:
        yield from _rows(route, page, columns)


def _columns(routes: list[RouteView], page: Page) -> _Grid:
    """As wide as what they show; where that is too much the ones with the cheapest cells give way first."""
    widths: dict[str, int] = {}
    for name, kind in _KINDS.items():
        natural = max(cell_len(kind.shown(route, page)) for route in routes)
        if natural:
            widths[name] = max(natural, len(kind.title))
    room = page.width - _GAP * (len(widths) - 1)
    while sum(widths.values()) > room:
        loose = [name for name in widths if widths[name] > _KINDS[name].least]
        if not loose:
            break
        widths[max(loose, key=lambda name: widths[name] / _KINDS[name].weight)] -= 1
    starts, at = {}, 0
    for name, width in widths.items():
        starts[name] = at
        at += width + _GAP
    return _Grid(starts, widths)


def _rows(route: RouteView, page: Page, columns: _Grid) -> Iterator[Text]:
    verbs = [verb_text(part) for part in _pieces(route.verb, columns.widths["verb"], _PART_OF_VERBS)]
    paths = [
        Text(part, style="bold") for part in _pieces(shown_path(route, page), columns.widths["path"], _PART_OF_PATH)
    ]
    rest = [_first(route, page, columns), _second(route, page, columns)]
    for verb, path, cells in zip_longest(verbs, paths, rest):
        yield _line({"verb": verb or Text(), "path": path or Text(), **(cells or {})}, columns)


def _first(route: RouteView, page: Page, columns: _Grid) -> dict[str, Text]:
    """Handler, thread, dependencies, response model and worst effect, each cut to its column."""
    widths = columns.widths
    cells = {"handler": Text(ended(handler_name(route, page), widths["handler"], page))}
    if "thread" in widths:
        cells["thread"] = thread_text(route.thread)
    if "needs" in widths:
        cells["needs"] = Text(as_many(names_of(route.dependencies), widths["needs"], page))
    if "returns" in widths:
        cells["returns"] = Text(ended(page.clean(route.response_model or ""), widths["returns"], page), style="green")
    if "effect" in widths and route.worst_effect:
        cells["effect"] = _fitting(route.worst_effect, route, page, widths["effect"])
    return cells


def _fitting(worst: WorstEffect, route: RouteView, page: Page, width: int) -> Text:
    """The effect; where there is no room its leaf says enough without its kind."""
    told = effect(worst, route, page)
    if told.cell_len <= width:
        return told
    for leaf in (short_leaf(worst.leaf), short_leaf(worst.leaf, longest=0)):
        short = Text(f"{page.glyphs.leaf} {page.clean(leaf)}", style=effect_style(worst)) + elsewhere(worst, route)
        if short.cell_len <= width and " " not in leaf:
            return short
    cut = ended(told.plain, width, page)
    return told[: len(cut) - len(page.glyphs.ellipsis)] + page.glyphs.ellipsis


def _second(route: RouteView, page: Page, columns: _Grid) -> dict[str, Text]:
    """Where the handler is, over the columns at its right, and where the effect is."""
    worst = route.worst_effect
    end = columns.starts["effect"] - _GAP if worst else page.width
    place = begun(handler_place(route, page), end - columns.starts["handler"], page)
    cells = {"handler": Text(place, style="cyan")}
    if worst:
        cells["effect"] = Text(
            begun(effect_place(worst, page), page.width - columns.starts["effect"], page), style="cyan"
        )
    return cells


def _effect(route: RouteView, page: Page) -> Text:
    return effect(route.worst_effect, route, page) if route.worst_effect else Text()


def _line(cells: dict[str, Text], columns: _Grid) -> Text:
    """The cells where their columns begin, in one line that ends in no space."""
    line = Text()
    for name, start in columns.starts.items():
        cell = cells.get(name)
        if cell:
            line = line + Text(" " * (start - line.cell_len)) + cell
    line.rstrip()
    return line


def _pieces(text: str, width: int, part: re.Pattern[str]) -> list[str]:
    """The text in pieces that fit, broken between its parts; a longer part is broken anywhere."""
    lines = [""]
    for piece in part.findall(text):
        if lines[-1] and cell_len(lines[-1] + piece) > width:
            lines.append("")
        lines[-1] += piece
        while cell_len(lines[-1]) > width:
            lines[-1:] = [lines[-1][:width], lines[-1][width:]]
    return [line for line in lines if line]
