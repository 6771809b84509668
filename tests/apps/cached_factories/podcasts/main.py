from podcasts import episodes, shows
from podcasts.core import Registry, get_app, get_router, public_router

app = get_app()
app.include_router(shows.router)
app.include_router(get_router("episodes"))
app.include_router(public_router())
app.include_router(Registry.instance().admin)
