"""Claims about what the analysis knows: `# thread: loop`, `# route: GET /users`, evaluated by registered functions.

A directive is a function from the claim (the comment, with its line) to complaints. Other packages add their own with
`@directive("name")`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from fastapi_lint.api import (
    CallView,
    ContextView,
    DependencyView,
    Dossier,
    Effect,
    Project,
    ReadView,
    Role,
    RouteView,
    Thread,
)
from fastapi_lint.testing.expectations import Expected


@dataclass(frozen=True)
class Known:
    """What there is to claim something of: the project, and all its definitions by path."""

    project: Project
    definitions: Mapping[str, tuple[Dossier, ...]]

    @staticmethod
    def of(project: Project, dossiers: Iterable[Dossier]) -> Known:
        """The definitions of a project, sorted into its files."""
        definitions: dict[str, tuple[Dossier, ...]] = {}
        for dossier in dossiers:
            definitions[dossier.location.path] = (*definitions.get(dossier.location.path, ()), dossier)
        return Known(project, definitions)

    @cached_property
    def routes(self) -> tuple[tuple[RouteView, bool], ...]:
        """The routes in matching order, each with whether a known application serves it."""
        return tuple((view, bool(app.name)) for app in self.project.route_table() for view in app.routes)

    def defined_at(self, claim: Expected) -> Dossier | None:
        """The definition whose `def`, `class` or decorator stands on the claim's line."""
        for dossier in self.definitions.get(claim.path, ()):
            if dossier.qualname and dossier.location.span.line <= claim.line <= dossier.line:
                return dossier
        return None

    def around(self, claim: Expected) -> Dossier | None:
        """The definition whose own part holds the claim's line: the innermost."""
        for dossier in self.definitions.get(claim.path, ()):
            first, last = dossier.location.span.line, dossier.location.span.end_line
            nested = any(start <= claim.line <= end for start, end in dossier.cut_out)
            if not nested and (first <= claim.line <= last or not dossier.qualname):
                return dossier
        return None


Directive: TypeAlias = Callable[[Expected, Known], Iterable[str]]

_CLAIMED = re.compile(r"(?:[^,\[\]]|\[(?:[^\[\]]|\[[^\[\]]*\])*\])+")  # commas within brackets do not separate

DIRECTIVES: dict[str, Directive] = {}
"""All directives by name."""


def directive(name: str) -> Callable[[Directive], Directive]:
    """Registers a function for comments `# name: argument`."""

    def register(function: Directive) -> Directive:
        DIRECTIVES[name] = function
        return function

    return register


@directive("thread")
def _thread(claim: Expected, known: Known) -> Iterator[str]:
    """`# thread: loop, pool` at a definition: all threads on which its body runs; `none` for none."""
    defined = known.defined_at(claim)
    threads = defined.threads if defined else Thread.NONE
    yield from _differs(claim, [str(member.name).lower() for member in Thread if member in threads])


@directive("runs")
def _runs(claim: Expected, known: Known) -> Iterator[str]:
    """`# runs: loop, pool` at a definition: the threads on which it runs, its callers' included; `none` for none."""
    defined = known.defined_at(claim)
    threads = known.project.threads_of(defined.module, defined.qualname) if defined else Thread.NONE
    yield from _differs(claim, [str(member.name).lower() for member in Thread if member in threads])


@directive("roles")
def _roles(claim: Expected, known: Known) -> Iterator[str]:
    """`# roles: handler` at a definition: all parts that it plays; `none` for none."""
    defined = known.defined_at(claim)
    roles = defined.roles if defined else Role.NONE
    yield from _differs(claim, [str(member.name).lower().replace("_", "-") for member in Role if member in roles])


@directive("effect")
def _effect(claim: Expected, known: Known) -> Iterator[str]:
    """`# effect: requests.get` on a line: the leaves of all effects there; at a definition, of all in its own part."""
    defined, around = known.defined_at(claim), known.around(claim)
    effects = _effects_in(defined) if defined else _effects_in(around, claim.line) if around else ()
    yield from _differs(claim, [effect.leaf.name for effect in effects])


