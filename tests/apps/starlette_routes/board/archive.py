"""A Starlette application below the FastAPI one."""

from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route


async def years(request: Request) -> JSONResponse:
    return JSONResponse([2023, 2024])


async def year(request: Request) -> JSONResponse:
    return JSONResponse({"year": request.path_params["year"]})


@asynccontextmanager
async def lifespan(app: Starlette):
    yield {"opened": True}


archive = Starlette(routes=[Route("/", years), Route("/{year}", year)], lifespan=lifespan)
archive.add_route("/{year}/index", years, methods=["GET", "POST"])
