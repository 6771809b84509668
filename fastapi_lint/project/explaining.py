"""Explanations: everything that is known of one definition, for people who ask why (or why not) it is reported."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastapi_lint.model.dossier import Dossier
from fastapi_lint.model.effect import Effect, Hop, Thread
from fastapi_lint.model.explanation import Does, Explanation, ReachedFrom, UnknownCall
from fastapi_lint.project.flow.places import hop_of
from fastapi_lint.project.flow.reach import thread_of
from fastapi_lint.project.flow.steps import Step
from fastapi_lint.project.flow.text import call_text
from fastapi_lint.project.flow.units import Unit
from fastapi_lint.project.resolve.scopes import Scope

if TYPE_CHECKING:
    from fastapi_lint.project.project import Project

_Way = tuple[tuple[Unit, Step, str], ...]
"""A chain of calls: who calls, where, and on which thread the callee runs (see `callgraph.Edge.thread`)."""


def definitions_at(project: Project, path: str, line: int) -> Scope | None:
    """The innermost definition around a line of a file; None if the file is not part of the project."""
    around = [s for s in project.scopes.get(path, ()) if s.is_module or _holds(s, line)]
    return max(around, key=lambda scope: (scope.definition.span.line, not scope.is_module), default=None)


def definitions_named(project: Project, name: str) -> tuple[Scope, ...]:
    """The definitions of this name: `package.module:Class.method`, `package.module.function`, or the end of one."""
    dotted = name.replace(":", ".")
    exact = [s for s in project.all_scopes() if _dotted(s) == dotted]
    if exact:
        return tuple(exact)
    return tuple(s for s in project.all_scopes() if not s.is_module and _dotted(s).endswith(f".{dotted}"))


def explanation(project: Project, scope: Scope) -> Explanation:
    """All that is known of a definition."""
    definition, unit = scope.definition, Unit(scope)
    dossier = project.dossier(scope)
    threads = project.reach.threads.get(unit, Thread.NONE)
    return Explanation(
        module=scope.module.name,
        qualname=definition.qualname,
        kind=str(definition.kind),
        path=scope.module.path,
        line=definition.line,
        is_async=definition.is_async,
        threads=tuple(str(one.name).lower() for one in Thread if one and one in threads),
        routes=dossier.routes,
        reached_from=tuple(_reached_from(project, unit)),
        effects=tuple(_does(dossier)),
        calls=len(definition.body.calls),
        unresolved=tuple(_unresolved(project, scope)),
    )


def _holds(scope: Scope, line: int) -> bool:
    span = scope.definition.span
    return span.line <= line <= span.end_line


def _dotted(scope: Scope) -> str:
    return ".".join(part for part in (scope.module.name, scope.definition.qualname) if part)


def _reached_from(project: Project, unit: Unit) -> list[ReachedFrom]:
    """Each entry point once a thread, by the shortest chain."""
    ways = _ways_to(project, unit)
    found: dict[tuple[str, str, str], ReachedFrom] = {}
    for entry in project.surface.entry_points:
        for start, threads in project.reach.entered(entry):
            if start not in ways:
                continue
            landed = _followed(threads, ways[start], unit)
            routes = tuple(sorted({project.routes[number].label for number in entry.routes}))
            for thread in (str(one.name).lower() for one in Thread if one and one in landed):
                reached = ReachedFrom(
                    entry.role.label,
                    start.name,
                    start.scope.module.path,
                    start.scope.definition.line,
                    thread,
                    routes,
                    tuple(_hops(ways[start])),
                )
                found.setdefault((start.id, reached.role, thread), reached)
    return sorted(found.values(), key=lambda one: (-len(one.routes), len(one.trace), one.path, one.line, one.thread))


def _ways_to(project: Project, unit: Unit) -> dict[Unit, _Way]:
    """For each unit that leads to this one the shortest chain of calls, found backwards from here."""
    callers: dict[Unit, list[tuple[Unit, Step, str]]] = {}
    for caller in project.reach.threads:
        for step in project.graph.steps(caller):
            for edge in step.edges:
                callers.setdefault(edge.target, []).append((caller, step, edge.thread))
    ways: dict[Unit, _Way] = {unit: ()}
    queue = deque([unit])
    while queue:
        target = queue.popleft()
        for caller, step, thread in sorted(callers.get(target, ()), key=lambda one: (one[0].id, one[1].number)):
            if caller not in ways and _runs(project, caller, target, thread):
                ways[caller] = ((caller, step, thread), *ways[target])
                queue.append(caller)
    return ways


def _runs(project: Project, caller: Unit, target: Unit, thread: str) -> bool:
    """False for what never runs there: a coroutine that is only made in a worker thread."""
    threads = project.reach.threads.get(caller, Thread.NONE)
    return bool(thread_of(target.is_async, thread, threads, caller.is_async))


def _followed(threads: Thread, way: _Way, end: Unit) -> Thread:
    """Where the end of the chain runs if its start runs on these threads."""
    targets = [*(caller for caller, _, _ in way[1:]), end]
    for (caller, _, edge), target in zip(way, targets, strict=False):
        threads = thread_of(target.is_async, edge, threads, caller.is_async)
    return threads


def _hops(way: _Way) -> Iterator[Hop]:
    return (hop_of(caller, step) for caller, step, _ in way)


def _does(dossier: Dossier) -> list[Does]:
    """The effects of its own calls, loops, `with` items and reads, each leaf of a place once."""
    loops = (loop.effect for loop in dossier.loops)
    groups = (
        *(call.effects for call in dossier.calls),
        *(context.effects for context in dossier.contexts),
        *(read.effects for read in dossier.reads),
        tuple(effect for effect in loops if effect is not None),
    )
    found = {_told(effect): None for group in groups for one in group for effect in (one, *one.also)}
    return sorted(found, key=lambda does: (does.tier, len(does.trace), does.trace[0][:3], does.leaf))


def _told(effect: Effect) -> Does:
    leaf = effect.leaf
    certain = not effect.doubts
    return Does(str(leaf.kind), leaf.name, leaf.tier.value, str(leaf.offload), leaf.twin, certain, effect.witness)


def _unresolved(project: Project, scope: Scope) -> Iterator[UnknownCall]:
    for index, call in enumerate(scope.body.calls):
        if not scope.in_header(call.block) and not project.graph.callee(scope, index):
            yield UnknownCall(call.line, call_text(scope, index), project.graph.reason(scope, call))
