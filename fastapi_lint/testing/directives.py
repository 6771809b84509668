"""Claims about what the analysis knows: `# thread: loop`, `# effect: requests.get`, evaluated by registered functions.

A directive is a function from the claim (the comment, with its line) to complaints. Other packages add their own with
`@directive("name")`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from fastapi_lint.api import CallView, ContextView, Dossier, Effect, Project, ReadView, Role, Thread
from fastapi_lint.testing.expectations import Expected


@dataclass(frozen=True)
class Known:
    """What there is to claim something of: the project, and its sites by path."""

    project: Project
    sites: dict[str, tuple[Dossier, ...]]

    @staticmethod
    def of(project: Project) -> Known:
        """The sites of a project, sorted into its files."""
        sites: dict[str, tuple[Dossier, ...]] = {}
        for site in project.sites():
            sites[site.location.path] = (*sites.get(site.location.path, ()), site)
        return Known(project, sites)

    def defined_at(self, claim: Expected) -> Dossier | None:
        """The site whose `def`, `class` or decorator stands on the claim's line."""
        for site in self.sites.get(claim.path, ()):
            if site.qualname and site.location.span.line <= claim.line <= site.line:
                return site
        return None

    def around(self, claim: Expected) -> Iterator[Dossier]:
        """The sites whose own part holds the claim's line."""
        for site in self.sites.get(claim.path, ()):
            inside = site.location.span.line <= claim.line <= site.location.span.end_line
            if inside and not any(first <= claim.line <= last for first, last in site.cut_out):
                yield site

    def calls_at(self, claim: Expected) -> tuple[CallView, ...]:
        """The calls that start on the claim's line."""
        return tuple(call for site in self.around(claim) for call in site.calls if call.span.line == claim.line)


Directive: TypeAlias = Callable[[Expected, Known], Iterable[str]]

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
    site = known.defined_at(claim)
    threads = site.threads if site else Thread.NONE
    yield from _differs(claim, [str(member.name).lower() for member in Thread if member in threads])


@directive("roles")
def _roles(claim: Expected, known: Known) -> Iterator[str]:
    """`# roles: handler` at a definition: all parts that it plays; `none` if it is no site."""
    site = known.defined_at(claim)
    roles = site.roles if site else Role.NONE
    yield from _differs(claim, [str(member.name).lower().replace("_", "-") for member in Role if member in roles])


@directive("effect")
def _effect(claim: Expected, known: Known) -> Iterator[str]:
    """`# effect: requests.get` on a line: the leaves of all effects there; at a definition, of all in its own part."""
    site = known.defined_at(claim)
    if site is not None:
        effects = list(_effects_in(site))
    else:
        effects = [effect for each in known.around(claim) for effect in _effects_in(each, claim.line)]
    yield from _differs(claim, [effect.leaf.name for effect in effects])


@directive("calls")
def _calls(claim: Expected, known: Known) -> Iterator[str]:
    """`# calls: app.db:load` on a line: what the calls that start there call; `?` for one that is not resolved."""
    yield from _differs(claim, [call.callee or "?" for call in known.calls_at(claim)])


def _effects_in(site: Dossier, line: int | None = None) -> Iterator[Effect]:
    views: tuple[CallView | ContextView | ReadView, ...] = (*site.calls, *site.contexts, *site.reads)
    for view in views:
        if line in (None, view.span.line):
            yield from view.effects
    for loop in site.loops:
        if loop.effect is not None and line in (None, loop.span.line):
            yield loop.effect


def _differs(claim: Expected, found: Iterable[str]) -> Iterator[str]:
    """Compares without order and repetition; a claim of `none` is one of nothing."""
    wanted = {each.strip() for each in claim.text.split(",")} - {"none"}
    if wanted != set(found):
        yield f"found: {', '.join(sorted(set(found))) or 'none'}"
