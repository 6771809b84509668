"""Both example shops run under the real FastAPI, serve the same routes, and differ where their READMEs say so."""

from __future__ import annotations

import gzip
import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

if TYPE_CHECKING:
    from tests.apps.conftest import OutsideWorld

EXAMPLES = Path(__file__).parents[2] / "examples"
DRIVER = {"bookshop": "sqlite", "bookshop_mended": "sqlite+aiosqlite"}
PASSWORD = {"email": "ada@example.org", "password": "correct horse"}
RETURNING = {"email": "edith@example.org", "password": "hunter2"}
TAOCP = {"isbn": "1", "title": "Algorithms", "author": "Knuth", "cents": 2000, "tags": ["computing"]}
SICP = {"isbn": "2", "title": "Programs", "author": "Abelson", "cents": 1000, "tags": ["computing"]}
ORDER = {"lines": [{"book_id": 1, "quantity": 2}]}
TABLE = "isbn,title,author,cents\n3,Dracula,Stoker,500\n"

LABELS = ("PUT", "/api/books/{book_id}/labels")
LABELS_REQUEST: dict[str, dict[str, Any]] = {
    "bookshop": {"files": [("labels", ("new.txt", b"new"))]},
    "bookshop_mended": {"json": [{"name": "new"}]},
}
REQUESTS: dict[tuple[str, str], dict[str, Any]] = {
    ("GET", "/ping"): {},
    ("GET", "/version"): {},
    ("GET", "/api/books"): {"params": {"q": "algo", "limit": 5}},
    ("POST", "/api/books"): {"json": {"isbn": "9", "title": "Emma", "author": "Austen", "cents": 700}},
    ("POST", "/api/books/search"): {"params": {"q": "a"}, "json": {"author": "Knuth"}},
    ("GET", "/api/books/export"): {},
    ("GET", "/api/books/related"): {},
    ("POST", "/api/books/duplicates"): {"json": ["Emma", " EMMA", "Dracula"]},
    ("GET", "/api/books/{book_id}"): {},
    ("GET", "/api/books/{book_id}/price"): {"params": {"currency": "USD"}},
    ("GET", "/api/books/{book_id}/cover.png"): {"params": {"width": 8, "height": 12}},
    ("GET", "/api/orders"): {},
    ("POST", "/api/orders"): {"json": ORDER},
    ("POST", "/api/orders/import"): {"json": [ORDER, ORDER]},
    ("POST", "/api/orders/webhook"): {"json": {"kind": "refunded", "data": {"order_id": 1}}},
    ("GET", "/api/orders/{order_id}/tracking"): {},
    ("POST", "/api/users"): {"json": {"email": "grace@example.org", "password": "battery staple"}},
    ("POST", "/api/users/login"): {"json": RETURNING},
    ("GET", "/api/users/me"): {},
    ("GET", "/api/users/me/loyalty"): {},
    ("PATCH", "/api/users/me/preferences"): {"json": {"newsletter": True}},
    ("GET", "/api/reports/sales.csv.gz"): {},
    ("GET", "/api/reports/growth"): {"params": {"weeks": 6}},
    ("GET", "/api/reports/basket"): {},
    ("GET", "/api/reports/tax"): {"params": {"cents": 107}},
    ("POST", "/api/uploads/covers"): {"files": {"upload": ("emma.png", b"cover")}},
    ("GET", "/api/uploads/covers/{name}"): {},
    ("POST", "/api/uploads/catalogue"): {"files": {"upload": ("new.csv", TABLE.encode())}},
    ("POST", "/api/uploads/manifest"): {"json": {"files": ["a", "b"]}},
}


@dataclass(frozen=True)
class Shop:
    """One of the two applications, running, with two books, a customer and an uploaded cover."""

    name: str
    app: FastAPI
    client: TestClient
    token: str
    storage: Path

    def ask(self, method: str, path: str, **request: Any) -> Any:
        """Send the example request of a route (or another); the customer is logged in."""
        address = path.format(book_id=1, order_id=1, name="alice.png")
        if not request:
            request = LABELS_REQUEST[self.name] if (method, path) == LABELS else REQUESTS[method, path]
        return self.client.request(method, address, headers={"X-Token": self.token}, **request)


def load(name: str) -> FastAPI:
    app: FastAPI = importlib.import_module(f"{name}.main").app
    return app


@pytest.fixture(scope="module", autouse=True)
def importable() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in DRIVER:
            patch.syspath_prepend(str(EXAMPLES / name))
        yield


