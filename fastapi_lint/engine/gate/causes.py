"""Which changed line made a finding that stands elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fastapi_lint.engine.gate.changed_lines import ChangedLines
from fastapi_lint.model.facts import Definition
from fastapi_lint.model.finding import Cause, Finding, Introduced
from fastapi_lint.project.resolve.modules import Module


class Causes:
    """Knows the definitions of a project."""

    def __init__(self, modules: Iterable[Module]) -> None:
        self._modules = {module.path: module for module in modules}
        self._definitions: dict[str, dict[str, Definition]] = {}

    def of(self, finding: Finding, lines: ChangedLines) -> Introduced:
        """What caused a finding: a changed call of its chain, else a changed header of a function on the way (it became
        `async`, it was given a decorator), else a changed line in the body of one."""
        hops = [(hop.path, hop.function, hop.line) for hop in finding.trace]
        for path, _, line in hops:
            if lines.touch(path, range(line, line + 1)):
                return Introduced(Cause.CAUSED, path, line)
        places = dict.fromkeys([(finding.location.path, finding.function), *((path, name) for path, name, _ in hops)])
        for ranges in (self._headers, self._bodies):
            for path, extent in ranges(places):
                first = lines.first_in(path, extent)
                if first is not None:
                    return Introduced(Cause.CAUSED, path, first)
        return Introduced(Cause.CAUSED)

    def _headers(self, places: Iterable[tuple[str, str]]) -> Iterator[tuple[str, range]]:
        for path, definition in self._found(places):
            yield path, range(definition.first_line, definition.line + 1)

    def _bodies(self, places: Iterable[tuple[str, str]]) -> Iterator[tuple[str, range]]:
        for path, definition in self._found(places):
            yield path, range(definition.line, definition.last_line + 1)

    def _found(self, places: Iterable[tuple[str, str]]) -> Iterator[tuple[str, Definition]]:
        for path, function in places:
            definition = self._of(path).get(function)
            if function and definition is not None:
                yield path, definition

    def _of(self, path: str) -> dict[str, Definition]:
        if path not in self._definitions:
            module = self._modules.get(path)
            listed = () if module is None else module.facts.definitions
            self._definitions[path] = {definition.qualname: definition for definition in listed}
        return self._definitions[path]
