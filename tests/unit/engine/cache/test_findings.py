"""What rules found at a site is not looked for again, as long as its text, its dossier and the rules are the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from fastapi_lint.engine import jobs
from fastapi_lint.syntax import visit

Check = Any

MORE = """

@app.get("/more")
async def read_more() -> str:
    return load(2)
"""


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sites whose nodes were looked at since it was cleared."""
    names: list[str] = []
    visited = visit._visited

    def spying(site: Any, *others: Any) -> Any:
        names.append(site.name)
        return visited(site, *others)

    monkeypatch.setattr(visit, "_visited", spying)
    return names


@pytest.mark.usefixtures("settled")
def test_only_sites_that_are_others_now_are_looked_at(check: Check, shop: Path, looks: list[str]) -> None:
    check("-q")
    assert looks == ["read_order"]
    looks.clear()
    main = shop / "shop/main.py"
    main.write_text(main.read_text() + MORE)
    ran = check("-q")
    assert not ran.moved
    assert looks == ["read_more"]
    assert ran.out.count("FAL101") == 2
    looks.clear()
    assert check("-q", "--output-format", "json").out == check("-q", "--output-format", "json", "--no-cache").out
    assert looks == ["read_order", "read_more"]  # without the cache


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("shop/main.py", "return load(order_id)", "return load( order_id )"),
        ("shop/main.py", "async def read_order(order_id: int)", "async def read_order(order_id: int, more: int = 1)"),
        ("shop/orders.py", "time.sleep(1)", "time.sleep(1); open('x')"),
        ("shop/orders.py", "\n\ndef load", "\n\nLIMIT = 1\n\n\ndef load"),
    ],
    ids=["its text", "its facts", "what it calls", "where that is"],
)
def test_what_a_site_is_made_of_counts(
    check: Check, shop: Path, looks: list[str], name: str, old: str, new: str
) -> None:
    check("-q")
    looks.clear()
    file = shop / name
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new))
    ran = check("-q")
    assert not ran.moved
    assert looks == ["read_order"]
    assert ran.out == check("-q", "--no-cache").out


@pytest.mark.usefixtures("settled", "shop")
def test_other_rules_look_for_themselves(check: Check, looks: list[str]) -> None:
    check("-q", "--ignore", "FAL101")
    looks.clear()
    assert "FAL101" in check("-q").out
    assert looks == ["read_order"]


@pytest.mark.usefixtures("settled")
def test_a_fix_that_needs_an_import_rests_on_the_imports_of_its_file(
    check: Check, shop: Path, looks: list[str]
) -> None:
    main = shop / "shop/main.py"
    text = main.read_text().replace("FastAPI\n", "FastAPI, Request\n", 1).replace("order_id: int", "request: Request")
    text = text.replace("return load(order_id)", "time.sleep(1)\n    return str(await request.body())")
    text = f"import time\n\n{text}\n\nLIMIT = 1\n"
    main.write_text(text)
    assert "import asyncio" in check("-q", "--output-format", "json").out
    looks.clear()
    orders = shop / "shop/orders.py"
    orders.write_text(orders.read_text().replace("time.sleep(1)", "time.sleep(2)"))
    check("-q", "--output-format", "json")
    assert looks == []
    main.write_text(f"{text}\n\ndef more() -> None:\n    open('x')\n")
    check("-q", "--output-format", "json")
    assert set(looks) == {"read_order"}
    main.write_text(text.replace("LIMIT = 1", "asyncio = 1"))
    ran = check("-q", "--output-format", "json")
    assert "import asyncio" not in ran.out
    assert ran.out == check("-q", "--output-format", "json", "--no-cache").out


@pytest.mark.usefixtures("settled")
def test_workers_hand_on_what_they_find(
    check: Check, shop: Path, looks: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as many:
        many.setattr(jobs, "SHARE", {jobs.FORK: 1, jobs.SPAWN: 1})
        check("-q", "--jobs", "3")
    assert jobs.start_method() != jobs.FORK or looks == []
    looks.clear()
    orders = shop / "shop/orders.py"
    orders.write_text(orders.read_text() + "\n\nLIMIT = 1\n")
    ran = check("-q")
    assert not ran.moved
    assert looks == []
    assert ran.out == check("-q", "--no-cache").out


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize("whole", [True, False], ids=["one byte", "all"])
def test_damage_costs_time_alone(check: Check, shop: Path, cache: Path, looks: list[str], *, whole: bool) -> None:
    check("-q")
    (shelf,) = (cache / "1/findings").iterdir()
    data = bytearray(shelf.read_bytes())
    data[30 if whole else -1] ^= 255
    shelf.write_bytes(bytes(data) if whole else b"x")
    looks.clear()
    orders = shop / "shop/orders.py"
    orders.write_text(orders.read_text() + "\n\nLIMIT = 1\n")
    ran = check()
    assert looks == ["read_order"]
    assert ran.err == "note: a file of the cache was damaged; it is made anew\n"
    assert ran.out == check("--no-cache").out
