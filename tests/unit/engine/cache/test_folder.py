"""The folder of the cache: private, marked, kept small, and never trusted."""

from __future__ import annotations

import os
import random
import stat
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from platformdirs import user_cache_dir

from fastapi_lint.engine.cache import folder
from fastapi_lint.engine.cache.memo import DamagedError, Memo, loaded
from fastapi_lint.engine.cache.places import default_folder, folder_for_reports

Check = Any
Write = Any


def memos(cache: Path) -> list[Path]:
    return sorted((cache / "1/reports").iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="modes")
def test_it_is_private_and_marked(check: Check, shop: Path, cache: Path) -> None:
    check()
    assert stat.S_IMODE(cache.stat().st_mode) == 0o700
    assert [stat.S_IMODE(file.stat().st_mode) for file in memos(cache)] == [0o600]
    assert (cache / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55")
    assert (cache / ".gitignore").read_text().endswith("*\n")


def test_a_folder_with_something_in_it_gets_no_marks(check: Check, shop: Path, cache: Path, write: Write) -> None:
    write(cache, {"precious.txt": "mine"})
    check()
    assert sorted(each.name for each in cache.iterdir()) == ["1", "precious.txt"]
    assert folder.clear(str(cache)) > 0
    assert [each.name for each in cache.iterdir()] == ["precious.txt"]


def test_clearing_leaves_nothing(check: Check, shop: Path, cache: Path) -> None:
    check()
    assert folder.clear(str(cache)) > 0
    assert not cache.exists()
    assert folder.clear(str(cache)) == 0


@pytest.mark.parametrize("seed", range(6))
def test_damage_is_noticed_and_mended(check: Check, shop: Path, cache: Path, seed: int) -> None:
    first = check()
    (memo,) = memos(cache)
    data = bytearray(memo.read_bytes())
    dice = random.Random(seed)
    if seed % 2:
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    else:
        del data[dice.randrange(len(data)) :]
    memo.write_bytes(data)
    second = check()
    assert second[:2] == first[:2]
    assert second.err == "note: a report in the cache was damaged; it is made anew\n"
    assert check().again


def test_a_quiet_run_says_nothing_of_damage(check: Check, shop: Path, cache: Path) -> None:
    check("-q")
    memos(cache)[0].write_bytes(b"")
    assert check("-q").err == ""


def test_a_report_of_other_circumstances_under_the_same_name(check: Check, shop: Path, cache: Path) -> None:
    check("-q")
    (memo,) = memos(cache)
    other = loaded(memo.read_bytes())
    memo.write_bytes(Memo("elsewhere", other.trace, b"all is well", b"", 0).dumped())
    assert "FAL101" in check("-q").out


def test_what_is_written_is_read() -> None:
    parts = ("a\0b\udcff", ["kind\t/x\tf", "real\t/y\t/y"], b"out\n\xff", b"", 1)
    read = loaded(Memo(*parts).dumped())
    assert (read.circumstances, read.trace, read.out, read.err, read.code) == parts


@pytest.mark.parametrize("data", [b"", b"fastapi-lint report 1\n", b"fastapi-lint report 2\n00000000\n", b"PK\x03\x04"])
def test_foreign_files(data: bytes) -> None:
    with pytest.raises(DamagedError):
        loaded(data)


@pytest.mark.skipif(sys.platform == "win32", reason="links and modes")
class TestUnusable:
    """A cache that cannot be used costs a word, not the result."""

    def test_a_file_in_its_place(self, check: Check, shop: Path, cache: Path) -> None:
        cache.write_text("")
        ran = check()
        assert "FAL101" in ran.out
        assert ran.err.startswith(f"note: cannot use the cache `{cache}`: ")
        assert check("-q").err == ""

    def test_a_link_in_its_place(self, check: Check, shop: Path, cache: Path, tmp_path: Path) -> None:
        (tmp_path / "elsewhere").mkdir()
        cache.symlink_to(tmp_path / "elsewhere")
        assert "symbolic link" in check().err
        assert list((tmp_path / "elsewhere").iterdir()) == []

    @pytest.mark.parametrize("name", ["1", "1/reports"])
    def test_a_link_within(self, check: Check, shop: Path, cache: Path, tmp_path: Path, name: str) -> None:
        (tmp_path / "elsewhere").mkdir()
        (cache / name).parent.mkdir(parents=True)
        (cache / name).symlink_to(tmp_path / "elsewhere")
        assert "symbolic link" in check().err
        assert list((tmp_path / "elsewhere").iterdir()) == []

    def test_a_link_for_a_report_is_replaced_and_not_followed(
        self, check: Check, shop: Path, cache: Path, tmp_path: Path
    ) -> None:
        check()
        (memo,) = memos(cache)
        memo.unlink()
        (tmp_path / "precious").write_text("mine")
        memo.symlink_to(tmp_path / "precious")
        check()
        assert (tmp_path / "precious").read_text() == "mine"
        assert not memo.is_symlink()

    @pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
    def test_a_folder_that_cannot_be_written(self, check: Check, shop: Path, cache: Path) -> None:
        cache.mkdir(mode=0o500)
        assert "permission denied" in check().err


class TestTrimming:
    """What nobody uses goes."""

    def test_old_files_go(self, tmp_path: Path) -> None:
        place = Path(folder.prepare(str(tmp_path), "reports"))
        ages = {"fresh": 1.0, "old": folder.OLDEST + 60, "4.123.tmp": 7200.0, "5.123.tmp": 60.0}
        for name, age in ages.items():
            (place / name).write_bytes(b"")
            os.utime(place / name, (time.time() - age,) * 2)
        folder.trim(str(tmp_path))
        assert sorted(each.name for each in place.iterdir()) == ["5.123.tmp", "fresh"]

    def test_the_oldest_go_first(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(folder, "MOST_BYTES", 250)
        place = Path(folder.prepare(str(tmp_path), "reports"))
        for age, name in enumerate(["a", "b", "c"]):
            (place / name).write_bytes(b"x" * 100)
            os.utime(place / name, (time.time() - age,) * 2)
        folder.trim(str(tmp_path))
        assert sorted(each.name for each in place.iterdir()) == ["a", "b"]

    def test_what_is_used_stays(self, check: Check, shop: Path, cache: Path) -> None:
        check()
        (memo,) = memos(cache)
        os.utime(memo, (time.time() - folder.OLDEST / 2,) * 2)
        assert check().again
        assert time.time() - memo.stat().st_mtime < 60


class TestPlaces:
    """Where it lies."""

    def test_the_default_is_that_of_the_platform(self) -> None:
        assert default_folder() == user_cache_dir("fastapi-lint", appauthor=False)

    def test_of_other_platforms(self) -> None:
        assert default_folder({"LOCALAPPDATA": "C:\\Local"}, "win32") == "C:\\Local\\fastapi-lint\\Cache"
        assert default_folder({}, "darwin").endswith("/Library/Caches/fastapi-lint")
        assert default_folder({"XDG_CACHE_HOME": "/x"}, "linux") == "/x/fastapi-lint"

    @pytest.mark.parametrize(
        ("files", "expected"),
        [
            ({"pyproject.toml": '[tool.fastapi-lint]\ncache-dir = ".cache"\n'}, ".cache"),
            ({"fastapi-lint.toml": "cache-dir = '.cache' \n", "pyproject.toml": ""}, ".cache"),
            ({"pyproject.toml": '[tool.ruff]\ncache-dir = ".ruff"\n'}, None),
            ({"fastapi-lint.toml": "", "pyproject.toml": '[tool.fastapi-lint]\ncache-dir = ".cache"\n'}, None),
        ],
    )
    def test_the_configuration_names_it(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Write, files: dict[str, str], expected: str | None
    ) -> None:
        write(tmp_path, files | {"app/main.py": ""})
        monkeypatch.chdir(tmp_path / "app")
        wanted = default_folder({}) if expected is None else str(tmp_path / expected)
        assert folder_for_reports(["check"], {}) == wanted
        assert folder_for_reports(["check", "--no-config"], {}) == default_folder({})

    def test_the_option_counts_more_than_the_environment(self) -> None:
        environ = {"FASTAPI_LINT_CACHE_DIR": "/e"}
        assert folder_for_reports(["check", "--cache-dir", "/o"], environ) == "/o"
        assert folder_for_reports(["check", "--cache-dir=/o"], environ) == "/o"
        assert folder_for_reports(["check"], environ) == "/e"
