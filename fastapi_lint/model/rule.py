"""What a rule is: metadata, documentation and hooks (DESIGN §5). The engine knows rules only by this class."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, ClassVar, NamedTuple, TypeVar

from fastapi_lint.model.dossier import Dossier, View
from fastapi_lint.model.finding import Confidence, Finding, Severity
from fastapi_lint.model.location import Location, Span
from fastapi_lint.model.role import Role
from fastapi_lint.model.route import RouteView

Hook = TypeVar("Hook", bound=Callable[..., Iterable[Finding]])

SECTIONS = ("What it does", "Why is this bad?", "Example", "Use instead", "Limits", "References")
"""Docstring sections that every rule must have, in this order; `Fix safety` is required where a rule has fixes."""


class Place(NamedTuple):
    """Where a finding stands: its location, the definition around it, the routes that reach it and its thread."""

    location: Location
    function: str
    routes: tuple[str, ...]
    thread: str = ""

    @staticmethod
    def of(route: RouteView) -> Place:
        """That of a route: the first line of its handler, or the call that mounts."""
        path, line = route.place
        name = route.endpoint.qualname if route.endpoint is not None else ""
        return Place(Location(path, Span(line, 1, line, 1)), name, (f"{route.verb} {route.path}",))


def on(*node_types: type[Any] | str) -> Callable[[Hook], Hook]:
    """Mark a method as a hook: it is called with each node of these LibCST types and the site it stands in.

    A type that is given by its name (`"Call"`) does not need LibCST before a site is opened.
    """

    def mark(method: Hook) -> Hook:
        method.__node_types__ = node_types  # type: ignore[attr-defined]
        return method

    return mark


class Rule:
    """Base class of every rule. The class docstring is its manual: a title line, then the `SECTIONS`.

    A rule is pure: what it yields depends on the node and the dossier alone. Implement the narrowest hook that serves:
    methods marked `@on("Call")` get `(node, site)`; `check_site` gets a `Site` without looking at its syntax;
    `check_project` gets the whole `Project`.
    """

    code: ClassVar[str]
    name: ClassVar[str]
    since: ClassVar[str]
    severity: ClassVar[Severity]
    confidence: ClassVar[Confidence]
    looks_at: ClassVar[Role] = Role.NONE
    default: ClassVar[bool] = True  # in the set that runs when nothing is selected
    applies_to: ClassVar[str] = ""  # versions: `fastapi>=0.95, pydantic>=2`; where another is pinned it is silent
    url: ClassVar[str] = ""  # of the page that tells more, for rules that are not built in

    def wants(self, dossier: Dossier) -> bool:
        """True if the site is worth opening for this rule; override to look closer than at the roles.

        A rule with `looks_at` is only asked about sites that play one of these roles.
        """
        return dossier.is_a(self.looks_at)

    def suspects(self, dossier: Dossier) -> Iterable[View] | None:
        """The calls, loops, `with` items, reads and annotations at which its hooks may find something; None: anywhere.

        A site without suspects is not opened for the rule, and of others only the statements with suspects are parsed,
        until a hook asks for what these do not tell: what is around them, the root, the uses of a name.
        """
        return None

    def check_site(self, site: Any) -> Iterator[Finding]:
        """Findings that need the dossier of a site but not its syntax."""
        yield from ()

    def check_project(self, project: Any) -> Iterator[Finding]:
        """Findings that need the whole project: the route table, the dependency graph."""
        yield from ()

    def finding(
        self,
        place: Place,
        message: str,
        *,
        severity: Severity | None = None,
        confidence: Confidence | None = None,
        advice: str = "",
    ) -> Finding:
        """A finding of this rule at a place, with the routes that reach it. `advice` says how to mend it."""
        return Finding(
            code=self.code,
            name=self.name,
            severity=severity or self.severity,
            confidence=confidence or self.confidence,
            message=message,
            location=place.location,
            function=place.function,
            routes=place.routes,
            thread=place.thread,
            advice=advice,
        )


class RuleDocs(NamedTuple):
    """The manual of a rule, as its docstring has it: title and sections by name, in Markdown."""

    title: str
    sections: dict[str, str]


_HEADING = re.compile(r"^## (?P<title>.+)$", re.MULTILINE)


def docs_of(rule: type[Rule] | Rule) -> RuleDocs:
    """The manual of a rule from its docstring: first line the title, then `## Section` headings."""
    rule_type = rule if isinstance(rule, type) else type(rule)
    text = inspect.cleandoc(rule_type.__doc__ or "")
    title, _, rest = text.partition("\n")
    headings = list(_HEADING.finditer(rest))
    ends = [heading.start() for heading in headings[1:]] + [len(rest)]
    sections = {h["title"].strip(): rest[h.end() : end].strip() for h, end in zip(headings, ends, strict=True)}
    return RuleDocs(title.strip(), sections)
