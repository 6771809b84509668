"""Whatever is edited in whatever order: with the cache the report is that of a run without one, byte for byte."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

LONGER = "FASTAPI_LINT_EDITS"
"""How many sequences of edits are tried; `make edits` tries many."""

Check = Any
Edit = Callable[[Path], None]

MODULES = ("shop/main.py", "shop/orders.py", "shop/stock.py", "tools/admin.py")
APPLICATION = {
    "pyproject.toml": '[project]\nname = "shop"\nversion = "1"\ndependencies = ["fastapi==0.115.6"]\n',
    "shop/__init__.py": "",
    "shop/main.py": """\
from fastapi import Depends, FastAPI

from shop import orders
from shop.stock import Stock, stock

app = FastAPI()
app.include_router(orders.router, prefix="/orders")


@app.get("/stock")
async def read_stock(found: Stock = Depends(stock)) -> dict:
    return found.level("all")
""",
    "shop/orders.py": """\
from fastapi import APIRouter, Request

from shop.stock import Stock

router = APIRouter()


@router.get("/{order}")
async def read_order(order: int) -> str:
    return load(order)


@router.post("/")
async def create_order(request: Request) -> list:
    body = await request.json()
    return [line for line in body for _ in body]


def load(order: int) -> str:
    return Stock().level(str(order))
""",
    "shop/stock.py": """\
import time


class Stock:
    def level(self, name: str) -> str:
        time.sleep(1)
        return name


def stock() -> Stock:
    return Stock()
""",
    "tools/admin.py": """\
from shop.orders import load


def main() -> None:
    print(load(1))
""",
}
LINES = (
    "",
    "# a remark",
    "time.sleep(3)",
    "import time",
    "import requests",
    "requests.get('https://example.org')",
    "x = load(2)  # fastapi-lint: ignore[FAL101] for a reason",
    "def more() -> None: ...",
    "return None",
    "for _ in range(10 ** 9): pass",
    '"""A remark."""',
    "@app.get('/more')",
    ")",
)
KNOWN = """\
version = 1

[[finding]]
path = "shop/main.py"
function = "read_stock"
code = "FAL101"
source = 'found.level("all")'
message = "it waits"
key = "7cad739d7fc8698d79d7328f58c627c2"
"""
"""A baseline that knows of one finding."""
CONFIGURATIONS = (
    "",
    '[tool.fastapi-lint]\nignore = ["FAL101"]\n',
    "[tool.fastapi-lint]\npedantic = true\n",
    '[tool.fastapi-lint]\nexclude = ["tools/"]\n',
    '[tool.fastapi-lint]\nper-path-ignores = { "shop/*" = ["FAL2"] }\n',
    '[[tool.fastapi-lint.catalog.calls]]\nnames = ["shop.stock.stock"]\nkind = "network"\n',
    "[tool.fastapi-lint.target]\nfastapi = '0.137.0'\n",
)


def changed(name: str, change: Callable[[list[str]], object]) -> Edit:
    """An edit of the lines of a file that is there."""

    def edit(project: Path) -> None:
        file = project / name
        if file.is_file():
            lines = file.read_text().split("\n")
            change(lines)
            file.write_text("\n".join(lines))

    return edit


def inserted(name: str, at: int, line: str, indentation: int) -> Edit:
    return changed(name, lambda lines: lines.insert(at % (len(lines) + 1), "    " * indentation + line))


def deleted(name: str, at: int) -> Edit:
    return changed(name, lambda lines: lines.pop(at % len(lines)))


def renamed(name: str, old: str, new: str) -> Edit:
    def rename(lines: list[str]) -> None:
        lines[:] = [line.replace(old, new) for line in lines]

    return changed(name, rename)


def reworded(name: str, at: int, words: tuple[str, str]) -> Edit:
    def reword(lines: list[str]) -> None:
        lines[at % len(lines)] = lines[at % len(lines)].replace(*words)

    return changed(name, reword)


def commented(name: str, at: int) -> Edit:
    def comment(lines: list[str]) -> None:
        lines[at % len(lines)] += "  # a remark"

    return changed(name, comment)


def moved(name: str, to: str) -> Edit:
    def move(project: Path) -> None:
        if (project / name).is_file():
            (project / to).parent.mkdir(parents=True, exist_ok=True)
            (project / name).replace(project / to)

    return move


def put(name: str, text: str) -> Edit:
    def write(project: Path) -> None:
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text)

    return write


def removed(name: str) -> Edit:
    return lambda project: (project / name).unlink(missing_ok=True)


def restored(project: Path) -> None:
    for name, text in APPLICATION.items():
        put(name, text)(project)


names = st.sampled_from(MODULES)
places = st.integers(0, 30)
edits: st.SearchStrategy[Edit] = st.one_of(
    st.builds(inserted, names, places, st.sampled_from(LINES), st.integers(0, 2)),
    st.builds(deleted, names, places),
    st.builds(renamed, names, st.sampled_from(["load", "Stock", "level", "time"]), st.sampled_from(["load", "fetch"])),
    st.builds(reworded, names, places, st.sampled_from([("(", "( "), (" = ", "  = "), (":", ": "), ("(", "(\n")])),
    st.builds(commented, names, places),
    st.builds(moved, names, st.sampled_from(["shop/moved.py", "other/orders.py", "shop/stock.py"])),
    st.builds(put, st.sampled_from(["pyproject.toml"]), st.sampled_from(CONFIGURATIONS)),
    st.builds(put, st.sampled_from([".gitignore"]), st.sampled_from(["", "tools/\n", "stock.py\n", "!stock.py\n"])),
    st.builds(put, st.just("fastapi-lint-baseline.toml"), st.sampled_from(["version = 1\n", "version = 2\n", KNOWN])),
    st.builds(put, st.sampled_from(["tools/__init__.py", "shop/new.py"]), st.sampled_from(["", "import time\n"])),
    st.builds(removed, st.sampled_from([*MODULES, ".gitignore", "tools/__init__.py", "fastapi-lint-baseline.toml"])),
    st.just(restored),
    st.just(lambda project: None),
)


@pytest.mark.usefixtures("settled")
@settings(
    deadline=None,
    max_examples=int(os.environ.get(LONGER, "4")),
    derandomize=LONGER not in os.environ,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # the list of steps is short: to shrink it takes longer
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(edits, min_size=1, max_size=5))
def test_any_edits(check: Check, tmp_path: Path, steps: list[Edit], monkeypatch: pytest.MonkeyPatch) -> None:
    project = tmp_path / "project"
    shutil.rmtree(project, ignore_errors=True)
    restored(project)
    (project / ".git").mkdir()
    monkeypatch.chdir(project)
    arguments = ("--pedantic", "--output-format", "json", "--statistics")
    for step in [lambda project: None, *steps]:
        step(project)
        assert check(*arguments)[:3] == check(*arguments, "--no-cache")[:3]
        again = check(*arguments)
        assert again.again or again.code in (2, 3)  # what is refused, and what is incomplete, is not kept
