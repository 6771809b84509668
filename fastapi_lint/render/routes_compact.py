"""The route table on a narrow page: two or three lines a route.

GET   /orders/{order_id}
loop  read_order  shop/orders.py:10
      → Order · needs get_session, current_user
      ■ network: requests.get  shop/orders.py:31
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len
from rich.text import Text

from fastapi_lint.model.route import RouterView, RouteView
from fastapi_lint.render.page import Page
from fastapi_lint.render.routes_parts import (
    effect,
    effect_place,
    flowing,
    handler,
    names_of,
    shown_path,
    thread_text,
    verb_text,
)

_NAMES = 3  # dependencies that are named


def compact(app: RouterView, page: Page) -> Iterator[Text]:
    """The routes of an application, an empty line after each."""
    routes = list(app.routes)
    words = [cell_len(word) for route in routes for word in (route.verb, route.thread or "") if cell_len(word) < 12]
    indent = max(words, default=0) + 2
    for route in routes:
        for line in _rows(route, page, indent):
            line.rstrip()
            yield line
        yield Text()


def _rows(route: RouteView, page: Page, indent: int) -> Iterator[Text]:
    verb = _padded(verb_text(route.verb), indent - 2) + Text("  ")
    yield from page.hanging(verb, Text(shown_path(route, page), style="bold"), indent)
    yield from page.hanging(_padded(thread_text(route.thread), indent), handler(route, page), indent)
    parts = _facts(route, page)
    if parts:
        yield from flowing(parts, indent, page, lead=Text(" " * indent))


def _padded(text: Text, width: int) -> Text:
    return text + Text(" " * max(width - text.cell_len, 0))


def _facts(route: RouteView, page: Page) -> list[Text]:
    """What the route gives and needs, and the worst that it does."""
    parts = []
    if route.response_model:
        parts.append(Text(page.clean(f"→ {route.response_model}"), style="green"))
    if route.dependencies:
        parts.append(Text.assemble(("needs ", "dim"), page.clean(named(names_of(route.dependencies)))))
    if route.worst_effect:
        worst = route.worst_effect
        parts.append(effect(worst, route, page) + Text.assemble("  ", (effect_place(worst, page), "cyan")))
    return parts


def named(names: list[str]) -> str:
    """`get_session, current_user, get_settings, and 2 more`."""
    shown = names[:_NAMES] if len(names) > _NAMES + 1 else names
    rest = len(names) - len(shown)
    return ", ".join(shown) + (f", and {rest} more" if rest else "")