@directive("per-request")
def _per_request(claim: Expected, known: Known) -> Iterator[str]:
    """`# per-request: handler` at a definition: the part of the entry point for whose requests it runs anew."""
    defined = known.defined_at(claim)
    role = known.project.resources.entry_of(defined.id) if defined else Role.NONE
    yield from _differs(claim, [role.label] if role else [])


@directive("makes")
def _makes(claim: Expected, known: Known) -> Iterator[str]:
    """`# makes: httpx.Client unknown` on a line: what is made there anew for each request, and whence its arguments."""
    found: list[str] = []
    for view in known.project.resources.made:
        location = view.served.place.location
        if (location.path, location.span.line) == (claim.path, claim.line):
            found.append(f"{view.callee} {view.given.name.lower().replace('_', '-')}")
    yield from _differs(claim, found)


@directive("calls")
def _calls(claim: Expected, known: Known) -> Iterator[str]:
    """`# calls: app.db:load` on a line: what the calls that start there call; `?` for one that is not resolved."""
    around = known.around(claim)
    calls = around.calls if around else ()
    yield from _differs(claim, [call.callee or "?" for call in calls if call.span.line == claim.line])


@directive("gives")
def _gives(claim: Expected, known: Known) -> Iterator[str]:
    """`# gives: coroutine` on a line: what the calls that start there give and nobody awaits on the spot.

    `coroutine`, `task`, `async-context`, `async-object`; `none` for anything else.
    """
    around = known.around(claim)
    calls = around.calls if around else ()
    yield from _differs(claim, [call.gives for call in calls if call.gives and call.span.line == claim.line])


@directive("fails")
def _fails(claim: Expected, known: Known) -> Iterator[str]:
    """`# fails: asyncio.run` on a line: what raises there on the wrong thread, one with a loop or without one."""
    around = known.around(claim)
    views: tuple[CallView | ReadView, ...] = (*around.calls, *around.reads) if around else ()
    found = (effect.leaf.name for view in views if view.span.line == claim.line for effect in view.failures)
    yield from _differs(claim, found)


@directive("captures")
def _captures(claim: Expected, known: Known) -> Iterator[str]:
    """`# captures: task, session:dependency` on a line: what a call hands to something that may outlive the request."""
    around = known.around(claim)
    calls = around.calls if around else ()
    yield from _differs(claim, [each for call in calls if call.span.line == claim.line for each in call.captures])


@directive("resolves")
def _resolves(claim: Expected, known: Known) -> Iterator[str]:
    """`# resolves: app.db:load` on a line: what the value assigned, imported or returned there refers to, else what is
    called there first.

    Definitions are `module:qualname`, library names dotted; a variable that holds neither stands for itself
    (`app.config:settings`, `main:f.<locals>.x`). `?` is unknown, `none` nothing to ask about.
    """
    yield from _differs(claim, known.project.resolved_at(claim.path, claim.line))


@directive("type")
def _type(claim: Expected, known: Known) -> Iterator[str]:
    """`# type: app.models:User` on a line: the classes of the value bound there, by an assignment, as a parameter, or
    as the target of `for` or `with`; else of what is returned or called there.

    `list[app.models:User]` for collections, `type[app.models:User]` for classes themselves. `# type: ignore` is the
    comment that type checkers read.
    """
    if not claim.text.startswith("ignore"):
        yield from _differs(claim, known.project.types_at(claim.path, claim.line))


@directive("route")
def _route(claim: Expected, known: Known) -> Iterator[str]:
    """`# route: GET /x, WEBSOCKET /ws` at a handler, or where it is registered: all that it serves; `none` for none.

    Of a route that no known application serves the claim is `unserved GET /x`.
    """
    found: list[str] = []
    for view, is_served in _routes_at(claim, known):
        label = "" if is_served else "unserved "
        found += [f"{label}{method} {view.path}" for method in view.methods or (view.kind.upper(),)]
    yield from _differs(claim, found)


