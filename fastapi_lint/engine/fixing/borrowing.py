"""Which names other modules of the project import from a file."""

from __future__ import annotations

from functools import cached_property

from fastapi_lint.engine.request import Request
from fastapi_lint.engine.sources import load_sources


class Borrowing:
    """Asks all files of the project, when there is something to ask."""

    def __init__(self, request: Request) -> None:
        self._request = request

    def is_borrowed(self, path: str, name: str) -> bool:
        """True if another module may import the name from the file; by the last part of the module's name alone."""
        stem = path.rpartition("/")[2].removesuffix(".py")
        return not {(stem, name), (stem, "*")}.isdisjoint(self._imported)

    @cached_property
    def _imported(self) -> frozenset[tuple[str, str]]:
        targets = (one.target for module in load_sources(self._request).modules for one in module.facts.names().imports)
        return frozenset((each.module.rpartition(".")[2], each.name) for each in targets if each.name is not None)
