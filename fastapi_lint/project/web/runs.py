"""Runs: in which calls and loops a piece of set-up code runs while an application is put together.

`def register(app, prefix): app.include_router(router, prefix=prefix)` called twice includes the router twice; so does a
loop over two prefixes. A run says which call and which elements of loops an expression is to be read for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from fastapi_lint.model.expression import Element, Expression
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.web.call_index import CallIndex, Site

_MOST_RUNS = 64
_DEEPEST = 6


class Place(NamedTuple):
    """An expression where it stands, and the run that it is read for (None: whichever)."""

    expression: Expression
    use: Use
    run: Run | None


class Turn(NamedTuple):
    """One turn of a loop over known elements: what its target (`element`) stands for, and when it happens."""

    element: Element
    number: int
    place: Place
    order: tuple[str, int, int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """One run of a function's (or module's) own code.

    `site` is the call that started it and `outer` the run in which that call stands; `turns` are those of its loops,
    outermost first.
    """

    function: Scope
    site: Site | None = None
    outer: Run | None = None
    turns: tuple[Turn, ...] = ()

    def at(self, scope: Scope) -> Run | None:
        """The run, of this one and those around it, whose code this scope belongs to."""
        functions = set(enclosing_functions(scope))
        run: Run | None = self
        while run is not None and run.function not in functions:
            run = run.outer
        return run

    def element(self, element: Element) -> Place | None:
        """The element that a loop's target stands for in this run."""
        return next((turn.place for turn in self.turns if turn.element == element), None)

    @property
    def order(self) -> tuple[tuple[str, int, int, int], ...]:
        """Sorts runs as they happen: by the calls that lead here, outermost first."""
        own: tuple[tuple[str, int, int, int], ...] = ()
        if self.site is not None:
            span = self.site.call.span
            own = ((self.site.scope.module.path, span.line, span.column, 0),)
        turns = tuple(turn.order for turn in self.turns)
        return (self.outer.order if self.outer else ()) + own + turns


def enclosing_functions(scope: Scope) -> Iterator[Scope]:
    """The functions around a definition, itself included, innermost first, and the module."""
    current: Scope | None = scope
    while current is not None:
        if not current.is_class:
            yield current
        current = current.parent


def place_of_definition(scope: Scope) -> tuple[Scope, int]:
    """The scope whose code makes a definition, and the block in which it does."""
    parent = scope.parent or scope
    for binding in parent.bindings.get(scope.definition.name, ()):
        if getattr(binding.value, "definition", None) == scope.index:
            block = binding.block
            break
    else:
        block = 0
    while parent.is_class and parent.parent is not None:
        parent, block = place_of_definition(parent)
    return parent, block


class Runs:
    """Finds the runs of a piece of code. `elements` lists what a loop's iterable holds, None if that is not known.

    Functions that make an application (`factories`) are followed for one call only: each call would otherwise count as
    an application of its own.
    """

    def __init__(
        self, index: CallIndex, elements: Callable[[Place], list[Place] | None], factories: frozenset[Scope]
    ) -> None:
        self._index = index
        self._elements = elements
        self._factories = factories
        self._known: dict[tuple[Scope, int], list[Run]] = {}

    def of_call(self, site: Site) -> list[Run]:
        """The runs of a call."""
        return self.of(*self.code_of(site))

    def of_definition(self, scope: Scope) -> list[Run]:
        """The runs of the code that makes a definition, and so of its decorators."""
        return self.of(*place_of_definition(scope))

    def of(self, scope: Scope, block: int) -> list[Run]:
        """The runs of the code in a block of a function or module; never empty, in the order in which they happen."""
        key = (scope, block)
        if key not in self._known:
            self._known[key] = list(islice(self._followed(scope, block, ()), _MOST_RUNS))
        return self._known[key]

    def _followed(self, scope: Scope, block: int, active: tuple[Scope, ...]) -> Iterator[Run]:
        """Runs one by one, so that no more callers are followed than runs are kept; `active` are those below."""
        for base in self._of_function(scope, active):
            yield from self._turns(scope, block, base)

    def _of_function(self, scope: Scope, active: tuple[Scope, ...]) -> Iterator[Run]:
        if not scope.is_function or scope in active or len(active) > _DEEPEST:
            yield Run(scope)
            return
        is_called = False
        for site in self._index.callers(scope):
            for outer in self._followed(*self.code_of(site), (*active, scope)):
                is_called = True
                yield Run(scope, site, outer)
                if scope in self._factories:
                    return
        if not is_called:
            yield Run(scope)

    @staticmethod
    def code_of(site: Site) -> tuple[Scope, int]:
        """Where a call runs: class bodies and headers run in the code around them."""
        if site.scope.is_class or site.scope.in_header(site.call.block):
            return place_of_definition(site.scope)
        return site.scope, site.call.block

    def _turns(self, scope: Scope, block: int, base: Run) -> list[Run]:
        """The run for each combination of elements of the loops around the block."""
        runs = [base]
        for loop in reversed(scope.loops_around(block)):
            opened = scope.body.blocks[loop]
            if opened.expression is None or opened.kind == "while":
                continue
            use = Use(scope, opened.parent, (opened.line, opened.column))
            element = Element(opened.expression, False)
            grown: list[Run] = []
            for run in runs:
                elements = self._elements(Place(opened.expression, use, run))
                if elements is None:
                    grown.append(run)
                    continue
                for number, place in enumerate(elements):
                    order = (scope.module.path, opened.line, opened.column, number)
                    turns = (*run.turns, Turn(element, number, place, order))
                    grown.append(Run(run.function, run.site, run.outer, turns))
            runs = grown[:_MOST_RUNS]
        return runs

    def identity(self, scope: Scope, index: int, run: Run | None) -> str:
        """Names what the `index`-th call of a definition makes in a run: the same text for the same object."""
        text = f"{scope.id}#{index}"
        own = run.at(scope) if run is not None else None
        if own is None:
            return text
        return text + self._suffix(scope, index, own)

    def _suffix(self, scope: Scope, index: int, run: Run) -> str:
        blocks = scope.body.blocks
        block = scope.body.calls[index].block
        around = {blocks[loop].expression for loop in scope.loops_around(block)}
        turns = "".join(f"*{number}" for element, number, _, _ in run.turns if element.iterable in around)
        if run.site is None or run.function in self._factories or run.function is not scope:
            return turns
        outer = run.outer.at(run.site.scope) if run.outer else None
        further = self._suffix(run.site.scope, run.site.number, outer) if outer else ""
        return f"{turns}@{run.site.scope.id}#{run.site.number}{further}"
