from itertools import chain, product

from fastapi import APIRouter, FastAPI

from museum.rooms import WINGS, by_wing, catalogue, coins, paintings, sculptures

app = FastAPI()
v1, v2 = (APIRouter(prefix=f"/v{number}") for number in (1, 2))

for number, (wing, router) in enumerate(by_wing.items(), start=1):
    app.include_router(router, prefix=f"/{number}/{wing}")

for prefix, router in catalogue.routers():
    v1.include_router(router, prefix=prefix)

for router in catalogue:
    v2.include_router(router, prefix="/all")

for prefix, router in zip(["/a", "/b"], [paintings, coins], strict=True):
    v2.include_router(router, prefix=prefix)

for version, wing in product(("v1", "v2"), WINGS):

    @app.get(f"/{version}/{wing}/plan")
    def plan(floor: int = 0):
        return {"floor": floor}


for router in reversed([v1, v2]):
    app.include_router(router)

EXTRA = {"coins": coins, **{"statues": sculptures}}

for name in sorted(EXTRA, reverse=True):
    app.include_router(EXTRA[name], prefix=f"/extra/{name}")

for router in chain([coins], (paintings,)):
    app.include_router(router, prefix="/chained")

[app.include_router(router, prefix="/listed") for router in (coins, sculptures)]

index = 0
while index < len(WINGS):
    app.include_router(by_wing[WINGS[index]], prefix=f"/loop/{WINGS[index]}")
    index += 1

for router in filter(lambda one: one is not coins, EXTRA.values()):
    app.include_router(router, prefix="/filtered")
