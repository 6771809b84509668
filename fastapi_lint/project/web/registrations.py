"""Registrations: the calls and decorators that tie an endpoint to a path."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from fastapi_lint.project.assembly.objects import Value
from fastapi_lint.project.assembly.routers import Registered as Event
from fastapi_lint.project.assembly.text import Text
from fastapi_lint.project.web.routers import Order, Routers, order
from fastapi_lint.project.web.surface import Registration


class Registered(NamedTuple):
    """A registration with its path, the arguments as they were, and its place in the order of registrations."""

    registration: Registration
    path: Text
    function: Value
    arguments: dict[str, Value]
    order: Order


def registrations(routers: Routers) -> list[Registered]:
    """All registrations, by router in the order in which they happen; then those of which the owner is not known."""
    found: dict[tuple[object, ...], Registered] = {}
    for owner, event in _events(routers):
        site = event.site
        key = (
            site,
            owner,
            event.path.text,
            event.endpoint,
            event.methods,
        )
        if key not in found:
            written = event.written.text if event.written.is_known else None
            registration = Registration(
                site.scope, site.number, event.kind, event.methods, written, event.endpoint, owner, event.is_plain
            )
            found[key] = Registered(registration, event.path, event.function, event.arguments, order(event))
    return list(found.values())


def _events(routers: Routers) -> Iterator[tuple[str, Event]]:
    for router in routers.all.values():
        for event in router.events:
            if isinstance(event, Event):
                yield router.key, event
    for event in routers.framework.unowned_events:
        yield "", event
