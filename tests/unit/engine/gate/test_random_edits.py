"""However a project is moved about and formatted, its baseline knows the findings again, and hides no other."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Callable
from functools import cache, lru_cache, partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fastapi_lint.config.settings import Settings
from fastapi_lint.engine.gate.baseline import entries_of
from fastapi_lint.engine.gate.entries import KnownFindings
from fastapi_lint.engine.registry import Registry
from fastapi_lint.engine.request import Request
from fastapi_lint.engine.run import analyse, load_rules
from fastapi_lint.model.report import Report
from fastapi_lint.source.overlay import Files

LONGER = "FASTAPI_LINT_EDITS"

Sources = dict[str, str]
Edit = Callable[[Sources], Sources]

PROJECT = {
    "shop/__init__.py": "",
    "shop/main.py": """\
from fastapi import FastAPI

from shop.orders import router
from shop.stock import level

app = FastAPI()
app.include_router(router, prefix='/orders')


@app.get('/stock')
async def read_stock(name: str = 'all') -> dict:
    first = level(name, every=['a', 'b'], limit=0XFF)
    return {'first': first, 'second': level(name, every=['a', 'b'], limit=0XFF)}


@app.get('/busy')
async def busy() -> int:
    total = 0
    for one in range(10 ** 8):
        total += one * one
    return total
""",
    "shop/orders.py": """\
import time

from fastapi import APIRouter, Request

from shop.stock import level

router = APIRouter()


@router.get('/{order}')
async def read_order(order: int) -> str:
    time.sleep(1)
    return load(order)


@router.post('/')
async def create_order(request: Request) -> list:
    body = await request.json()
    return [line for line in body]


def load(order: int) -> str:
    return level(str(order))
""",
    "shop/stock.py": """\
import time


def level(name: str, every: tuple = (), limit: int = 0) -> str:
    time.sleep(1)
    return name
