"""Matching: which route takes the requests that another one is meant for.

The first route that matches path and method serves a request (starlette/routing.py, Router.app); included routers are
matched in their place. A route is hidden if an earlier one matches every path that it does.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from fastapi_lint.model import expression as ex
from fastapi_lint.model.effect import Hop
from fastapi_lint.model.routing import RouteFault
from fastapi_lint.project.assembly.objects import Class, Constant, each_of
from fastapi_lint.project.assembly.text import HIDDEN
from fastapi_lint.project.flow.text import text_of
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.modules import ModuleTable
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.routing.branches import conditions, exclude
from fastapi_lint.project.routing.listing import Listed, Listing, is_comparable
from fastapi_lint.project.routing.match_tree import MatchTree
from fastapi_lint.project.routing.places import hop_of_call, hop_of_route, place_of_call, place_of_registration, site_of
from fastapi_lint.project.routing.templates import Template, below, template_of
from fastapi_lint.project.web.surface import Route, Surface

_TYPED = frozenset({"int", "float", "UUID", "bool", "date", "datetime", "UUID4", "Decimal", "PositiveInt"})
_REARRANGING = ("insert", "sort", "pop", "reverse", "clear")
_LEFT_OUT = Constant(False)
_ANY = "*"
"""The method of what serves all methods."""


class Hidden(NamedTuple):
    """A route or mount with what matches its requests before it. `methods` are those for which that is so."""

    listed: Listed
    by: Listed
    methods: tuple[str, ...]
    is_whole: bool
    is_same: bool  # the two paths match the same


class _Entry(NamedTuple):
    order: int
    listed: Listed
    template: Template
    kind: str  # "http", "websocket" or "mount"
    methods: tuple[str, ...]
    endpoint: Scope | None
    registered_by: tuple[Scope, int] | None = None

    def serves(self, kind: str, method: str) -> bool:
        """True if it takes requests of a method, if it matches their path."""
        return self.kind == "mount" or (self.kind == kind and (method in self.methods or _ANY in self.methods))


class Matching:
    """Compares each route with those before it."""

    def __init__(self, inference: Inference, surface: Surface, listings: list[Listing], table: ModuleTable) -> None:
        self._inference = inference
        self._table = table
        self._surface = surface
        self._listings = listings

    @cached_property
    def hidden(self) -> tuple[Hidden, ...]:
        """All that is matched by an earlier route or mount."""
        trees: dict[int, MatchTree[_Entry]] = {}
        return tuple(found for listing in self._listings for found in self._in(listing, trees))

    def shadowed(self) -> Iterator[RouteFault]:
        """Hidden behind a path that matches more."""
        return self._faults(is_same=False)

    def duplicates(self) -> Iterator[RouteFault]:
        """Hidden behind the same path."""
        return self._faults(is_same=True)

    def _in(self, listing: Listing, trees: dict[int, MatchTree[_Entry]]) -> Iterator[Hidden]:
        tree = trees[id(listing)] = MatchTree()
        above = trees.get(id(listing.above)) if listing.above is not None else None
        for order, listed in enumerate(listing.entries):
            entry = self._entry(order, listed)
            if entry is None:
                continue
            earlier = self._earlier(tree, entry.template)
            if above is not None and HIDDEN not in listing.path:
                path = listing.path + entry.listed.path
                before = self._earlier(above, template_of(below(path) if entry.kind == "mount" else path))
                earlier = [*(one for one in before if one.order < listing.earlier), *earlier]
            if earlier:
                yield from self._compared(entry, earlier)
            tree.add(entry.template, entry)

    def _entry(self, order: int, listed: Listed) -> _Entry | None:
        if not is_comparable(listed):
            return None
        if listed.mount is not None:
            if getattr(listed.mount.site.call.func, "attr", "") == "host":
                return None
            template = template_of(below(listed.path))
            return _Entry(order, listed, template, "mount", (_ANY,), None) if template.is_known else None
        route = self._surface.routes[listed.number]
        template = template_of(listed.path)
        if not template.is_known or self._matches_otherwise(listed.number):
            return None
        methods = route.methods or (_ANY,)
        by = (route.registration.scope, route.registration.call)
        return _Entry(order, listed, template, route.kind, methods, route.endpoint, by)

    def _matches_otherwise(self, number: int) -> bool:
        """True for routes of a class of the project's own that decides itself, or of a version of the application."""
        route = self._surface.routes[number]
        owner = self._surface.routers.all.get(route.registration.owner) if self._surface.routers is not None else None
        given = owner.arguments.get("route_class") if owner is not None else None
        for each in each_of(given) if given is not None else ():
            if isinstance(each, Class) and self._inference.classes.member(each.scope, "matches"):
                return True
        return any("version" in name.lower() for name in self._inference.decorator_names(route.endpoint))

    @staticmethod
    def _earlier(tree: MatchTree[_Entry], template: Template) -> list[_Entry]:
        """What matches all that a path does, in order."""
        found: dict[int, _Entry] | None = None
        for sample in template.samples():
            matching = {one.order: one for one in tree.matching(sample) if found is None or one.order in found}
            found = matching
            if not found:
                return []
        return [found[order] for order in sorted(found)] if found else []

    def _compared(self, entry: _Entry, earlier: list[_Entry]) -> Iterator[Hidden]:
        by: dict[int, tuple[_Entry, list[str]]] = {}
        for method in entry.methods:
            one = self._first(entry, earlier, method)
            if one is not None:
                by.setdefault(one.order, (one, []))[1].append(method)
        is_whole = sum(len(methods) for _, methods in by.values()) == len(entry.methods)
        for one, methods in by.values():
            is_same = one.template.shape == entry.template.shape
            if is_same and self._is_documented_by(one.listed, entry.listed):
                continue
            yield Hidden(entry.listed, one.listed, tuple(methods), is_whole, is_same)

    def _first(self, entry: _Entry, earlier: list[_Entry], method: str) -> _Entry | None:
        """What takes a method's requests; None also if that is the same handler, or another branch of the set-up."""
        for one in earlier:
            if entry.kind == "mount":
                serves = one.kind == "mount" or (one.kind == "http" and one.methods == (_ANY,))
            else:
                serves = one.serves(entry.kind, method)
            if (
                serves
                and not exclude(one.listed.where, entry.listed.where)
                and not self._are_of_two_programs(one, entry)
            ):
                return None if _leads_to_the_same(one, entry) else one
        return None

    def _is_documented_by(self, earlier: Listed, later: Listed) -> bool:
        """True if the route that serves is no part of the schema and the other one is: it is there to document it."""
        if earlier.mount is not None or later.mount is not None:
            return False
        first, second = (self._surface.arguments[one.number].get("include_in_schema") for one in (earlier, later))
        return first == _LEFT_OUT and second != _LEFT_OUT

    def _are_of_two_programs(self, one: _Entry, other: _Entry) -> bool:
        """True if two programs put them there: each a module that no other one imports, and not the same."""
        first, second = map(self._programs, (one.listed, other.listed))
        return bool(first and second) and first.isdisjoint(second)

    def _programs(self, listed: Listed) -> frozenset[str]:
        modules = {scope.module.path for scope, _ in listed.where}
        return frozenset(modules - self._table.imported)

    def _faults(self, *, is_same: bool) -> Iterator[RouteFault]:
        told: dict[tuple[object, ...], RouteFault] = {}
        for hidden in self.hidden:
            if hidden.is_same is is_same:
                fault = self._fault(hidden)
                told.setdefault((fault.place.location, fault.trace[0][:3]), fault)
        yield from told.values()

    def _fault(self, hidden: Hidden) -> RouteFault:
        listed, by = hidden.listed, hidden.by
        doubts = self._doubts(hidden)
        if listed.mount is not None:
            path = listed.mount.path.text or "/"
            subject = text_of(listed.mount.app, listed.mount.site.scope)
            place, request = place_of_call(listed.mount.site), f"{path.rstrip('/')}/"
        else:
            route = self._surface.routes[listed.number]
            verb = _verb(route, hidden.methods)
            subject, request = route.endpoint.definition.name, f"{verb} {route.path}".strip()
            place = place_of_registration(route)
        other, detail, hop = self._told(by, listed)
        form = ("mount" if by.mount is not None else "route") if hidden.is_whole else "partly"
        return RouteFault(place, form, subject, other, detail, request, doubts, (hop,))

    def _doubts(self, hidden: Hidden) -> int:
        """What speaks against it: conditions of the earlier one; those of the later one if they decide its path."""
        earlier, later = conditions(hidden.by.where), conditions(hidden.listed.where)
        doubts = 1 + hidden.is_same if earlier - later else 0
        doubts += 2 * self._are_rearranged
        if later - earlier and hidden.listed.mount is None:
            path = site_of(self._surface.routes[hidden.listed.number]).call.argument(0, "path")
            doubts += 0 if isinstance(path, ex.Constant) else 2
        return doubts

    @cached_property
    def _are_rearranged(self) -> bool:
        """True if the project changes lists of routes otherwise than by adding to them: their order is not known.

        `remove` is left out: it is what class-based views do, which add their routes again. `del app.routes[i]` is not.
        """
        for scope in self._inference.mentions.of("routes"):
            for applied in scope.body.operations:
                found = applied.expression
                if isinstance(found, ex.Operation) and found.operator == "del []" and _is_routes(found.operands[0]):
                    return True
        for scope in self._inference.mentions.changed.get("routes", ()):
            if any(_is_routes(binding.owner) for binding in scope.body.item_bindings):
                return True
        for method in _REARRANGING:
            for scope in self._inference.mentions.of(method):
                numbers = self._inference.mentions.called(scope).get(f".{method}", ())
                funcs = (scope.body.calls[number].func for number in numbers)
                if any(isinstance(func, ex.Attribute) and _is_routes(func.value) for func in funcs):
                    return True
        return False

    def _told(self, by: Listed, listed: Listed) -> tuple[str, str, Hop]:
        """What hides: its name, its path or what makes it refuse the request, and its place."""
        if by.mount is not None:
            path = by.mount.path.text.rstrip("/") or "/"
            return path, "", hop_of_call(by.mount.site)
        route = self._surface.routes[by.number]
        return route.endpoint.definition.name, self._refused(route, by, listed), hop_of_route(route)

    def _refused(self, route: Route, by: Listed, listed: Listed) -> str:
        """The parameter, with its type, for which what stands in the later path is no value: `user_id: int`."""
        if listed.mount is not None or template_of(listed.path).parameters:
            return ""
        for name, value in template_of(by.path).values(listed.path).items():
            parameter = route.endpoint.parameters.get(name)
            annotation = parameter.annotation if parameter is not None else None
            written = getattr(annotation, "attr", getattr(annotation, "id", ""))
            if written in _TYPED and not value.isdecimal() and isinstance(annotation, ex.Name | ex.Attribute):
                return f"{name}: {written}"
        return ""


def _is_routes(expression: ex.Expression) -> bool:
    return isinstance(expression, ex.Attribute) and expression.attr == "routes"


def _leads_to_the_same(one: _Entry, other: _Entry) -> bool:
    """True if whoever gets the requests is the same in the end."""
    first, second = one.listed.mount, other.listed.mount
    if first is None or second is None:
        return one.endpoint is not None and (one.endpoint is other.endpoint or one.registered_by == other.registered_by)
    return first.site == second.site or (first.app == second.app and first.site.scope is second.site.scope)


def _verb(route: Route, methods: tuple[str, ...]) -> str:
    if route.kind == "websocket":
        return "WEBSOCKET"
    return "" if methods == (_ANY,) else ",".join(methods)
