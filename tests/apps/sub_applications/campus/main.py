from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from campus.legacy import WSGIAdapter, timetable
from campus.sites import admin, library

STATIC = Path(__file__).parent / "static"


@asynccontextmanager
async def lifespan(app: FastAPI):
    async with AsyncExitStack() as stack:
        for site in (admin, library):
            await stack.enter_async_context(site.router.lifespan_context(site))
        yield


app = FastAPI(lifespan=lifespan)
v2 = FastAPI(title="Second version")


@app.get("/")
def home():
    return {"sites": ["admin", "library"]}


app.mount("/admin", admin, name="admin")
app.mount("/library/", library)
app.mount("/static", StaticFiles(directory=STATIC), name="static")
app.mount("/timetable", WSGIAdapter(timetable))


@v2.get("/")
async def home_v2():
    return {"version": 2}


@app.get("/library/opening-hours")
def opening_hours():
    """Never reached: the library is mounted above."""
    return {"mon": "9-17"}


app.mount("/v2", v2)
