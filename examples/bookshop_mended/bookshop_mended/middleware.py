"""Plain ASGI: no task and no copy of the response per request, unlike `@app.middleware("http")`."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .services import AuditLog


class AuditMiddleware:
    """Writes one line a request to the application's audit log."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status = 500

        async def observe(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, observe)
        finally:
            log: AuditLog = scope["app"].state.audit
            await log.record(scope["method"], scope["path"], status)
