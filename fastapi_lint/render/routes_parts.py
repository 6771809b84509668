"""What the readable forms of the route table share: the heading of an application, and the words for one route."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.cells import cell_len
from rich.text import Text

from fastapi_lint.model.finding import Severity
from fastapi_lint.model.route import DependencyView, RouterView, RouteView, WorstEffect
from fastapi_lint.render.block import STYLES
from fastapi_lint.render.page import Page
from fastapi_lint.render.tally import counted

VERB_STYLES = {
    "GET": "bold green",
    "HEAD": "green",
    "POST": "bold yellow",
    "PUT": "bold blue",
    "PATCH": "bold blue",
    "DELETE": "bold red",
    "OPTIONS": "dim",
    "WEBSOCKET": "bold magenta",
    "MOUNT": "bold cyan",
}
THREAD_STYLES = {"loop": "cyan", "pool": "magenta"}
_LOCAL = "<locals>."
_LONG_LEAF = 24  # cells: a longer dotted name is known by its last two parts


def heading(app: RouterView, page: Page) -> Text:
    """The application at the left, the number of its routes at the right, a line between them."""
    if app.name:
        title = Text.assemble((page.clean(f"{app.module}:{app.name}"), "bold"), "  ", page.place(app.path, app.line))
    else:
        title = Text("Not served by any known application", style="bold magenta")
    count = counted(sum(route.kind != "mount" for route in app.routes), "route")
    rule = page.glyphs.rule * max(page.width - title.cell_len - len(count) - 2, 2)
    return Text.assemble(title, (f" {rule} ", "dim"), (count, "dim"))


def verb_text(verb: str) -> Text:
    """`GET`, or several of them, each in its colour."""
    words = verb.split(",")
    styled = [
        (word + ("," if number < len(words) else ""), VERB_STYLES.get(word, "bold"))
        for number, word in enumerate(words, 1)
    ]
    return Text.assemble(*styled)


def shown_path(route: RouteView, page: Page) -> str:
    """The path as people write it: what is mounted at the root has an empty one."""
    return page.clean(route.path or "/")


def handler_name(route: RouteView, page: Page) -> str:
    """The handler's qualified name, that of a closure without the function around it; or what is mounted."""
    name = route.endpoint.qualname if route.endpoint else route.mounted
    return page.clean(name.rpartition(_LOCAL)[2])


def handler_place(route: RouteView, page: Page) -> str:
    """`path:line` to open."""
    path, line = route.place
    return f"{page.path(path)}:{line}"


def handler(route: RouteView, page: Page) -> Text:
    """Name and place of what serves a route."""
    return Text.assemble(handler_name(route, page), "  ", page.place(*route.place))


def thread_text(thread: str | None) -> Text:
    """`loop` or `pool` in its colour."""
    return Text(thread or "", style=THREAD_STYLES.get(thread or "", ""))


def effect(worst: WorstEffect, route: RouteView, page: Page) -> Text:
    """The worst effect with the sign of a leaf, and the thread if it is another than the handler's."""
    return Text.assemble(
        (f"{page.glyphs.leaf} {worst.kind}", effect_style(worst)),
        f": {page.clean(short_leaf(worst.leaf))}",
        elsewhere(worst, route),
    )


def elsewhere(worst: WorstEffect, route: RouteView) -> Text:
    """` (loop)` for what a dependency does there before a handler in the pool, and the other way round."""
    return Text(f" ({worst.thread})" if worst.thread != route.thread else "", style="dim")


def effect_style(worst: WorstEffect) -> str:
    """The colour of its severity."""
    return STYLES[Severity(worst.severity)]


def effect_place(worst: WorstEffect, page: Page) -> str:
    """`path:line` of the leaf."""
    return f"{page.path(worst.path)}:{worst.line}"


def short_leaf(leaf: str, longest: int = _LONG_LEAF) -> str:
    """`Session.scalars` for `sqlalchemy.orm.Session.scalars`; short names and descriptions of loops as they are."""
    if len(leaf) <= longest or " " in leaf:
        return leaf
    return ".".join(leaf.split(".")[-2:])


def names_of(dependencies: Iterable[DependencyView]) -> list[str]:
    """What a route asks for itself before what that needs in turn, each name once."""
    ordered = sorted(dependencies, key=lambda one: one.depth)
    return list(dict.fromkeys(one.name for one in ordered))


def as_many(names: list[str], width: int, page: Page) -> str:
    """`get_session, current_user +2`: as many names as there is room for, and how many more there are."""
    for number in range(len(names), 0, -1):
        more = f" +{len(names) - number}" if number < len(names) else ""
        shown = page.clean(", ".join(names[:number]))
        if cell_len(shown + more) <= width:
            return shown + more
    more = f" +{len(names) - 1}" if len(names) > 1 else ""
    return ended(page.clean(names[0]), width - len(more), page) + more if names else ""


def ended(text: str, width: int, page: Page) -> str:
    """The text, its end cut off where it is too long."""
    sign = page.glyphs.ellipsis
    if cell_len(text) <= width:
        return text
    while text and cell_len(text) + len(sign) > width:
        text = text[:-1]
    return text.rstrip() + sign


def begun(place: str, width: int, page: Page) -> str:
    """The end of a long path, which tells most: `…/routers/orders.py:20`."""
    if cell_len(place) <= width:
        return place
    sign, parts = page.glyphs.ellipsis, place.split("/")
    while len(parts) > 1 and cell_len("/".join([sign, *parts])) > width:
        parts = parts[1:]
    return "/".join([sign, *parts])


def flowing(parts: list[Text], indent: int, page: Page, lead: Text | None = None) -> Iterator[Text]:
    """Facts with dots between them, as many on a line as it has room for; only a long one is broken.

    The first line begins with `lead`, the others are indented.
    """
    dot = Text(f" {page.glyphs.dot} ", style="dim")
    before, line = lead or Text(), Text()
    for part in parts:
        if line and before.cell_len + line.cell_len + dot.cell_len + part.cell_len > page.width:
            yield from page.hanging(before, line, indent)
            before, line = Text(" " * indent), part
        else:
            line = line + dot + part if line else part
    yield from page.hanging(before, line, indent)
