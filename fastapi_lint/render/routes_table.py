"""The route table for people: for each application its routes in matching order, then what they add up to.

A route takes two lines, in three columns where the page is wide enough:

    GET   /orders/{order_id}   read_order  shop/orders.py:10
    loop  → Order              needs get_session, current_user · ■ network: requests.get  shop/orders.py:31
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rich.cells import cell_len
from rich.text import Text

from fastapi_lint.model.route import DependencyView, RouteReport, RouterView, RouteView, WorstEffect
from fastapi_lint.render.page import Page
from fastapi_lint.render.summary import problem_block
from fastapi_lint.render.tally import counted

_WIDE = 110  # cells from which there are three columns
_GAP = 2
_PATHS = 0.4  # of a wide page at most; a longer path has its line for itself
_NAMES = 3  # dependencies that are named

VERB_STYLES = {
    "GET": "bold green",
    "POST": "bold yellow",
    "PUT": "bold blue",
    "PATCH": "bold blue",
    "DELETE": "bold red",
    "WEBSOCKET": "bold magenta",
}
_THREAD_STYLES = {"loop": "cyan", "pool": "blue"}


class _Columns(NamedTuple):
    """Where the second and third column begin, in cells; no `third` on a narrow page."""

    second: int
    third: int | None


def routes_table(report: RouteReport, page: Page) -> Iterator[Text]:
    """The lines of the report; none ends in white space."""
    for app in report.apps:
        yield heading(app, page)
        yield Text()
        routes = list(app.routes)
        columns = _columns(routes, page)
        for route in routes:
            for line in _rows(route, page, columns):
                line.rstrip()
                yield line
            yield Text()
    yield from closing(report, page)


def closing(report: RouteReport, page: Page) -> Iterator[Text]:
    """The end of every readable form: what is not known, and what there is."""
    for problem in report.problems:
        yield from problem_block(problem, page)
        yield Text()
    yield page.line_across()
    yield from page.hanging(Text(), _summary(report), indent=2)
    if report.is_incomplete:
        yield from page.hanging(Text(), Text("The analysis is incomplete: see the problems above.", "bold red"), 2)


def heading(app: RouterView, page: Page) -> Text:
    """The application at the left, the number of its routes at the right, a line between them."""
    if app.name:
        place = Text(f"  {page.path(app.path)}:{app.line}", style="cyan")
        title = Text.assemble((page.clean(f"{app.module}:{app.name}"), "bold"), place)
    else:
        title = Text("Not served by any known application", style="bold magenta")
    count = counted(sum(route.kind != "mount" for route in app.routes), "route")
    rule = page.glyphs.rule * max(page.width - title.cell_len - len(count) - 2, 2)
    return Text.assemble(title, (f" {rule} ", "dim"), (count, "dim"))


def handler(route: RouteView, page: Page) -> Text:
    """Name and place of what serves a route."""
    path, line = route.place
    name = page.clean(route.endpoint.qualname if route.endpoint else route.mounted)
    return Text.assemble(name, " " * _GAP, (f"{page.path(path)}:{line}", "cyan"))


def shown_path(route: RouteView, page: Page) -> str:
    """The path as people write it: what is mounted at the root has an empty one."""
    return page.clean(route.path or "/")


def effect(worst: WorstEffect, page: Page) -> Text:
    """The worst effect with the sign of a leaf, and where it is written."""
    style = "bold red" if worst.tier == 1 else "bold yellow"
    place = (f"{page.path(worst.path)}:{worst.line}", "cyan")
    return Text.assemble((f"{page.glyphs.leaf} {worst.kind}", style), f": {page.clean(worst.leaf)}  ", place)


def _columns(routes: list[RouteView], page: Page) -> _Columns:
    verbs = [cell_len(word) for route in routes for word in (route.verb, route.thread or "")]
    second = max(verbs, default=0) + _GAP
    if page.width < _WIDE:
        return _Columns(second, None)
    room = int(page.width * _PATHS)
    texts = [text for route in routes for text in (shown_path(route, page), _model(route, page))]
    widths = [width for width in map(cell_len, texts) if width <= room]
    return _Columns(second, second + max(widths, default=0) + _GAP)


def _rows(route: RouteView, page: Page, columns: _Columns) -> Iterator[Text]:
    verb = Text(route.verb, style=VERB_STYLES.get(route.verb, "bold"))
    thread = Text(route.thread or "", style=_THREAD_STYLES.get(route.thread or "", ""))
    path, model = Text(shown_path(route, page), style="bold"), Text(_model(route, page), style="green")
    serving, facts = handler(route, page), _facts(route, page)
    third = columns.third
    if third is not None and max(path.cell_len, model.cell_len) <= third - columns.second - _GAP:
        yield from page.hanging(_joined(verb, path, columns, third), serving, third)
        if thread or model or facts:
            yield from _flowing(_joined(thread, model, columns, third), facts, third, page)
        return
    yield _joined(verb, path, columns, 0)
    yield from page.hanging(_padded(thread, columns.second), serving, columns.second)
    parts = [model, *facts] if model else facts
    if parts:
        yield from _flowing(Text(" " * columns.second), parts, columns.second, page)


def _flowing(lead: Text, parts: list[Text], indent: int, page: Page) -> Iterator[Text]:
    """Facts with dots between them, as many on a line as it has room for; only a long one is broken."""
    dot = Text(f" {page.glyphs.dot} ", style="dim")
    line = Text()
    for part in parts:
        if line and indent + line.cell_len + dot.cell_len + part.cell_len > page.width:
            yield from page.hanging(lead, line, indent)
            lead, line = Text(" " * indent), part
        else:
            line = line + dot + part if line else part
    yield from page.hanging(lead, line, indent)


def _joined(first: Text, second: Text, columns: _Columns, width: int) -> Text:
    return _padded(_padded(first, columns.second) + second, width)


def _padded(text: Text, width: int) -> Text:
    return text + Text(" " * max(width - text.cell_len, 0))


def _model(route: RouteView, page: Page) -> str:
    return page.clean(f"→ {route.response_model}") if route.response_model else ""


def _facts(route: RouteView, page: Page) -> list[Text]:
    """What the route needs, and the worst that its handler does."""
    parts = []
    if route.dependencies:
        parts.append(Text.assemble(("needs ", "dim"), page.clean(dependencies(route.dependencies))))
    if route.worst_effect:
        parts.append(effect(route.worst_effect, page))
    return parts


def dependencies(found: tuple[DependencyView, ...]) -> str:
    """`get_session, current_user, and 2 more`."""
    names = list(dict.fromkeys(dependency.name for dependency in found))
    shown = names[:_NAMES] if len(names) > _NAMES + 1 else names
    rest = len(names) - len(shown)
    return ", ".join(shown) + (f", and {rest} more" if rest else "")


def _summary(report: RouteReport) -> Text:
    routes = [route for app in report.apps for route in app.routes if route.kind != "mount"]
    if not routes:
        return Text("No routes.", style="bold")
    apps = [app for app in report.apps if app.name]
    lost = len(routes) - sum(route.kind != "mount" for app in apps for route in app.routes)
    where = f" in {counted(len(apps), 'application')}" + (f" ({lost:,} not known to be served)" if lost else "")
    return Text.assemble((counted(len(routes), "route"), "bold"), f"{where}: {_told(routes)}")


def _told(routes: Iterable[RouteView]) -> str:
    """`20 on the loop, 4 in the pool; worst effects: 3 network, 1 cpu`."""
    listed = list(routes)
    threads = Counter(route.thread for route in listed)
    words = {"loop": "on the event loop", "pool": "in the thread pool", "unknown": "on an unknown thread"}
    told = ", ".join(f"{threads[name]:,} {word}" for name, word in words.items() if threads[name])
    effects = Counter(route.worst_effect.kind for route in listed if route.worst_effect)
    if effects:
        kinds = ", ".join(f"{number:,} {kind}" for kind, number in sorted(effects.items(), key=lambda e: (-e[1], e[0])))
        told += f"; worst effects: {kinds}"
    return f"{told}."
