"""Bodies that other processes asked for count as asked for, and what cannot be known is not taken for granted."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from fastapi_lint.config.settings import Settings
from fastapi_lint.engine import jobs
from fastapi_lint.engine.cache import forks
from fastapi_lint.engine.cache.base import BaseFile, Shown
from fastapi_lint.engine.cache.store import Store
from fastapi_lint.engine.registry import Registry
from fastapi_lint.engine.request import Request
from fastapi_lint.engine.run import analyse, load_rules

TOP = Path(__file__).parents[4]
APPS = [TOP / "examples/bookshop", TOP / "tests/apps/class_views", TOP / "tests/apps/cached_factories"]
MODEL = """

from pydantic import BaseModel


class Order(BaseModel):
    numbers: dict

    def unused(self) -> int:
        limit = 1
        return limit


@app.post("/orders")
async def create_order(order: Order) -> None:
    pass
"""
"""The names that methods read are asked for where the class is shown to rules: there is a finding, of `dict`."""
Check = Any

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="without forks there is nothing to tell")


@pytest.fixture
def several(monkeypatch: pytest.MonkeyPatch) -> None:
    """Takes any project for large enough to be shared out."""
    monkeypatch.setattr(jobs, "SHARE", {jobs.FORK: 1, jobs.SPAWN: 1})
    monkeypatch.setattr(jobs, "start_method", lambda: jobs.FORK)


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_rules()


def files_of(app: Path, cache: Path, registry: Registry, number: int) -> dict[str, BaseFile]:
    store = Store(str(cache), str(app), "code", print)
    report = analyse(Request(app, Settings(), registry, jobs=number, store=store))
    base = store.base(report, Shown("text", "never", "auto", quiet=False, statistics=False, fail_on="error"))
    assert base is not None
    return base.files


@pytest.mark.usefixtures("several")
@pytest.mark.parametrize("app", APPS, ids=lambda app: app.name)
def test_the_same_bodies_are_known_for_any_number_of_processes(app: Path, tmp_path: Path, registry: Registry) -> None:
    alone = files_of(app, tmp_path, registry, 1)
    assert any(file.opened for file in alone.values())
    assert files_of(app, tmp_path, registry, 3) == alone


@pytest.mark.usefixtures("several", "settled")
def test_what_no_process_asked_for_may_change(check: Check, shop: Path, orders: str) -> None:
    check("--jobs", "2")
    (shop / "shop/orders.py").write_text(orders.replace("pass", "return None"))
    assert check("--jobs", "2").moved
    (shop / "shop/orders.py").write_text(orders.replace("time.sleep(1)", "time.sleep(2)"))
    assert not check("--jobs", "2").moved


@pytest.mark.usefixtures("several", "settled")
def test_what_a_worker_alone_asked_for_may_not(check: Check, shop: Path) -> None:
    main = shop / "shop/main.py"
    main.write_text(main.read_text() + MODEL)
    for number in ("1", "2"):
        check("--jobs", number)
        main.write_text(main.read_text().replace("limit = ", "limit = 1"))
        ran = check("--jobs", number)
        assert not ran.again
        assert not ran.moved


def test_a_fork_that_tells_nothing_leaves_it_open() -> None:
    forks.watch()
    assert forks.are_told_of()
    with forks.telling():
        ended()
    assert forks.are_told_of()
    ended()
    assert not forks.are_told_of()


def ended() -> None:
    """Fork off a process that does nothing."""
    child = os.fork()
    if not child:
        os._exit(0)
    os.waitpid(child, 0)
