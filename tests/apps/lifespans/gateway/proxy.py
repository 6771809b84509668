from fastapi import FastAPI, Request


class Proxy:
    def __init__(self, target: str) -> None:
        self.target = target

    async def forward(self, request: Request, path: str):
        return {"to": f"{self.target}/{path}"}

    def register(self, app: FastAPI, prefix: str) -> None:
        app.add_api_route(prefix + "/{path:path}", self.forward, methods=["GET", "POST"], include_in_schema=False)
