from fastapi.responses import PlainTextResponse


async def not_found() -> PlainTextResponse:
    return PlainTextResponse("not found", 404)
