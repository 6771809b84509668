from fastapi import APIRouter


def health_router(service: str) -> APIRouter:
    router = APIRouter(tags=["health"])

    @router.get(f"/{service}/health")
    def health():
        return {"service": service}

    return router
