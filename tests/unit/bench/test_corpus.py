"""Where the sources of applications come from: a cache, a checkout, or archives that are unpacked and never run."""

from __future__ import annotations

import io
import subprocess
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def truth() -> Any:
    from truth import truth_of

    endpoint = {"module": "shop.main", "qualname": "read", "file": "shop/main.py", "def_line": 1, "def_async": True}
    route = {"kind": "http", "path": "/", "methods": ["GET"], "origin": "package", "endpoint": endpoint}
    return truth_of(
        {
            "app": "the-shop",
            "source": "index shop==1.0",
            "source_dists": ["the-shop==1.0"],
            "package_root": ["shop"],
            "routes": [route],
        }
    )


def wheel(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("shop/__init__.py", "")
        archive.writestr("shop/main.py", "async def read(): ...\n")
        archive.writestr("shop/logo.png", "not wanted")
    return path


def test_a_wheel_is_unpacked_without_what_is_not_source(tmp_path: Path):
    from corpus import unpack

    unpack(wheel(tmp_path / "shop-1.0-py3-none-any.whl"), tmp_path / "out")
    assert sorted(file.name for file in (tmp_path / "out" / "shop").iterdir()) == ["__init__.py", "main.py"]


def test_a_source_distribution_is_unpacked_without_its_top_folder(tmp_path: Path):
    from corpus import unpack

    with tarfile.open(tmp_path / "shop-1.0.tar.gz", "w:gz") as archive:
        for name in ("shop-1.0/src/shop/main.py", "shop-1.0/README.md", "shop-1.0/../../escaped.py"):
            archive.addfile(tarfile.TarInfo(name), io.BytesIO())
    with pytest.raises(tarfile.OutsideDestinationError):
        unpack(tmp_path / "shop-1.0.tar.gz", tmp_path / "out" / "deep")
    assert (tmp_path / "out" / "deep" / "src" / "shop" / "main.py").is_file()
    assert not (tmp_path / "out" / "deep" / "README.md").exists()
    assert not list(tmp_path.rglob("escaped.py"))


def test_what_is_in_the_cache_is_not_downloaded(truth, tmp_path: Path, monkeypatch):
    import corpus

    monkeypatch.setattr(subprocess, "run", refused)
    corpus.unpack(wheel(tmp_path / "shop.whl"), tmp_path / "cache" / "the_shop")
    assert corpus.sources_of(truth, tmp_path / "cache", {}).folder == tmp_path / "cache" / "the_shop"


def test_a_checkout_may_hold_the_package_in_a_folder_below(truth, tmp_path: Path):
    import corpus

    corpus.unpack(wheel(tmp_path / "shop.whl"), tmp_path / "checkout" / "backend" / "src")
    found = corpus.sources_of(truth, tmp_path / "cache", {"the-shop": tmp_path / "checkout"})
    assert found.folder == tmp_path / "checkout" / "backend" / "src"


def test_a_pin_is_downloaded_once(truth, tmp_path: Path, monkeypatch):
    import corpus

    asked: list[list[str]] = []

    def pip(command: list[str], **_options: Any) -> subprocess.CompletedProcess[str]:
        asked.append(command)
        wheel(Path(command[command.index("--dest") + 1]) / "the_shop-1.0-py3-none-any.whl")
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(subprocess, "run", pip)
    for _ in range(2):
        assert corpus.sources_of(truth, tmp_path, {}).folder == tmp_path / "the-shop"
    assert len(asked) == 1
    assert {"--no-deps", "--only-binary", "the-shop==1.0"} <= set(asked[0])


def test_an_index_that_cannot_be_reached_is_told(truth, tmp_path: Path, monkeypatch):
    import corpus

    def pip(command: list[str], **_options: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1, "", "WARNING: Retrying: Connection refused\nERROR: no match\n")

    monkeypatch.setattr(subprocess, "run", pip)
    found = corpus.sources_of(truth, tmp_path, {})
    assert found == ("the-shop", None, "the package index can't be reached for the-shop==1.0: no match")


def refused(*_arguments: Any, **_options: Any) -> None:
    raise AssertionError("nothing should have been started")
