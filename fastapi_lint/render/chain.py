"""The witness as a chain that one can follow: where each call is made, down to the leaf."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.text import Text

from fastapi_lint.model.effect import Hop
from fastapi_lint.render.page import Page

_GAP = 2


def chain(trace: Sequence[Hop], leaf: str | None, page: Page, indent: int, style: str) -> Iterator[Text]:
    """One line a hop in three columns, or two lines where the page is too narrow for one. They hang at `indent`.

    The last hop is marked: it is the call that blocks or burns. `leaf` says what it does, in a word (`network`); None
    where the chain ends in no such call.
    """
    places = [page.place(hop.path, hop.line) for hop in trace]
    functions = [page.clean(hop.function) for hop in trace]
    calls = [page.clean(hop.call) for hop in trace]
    columns = max(place.cell_len for place in places) + _GAP, max(map(cell_len, functions)) + _GAP
    arrow_width = cell_len(page.glyphs.hop) + 1
    mark = "" if leaf is None else f"{' ' * _GAP}{page.glyphs.leaf} {leaf}".rstrip()
    widest = indent + arrow_width + sum(columns) + max(map(cell_len, calls)) + len(mark)
    for position, (place, function, call) in enumerate(zip(places, functions, calls, strict=True)):
        arrow = Text(f"{page.glyphs.hop} " if position else " " * arrow_width, style="dim")
        is_leaf = position == len(trace) - 1
        shown_call = Text(call, style=style if is_leaf else "")
        if is_leaf:
            shown_call += Text(mark, style=style)
        if widest <= page.width:
            yield _in_columns(arrow, place, function, columns, shown_call)
        else:
            yield from _stacked(arrow, place, function, shown_call, page.width - indent)


def _in_columns(arrow: Text, place: Text, function: str, columns: tuple[int, int], call: Text) -> Text:
    gaps = " " * (columns[0] - place.cell_len), " " * (columns[1] - cell_len(function))
    return Text.assemble(arrow, place, gaps[0], function, gaps[1], call)


def _stacked(arrow: Text, place: Text, function: str, call: Text, room: int) -> Iterator[Text]:
    below = " " * (arrow.cell_len + _GAP)
    where = Text(f" in {function}" if function else "")
    if arrow.cell_len + place.cell_len + where.cell_len <= room:
        yield Text.assemble(arrow, place, where)
    else:
        yield Text.assemble(arrow, place)
        yield Text.assemble(below, where[1:])
    yield Text(below) + call
