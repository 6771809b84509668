from fastapi import FastAPI

from membership import crud, oauth
from membership.routing import APIRouter

ROUTERS = crud.routers + [oauth.router]

router = APIRouter(prefix="/v1")
for each in ROUTERS:
    router.include_router(each)


def create_app() -> FastAPI:
    app = FastAPI()
    app.include_router(router)

    @app.get("/healthz", include_in_schema=False)
    async def healthz():
        return {}

    return app


app = create_app()
