"""An application, changes of it, and what they bring about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

MAIN = """\
import time

from fastapi import FastAPI

from shop.orders import load

app = FastAPI()


@app.get("/orders")
async def read_orders(page: int) -> str:
    return load(page)


@app.get("/old")
async def old(page: int) -> str:
    time.sleep(page)
    return "old"
"""
ORDERS = """\
import time


def load(page: int) -> str:
    return quick(page)


def quick(page: int) -> str:
    return str(page)


def slow(page: int) -> str:
    time.sleep(page)
    return str(page)
"""
NEW = "\n\n@app.get('/new')\nasync def new() -> str:\n    time.sleep(7)\n    return 'new'\n"
SLOW = ORDERS.replace("return quick", "return slow")
SHOP = {"shop__main": MAIN, "shop__orders": ORDERS}
NEW_LINE = ("FAL101", "shop/main.py:23", "changed-line shop/main.py:23")
FROM_ELSEWHERE = ("FAL101", "shop/main.py:12", "caused shop/orders.py:5")


class Ran(NamedTuple):
    """How a run went: exit code, findings by place and cause, the summary, and what was written besides."""

    code: int
    found: list[tuple[str, str, str]]
    summary: dict[str, Any]
    err: str


Check = Callable[..., Ran]