@pytest.fixture(scope="module", params=sorted(DRIVER))
def shop(
    request: pytest.FixtureRequest,
    importable: None,
    outside_world: OutsideWorld,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Shop]:
    name, folder = request.param, tmp_path_factory.mktemp("shop")
    app, settings = load(name), importlib.import_module(f"{name}.settings")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NO_PROXY", "127.0.0.1")
        patch.setenv("BOOKSHOP_DATABASE_URL", f"{DRIVER[name]}:///{folder / 'shop.db'}")
        patch.setenv("BOOKSHOP_STORAGE", str(folder / "storage"))
        patch.setenv("BOOKSHOP_SMTP_PORT", str(outside_world.smtp_port))
        for service in ("EXCHANGE", "PAYMENTS", "PARCELS"):
            patch.setenv(f"BOOKSHOP_{service}_URL", outside_world.http_url)
        settings.get_settings.cache_clear()
        with TestClient(app) as client:
            yield Shop(name, app, client, furnish(client), folder / "storage")
        settings.get_settings.cache_clear()


def furnish(client: TestClient) -> str:
    """Two books, one cover and two customers; gives the first one's token."""
    for book in (TAOCP, SICP):
        assert client.post("/api/books", json=book).status_code == 201
    assert client.post("/api/uploads/covers", files={"upload": ("alice.png", b"alice")}).status_code == 201
    for account in (PASSWORD, RETURNING):
        assert client.post("/api/users", json=account).status_code == 201
    token: str = client.post("/api/users/login", json=PASSWORD).json()["token"]
    return token


def operations(app: FastAPI) -> set[tuple[str, str]]:
    return {(method.upper(), path) for path, methods in app.openapi()["paths"].items() for method in methods}


def test_both_shops_serve_the_same_routes() -> None:
    assert operations(load("bookshop")) == operations(load("bookshop_mended")) == {*REQUESTS, LABELS}


@pytest.mark.parametrize(("method", "path"), [*REQUESTS, LABELS])
def test_every_route_answers(shop: Shop, method: str, path: str) -> None:
    assert shop.ask(method, path).is_success


def test_a_price_is_converted_with_the_rate_of_the_exchange(shop: Shop) -> None:
    quote = shop.ask("GET", "/api/books/{book_id}/price").json()
    assert quote == {"book_id": 1, "currency": "USD", "amount": 10.0}


def test_an_order_is_charged_and_a_receipt_is_mailed(shop: Shop, outside_world: OutsideWorld) -> None:
    outside_world.mails.clear()
    order = shop.ask("POST", "/api/orders").json()
    assert (order["status"], order["total_cents"]) == ("paid", 4000)
    assert order["lines"] == [{"book_id": 1, "quantity": 2}]
    assert outside_world.charges[-1] == {"reference": f"order-{order['id']}", "cents": 4000}
    (mail,) = outside_world.mails
    assert f"Subject: Your order {order['id']}" in mail
    assert "To: ada@example.org" in mail


def test_an_order_for_an_unknown_book_is_refused(shop: Shop) -> None:
    assert shop.ask("POST", "/api/orders", json={"lines": [{"book_id": 999, "quantity": 1}]}).status_code == 404


def test_an_unknown_token_and_a_wrong_password_are_refused(shop: Shop) -> None:
    assert shop.client.get("/api/users/me", headers={"X-Token": "guess"}).status_code == 401
    assert shop.ask("POST", "/api/users/login", json=PASSWORD | {"password": "guess"}).status_code == 401


def test_search_related_and_duplicates(shop: Shop) -> None:
    found = shop.ask("POST", "/api/books/search").json()
    assert found == [{"id": 1, "title": "Algorithms", "author": "Knuth"}]
    assert shop.ask("GET", "/api/books/related").json() == [[1, 2]]
    assert shop.ask("POST", "/api/books/duplicates").json() == ["Emma"]


def test_reports_agree_with_the_orders(shop: Shop) -> None:
    assert shop.ask("GET", "/api/reports/growth").json() == [1, 1, 2, 3, 5, 8]
    order = shop.ask("POST", "/api/orders").json()
    table = gzip.decompress(shop.ask("GET", "/api/reports/sales.csv.gz").content).decode().splitlines()
    assert table[0] == "order,status,cents,created"
    assert table[-1].startswith(f"{order['id']},paid,4000,")
    assert 3900 < shop.ask("GET", "/api/reports/basket").json()["cents"] < 4100


def test_covers_are_drawn_and_kept(shop: Shop) -> None:
    drawn = shop.ask("GET", "/api/books/{book_id}/cover.png").content
    assert drawn.startswith(b"\x89PNG") and drawn[16:24] == bytes([0, 0, 0, 8, 0, 0, 0, 12])
    assert shop.ask("GET", "/api/uploads/covers/{name}").content == b"alice"
    assert shop.ask("GET", "/api/uploads/covers/missing.png", params={}).status_code == 404


def test_an_uploaded_table_becomes_books(shop: Shop) -> None:
    table = "isbn,title,author,cents\n4,Middlemarch,Eliot,900\n"
    assert shop.ask("POST", "/api/uploads/catalogue", files={"upload": ("t.csv", table.encode())}).json() == 1
    assert [book["author"] for book in shop.ask("GET", "/api/books", params={"q": "middlemarch"}).json()] == ["Eliot"]


