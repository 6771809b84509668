"""Small enough for lambdas."""

from time import monotonic
from typing import Annotated

from fastapi import Depends, FastAPI

app = FastAPI()
STARTED = monotonic()

Uptime = Annotated[float, Depends(lambda: monotonic() - STARTED)]

app.get("/alive")(lambda: "ok")
app.add_api_route("/ready", lambda: {"ready": True}, include_in_schema=False)


@app.get("/uptime")
def uptime(seconds: Uptime):
    return {"seconds": seconds}
