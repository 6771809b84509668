from fastapi import Header


async def require_dispatcher(x_dispatcher: str = Header()) -> str:
    return x_dispatcher
