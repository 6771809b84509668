"""Reported effects: which effects of a definition the built-in rules report, and as how grave.

The rules on blocking and burning calls (FAL101 to FAL104, FAL119, FAL301) judge one syntax node after the other. Here
the same judgement is made without opening any source, for reports that only need to know the gravest. Tests hold the
two together.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from fastapi_lint.model.dossier import CallView, ContextView, Dossier, LoopView, ReadView
from fastapi_lint.model.effect import Effect, EffectKind, Thread, Tier
from fastapi_lint.model.finding import Confidence, Severity
from fastapi_lint.model.judgement import Judgement, judge_burning, judge_in_pool, judge_on_loop
from fastapi_lint.model.role import Role

_View: TypeAlias = CallView | ContextView | LoopView | ReadView

_IN_POOL = frozenset(
    {
        EffectKind.NETWORK,
        EffectKind.DATABASE,
        EffectKind.DNS,
        EffectKind.SUBPROCESS,
        EffectKind.SLEEP,
        EffectKind.DISK,
    }
)


class Reported(NamedTuple):
    """An effect where it is reported: in `function`, on this thread."""

    rank: tuple[int, int, int, int, str, int, int]
    effect: Effect
    severity: Severity
    thread: Thread
    function: str


def worst_reported(site: Dossier) -> Reported | None:
    """The gravest effect that is reported in a definition: by severity, by what is sure, by tier, by place."""
    found: list[Reported] = []
    for view, effects in site.acting():
        for thread, effect, judgement in _judged(view, effects, site):
            severity, confidence = judgement
            if confidence is not Confidence.LOW:
                place = (len(effect.witness), site.location.path, view.span.end_line, view.span.end_column)
                rank = (severity.rank, confidence.rank, effect.leaf.tier.value, *place)
                found.append(Reported(rank, effect, severity, thread, site.qualname))
    return min(found, key=lambda one: one.rank, default=None)


def _judged(view: _View, effects: tuple[Effect, ...], site: Dossier) -> Iterator[tuple[Thread, Effect, Judgement]]:
    """What is reported of one place; of a call the gravest effect alone is, and JSON besides."""
    on_loop = _on_loop(view, effects[0], site)
    if on_loop is not None:
        yield Thread.LOOP, effects[0], on_loop
    if isinstance(view, CallView) and site.runs_on(Thread.LOOP | Thread.POOL):
        for effect in effects:
            if effect.leaf.format == "json" and (effect.leaf.writes or not site.body_limit):
                confidence = Confidence.HIGH if site.reached_from else Confidence.MEDIUM
                yield _served_on(site), effect, Judgement(Severity.WARNING, confidence)
    if not site.is_async and site.runs_on(Thread.POOL) and site.is_a(Role.HANDLER | Role.DEPENDENCY):
        for effect in effects:
            if effect.leaf.kind in _IN_POOL and effect.leaf.tier.value <= Tier.TWO.value:
                yield Thread.POOL, effect, judge_in_pool(effect)
                break


def _served_on(site: Dossier) -> Thread:
    return Thread.LOOP if site.runs_on(Thread.LOOP) else Thread.POOL


def _on_loop(view: _View, effect: Effect, site: Dossier) -> Judgement | None:
    if not effect.leaf.kind.burns:
        return _waiting(view, effect, site)
    if effect.leaf.format == "json":
        return None
    if not effect.leaf.library:
        return None if isinstance(view, ContextView) else _own_loop(view, effect, site)
    if isinstance(view, LoopView):
        return None
    in_loop = isinstance(view, CallView) and view.loop_depth > 0
    sources = view.request_sources if isinstance(view, CallView) else ()
    return judge_burning(effect, site, in_loop=in_loop, sources=sources)


def _waiting(view: _View, effect: Effect, site: Dossier) -> Judgement | None:
    depth = view.loop_depth if isinstance(view, CallView) else view.depth if isinstance(view, LoopView) else 0
    judgement = judge_on_loop(effect, site, in_loop=depth > 0, request_sized=False)
    is_lock = isinstance(view, ContextView) and effect.is_direct and effect.leaf.is_thread_lock
    if judgement is None or not is_lock or (isinstance(view, ContextView) and view.awaits_inside):
        return judgement
    return Judgement(Severity.INFO, Confidence.LOW)


def _own_loop(view: _View, effect: Effect, site: Dossier) -> Judgement | None:
    if isinstance(view, LoopView) and effect.is_direct and not view.is_outermost:
        return None
    judgement = judge_on_loop(effect, site, in_loop=False, request_sized=False)
    if judgement is None or not effect.leaf.may_end_early:
        return judgement
    return judgement._replace(confidence=_at_most_medium(judgement.confidence))


def _at_most_medium(confidence: Confidence) -> Confidence:
    return max(Confidence.MEDIUM, confidence, key=lambda one: one.rank)
