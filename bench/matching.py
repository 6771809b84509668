"""Pairs the routes that were found with those of the truth, and counts."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from truth import Callee, Truth, TruthRoute

from fastapi_lint.model.route import HIDDEN, DependencyView, EndpointView, RouterView, RouteView

Key = tuple[str, str, str]
"""Kind, full path, method (empty for websockets and mounts)."""


class Ratio(NamedTuple):
    """`right` of `all`."""

    right: int = 0
    all: int = 0

    def __add__(self, other: object) -> Ratio:
        """Together with another."""
        assert isinstance(other, Ratio)
        return Ratio(self.right + other.right, self.all + other.all)

    @property
    def percent(self) -> str:
        """With one digit, rounded down: 100.0 means all."""
        return f"{int(1000 * self.right / self.all) / 10:.1f}" if self.all else "-"


NOTHING = Ratio()


class Found(NamedTuple):
    """A route that was found, under one of its methods; `is_served` is False if no known application includes it."""

    key: Key
    view: RouteView
    is_served: bool
    place: int = 0  # in the table of its application


class Wanted(NamedTuple):
    """A route of the truth, under one of its methods."""

    key: Key
    route: TruthRoute


_RATIOS = ("route_recall", "route_precision", "handlers", "dependency_recall", "dependency_precision", "order")


@dataclass
class Score:
    """How one application, or all together, came out."""

    app: str
    route_recall: Ratio = NOTHING
    route_precision: Ratio = NOTHING
    handlers: Ratio = NOTHING
    dependency_recall: Ratio = NOTHING
    dependency_precision: Ratio = NOTHING
    order: Ratio = NOTHING  # of the matched routes those that stand in the order of the truth
    fields: dict[str, Ratio] = field(default_factory=dict)  # see `truth.FIELDS`
    library_dependencies: int = 0  # dependencies of the truth whose code is a library's: not scored
    elsewhere: int = 0  # routes of other applications of the same sources: not scored
    symbolic: int = 0  # routes of which a part of the path is only known at run time: they count as wrong
    matched: list[tuple[Wanted, Found]] = field(default_factory=list)
    missed: list[Wanted] = field(default_factory=list)
    wrong: list[Found] = field(default_factory=list)

    def add(self, other: Score) -> None:
        """Count another application in."""
        for name in _RATIOS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name, ratio in other.fields.items():
            self.fields[name] = self.fields.get(name, NOTHING) + ratio
        self.library_dependencies += other.library_dependencies
        self.elsewhere += other.elsewhere
        self.symbolic += other.symbolic


def score(truth: Truth, apps: Iterable[RouterView]) -> Score:
    """Holds what was found in the sources of an application against its truth."""
    wanted = [Wanted(key, route) for route in truth.routes if route.counts for key in keys_of_truth(route)]
    others = {key for route in truth.routes if not route.counts for key in keys_of_truth(route)}
    found, elsewhere = _of_the_application(list(apps), {one.key for one in wanted})
    result = Score(truth.app, elsewhere=elsewhere, symbolic=sum(HIDDEN in one.key[1] for one in found))
    _pair(result, wanted, found)
    result.wrong = [one for one in result.wrong if one.key not in others]
    result.route_recall = Ratio(len(result.matched), len(wanted))
    result.route_precision = Ratio(len(result.matched), len(result.matched) + len(result.wrong))
    compared = [(w.route.endpoint, f.view.endpoint) for w, f in result.matched if w.route.endpoint]
    result.handlers = Ratio(sum(is_same_handler(one, other) for one, other in compared), len(compared))
    for one, other in result.matched:
        _count_dependencies(result, one.route, other.view)
        _count_fields(result, one.route, other.view)
    result.order = in_order([(wanted.route, found) for wanted, found in result.matched], truth.routes)
    return result


def keys_of_truth(route: TruthRoute) -> Iterator[Key]:
    """A key a method. `HEAD` beside `GET` is Starlette's doing."""
    yield from keys(route.kind, route.path, route.methods)


def keys(kind: str, path: str, methods: tuple[str, ...]) -> Iterator[Key]:
    """A key a method."""
    if kind != "http":
        yield (kind, path, "")
        return
    for method in dict.fromkeys(methods):
        if method != "HEAD" or "GET" not in methods:
            yield (kind, path, method)


