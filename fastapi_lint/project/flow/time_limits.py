"""Time limits: waits that end by themselves before long, because the call or its library says so."""

from __future__ import annotations

from msgspec.structs import replace

from fastapi_lint.catalog.catalog import Catalog
from fastapi_lint.catalog.entries import TimeoutEntry
from fastapi_lint.model import expression as ex
from fastapi_lint.model.effect import EffectKind, Leaf
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import Call

_KINDS = (EffectKind.NETWORK, EffectKind.SUBPROCESS)
_LONGEST = 60.0
"""Seconds: who sets a limit beyond that does not mean to protect the threads that wait."""


class TimeLimits:
    """Tells `requests.get(url, timeout=5)` from `requests.get(url)`."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def seen(self, leaf: Leaf, call: Call) -> Leaf:
        """The leaf of a call, or, if the call has a limit, a leaf that says so."""
        if leaf.kind not in _KINDS or leaf.is_limited:
            return leaf
        entry = self._catalog.timeout(leaf.name)
        given = call.argument(entry.position, entry.keyword) if entry else call.argument(None, "timeout")
        limited = self._ends_by_itself(leaf.name, entry) if given is None else _is_short(given)
        return replace(leaf, is_limited=True) if limited else leaf

    def _ends_by_itself(self, name: str, entry: TimeoutEntry | None) -> bool:
        """True if the library has a limit of its own, for the function or for the client that has the method."""
        known = entry or self._catalog.timeout(name.rpartition(".")[0])
        return known is not None and known.seconds is not None and known.seconds <= _LONGEST


def _is_short(given: Expression) -> bool:
    """True unless it says that there is no limit, or a very high one. What is not a literal is taken to be sensible."""
    if isinstance(given, ex.Constant) and isinstance(given.value, int | float):
        return given.value <= _LONGEST
    return given != ex.NONE
