"""Pairs the routes that were found with those of the truth, and counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
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


class Wanted(NamedTuple):
    """A route of the truth, under one of its methods."""

    key: Key
    route: TruthRoute


@dataclass
class Score:
    """How one application, or all together, came out."""

    app: str
    route_recall: Ratio = NOTHING
    route_precision: Ratio = NOTHING
    handlers: Ratio = NOTHING
    dependency_recall: Ratio = NOTHING
    dependency_precision: Ratio = NOTHING
    library_dependencies: int = 0  # dependencies of the truth whose code is a library's: not scored
    elsewhere: int = 0  # routes of other applications of the same sources: not scored
    symbolic: int = 0  # routes of which a part of the path is only known at run time: they count as wrong
    matched: list[tuple[Wanted, Found]] = field(default_factory=list)
    missed: list[Wanted] = field(default_factory=list)
    wrong: list[Found] = field(default_factory=list)

    def add(self, other: Score) -> None:
        """Count another application in."""
        for name in ("route_recall", "route_precision", "handlers", "dependency_recall", "dependency_precision"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
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
        views = [(view, key) for view in app.routes for key in keys(view.kind, view.path, view.methods)]
        tables.append((bool(app.name), [Found(key, view, bool(app.name)) for view, key in views]))
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


def totals(scores: Iterable[Score]) -> Score:
    """All applications together."""
    total = Score("all")
    for one in scores:
        total.add(one)
    return total


def tally(causes: Iterable[str]) -> list[tuple[str, int]]:
    """Causes by frequency, then by name."""
    return sorted(Counter(causes).items(), key=lambda item: (-item[1], item[0]))
