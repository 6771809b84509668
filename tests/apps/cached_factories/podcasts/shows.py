from podcasts.core import Registry, get_router, public_router

router = get_router("shows")
admin = Registry.instance().admin


@router.get("/")
def list_shows():
    return []


@public_router().get("/feed.xml")
async def feed():
    return "<rss/>"


@admin.delete("/shows/{show}")
def drop_show(show: int):
    return {"dropped": show}
