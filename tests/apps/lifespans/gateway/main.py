from contextlib import asynccontextmanager

from fastapi import FastAPI

from gateway.proxy import Proxy
from gateway.upstreams import attach


@asynccontextmanager
async def lifespan(app: FastAPI):
    app.state.upstreams = {"shop", "blog"}
    attach(app)
    Proxy("http://shop.internal").register(app, "/shop")

    @app.get("/ready")
    def ready():
        return {"upstreams": len(app.state.upstreams)}

    yield
    app.state.upstreams.clear()


app = FastAPI(lifespan=lifespan)


@app.get("/alive")
def alive():
    return {"alive": True}


metrics = FastAPI(title="Metrics")


@metrics.get("/requests")
async def requests_total():
    return 0


app.mount("/metrics", metrics)
