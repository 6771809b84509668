"""A router that has an application mounted, included twice."""

from fastapi import APIRouter, FastAPI
from starlette.routing import Route
from starlette.responses import PlainTextResponse

tiles = FastAPI(title="Tiles")
router = APIRouter(prefix="/maps")
app = FastAPI()


@tiles.get("/{z}/{x}/{y}.png")
async def tile(z: int, x: int, y: int):
    return {"tile": [z, x, y]}


@router.get("/styles")
def styles():
    return ["light", "dark"]


async def legend(request):
    return PlainTextResponse("legend")


router.mount("/tiles", tiles)
router.add_route("/legend", legend)

app.include_router(router)
app.include_router(router, prefix="/v2")
