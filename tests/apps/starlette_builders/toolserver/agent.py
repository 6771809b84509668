"""A Starlette application that is a class of its own."""

from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response


class AgentApp(Starlette):
    def __init__(self, name: str, *, docs_url: str | None = "/docs", **options: Any) -> None:
        super().__init__(**options)
        self.agent_name = name
        self.docs_url = docs_url
        self.router.add_route("/.well-known/agent.json", self._card, methods=["HEAD", "GET", "OPTIONS"])
        self.router.add_route("/", self._run, methods=["POST"])
        if docs_url is not None:
            self.router.add_route(docs_url, self._docs, methods=["GET"])

    async def _card(self, request: Request) -> Response:
        return JSONResponse({"name": self.agent_name})

    async def _run(self, request: Request) -> Response:
        return JSONResponse(await request.json())

    async def _docs(self, request: Request) -> Response:
        return JSONResponse({"docs": self.docs_url})
