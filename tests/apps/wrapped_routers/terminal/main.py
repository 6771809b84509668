from fastapi import FastAPI

from terminal.extensions import equity, news
from terminal.routing import Commands

EXTENSIONS: dict[str, Commands] = {"/news": news.router, "": equity.router}


def load_root() -> Commands:
    root = Commands(prefix="/api/v1")
    for prefix, extension in EXTENSIONS.items():
        root.include_router(extension, prefix=prefix)
    return root


app = FastAPI()
app.include_router(load_root().api_router)


@app.get("/")
async def root():
    return {"commands": len(EXTENSIONS)}
