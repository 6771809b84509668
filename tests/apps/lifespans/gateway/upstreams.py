from fastapi import APIRouter, FastAPI, Request

router = APIRouter(prefix="/upstreams")


@router.get("/")
async def list_upstreams(request: Request):
    return sorted(request.app.state.upstreams)


def attach(app: FastAPI) -> None:
    """Routes that need what the start has made ready."""
    app.include_router(router)
    app.add_api_route("/upstreams/{name}/reload", reload_upstream, methods=["POST"], status_code=202)


async def reload_upstream(name: str):
    return {"name": name}
