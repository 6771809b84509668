from fastapi import APIRouter

router = APIRouter(prefix="/pages")

from wiki.pages import reading, writing  # the modules register on the router above

__all__ = ["reading", "router", "writing"]
