"""Everything that can be called can be an endpoint."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from fastapi import Depends, HTTPException
from fastapi.responses import RedirectResponse

LINKS: dict[str, str] = {}


def tenant(x_tenant: str = "public") -> str:
    return x_tenant


class Redirect:
    """An object with `__call__`, made with the status that it answers with."""

    def __init__(self, status: int) -> None:
        self.status = status

    def __call__(self, slug: str, who: str = Depends(tenant)) -> Any:
        if slug not in LINKS:
            raise HTTPException(404)
        return RedirectResponse(LINKS[slug], self.status)


@dataclass
class Counter:
    start: int = 0

    async def __call__(self, slug: str) -> int:
        self.start += 1
        return self.start


class LoudRedirect(Redirect):
    """The same call, inherited."""


class Links:
    @staticmethod
    def all() -> list[str]:
        return sorted(LINKS)

    @classmethod
    async def first(cls) -> str | None:
        return next(iter(LINKS), None)

    def put(self, slug: str, url: str) -> str:
        LINKS[slug] = url
        return slug

    async def drop(self, slug: str) -> None:
        LINKS.pop(slug, None)


class LinkView:
    """A class as an endpoint: what is answered is the object."""

    def __init__(self, slug: str, who: str = Depends(tenant)) -> None:
        self.slug = slug
        self.who = who


def export(kind: str, who: str = Depends(tenant)) -> list[str]:
    return [f"{slug}.{kind}" for slug in LINKS]


async def import_links(kind: str) -> int:
    return len(kind)


export_csv = partial(export, "csv")
