"""Routing: all that is known to be wrong with routes, worked out when a rule asks for it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from fastapi_lint.model.routing import RouteFault
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.routing.bodiless import bodies
from fastapi_lint.project.routing.decorators import hidden_signatures, late_decorators
from fastapi_lint.project.routing.handlers import Handlers
from fastapi_lint.project.routing.inclusions import never_included, prefixes_at_inclusion, too_late
from fastapi_lint.project.routing.listing import Listing, Listings
from fastapi_lint.project.routing.matching import Matching
from fastapi_lint.project.routing.operation_ids import OperationIds
from fastapi_lint.project.routing.path_names import PathNames
from fastapi_lint.project.routing.paths import misslashed, unslashed
from fastapi_lint.project.routing.places import place_of_registration, site_of
from fastapi_lint.project.routing.refused import refused_parameters
from fastapi_lint.project.routing.responses import (
    accidental_streams,
    ignored_statuses,
    lost_headers,
    responses_in_unions,
)
from fastapi_lint.project.routing.returned import exceptions, tuples
from fastapi_lint.project.routing.route_names import unknown_names
from fastapi_lint.project.routing.servers import objects_run
from fastapi_lint.project.routing.slashes import mixed_slashes
from fastapi_lint.project.routing.token_urls import unknown_token_urls
from fastapi_lint.project.routing.unbound import unbound
from fastapi_lint.project.routing.undocumented import undocumented_errors

if TYPE_CHECKING:
    from fastapi_lint.project.project import Project


def _once(faults: Iterable[RouteFault]) -> tuple[RouteFault, ...]:
    """What several routes of one call share is told once."""
    return tuple({(fault.place.location, *fault[1:-4]): fault for fault in faults}.values())


class Routing:
    """Each answer is worked out once."""

    def __init__(self, project: Project) -> None:
        self._project = project

    @cached_property
    def listings(self) -> list[Listing]:
        """Which application matches what, in order."""
        return Listings(self._project.surface).all()

    @cached_property
    def handlers(self) -> Handlers:
        """All handlers, and what they return."""
        return Handlers(self._project)

    @cached_property
    def _matching(self) -> Matching:
        return Matching(self._project.inference, self._project.surface, self.listings, self._project.table)

    @cached_property
    def shadowed(self) -> tuple[RouteFault, ...]:
        """Routes and mounts that an earlier one with a wider path hides."""
        return tuple(self._matching.shadowed())

    @cached_property
    def duplicates(self) -> tuple[RouteFault, ...]:
        """Routes and mounts that an earlier one with the same path hides."""
        return tuple(self._matching.duplicates())

    @cached_property
    def unbound(self) -> tuple[RouteFault, ...]:
        """Parameters of paths that neither a handler nor its dependencies take."""
        return tuple(unbound(PathNames(self._project), self.handlers, self.listings))

    @cached_property
    def returned_exceptions(self) -> tuple[RouteFault, ...]:
        """Exceptions that are returned instead of raised."""
        return _once(exceptions(self.handlers))

    @cached_property
    def returned_tuples(self) -> tuple[RouteFault, ...]:
        """Tuples of data and a status."""
        return _once(tuples(self.handlers))

    def slashes_of(self, scope: Scope) -> tuple[RouteFault, ...]:
        """Paths that do not begin with a slash, prefixes that FastAPI refuses, and parameters of paths that nothing
        takes, by the calls of a definition."""
        return self._slashes.get(scope, ())

    @cached_property
    def _slashes(self) -> dict[Scope, tuple[RouteFault, ...]]:
        routers = self._project.surface.routers
        prefixes = misslashed(routers) if routers is not None else iter(())
        found: dict[Scope, tuple[RouteFault, ...]] = {}
        calls = {place_of_registration(route).location: site_of(route) for route in self._project.routes}
        loose = ((calls[fault.place.location], fault) for fault in self.unbound if fault.place.location in calls)
        for site, fault in (*unslashed(self._project.surface, self.listings), *prefixes, *loose):
            known = found.get(site.scope, ())
            found[site.scope] = known if fault in known else (*known, fault)
        return found

    @cached_property
    def operation_ids(self) -> tuple[RouteFault, ...]:
        """Operation ids that are not unique."""
        return tuple(OperationIds(self.handlers, self.listings).faults())

    @cached_property
    def bodies(self) -> tuple[RouteFault, ...]:
        """Bodies where the status allows none."""
        return _once(bodies(self.handlers))

    @cached_property
    def decorators(self) -> tuple[RouteFault, ...]:
        """Decorators above the route's, and those that hide a signature."""
        return (*late_decorators(self._project), *hidden_signatures(self._project))

    @cached_property
    def inclusions(self) -> tuple[RouteFault, ...]:
        """Routers that are not included, and routes that come too late."""
        return (*never_included(self._project), *too_late(self._project))

    @cached_property
    def ignored(self) -> tuple[RouteFault, ...]:
        """Statuses and headers that a returned response does not heed."""
        return _once((*ignored_statuses(self.handlers), *lost_headers(self.handlers)))

    @cached_property
    def unions(self) -> tuple[RouteFault, ...]:
        """Return annotations with a response in a union."""
        return _once(responses_in_unions(self.handlers))

    @cached_property
    def streams(self) -> tuple[RouteFault, ...]:
        """Handlers that yield and do not say that they stream."""
        return _once(accidental_streams(self.handlers))

    @cached_property
    def names(self) -> tuple[RouteFault, ...]:
        """Names of routes that are asked for and that there are not."""
        return _once(unknown_names(self._project))

    @cached_property
    def servers(self) -> tuple[RouteFault, ...]:
        """Applications that a server cannot start again."""
        return _once(objects_run(self._project))

    @cached_property
    def refused(self) -> tuple[RouteFault, ...]:
        """Parameters that FastAPI refuses at import."""
        return _once(refused_parameters(self._project))

    @cached_property
    def undocumented(self) -> tuple[RouteFault, ...]:
        """Errors that are raised and not told."""
        return _once(undocumented_errors(self.handlers, self.listings))

    @cached_property
    def inclusion_prefixes(self) -> tuple[RouteFault, ...]:
        """Prefixes that a router could have itself."""
        return _once(prefixes_at_inclusion(self._project))

    @cached_property
    def mixed_slashes(self) -> tuple[RouteFault, ...]:
        """Paths that differ by a slash at the end, and take different methods."""
        return _once(mixed_slashes(self._project.surface, self.listings))

    @cached_property
    def token_urls(self) -> tuple[RouteFault, ...]:
        """Token URLs of security schemes that no route serves."""
        return _once(unknown_token_urls(self._project))
