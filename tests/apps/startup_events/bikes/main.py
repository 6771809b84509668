from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI

from bikes import stations


class Bikes:
    def __init__(self) -> None:
        self.router = APIRouter(prefix="/bikes")
        self.router.add_api_route("/{bike}", self.read)

    async def read(self, bike: int):
        return {"bike": bike}


class Server:
    """Keeps the application and its start."""

    def __init__(self) -> None:
        self.app = FastAPI(lifespan=self.lifespan)
        self.app.get("/ping")(self.ping)
        self.bikes = Bikes()

    @asynccontextmanager
    async def lifespan(self, app: FastAPI):
        await stations.setup(app, "/api")
        self._register()
        try:
            yield {"server": self}
        finally:
            del self.bikes

    def _register(self) -> None:
        self.app.include_router(self.bikes.router, prefix="/api")

    def ping(self):
        return "pong"


app = Server().app
