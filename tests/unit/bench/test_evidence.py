"""How examples are called and what the table says; serving them needs uvicorn, which the tests do without."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from fastapi_lint.testing.examples import Example

MODEL = {"type": "object", "properties": {"name": {"type": "string"}, "tags": {"type": "array"}}, "required": ["name"]}


def document(operation: dict[str, Any], path: str = "/items/{item}") -> dict[str, Any]:
    return {"paths": {path: {"post": operation}}, "components": {"schemas": {"Item": MODEL}}}


def test_hosts_and_databases_become_those_that_exist():
    from evidence import adapted

    source = 'create_engine("postgresql://db/shop", echo=True)\ncreate_async_engine("mysql+aiomysql://db/shop")\n'
    source += 'get("https://rates.example/today")'
    assert adapted(source, 4000, Path("/tmp/data")).splitlines() == [
        'create_engine("sqlite:////tmp/data", echo=True)',
        'create_async_engine("sqlite+aiosqlite:////tmp/data")',
        'get("http://127.0.0.1:4000/today")',
    ]


def test_a_call_gives_all_that_the_route_requires():
    from evidence import call_of

    parameters = [
        {"name": "item", "in": "path", "schema": {"type": "integer", "minimum": 3}},
        {"name": "q", "in": "query", "required": True, "schema": {"type": "string"}},
        {"name": "page", "in": "query", "schema": {"type": "integer"}},
    ]
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Item"}}}}
    call = call_of(document({"parameters": parameters, "requestBody": body}), {})
    assert (call.method, call.path, call.body) == ("POST", "/items/3?q=x", b'{"name": "x"}')


def test_what_is_given_has_the_last_word():
    from evidence import call_of

    call = call_of(document({"parameters": []}), {"path": "/items/9?all=1", "body": [1, 2]})
    assert (call.path, call.body) == ("/items/9?all=1", b"[1, 2]")


def test_an_upload_has_the_size_that_is_given():
    from evidence import call_of

    schema = {"type": "object", "properties": {"file": {"type": "string"}}, "required": ["file"]}
    call = call_of(document({"requestBody": {"content": {"multipart/form-data": {"schema": schema}}}}), {"upload": 50})
    assert b"x" * 50 in call.body
    assert b"x" * 51 not in call.body


def test_what_is_said_of_an_example_goes_before_what_is_said_of_its_rule():
    from evidence import scenario_of

    table = {"FAL199": {"clients": 5, "path": "/a", "Example 1": {"path": "/b", "setup": "x = 1"}}}
    scenario = scenario_of("FAL199", Example("Example 1", "", True), table)
    assert (scenario.clients, scenario.setup, scenario.call) == (5, "x = 1", {"path": "/b"})
    assert scenario_of("FAL199", Example("Use instead 1", "", False), table).call == {"path": "/a"}


def test_each_error_and_warning_is_said_once():
    from evidence import said_in

    errors = "Traceback:\n  File x\nRuntimeError: no\nx.py:3: RuntimeWarning: never awaited\nRuntimeError: no\n"
    errors += "RuntimeWarning: Enable tracemalloc to get more\nfine\n"
    assert said_in(errors) == ("RuntimeError: no", "RuntimeWarning: never awaited")


@pytest.mark.parametrize(("share", "expected"), [(0.5, 2), (0.99, 4), (1, 4), (0, 1)])
def test_a_quantile_is_one_of_the_values(share: float, expected: int):
    from evidence import quantile

    assert quantile([4, 1, 3, 2], share) == expected


def test_the_section_has_a_column_an_example_and_says_what_was_not_measured(monkeypatch):
    import importlib.metadata

    from evidence import Measurement, Scenario, section

    monkeypatch.setattr(importlib.metadata, "version", lambda _: "1.0")
    seen = Measurement(lateness=[0.001, 0.5], seconds=1.0)
    seen.example.add("200", 0.2)
    text = section({"Example 1": seen, "Use instead 1": "needs redis"}, Scenario(clients=7), 3)
    assert "7 clients for 3 seconds" in text
    assert "| | Example |\n" in text
    assert "| event loop late by (median / 99 % / worst) | 1 / 500 / 500 ms |" in text
    assert "| event loop at a standstill | 50% of the time |" in text
    assert "on standard error" not in text
    assert text.endswith("Use instead 1 was not measured: needs redis.\n")


def test_the_clients_read_answers_of_both_forms():
    from load import answer

    async def read(wire: bytes) -> tuple[str, bytes, bool]:
        reader = asyncio.StreamReader()
        reader.feed_data(wire)
        return await answer(reader)

    plain = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"
    chunked = (
        b"HTTP/1.1 500 Oh\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n1\r\n!\r\n0\r\n\r\n"
    )
    assert asyncio.run(read(plain)) == ("200", b"hi", False)
    assert asyncio.run(read(chunked)) == ("500", b"hi!", True)


def test_words_tell_what_the_table_shows():
    from evidence_words import in_words

    rows = {
        "event loop late by (median / 99 % / worst)": ["1 / 2,050 / 2,050 ms", "0 / 4 / 13 ms"],
        "event loop at a standstill": ["99% of the time", "0% of the time"],
        "an unrelated `async def` route (median / 99 %)": ["3,381 / 4,732 ms", "3 / 22 ms"],
        "an unrelated `def` route (median / 99 %)": ["3,490 / 4,933 ms", "4 / 26 ms"],
        "answers a second": ["1", "37"],
        "status of the answers": ["no answer", "200"],
        "executors made": ["519", "1"],
        "on standard error": ["`RuntimeError: no` `OSError: nor that`", ""],
    }
    assert in_words(rows) == [
        "The event loop stood still for 99 % of the time instead of 0 %.",
        "An unrelated `async def` route took 3.4 s at the median instead of 3 ms.",
        "It gave 1 answer a second instead of 37.",
        "Requests got no answer instead of 200.",
        "Executors made: 519 instead of 1.",
        "Standard error had `RuntimeError: no`, `OSError: nor that`.",
    ]


def test_words_make_nothing_of_what_a_busy_machine_does():
    from evidence_words import NOTHING, in_words

    rows = {
        "event loop at a standstill": ["7% of the time", "0% of the time"],
        "an unrelated `async def` route (median / 99 %)": ["8 / 72 ms", "8 / 24 ms"],
        "an unrelated `def` route (median / 99 %)": ["9 / 80 ms", "4 / 60 ms"],
        "answers a second": ["150", "160"],
        "status of the answers": ["200", "200"],
    }
    assert in_words(rows) == [NOTHING]


@pytest.mark.parametrize(
    "file", sorted(Path(__file__).parents[3].glob("rules/*/evidence/*.md")), ids=lambda file: file.stem
)
def test_the_words_in_the_manuals_are_those_of_their_tables(file: Path):
    from evidence_words import rows_of, with_words

    text = file.read_text(encoding="utf-8")
    assert text == with_words(text)
    assert not rows_of(text) or text.startswith("- ")
