"""Claims about what the analysis knows: `# thread: loop`, `# effect: requests.get`, evaluated by registered functions.

A directive is a function from the claim (the comment, with its line) to complaints. Other packages add their own with
`@directive("name")`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from fastapi_lint.api import CallView, ContextView, Dossier, Effect, Project, ReadView, Role, Thread
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


@directive("calls")
def _calls(claim: Expected, known: Known) -> Iterator[str]:
    """`# calls: app.db:load` on a line: what the calls that start there call; `?` for one that is not resolved."""
    around = known.around(claim)
    calls = around.calls if around else ()
    yield from _differs(claim, [call.callee or "?" for call in calls if call.span.line == claim.line])


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
