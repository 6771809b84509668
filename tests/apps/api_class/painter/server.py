"""The API of an image generator: one class, its methods are the handlers."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, FastAPI, Security
from fastapi.security import HTTPBasic, HTTPBasicCredentials, SecurityScopes

from painter.options import options


class Auth:
    def __init__(self, users: str | None) -> None:
        self.users = users

    @property
    def is_on(self) -> bool:
        return bool(self.users)

    async def __call__(self, scopes: SecurityScopes) -> str:
        return scopes.scope_str


class Api:
    def __init__(self, app: FastAPI) -> None:
        self.app = app
        self.add_api_route("/paint/v1/text-to-image", self.text_to_image, methods=["POST"])
        self.add_api_route("/paint/v1/image-to-image", self.image_to_image, methods=["POST"])
        self.add_api_route("/paint/v1/progress", self.progress, methods=["GET"], response_model=dict[str, float])
        self.add_api_route("/paint/v1/options", self.get_options)
        self.add_api_route("/paint/v1/options", self.set_options, methods=["POST"], tags=["options"])
        if not options.no_gallery:
            self.add_api_route("/paint/v1/gallery", self.gallery)
        self.jobs = 0

    def add_api_route(self, path: str, endpoint: Any, **kwargs: Any) -> None:
        if options.auth:
            return self.app.add_api_route(path, endpoint, dependencies=[Depends(self.auth)], **kwargs)
        return self.app.add_api_route(path, endpoint, **kwargs)

    def auth(self, credentials: HTTPBasicCredentials = Depends(HTTPBasic())) -> bool:
        return credentials.username == options.auth

    def text_to_image(self, prompt: str):
        self.jobs += 1
        return {"prompt": prompt}

    def image_to_image(self, image: str, prompt: str):
        return {"prompt": prompt, "image": len(image)}

    def progress(self, detailed: bool = False):
        return {"progress": 1.0}

    async def get_options(self):
        return vars(options)

    async def set_options(self, values: dict[str, Any]):
        return values

    def gallery(self):
        return []


class ModelApi:
    """The same with a router of its own and rights."""

    _instance: ModelApi | None = None

    def __new__(cls, *args: Any) -> ModelApi:
        if cls._instance is None:
            cls._instance = super().__new__(cls)
        return cls._instance

    def __init__(self, auth: Auth) -> None:
        self._auth = auth
        self._router = APIRouter()

    def serve(self, app: FastAPI) -> None:
        self._router.add_api_route("/v1/models", self.list_models, methods=["GET"], dependencies=self._may("list"))
        self._router.add_api_route(
            "/v1/models/{name}",
            self.load_model,
            methods=["PUT"],
            dependencies=([Security(self._auth, scopes=["models:load"])] if not self._auth.is_on else None),
        )
        self.configure(app)

    def _may(self, what: str) -> list[Any] | None:
        return [Security(self._auth, scopes=[f"models:{what}"])] if self._auth.is_on else None

    def configure(self, app: FastAPI) -> None:
        from painter.training import router as training

        app.include_router(self._router)
        if options.with_training:
            app.include_router(training)

    async def list_models(self):
        return ["small"]

    def load_model(self, name: str):
        return {"name": name}
