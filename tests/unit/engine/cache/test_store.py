"""Facts of files that did not change are taken from the run before; what is damaged is made anew."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from fastapi_lint.engine import sources
from fastapi_lint.engine.cache.folder import UnusableError
from fastapi_lint.engine.cache.shelf import Shelf

Check = Any


@pytest.fixture
def extracted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files whose facts were made since it was cleared."""
    paths: list[str] = []
    extract_all = sources.extract_all

    def spying(texts: dict[str, str], request: Any) -> Any:
        paths.extend(texts)
        return extract_all(texts, request)

    monkeypatch.setattr(sources, "extract_all", spying)
    return paths


def edit(shop: Path) -> None:
    file = shop / "shop/orders.py"
    file.write_text(file.read_text() + "\n\nLIMIT = 1\n")


def test_only_the_facts_of_changed_files_are_made(check: Check, shop: Path, extracted: list[str]) -> None:
    check()
    assert extracted == ["shop/__init__.py", "shop/main.py", "shop/orders.py"]
    extracted.clear()
    edit(shop)
    check()
    assert extracted == ["shop/orders.py"]


def test_other_options_and_another_name_use_the_same_facts(check: Check, shop: Path, extracted: list[str]) -> None:
    check()
    extracted.clear()
    (shop / "shop/orders.py").rename(shop / "shop/renamed.py")
    check("--pedantic")
    assert extracted == []


@pytest.mark.parametrize("seed", range(6))
def test_damage_costs_time_alone(check: Check, shop: Path, cache: Path, seed: int) -> None:
    check("-q")
    edit(shop)
    dice = random.Random(seed)
    for kind in ("facts", "texts"):
        (shelf,) = (cache / "1" / kind).iterdir()
        data = bytearray(shelf.read_bytes())
        if seed % 2:
            data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        else:
            del data[dice.randrange(len(data)) :]
        shelf.write_bytes(data)
    after = check()
    assert after.err in ("", "note: a file of the cache was damaged; it is made anew\n")
    assert after.out == check("--no-cache").out


def test_facts_of_other_code_are_not_used(
    check: Check, shop: Path, extracted: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    check()
    extracted.clear()
    edit(shop)
    monkeypatch.setattr("fastapi_lint.cli.checking.code_of", lambda _registry: "other")
    assert check().err == ""
    assert len(extracted) == 3


class TestShelf:
    """The file."""

    def test_what_is_kept_is_found(self, tmp_path: Path) -> None:
        Shelf(str(tmp_path / "s"), "1").save([("a", b"x" * 9), ("b", b"")])
        Shelf(str(tmp_path / "s"), "1").save([("c", b"z")])
        shelf = Shelf(str(tmp_path / "s"), "1")
        assert [shelf.get(key) for key in "abcd"] == [b"x" * 9, b"", b"z", None]
        assert not shelf.is_damaged

    def test_another_identity_sees_nothing(self, tmp_path: Path) -> None:
        Shelf(str(tmp_path / "s"), "1").save([("a", b"x")])
        shelf = Shelf(str(tmp_path / "s"), "2")
        assert (shelf.get("a"), shelf.is_damaged) == (None, False)

    def test_what_is_not_used_goes_in_the_end(self, tmp_path: Path) -> None:
        Shelf(str(tmp_path / "s"), "1").save([("a", b"x"), ("b", b"y")])
        for number in range(10):
            shelf = Shelf(str(tmp_path / "s"), "1")
            shelf.use("b")
            shelf.save([(str(number), b"")])
        shelf = Shelf(str(tmp_path / "s"), "1")
        assert (shelf.get("a"), shelf.get("b")) == (None, b"y")

    @pytest.mark.parametrize("data", [b"", b"fastapi-lint shelf 1\n", b"fastapi-lint shelf 2\n" + b"0" * 32])
    def test_foreign_files(self, tmp_path: Path, data: bytes) -> None:
        (tmp_path / "s").write_bytes(data)
        shelf = Shelf(str(tmp_path / "s"), "1")
        assert (shelf.get("a"), shelf.is_damaged) == (None, True)

    def test_every_changed_bit_is_noticed_or_means_nothing(self, tmp_path: Path) -> None:
        path = tmp_path / "s"
        Shelf(str(path), "1").save([("a", b"xyz")])
        good = path.read_bytes()
        for place in range(len(good) * 8):
            data = bytearray(good)
            data[place // 8] ^= 1 << place % 8
            path.write_bytes(data)
            assert Shelf(str(path), "1").get("a") in (None, b"xyz")

    def test_a_folder_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(UnusableError):
            Shelf(str(tmp_path / "no/s"), "1").save([])
