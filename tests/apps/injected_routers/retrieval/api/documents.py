from fastapi import Body, Depends, Path

from retrieval.api.base import BaseRouter


class DocumentsRouter(BaseRouter):
    def _setup_routes(self) -> None:
        @self.router.post(
            "/documents",
            dependencies=[Depends(self.rate_limit_dependency)],
            status_code=202,
            summary="Take a document in",
        )
        @self.base_endpoint
        async def create_document(
            text: str = Body(),
            auth_user=Depends(self.providers.auth.auth_wrapper()),
        ):
            return {"length": len(text), "by": auth_user}

        @self.router.get("/documents", dependencies=[Depends(self.rate_limit_dependency)])
        @self.base_endpoint
        async def list_documents(auth_user=Depends(self.providers.auth.auth_wrapper(public=True))):
            return await self.providers.database.rows("documents")

        @self.router.delete("/documents/{document_id}")
        @self.base_endpoint
        async def delete_document(document_id: int = Path(), auth_user=Depends(self.providers.auth.auth_wrapper())):
            return document_id
