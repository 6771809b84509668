"""Rows of a list against the catalogue, and the handlers that make their calls."""

from __future__ import annotations

import pytest
from score_catalogue import Wanted, compared, not_found, snippets_of

from fastapi_lint.catalog.loader import load_catalog
from fastapi_lint.engine.run import load_rules

CATALOG = load_catalog(["requests", "psycopg", "redis", "boto3"])


def row(name: str, kind: str = "network", tier: int = 1, offload: str = "thread", twin: str = "") -> Wanted:
    return Wanted(name, name.partition(".")[0], kind, tier, offload, twin)


@pytest.mark.parametrize(
    "agreed",
    [
        row("requests.get", twin="httpx.AsyncClient.get"),
        row("requests.get", twin="httpx.AsyncClient"),
        row("psycopg.connect"),  # it waits for a database, which a list may call the network
    ],
)
def test_what_the_catalogue_says_too_is_no_difference(agreed: Wanted) -> None:
    assert list(compared(agreed, CATALOG)) == []


def test_what_is_missing_or_said_otherwise_without_a_reason_contradicts() -> None:
    assert [one.what for one in compared(row("requests.nothing"), CATALOG)] == ["missing"]
    found = list(compared(row("requests.get", tier=3, twin="aiohttp.ClientSession.get"), CATALOG))
    assert [one.what for one in found] == ["tier 1, not 3", "twin httpx.AsyncClient.get, not aiohttp.ClientSession.get"]
    assert all(one.reason is None for one in found)


def test_a_note_makes_a_difference_deliberate() -> None:
    (fetched,) = compared(row("psycopg.Cursor.fetchone"), CATALOG)
    assert (fetched.what, fetched.reason is not None) == ("tier 4, not 1", True)
    (closed,) = compared(row("psycopg.Connection.close"), CATALOG)
    assert (closed.what, closed.reason is not None) == ("harmless", True)


def test_each_way_to_a_receiver_is_a_handler_with_the_call_on_its_last_line() -> None:
    snippets = list(snippets_of(row("redis.lock.Lock.__enter__")))
    assert [snippet.text.splitlines()[snippet.line - 1] for snippet in snippets] == ["    with receiver: pass"]
    (get,) = snippets_of(row("requests.get"))
    assert get.text.splitlines()[1] == "import requests"
    assert get.text.splitlines()[get.line - 1] == "    requests.get(data)"


def test_calls_that_nothing_is_said_of_are_told() -> None:
    rows = [row("requests.get"), row("requests.nothing"), row("botocore.waiter.Waiter.wait")]
    snippets = [snippet for one in rows for snippet in snippets_of(one)]
    assert [snippet.row.name for snippet in not_found(snippets, load_rules())] == ["requests.nothing"]
