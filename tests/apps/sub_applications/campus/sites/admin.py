"""The administration: an application of its own with another one inside."""

from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI, Header, WebSocket


def require_clerk(x_clerk: str = Header()) -> str:
    return x_clerk


@asynccontextmanager
async def lifespan(app: FastAPI):
    app.state.ledger = {}
    yield


admin = FastAPI(title="Administration", lifespan=lifespan, dependencies=[Depends(require_clerk)])
reports = FastAPI(title="Reports", docs_url=None)


@reports.get("/monthly/{month}")
def monthly(month: str):
    return {"month": month}


@admin.get("/students")
def list_students():
    return []


admin.mount("/reports", reports)


@admin.websocket("/notices")
async def notices(websocket: WebSocket, clerk: str = Depends(require_clerk)):
    await websocket.accept()
    await websocket.send_text(clerk)
