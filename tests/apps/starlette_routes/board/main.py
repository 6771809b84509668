from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from starlette.routing import Mount, Route

from board.archive import archive
from board.endpoints import homepage, presence
from board.urls import extras, routes

app = FastAPI(title="Board", routes=routes)


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
app.router.routes.append(APIRoute("/api/search", search, methods=["GET", "POST"], tags=["search"]))
app.add_route("/start", homepage, include_in_schema=False)
app.router.add_websocket_route("/people", presence)
app.router.add_route("/ping", status, methods=["HEAD"])
