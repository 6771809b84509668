"""What a finding has to say besides its message, line by line in plain text: for formats that show little else."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.model.effect import Hop
from fastapi_lint.model.finding import Cause, Finding
from fastapi_lint.render.places import Standpoint

_ROUTES_SHOWN = 5


def details(finding: Finding, seen_from: Standpoint) -> Iterator[str]:
    """Where it is and how the chain goes on, what caused it, whom it hits, what to do."""
    if finding.trace:
        yield from (_hop(hop, seen_from) for hop in finding.trace)
    else:
        inside = f" in {finding.function}" if finding.function else ""
        yield f"{seen_from.path(finding.location.path)}:{finding.span.line}{inside}"
    if cause := caused(finding, seen_from):
        yield f"Cause: {cause}"
    if finding.routes:
        yield f"Routes: {routes(finding)}"
    if finding.advice:
        yield f"Help: {finding.advice}"
    if finding.url:
        yield f"More: {finding.url}"


def caused(finding: Finding, seen_from: Standpoint) -> str:
    """What made a finding that stands on a line of before; empty if none is known to have."""
    introduced = finding.introduced
    if introduced is None or introduced.cause is not Cause.CAUSED:
        return ""
    where = "" if introduced.path is None else f", at {seen_from.path(introduced.path)}:{introduced.line}"
    return f"this change{where}"


def routes(finding: Finding) -> str:
    """The first few of its routes; a rest of one is shown rather than counted."""
    shown = finding.routes[:_ROUTES_SHOWN] if len(finding.routes) > _ROUTES_SHOWN + 1 else finding.routes
    rest = len(finding.routes) - len(shown)
    return ", ".join(shown) + (f", and {rest:,} more" if rest else "")


def _hop(hop: Hop, seen_from: Standpoint) -> str:
    place = f"{seen_from.path(hop.path)}:{hop.line}"
    return f"{place} in {hop.function}: {hop.call}" if hop.function else f"{place}: {hop.call}"
