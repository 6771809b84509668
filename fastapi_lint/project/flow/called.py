"""Called names: which definitions call something by a name, without asking what that is.

Most of what the linker looks for all over a project has few names. So it asks here who speaks of them at all, and
resolves only those calls. A name counts by its last part; other names for the same (`import … as`, `x = y`) count too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from fastapi_lint.model import expression as ex
from fastapi_lint.project.resolve.mentions import COMPUTED, Mentions, last_name
from fastapi_lint.project.resolve.scopes import Scope


class CalledNames:
    """Answers from the indexes of bodies: only those are opened that may have what is looked for."""

    def __init__(self, mentions: Mentions, scopes: dict[str, list[Scope]]) -> None:
        self._mentions = mentions
        self._scopes = scopes
        self._meanings: dict[frozenset[str], frozenset[str]] = {}
        self._speaking: dict[frozenset[str], frozenset[Scope]] = {}

    def definitions(self) -> Iterator[Scope]:
        """All definitions, by path and place."""
        for path in sorted(self._scopes):
            yield from self._scopes[path]

    def speaking_of(self, names: Iterable[str]) -> list[Scope]:
        """The definitions that may call one of these names, by path and place."""
        return sorted(self._speaking_of(frozenset(names)), key=lambda scope: (scope.module.path, scope.index))

    def speaks_of(self, scope: Scope, names: frozenset[str]) -> bool:
        """True if a definition may call one of these names."""
        return scope in self._speaking_of(names)

    def _speaking_of(self, names: frozenset[str]) -> frozenset[Scope]:
        known = self._speaking.get(names)
        if known is None:
            meant = self.meaning(names)
            known = self._speaking[names] = frozenset(s for name in meant for s in self._mentions.of_calls(name))
        return known

    def calls(self, names: frozenset[str]) -> Iterator[tuple[Scope, int]]:
        """The calls of what may be one of these names, by path and place."""
        meant = self.meaning(names)
        for scope in self.speaking_of(names):
            for index, call in enumerate(scope.body.calls):
                if last_name(call.func) in meant:
                    yield scope, index

    def meaning(self, names: frozenset[str]) -> frozenset[str]:
        """The last parts of names by which one of these may be called; what is called by no name may be any."""
        known = self._meanings.get(names)
        if known is None:
            queue = [name.rpartition(".")[2] for name in names]
            found = {*queue, COMPUTED}
            while queue:
                for other in self._mentions.renames.get(queue.pop(), ()):
                    if other not in found:
                        found.add(other)
                        queue.append(other)
            known = self._meanings[names] = frozenset(found)
        return known

    def decorated_by(self, names: frozenset[str]) -> Iterator[Scope]:
        """The functions that may have one of these decorators, by path and place."""
        meant = self.meaning(names)
        speaking = self._speaking_of(names)
        for scope in self._decorated:
            decorators = scope.definition.decorators
            if any(not isinstance(one, ex.CallResult) and last_name(one) in meant for one in decorators) or (
                scope in speaking
                and any(isinstance(one, ex.CallResult) and _maker(one, scope) in meant for one in decorators)
            ):
                yield scope

    @cached_property
    def _decorated(self) -> list[Scope]:
        return [scope for scope in self.definitions() if scope.is_function and scope.definition.decorators]


def _maker(decorator: ex.CallResult, scope: Scope) -> str:
    return last_name(scope.body.calls[decorator.call].func)
