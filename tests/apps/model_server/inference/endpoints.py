"""Endpoints of the first and second protocol, as methods."""

from fastapi import APIRouter, FastAPI

from inference.dataplane import DataPlane

V1_PREFIX = "/v1"
V2_PREFIX = "/v2"


class V1Endpoints:
    def __init__(self, dataplane: DataPlane) -> None:
        self.dataplane = dataplane

    async def models(self) -> dict[str, list[str]]:
        return {"models": [self.dataplane.name]}

    async def predict(self, model_name: str, inputs: list[float]):
        return await self.dataplane.infer(inputs)


class V2Endpoints:
    def __init__(self, dataplane: DataPlane, extended: bool = False) -> None:
        self.dataplane = dataplane
        self.extended = extended

    def live(self):
        return self.dataplane.live()

    async def infer(self, model_name: str, inputs: list[float], model_version: str | None = None):
        return await self.dataplane.infer(inputs)

    def load(self, model_name: str):
        return {"name": model_name}


def register_v1_endpoints(app: FastAPI, dataplane: DataPlane) -> None:
    v1_endpoints = V1Endpoints(dataplane)
    v1_router = APIRouter(prefix=V1_PREFIX, tags=["V1"])
    v1_router.add_api_route(r"/models", v1_endpoints.models, methods=["GET"], tags=["V1"])
    v1_router.add_api_route(r"/models/{model_name}:predict", v1_endpoints.predict, methods=["POST"])
    app.include_router(v1_router)


def register_v2_endpoints(app: FastAPI, dataplane: DataPlane | None, extended: bool = False) -> None:
    v2_endpoints = V2Endpoints(dataplane or DataPlane("none"), extended)
    v2_router = APIRouter(prefix=V2_PREFIX, tags=["V2"])
    v2_router.add_api_route(r"/health/live", v2_endpoints.live, methods=["GET"])
    v2_router.add_api_route(r"/models/{model_name}/infer", v2_endpoints.infer, methods=["POST"])
    v2_router.add_api_route(
        r"/models/{model_name}/versions/{model_version}/infer",
        v2_endpoints.infer,
        methods=["POST"],
        include_in_schema=False,
    )
    if extended:
        v2_router.add_api_route("/repository/models/{model_name}/load", v2_endpoints.load, methods=["POST"])
    app.include_router(v2_router)
