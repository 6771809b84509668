from fastapi import Depends, FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.routing import Mount, Route

from board.archive import archive
from board.endpoints import homepage, presence
from board.urls import extras, routes


async def limit(request: Request) -> None:
    """Counts requests; Starlette's routes do without."""


app = FastAPI(title="Board", routes=routes, dependencies=[Depends(limit)])


@app.get("/api/threads")
async def list_threads() -> list[int]:
    return [1, 2, 3]


async def search(q: str = "") -> list[str]:
    return [q]


async def status(request: Request) -> JSONResponse:
    return JSONResponse({"ok": True})


app.router.routes.append(Route("/status", status))
app.routes.append(Mount("/archive", archive))
app.router.routes.extend(extras)
app.add_api_route("/api/search", search, methods=["GET", "POST"], tags=["search"])
app.add_route("/start", homepage, include_in_schema=False)
app.router.add_websocket_route("/people", presence)
app.router.add_route("/ping", status, methods=["HEAD"])
