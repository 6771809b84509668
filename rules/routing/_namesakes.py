"""Handlers of one name in two files."""

from __future__ import annotations

from fastapi_lint.api import RouteFault


def is_namesake(fault: RouteFault) -> bool:
    """True if the handler that gets the requests is called as the one that does not, and stands in another file."""
    is_elsewhere = bool(fault.trace) and fault.trace[0].path != fault.place.location.path
    return is_elsewhere and fault.other == fault.subject