def test_every_request_is_in_the_audit_log(shop: Shop) -> None:
    shop.client.get("/ping")
    shop.client.get("/nowhere")
    lines = (shop.storage / "audit.log").read_text(encoding="utf-8").splitlines()
    assert lines[-2].endswith(" GET /ping 200") and lines[-1].endswith(" GET /nowhere 404")
    assert shop.ask("GET", "/api/users/me/loyalty").json() == len(lines)


def test_live_prices(shop: Shop) -> None:
    with shop.client.websocket_connect("/live/prices?currency=USD") as live:
        live.send_text("2")
        assert live.receive_json() == {"book_id": 2, "currency": "USD", "amount": 5.0}
        live.send_text("999")
        assert live.receive_json() == {"error": "no such book"}


def test_only_the_mended_shop_answers_while_another_request_waits(shop: Shop, outside_world: OutsideWorld) -> None:
    outside_world.waiting.clear()
    outside_world.release.clear()
    with ThreadPoolExecutor(2) as threads:
        price = threads.submit(shop.ask, "GET", "/api/books/{book_id}/price", params={"currency": "GBP"})
        assert outside_world.waiting.wait(5)
        ping = threads.submit(shop.client.get, "/ping")
        wait([ping], timeout=5 if shop.name == "bookshop_mended" else 0.3)
        answered = ping.done()
        outside_world.release.set()
        assert price.result().is_success
    assert answered is (shop.name == "bookshop_mended")


def test_a_bare_list_body_is_a_file_upload_to_fastapi(shop: Shop) -> None:
    content = shop.app.openapi()["paths"][LABELS[1]]["put"]["requestBody"]["content"]
    expected = {"bookshop": ("multipart/form-data", 422), "bookshop_mended": ("application/json", 200)}
    status = shop.ask(*LABELS, json=[{"name": "new"}]).status_code
    assert (*content, status) == expected[shop.name]


TOO_LARGE: list[tuple[str, str, dict[str, Any], int]] = [
    ("POST", "/api/uploads/manifest", {"json": {"files": ["x" * 300_000]}}, 413),
    ("POST", "/api/uploads/catalogue", {"files": {"upload": ("big.csv", TABLE.encode() + b"\n" * 1_100_000)}}, 413),
    ("POST", "/api/books/duplicates", {"json": ["x"] * 1001}, 422),
    ("POST", "/api/orders/import", {"json": [ORDER] * 101}, 422),
    ("GET", "/api/reports/growth", {"params": {"weeks": 81}}, 422),
    ("GET", "/api/books/{book_id}/cover.png", {"params": {"width": 401}}, 422),
]


@pytest.mark.parametrize(("method", "path", "request_", "status"), TOO_LARGE)
@pytest.mark.parametrize("shop", ["bookshop_mended"], indirect=True)
def test_the_mended_shop_refuses_what_is_too_large(
    shop: Shop, method: str, path: str, request_: dict[str, Any], status: int
) -> None:
    assert shop.ask(method, path, **request_).status_code == status


@pytest.mark.parametrize("shop", ["bookshop_mended"], indirect=True)
def test_the_mended_export_is_one_book_a_line(shop: Shop) -> None:
    first = shop.ask("GET", "/api/books/export").text.splitlines()[0]
    assert json.loads(first) == {"isbn": "1", "title": "Algorithms", "tags": ["computing"]}


def planted() -> set[tuple[str, str, str]]:
    """Code, file and function of every row of the first shop's README."""
    rows = (EXAMPLES / "bookshop" / "README.md").read_text(encoding="utf-8").splitlines()
    cells = [row.strip("| ").split(" | ") for row in rows if row.startswith("| FAL")]
    return {(code, file, function) for code, file, function, _ in cells}


def audited(folder: Path) -> set[tuple[str, str, str]]:
    """Code, file and function of every finding that `fastapi-lint check` has for a shop."""
    command = [sys.executable, "-P", "-m", "fastapi_lint", "check", ".", "--output-format", "json", "--exit-zero"]
    answer = subprocess.run(command, cwd=folder, capture_output=True, check=True)
    findings = json.loads(answer.stdout)["findings"]
    return {(f["code"], f["path"].rpartition("bookshop/bookshop/")[2], f["function"]) for f in findings}


def test_an_audit_finds_exactly_what_the_readme_lists() -> None:
    found = {
        (code, file.removeprefix("bookshop/"), function) for code, file, function in audited(EXAMPLES / "bookshop")
    }
    assert len(planted()) > 40
    assert found == planted()


def test_an_audit_of_the_mended_shop_finds_nothing() -> None:
    assert audited(EXAMPLES / "bookshop_mended") == set()
