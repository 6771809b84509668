"""What there is in a project, and what is gone from it."""

from __future__ import annotations

from collections.abc import Callable

from fastapi_lint.engine.sources import Sources


class Presence:
    """Which definitions there are, and which files cannot be told of: `gone` answers for both."""

    def __init__(self, sources: Sources, exists: Callable[[str], bool]) -> None:
        self._modules = {module.path: module for module in sources.modules}
        self._defined: dict[str, frozenset[str]] = {}
        self._exists = exists

    def gone(self, path: str, function: str) -> bool:
        """True if the function is surely not in the file: that was analysed and has none, or is no more."""
        if path not in self._modules:
            return not self._exists(path)
        if path not in self._defined:
            self._defined[path] = frozenset(each.qualname for each in self._modules[path].facts.definitions)
        return function not in self._defined[path]
