from typing import Any

from fastapi import APIRouter, FastAPI

from permits.routes import ALIASES, GROUPS, URLS
from permits.specs import Group


def router_of(group: Group) -> APIRouter:
    router = APIRouter(dependencies=group.dependencies, include_in_schema=not group.hidden)
    for path, endpoint, methods, tags in group.specs:
        router.add_api_route(path, endpoint, methods=list(methods), tags=tags)
    return router


def add_urls(app: FastAPI, urls: list[dict[str, Any]]) -> None:
    for url in urls:
        app.add_api_route(**url)


app = FastAPI()

for group in GROUPS:
    app.include_router(router_of(group), prefix=group.prefix)

add_urls(app, URLS)

for path, endpoint, options in ALIASES:
    app.add_api_route(path, endpoint, **(options or {}))
