"""Inherited: what applications, routers and inclusions add to the arguments of a route."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fastapi_lint.project.assembly.machine import Machine
from fastapi_lint.project.assembly.objects import Value
from fastapi_lint.project.routing.listing import Listed, Listing


def given_for(listed: Listed, arguments: Mapping[str, Value], keyword: str) -> Iterator[Value]:
    """What a keyword is given at the route, and from the application down at its routers and their inclusions."""
    if keyword in arguments:
        yield arguments[keyword]
    for node in listed.nodes:
        for each in (node.router, node.edge):
            if each is not None and keyword in each.arguments:
                yield each.arguments[keyword]


def is_in_schema(machine: Machine, listed: Listed, arguments: Mapping[str, Value]) -> bool:
    """False if the route, a router or an inclusion takes it out of the schema."""
    given = given_for(listed, arguments, "include_in_schema")
    return all(machine.evaluation.truth(one) is not False for one in given)


def has_schema(machine: Machine, listing: Listing) -> bool:
    """False for an application that shows no schema: `FastAPI(openapi_url=None)`."""
    router = listing.top.router
    given = router.arguments.get("openapi_url") if router is not None else None
    return given is None or machine.evaluation.truth(given) is not False
