"""Lists of routes are lists: they are extended, filtered and put in order."""

from fastapi import APIRouter, Depends, FastAPI
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from gallery.exhibits import previous, router


async def count() -> None:
    """Counts visitors; routes that are put into the list by hand do without."""


app = FastAPI(dependencies=[Depends(count)])


async def banner(request: Request) -> PlainTextResponse:
    return PlainTextResponse("closed on Mondays")


@app.get("/plan")
def plan():
    return {}


app.router.routes.insert(0, Route("/banner", banner))

read_only = APIRouter()
for route in router.routes:
    if isinstance(route, APIRoute) and "DELETE" not in route.methods:
        read_only.routes.append(route)


async def opening_hours():
    return {"tue": "10-18"}


app.router.routes.append(APIRoute("/hours", opening_hours, tags=["visit"]))
app.include_router(read_only, prefix="/public")
app.include_router(router, prefix="/staff")

for route in previous.routes:
    if isinstance(route, APIRoute):
        app.router.routes.append(route)

app.router.routes[:] = [route for route in app.router.routes if getattr(route, "path", "") != "/plan"]


@app.get("/plan")
def better_plan():
    return {"floors": 3}
