from dataclasses import dataclass

from fastapi import FastAPI

from retrieval.api.documents import DocumentsRouter
from retrieval.api.search import SearchRouter
from retrieval.providers import AuthProvider, Database, Providers


@dataclass
class Config:
    prefix: str = "/v3"
    auth_required: bool = True


class Application:
    def __init__(self, config: Config, documents_router: DocumentsRouter, search_router: SearchRouter) -> None:
        self.config = config
        self.documents_router = documents_router
        self.search_router = search_router
        self.app = FastAPI()

        @self.app.get("/openapi_spec", include_in_schema=False)
        async def openapi_spec():
            return self.app.openapi()

        self._setup_routes()

    def _setup_routes(self) -> None:
        self.app.include_router(self.documents_router.get_router(), prefix=self.config.prefix)
        self.app.include_router(self.search_router.get_router(), prefix=self.config.prefix)

        @self.app.get(f"{self.config.prefix}/health")
        async def health():
            return {"ok": True}


class Builder:
    def __init__(self, config: Config | None = None) -> None:
        self.config = config or Config()

    def _providers(self) -> Providers:
        return Providers(auth=AuthProvider(required=self.config.auth_required), database=Database())

    def _routers(self, providers: Providers) -> dict[str, object]:
        return {
            "documents_router": DocumentsRouter(providers=providers),
            "search_router": SearchRouter(providers=providers),
        }

    def build(self) -> Application:
        return Application(self.config, **self._routers(self._providers()))


def create_app() -> FastAPI:
    return Builder().build().app


app = create_app()
