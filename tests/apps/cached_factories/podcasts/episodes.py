from podcasts.core import Registry, get_app, get_router, public_router


@get_router("episodes").get("/{episode}")
async def read_episode(episode: int):
    return {"id": episode}


@get_router("shows").get("/{show}/episodes")
def episodes_of(show: int):
    return [show]


@public_router().get("/latest")
def latest():
    return {}


@Registry.instance().admin.post("/episodes")
async def add_episode(title: str):
    return {"title": title}


@get_app().get("/now")
def now_playing():
    return {}
