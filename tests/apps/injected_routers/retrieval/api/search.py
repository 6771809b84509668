from fastapi import Depends

from retrieval.api.base import BaseRouter
from retrieval.providers import Providers


class SearchRouter(BaseRouter):
    def __init__(self, providers: Providers, prefix: str = "/search") -> None:
        self.prefix = prefix
        super().__init__(providers)

    def _setup_routes(self) -> None:
        self._setup_plain()

        @self.router.post(f"{self.prefix}/agent")
        @self.base_endpoint
        async def agent(question: str):
            return question

    def _setup_plain(self) -> None:
        @self.router.get(self.prefix)
        async def search(query: str, user: str = Depends(self.providers.auth.auth_wrapper(public=True))):
            return await self.providers.database.rows(query)
