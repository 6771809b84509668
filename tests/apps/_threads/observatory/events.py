"""An application that is started by events, which FastAPI calls on the loop whatever their colour."""

from fastapi import FastAPI

from observatory.log import here

app = FastAPI()


@app.on_event("startup")
async def start() -> None:
    here()
    starting()


def starting() -> None:
    here()


@app.on_event("startup")
def start_plainly() -> None:
    here()


@app.on_event("shutdown")
def stop() -> None:
    here()


@app.get("/started")
def started() -> int:
    here()
    return 1
