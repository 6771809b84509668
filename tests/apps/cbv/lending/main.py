from fastapi import FastAPI

from lending.api.books import router as books
from lending.api.fines import fines

app = FastAPI()
app.include_router(books, prefix="/api")
app.include_router(fines, prefix="/api", tags=["fines"])


@app.get("/ping")
def ping():
    return "pong"
