"""Findings in SARIF: where, by which chain, for whom, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from fastapi_lint.model.effect import Hop
from fastapi_lint.model.finding import Cause, Finding
from fastapi_lint.model.route import ServedRoutes
from fastapi_lint.render.sarif.places import Places
from fastapi_lint.render.sarif.rules import LEVELS
from fastapi_lint.render.sarif.text import message

FINGERPRINT = "fastapiLint/v1"
_ROUTES_SHOWN = 10


class Results:
    """Makes results; `rules` are the numbers of the rules by their codes, `apps` the route table."""

    def __init__(self, rules: Mapping[str, int], places: Places, apps: Iterable[ServedRoutes]) -> None:
        self._rules = rules
        self._places = places
        self._routes = {f"{route.verb} {route.path}": route for app in apps for route in app.routes}

    def of(self, finding: Finding, suppression: str = "") -> dict[str, Any]:
        """The result of a finding; `suppression` says where it is told that it should not be shown: `inSource` by a
        comment, `external` by the baseline."""
        places = self._places
        told: dict[str, Any] = {
            "ruleId": finding.code,
            "ruleIndex": self._rules[finding.code],
            "level": LEVELS[finding.severity],
            "message": message(_told(finding)),
            "locations": [places.location(finding.location, finding.function)],
            "partialFingerprints": {FINGERPRINT: finding.fingerprint},
            "properties": _properties(finding),
        }
        if finding.trace:
            chains = [(finding.trace, finding.leaf_name), *((chain.trace, chain.leaf) for chain in finding.also)]
            told["codeFlows"] = [_flow(trace, leaf, places) for trace, leaf in chains]
        if related := list(self._related(finding)):
            told["relatedLocations"] = [place | {"id": number} for number, place in enumerate(related, start=1)]
        if finding.fix:
            changes = places.changes(finding.fix.edits)
            told["fixes"] = [{"description": message(finding.fix.title), "artifactChanges": changes}]
        if suppression:
            told["suppressions"] = [{"kind": suppression, "status": "accepted"}]
        return told

    def _related(self, finding: Finding) -> Iterator[dict[str, Any]]:
        """The ends of the chains, where the time goes, and the handlers of the first routes that wait for them."""
        ends = [(finding.trace[-1], finding.leaf_name)] if len(finding.trace) > 1 else []
        ends += [(chain.trace[-1], chain.leaf) for chain in finding.also]
        here = (finding.location.path, finding.span.line, finding.span.column)
        for hop, leaf in dict.fromkeys(ends):
            if (hop.path, hop.line, hop.column) != here:
                yield self._places.hop(hop, f"`{leaf or hop.call}` is called here")
        introduced = finding.introduced
        if introduced and introduced.cause is Cause.CAUSED and introduced.path and introduced.line:
            yield self._places.line(introduced.path, introduced.line, "this change caused it")
        known = [(label, self._routes[label]) for label in finding.routes if label in self._routes]
        for label, route in known[:_ROUTES_SHOWN]:
            yield self._places.line(*route.place, f"serves `{label}`")


def _told(finding: Finding) -> str:
    """The message and the advice as sentences: readers show nothing else beside the code."""
    said = f"{finding.message}."
    return f"{said} Help: {finding.advice}." if finding.advice else said


def _properties(finding: Finding) -> dict[str, Any]:
    facts: dict[str, Any] = {"confidence": str(finding.confidence)}
    if finding.routes:
        facts["routes"] = list(finding.routes)
    if finding.thread:
        facts["thread"] = finding.thread
    if finding.leaf:
        facts["effect"] = finding.leaf
    if finding.fix:
        facts["fixSafety"] = str(finding.fix.safety)
    if finding.introduced:
        facts["introduced"] = str(finding.introduced.cause)
    return facts


def _flow(trace: Sequence[Hop], leaf: str, places: Places) -> dict[str, Any]:
    """A chain as what one thread does, a step a call."""
    steps = [
        {
            "location": places.hop(hop, _step(hop, leaf if depth == len(trace) - 1 else "")),
            "nestingLevel": depth,
            "kinds": ["call"],
        }
        for depth, hop in enumerate(trace)
    ]
    return {"threadFlows": [{"locations": steps}]}


def _step(hop: Hop, leaf: str) -> str:
    said = f"`{hop.function or 'the module'}` calls `{hop.call}`"
    return f"{said}, which is `{leaf}`" if leaf and leaf not in hop.call else said
