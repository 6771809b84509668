"""Runs the command line in this process, as a process of its own would: first what is kept, then the long way."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from fastapi_lint.cli.main import main
from fastapi_lint.cli.rebasing import shown_anew
from fastapi_lint.engine.cache.replay import Stale, replayed
from fastapi_lint.source import disk

SHOP = {
    "pyproject.toml": '[project]\nname = "shop"\nversion = "1"\n',
    "shop/__init__.py": "",
    "shop/main.py": """\
from fastapi import FastAPI

from shop.orders import load

app = FastAPI()


@app.get("/orders/{order_id}")
async def read_order(order_id: int) -> str:
    return load(order_id)
""",
    "shop/orders.py": """\
import time


def load(order_id: int) -> str:
    time.sleep(1)
    return str(order_id)


def unused() -> None:
    pass
""",
}


class Ran(NamedTuple):
    """How a run went; `again` holds if the report of an earlier one was written, `moved` if with other lines."""

    code: int
    out: str
    err: str
    again: bool
    moved: bool


Check = Callable[..., Ran]
Write = Callable[..., None]


@pytest.fixture
def write() -> Write:
    """`write(folder, files)` writes files below a folder."""
    return written


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the cache in use."""
    folder = tmp_path / "cache"
    monkeypatch.delenv("FASTAPI_LINT_NO_CACHE")
    monkeypatch.setenv("FASTAPI_LINT_CACHE_DIR", str(folder))
    return folder


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project, which is the working directory."""
    folder = tmp_path / "project"
    written(folder, SHOP)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def check(cache: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Check:
    """`check("--quiet")` runs `fastapi-lint check --quiet`."""

    def run(*arguments: str) -> Ran:
        given = ["check", *arguments]
        monkeypatch.setattr(sys, "argv", ["fastapi-lint", *given])
        capfd.readouterr()
        kept = replayed(given)
        code = shown_anew(kept) if isinstance(kept, Stale) else kept
        again = code is not None and code == kept
        moved = code is not None and not again
        return Ran(main() if code is None else code, *capfd.readouterr(), again, moved)

    return run


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Takes files that were just written for old, so that their stamps count."""
    monkeypatch.setattr(disk, "_RACY", 0)


def written(folder: Path, files: Mapping[str, str]) -> None:
    """Write files below a folder."""
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


@pytest.fixture
def orders() -> str:
    """The text of `shop/orders.py`."""
    return SHOP["shop/orders.py"]


@pytest.fixture
def same_stamp() -> Callable[[Path, str], None]:
    """Writes other contents with the size and the time of modification of before."""

    def write(file: Path, text: str) -> None:
        before = file.stat()
        assert len(text.encode()) == before.st_size
        file.write_text(text)
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))

    return write