def _of_the_application(apps: list[RouterView], wanted: set[Key]) -> tuple[list[Found], int]:
    """The routes to score, and the number of those of other applications.

    Sources may hold several applications, and the truth tells of one. Those count that bring a route of the truth which
    no application before them brings, the most fitting first; routes without an application always count.
    """
    tables = []
    for app in apps:
        views = [
            (view, key, at) for at, view in enumerate(app.routes) for key in keys(view.kind, view.path, view.methods)
        ]
        tables.append((bool(app.name), [Found(key, view, bool(app.name), at) for view, key, at in views]))
    tables.sort(key=lambda table: (not table[0], -len({one.key for one in table[1]} & wanted)))
    scored: list[Found] = []
    brought: set[Key] = set()
    elsewhere = 0
    for is_app, table in tables:
        new = ({one.key for one in table} & wanted) - brought
        if is_app and not new and brought:
            elsewhere += len(table)
            continue
        brought |= new
        scored += table
    return scored, elsewhere


def _pair(result: Score, wanted: list[Wanted], found: list[Found]) -> None:
    """Pairs by key; of several routes of one key those with the same handler first."""
    left: dict[Key, list[Found]] = {}
    for one in found:
        left.setdefault(one.key, []).append(one)
    waiting: list[Wanted] = []
    for each in wanted:
        same = [one for one in left.get(each.key, ()) if is_same_handler(each.route.endpoint, one.view.endpoint)]
        if same:
            left[each.key].remove(same[0])
            result.matched.append((each, same[0]))
        else:
            waiting.append(each)
    for each in waiting:
        rest = left.get(each.key)
        if rest:
            result.matched.append((each, rest.pop(0)))
        else:
            result.missed.append(each)
    result.wrong = [one for rest in left.values() for one in rest]


def is_same_handler(truth: Callee | None, ours: EndpointView | None) -> bool:
    """Module, qualified name, line of `def`, async or not; of instances and classes what the truth knows."""
    if truth is None or ours is None:
        return truth is None and ours is None
    if truth.form == "instance":
        return (ours.module, ours.qualname.removesuffix(".__call__")) == (truth.module, truth.qualname)
    is_async = ours.is_async if truth.is_async is None else truth.is_async
    return (ours.module, ours.qualname, ours.line, ours.is_async) == (
        truth.module,
        truth.qualname,
        truth.line,
        is_async,
    )


def identity(dependency: DependencyView) -> tuple[str, str, int | None]:
    """As `Callee.identity`: a callable instance by its class."""
    if dependency.qualname.endswith(".__call__"):
        return (dependency.module, dependency.qualname.removesuffix(".__call__"), None)
    return (dependency.module, dependency.qualname, dependency.line)


def dependencies_of(route: TruthRoute, view: RouteView) -> tuple[set[tuple[str, str, int | None]], ...]:
    """The application's own dependencies of a route: those of the truth, and those found."""
    wanted = {one.identity for one in route.dependencies if one.origin == "package"}
    return wanted, {identity(one) for one in view.dependencies}


def _count_dependencies(result: Score, route: TruthRoute, view: RouteView) -> None:
    wanted, found = dependencies_of(route, view)
    result.dependency_recall += Ratio(len(wanted & found), len(wanted))
    result.dependency_precision += Ratio(len(wanted & found), len(found))
    result.library_dependencies += sum(one.origin != "package" for one in route.dependencies)


def fields_of(view: RouteView) -> dict[str, object]:
    """What is compared with `TruthRoute.fields`."""
    return {
        "thread": view.thread,
        "status_code": view.status_code,
        "operation_id": view.operation_id,
        "include_in_schema": view.include_in_schema,
        "tags": list(view.tags),
        "response_model": view.response_model is not None,
    }


def _count_fields(result: Score, route: TruthRoute, view: RouteView) -> None:
    if route.kind == "http":
        ours = fields_of(view)
        for name, value in route.fields.items():
            result.fields[name] = result.fields.get(name, NOTHING) + Ratio(int(ours[name] == value), 1)


def in_order(matched: list[tuple[TruthRoute, Found]], routes: Sequence[TruthRoute]) -> Ratio:
    """How many of the matched routes stand in the order in which the running application asks them.

    That is the longest series of routes that ascends in both tables.
    """
    places = {id(route): number for number, route in enumerate(routes)}
    ascending = sorted(matched, key=lambda pair: (places[id(pair[0])], pair[1].place))
    ends: list[int] = []
    for _, found in ascending:
        position = bisect_right(ends, found.place)
        ends[position : position + 1] = [found.place]
    return Ratio(len(ends), len(ascending))


def totals(scores: Iterable[Score]) -> Score:
    """All applications together."""
    total = Score("all")
    for one in scores:
        total.add(one)
    return total


def tally(causes: Iterable[str]) -> list[tuple[str, int]]:
    """Causes by frequency, then by name."""
    return sorted(Counter(causes).items(), key=lambda item: (-item[1], item[0]))
