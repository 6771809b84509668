"""What there is in a project, and what is gone from it."""

from __future__ import annotations

from collections.abc import Callable

from fastapi_lint.engine.sources import Sources


class Presence:
    """Which definitions there are, and which files cannot be told of: `gone` answers for both."""

    def __init__(self, sources: Sources, exists: Callable[[str], bool]) -> None:
        self._defined = {
            (module.path, definition.qualname) for module in sources.modules for definition in module.facts.definitions
        }
        self._analysed = {module.path for module in sources.modules}
        self._exists = exists

    def gone(self, path: str, function: str) -> bool:
        """True if the function is surely not in the file: that was analysed and has none, or is no more."""
        if path in self._analysed:
            return (path, function) not in self._defined
        return not self._exists(path)
