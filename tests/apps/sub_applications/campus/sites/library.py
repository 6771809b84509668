from fastapi import APIRouter, FastAPI


def build_library() -> FastAPI:
    app = FastAPI(title="Library", openapi_tags=[{"name": "shelves"}])
    shelves = APIRouter(prefix="/shelves", tags=["shelves"])

    @shelves.get("/{shelf}")
    async def read_shelf(shelf: str):
        return {"shelf": shelf}

    app.include_router(shelves)
    return app


library = build_library()