@directive("depends")
def _depends(claim: Expected, known: Known) -> Iterator[str]:
    """`# depends: get_db, app.auth:current_user` at a handler or dependency: what it depends on; `none` for nothing.

    Flattened in the order in which they are listed and solved, each once. A short name is the last part of a qualified
    one. Where the routes of a handler differ, each list is claimed: `get_db | get_db, current_user`.
    """
    lists = [view.dependencies for view, _ in _routes_at(claim, known)]
    defined = known.defined_at(claim)
    if not lists and defined is not None:
        lists = [known.project.dependencies_of(defined.module, defined.qualname)]
    claimed = [[name.strip() for name in each.split(",") if name.strip() != "none"] for each in claim.text.split("|")]
    found = list(dict.fromkeys(lists))
    if len(claimed) != len(found) or not all(map(_are_named, claimed, found)):
        told = [", ".join(f"{one.module}:{one.qualname}" for one in each) or "none" for each in found]
        yield f"found: {' | '.join(told) or 'no handler and no dependency'}"


@directive("middleware")
def _middleware(claim: Expected, known: Known) -> Iterator[str]:
    """`# middleware: CORSMiddleware, Timing` where an application is made: all that wraps it, the outermost first."""
    found = known.project.middleware_of(claim.path, claim.line)
    claimed = [name.strip() for name in claim.text.split(",") if name.strip() != "none"]
    if claimed != list(found):
        yield f"found: {', '.join(found) or 'none'}"


@directive("problem")
def _problem(claim: Expected, known: Known) -> Iterator[str]:
    """`# problem: which router` on a line: a part of what is said there of what cannot be known; `none` for nothing."""
    found = [one.message for one in known.project.problems if (one.path, one.line) == (claim.path, claim.line)]
    if not any(claim.text in message for message in found) and (found or claim.text != "none"):
        yield f"found: {'; '.join(found) or 'none'}"


def _routes_at(claim: Expected, known: Known) -> Iterator[tuple[RouteView, bool]]:
    """The routes of the handler that is defined on the claim's line, or those that are registered there."""
    defined = known.defined_at(claim)
    for view, is_served in known.routes:
        endpoint = view.endpoint
        is_handler = (
            defined is not None
            and endpoint is not None
            and (endpoint.path, endpoint.line)
            == (
                claim.path,
                defined.line,
            )
        )
        if is_handler or (defined is None and view.declared == (claim.path, claim.line)):
            yield view, is_served


def _are_named(names: list[str], dependencies: tuple[DependencyView, ...]) -> bool:
    return len(names) == len(dependencies) and all(map(_is_named, names, dependencies))


def _is_named(name: str, dependency: DependencyView) -> bool:
    """True for `module:qualname`, or for its last parts."""
    full = f"{dependency.module}:{dependency.qualname}"
    return full == name or (":" not in name and full.replace(":", ".").endswith(f".{name}"))


def _effects_in(dossier: Dossier, line: int | None = None) -> Iterator[Effect]:
    views: tuple[CallView | ContextView | ReadView, ...] = (*dossier.calls, *dossier.contexts, *dossier.reads)
    for view in views:
        if line in (None, view.span.line):
            yield from view.effects
    for loop in dossier.loops:
        if loop.effect is not None and line in (None, loop.span.line):
            yield loop.effect


def _differs(claim: Expected, found: Iterable[str]) -> Iterator[str]:
    """Compares without order and repetition; a claim of `none` is one of nothing."""
    wanted = {each.strip() for each in _CLAIMED.findall(claim.text)} - {"none"}
    if wanted != set(found):
        yield f"found: {', '.join(sorted(set(found))) or 'none'}"
