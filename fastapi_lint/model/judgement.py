"""How grave an effect is where it stands: severity and confidence by tier, place and exposure (DESIGN §5).

Tier 1 (unbounded or 50 ms and more by nature) on the event loop is an error; tier 2 (10 to 500 ms by size) a warning,
and an error where a request decides the size, a loop repeats it or every request of the application goes through it
(middleware, application-wide dependencies); tier 3 (1 to 10 ms) a remark, a warning in a loop or on every request;
tier 4 (below 1 ms) is said on request only. In a coroutine that no entry point of the application is known to reach an
error is a warning: what it stalls may be a worker or a command line.

Confidence is high where an entry point leads to the place and one certain chain leads on to the leaf. It sinks with
every call whose callee the types leave open, and where two functions and more on the chain go on under a condition
only.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from fastapi_lint.model.dossier import Dossier
from fastapi_lint.model.effect import Effect, EffectKind, Thread, Tier
from fastapi_lint.model.finding import Confidence, Severity
from fastapi_lint.model.role import Role

_CONTENT = frozenset({"body", "json", "upload"})
"""Sources whose size a client picks."""


class Judgement(NamedTuple):
    """Severity and confidence of one effect at one place."""

    severity: Severity
    confidence: Confidence


def judge_on_loop(effect: Effect, site: Dossier, *, in_loop: bool, request_sized: bool) -> Judgement | None:
    """How grave the effect is on the event loop at this site; None if its body never runs on one while serving."""
    if not is_judged_on_loop(site):
        return None
    tier = effect.leaf.tier
    often = in_loop or site.is_on_every_request
    if tier is Tier.ONE:
        severity = Severity.ERROR
    elif tier is Tier.TWO:
        severity = Severity.ERROR if request_sized or often else Severity.WARNING
    elif tier is Tier.THREE:
        severity = Severity.WARNING if often else Severity.INFO
    else:
        severity = Severity.INFO
    if severity is Severity.ERROR and not site.reached_from:
        severity = Severity.WARNING
    return Judgement(severity, _confidence(effect, site))


def is_judged_on_loop(site: Dossier) -> bool:
    """True if its body runs on an event loop while requests are served, or in a script."""
    return site.runs_on(Thread.LOOP | Thread.SCRIPT) and not (site.is_a(Role.LIFESPAN) and not site.reached_from)


def judge_burning(effect: Effect, site: Dossier, *, in_loop: bool, sources: Collection[str]) -> Judgement | None:
    """How grave a library's computing is on the event loop, by the request data (`sources`) that it is handed.

    What takes milliseconds a megabyte counts where it is handed a whole file that was uploaded and nothing limits its
    size. Raw bodies are small in general: signatures and keys of caches are made of them.
    """
    sized = effect.leaf.size_dependent
    unlimited = sized and "raw" in sources and not site.body_limit
    from_request = effect.is_direct and not _CONTENT.isdisjoint(sources)
    judgement = judge_on_loop(effect, site, in_loop=in_loop or unlimited, request_sized=sized or from_request)
    if judgement is None or effect.leaf.tier is not Tier.THREE:
        return judgement
    if unlimited:
        return judgement._replace(confidence=max(Confidence.MEDIUM, judgement.confidence, key=lambda c: c.rank))
    return judgement._replace(confidence=Confidence.LOW) if sized or not in_loop else judgement


def _confidence(effect: Effect, site: Dossier) -> Confidence:
    """High where an entry point of the application leads here, low in scripts and for what is hardly noticeable."""
    tier = effect.leaf.tier
    if tier is Tier.FOUR or not site.runs_on(Thread.LOOP):
        return Confidence.LOW
    if tier is Tier.THREE and not site.reached_from:
        return Confidence.LOW
    steps = (not site.reached_from) + effect.doubts + (effect.conditions > 1) + (effect.conditions > 3)
    return (Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW)[min(steps, 2)]


def judge_in_pool(effect: Effect) -> Judgement:
    """How grave a wait is in a worker thread: a remark for a database, which answers soon, and for what has a limit; a
    warning for the rest."""
    soon = effect.leaf.kind is EffectKind.DATABASE or effect.leaf.is_limited
    severity = Severity.INFO if soon else Severity.WARNING
    if effect.doubts == 0 and effect.conditions < 2:
        return Judgement(severity, Confidence.HIGH)
    rare = effect.doubts > 1 or effect.conditions > 3
    return Judgement(severity, Confidence.LOW if rare else Confidence.MEDIUM)
