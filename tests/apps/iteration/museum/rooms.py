"""Rooms of a museum; each has a router."""

from collections.abc import Callable, Iterator

from fastapi import APIRouter

WINGS = ("north", "south")


def opening_hours(wing: str) -> Callable[[], dict[str, str]]:
    def hours() -> dict[str, str]:
        return {"wing": wing, "hours": "10-18"}

    return hours


def wing_router(wing: str) -> APIRouter:
    router = APIRouter(tags=[wing])
    router.add_api_route("/hours", opening_hours(wing), methods=["GET"])
    return router


routers = [wing_router(wing) for wing in WINGS]
by_wing = {wing: router for wing, router in zip(WINGS, routers)}

paintings = APIRouter()
sculptures = APIRouter()
coins = APIRouter()


@paintings.get("/")
def list_paintings():
    return []


@sculptures.get("/")
async def list_sculptures():
    return []


@coins.get("/{year}")
def coins_of(year: int):
    return {"year": year}


class Catalogue:
    def __init__(self, **collections: APIRouter) -> None:
        self.collections = collections

    def routers(self) -> Iterator[tuple[str, APIRouter]]:
        for name, router in self.collections.items():
            yield f"/{name}", router

    def __iter__(self) -> Iterator[APIRouter]:
        return iter(self.collections.values())


catalogue = Catalogue(paintings=paintings, sculptures=sculptures)
