import functools

from fastapi import FastAPI

from newsroom import desk, stories
from newsroom.wrappers import logged

app = FastAPI()
page = functools.partial(app.get, include_in_schema=False)


def masthead():
    return {"name": "The Lint"}


async def imprint():
    return {"editor": "Ada"}


app.get("/masthead")(masthead)
app.get("/imprint", tags=["legal"])(logged(imprint))
app.add_api_route("/about", logged(masthead), methods=["GET"])

for section in (desk.sports, desk.politics):
    section.mount_on(app)

app.include_router(stories.router)


@page("/front")
async def front_page():
    return {"stories": 3}


@app.get("/search")
@app.post("/search")
def search(q: str):
    return [q]