""",
}


@lru_cache(maxsize=1)
def rules() -> Registry:
    return load_rules()


def report(sources: Sources, baseline: KnownFindings | None = None) -> Report:
    files = Files.in_memory(sources)
    found = analyse(
        Request(
            root=Path(),
            settings=Settings(confidence="low", extend_select=("FAL007",)),
            registry=rules(),
            files=files,
            baseline=baseline,
        )
    )
    assert not any(problem.is_incomplete for problem in found.problems)
    return found


@lru_cache(maxsize=1)
def known() -> KnownFindings:
    found = report(PROJECT).findings
    assert len(found) >= 8
    return KnownFindings("baseline.toml", tuple(entries_of(found, lambda path: PROJECT[path].split("\n"))))


def of_file(change: Callable[[str], str]) -> Callable[[int], Edit]:
    """An edit of the text of one of the files."""

    def edit(which: int) -> Edit:
        def edited(sources: Sources) -> Sources:
            path = sorted(sources)[which % len(sources)]
            return {**sources, path: change(sources[path])}

        return edited

    return edit


def blocks(text: str) -> list[str]:
    """The text of each statement of a module, with its decorators."""
    lines = text.split("\n")
    starts = [
        min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", []))]) - 1
        for node in ast.parse(text).body
    ]
    return [
        "\n".join(lines[start:end]).strip("\n") for start, end in zip(starts, [*starts[1:], len(lines)], strict=False)
    ]


def reordered(text: str) -> str:
    """The functions of a file in the opposite order, behind all else."""
    parts = blocks(text)
    functions = [part for part in parts if "def " in part]
    return "\n\n\n".join([*(part for part in parts if "def " not in part), *reversed(functions)]) + "\n"


def spaced(text: str) -> str:
    return "# A remark.\n\n" + text.replace("\n\n\n", "\n\n\n# Another.\n\n\n")


@cache
def formatted(width: int, text: str) -> str:
    ruff = [sys.executable, "-m", "ruff", "format", "--isolated", "--line-length", str(width), "-"]
    return subprocess.run(ruff, input=text, capture_output=True, text=True, check=True).stdout


def file_renamed(old: str, new: str) -> Edit:
    def edit(sources: Sources) -> Sources:
        moved = {path.replace(f"/{old}.py", f"/{new}.py"): text for path, text in sources.items()}
        return {path: text.replace(f".{old} import", f".{new} import") for path, text in moved.items()}

    return edit


def folder_renamed(sources: Sources) -> Sources:
    return {
        path.replace("shop/", "store/deep/"): text.replace("from shop", "from store.deep")
        for path, text in sources.items()
    } | {"store/__init__.py": "", "store/deep/__init__.py": ""}


def leaf_edited(sources: Sources) -> Sources:
    """The function at the end of the chain does something before it waits."""
    return {
        path: text.replace("limit: int = 0) -> str:\n", "limit: int = 0) -> str:\n    print(name)\n")
        for path, text in sources.items()
    }


def function_moved(sources: Sources) -> Sources:
    """A handler moves to a file of its own."""
    path = next(path for path, text in sources.items() if "async def busy" in text)
    if path.endswith("worker.py"):
        return sources
    parts = blocks(sources[path])
    handler = next(part for part in parts if "async def busy" in part)
    rest = "\n\n\n".join(part for part in parts if part is not handler) + "\n"
    folder, package = path.rpartition("/")[0], path.rpartition("/")[0].replace("/", ".")
    module = f"from fastapi import APIRouter\n\napp = APIRouter()\n\n\n{handler}\n"
    return (
        sources
        | {path: f"{rest}\nfrom {package} import worker\n\napp.include_router(worker.app)\n"}
        | ({f"{folder}/worker.py": module})
    )


files = st.integers(0, 9)
edits: st.SearchStrategy[Edit] = st.one_of(
    st.builds(of_file(reordered), files),
    st.builds(of_file(spaced), files),
    st.builds(of_file(partial(formatted, 30)), files),
    st.builds(of_file(partial(formatted, 120)), files),
    st.just(file_renamed("stock", "supply")),
    st.just(file_renamed("orders", "purchases")),
    st.just(folder_renamed),
    st.just(leaf_edited),
    st.just(function_moved),
)
AGAIN = {
    "time.sleep(1)\n    return load": "time.sleep(1)\n    time.sleep(1)\n    return load",
    "return {'first'": "level(name, every=['a', 'b'], limit=0XFF)\n    return {'first'",
}


@settings(max_examples=int(os.environ.get(LONGER, "12")), deadline=None, derandomize=LONGER not in os.environ)
@given(st.lists(edits, min_size=1, max_size=5))
def test_the_baseline_knows_them_again(steps: list[Edit]) -> None:
    sources = PROJECT
    for step in steps:
        sources = step(sources)
    found = report(sources, known())
    assert [(each.location, each.code, each.message) for each in found.findings] == []
    assert len(found.known) == len(known().entries)
    assert found.baseline is not None
    assert (found.baseline.stale, found.baseline.unjudged) == ((), ())


@pytest.mark.parametrize("again", AGAIN)
@pytest.mark.parametrize("step", [lambda sources: sources, folder_renamed, leaf_edited], ids=["", "moved", "leaf"])
def test_a_second_one_in_the_same_function_is_new(again: str, step: Edit) -> None:
    sources = {path: text.replace(again, AGAIN[again]) for path, text in PROJECT.items()}
    assert sources != PROJECT
    found = report(step(sources), known())
    assert [each.code for each in found.findings] == ["FAL101"]
    assert len(found.known) == len(known().entries)


def test_the_same_in_a_function_of_another_file_is_new() -> None:
    again = "@app.get('/again')\nasync def read_order(order: int) -> str:\n    time.sleep(1)\n"
    found = report({**PROJECT, "shop/main.py": f"import time\n\n{PROJECT['shop/main.py']}\n\n{again}"}, known())
    assert [(each.code, each.location.path) for each in found.findings] == [("FAL101", "shop/main.py")]


def test_what_is_mended_is_stale() -> None:
    sources = {**PROJECT, "shop/orders.py": PROJECT["shop/orders.py"].replace("    time.sleep(1)\n", "")}
    found = report(sources, known())
    assert [(each.code, each.location.path) for each in found.findings] == [("FAL007", "baseline.toml")]
    assert found.baseline is not None
    assert [(each.code, each.function) for each in found.baseline.stale] == [("FAL101", "read_order")]


def test_what_cannot_be_read_is_not_judged() -> None:
    found = report({**PROJECT, "shop/orders.py": "def ("}, known())
    assert found.baseline is not None
    assert {each.path for each in found.baseline.stale} <= {"shop/main.py"}
    assert {each.path for each in found.baseline.unjudged} == {"shop/orders.py"}
