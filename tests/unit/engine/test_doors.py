"""Entry points are those that `importlib.metadata` finds, also where it is not asked."""

from __future__ import annotations

import sys
from importlib.metadata import MetadataPathFinder, entry_points
from pathlib import Path
from typing import Any

import pytest

from fastapi_lint.engine.doors import Door, door_of, doors


def install(folder: Path, name: str, version: str, points: str, kind: str = "dist-info") -> None:
    info = folder / (f"{name}-{version}.{kind}" if kind == "dist-info" else f"{name}.{kind}")
    info.mkdir(parents=True)
    headers = f"Metadata-Version: 2.1\nName: {name.replace('_', '-')}\nVersion: {version}\n\nName: no header\n"
    (info / ("METADATA" if kind == "dist-info" else "PKG-INFO")).write_text(headers)
    (info / "entry_points.txt").write_text(points)


def told(group: str) -> list[Door]:
    return sorted(map(door_of, entry_points(group=group)))


@pytest.mark.parametrize("group", ["console_scripts", "pytest11", "fastapi_lint.rules", "nobody.has.this"])
def test_they_are_the_same(group: str) -> None:
    assert sorted(doors(group)) == told(group)
    assert told("console_scripts")


def test_one_has_the_name_and_version_of_its_distribution() -> None:
    (door,) = (door for door in doors("fastapi_lint.rules") if door.is_own)
    assert (door.name, door.value, door.distribution.partition(" ")[0]) == (
        "builtin",
        "fastapi_lint_rules",
        "fastapi-lint",
    )


@pytest.fixture
def two_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    points = "[other]\na = b\n[acme]\n# a comment\none = json:loads\ntwo = os.path [extra]\n\n[more]\nc = d\n"
    install(tmp_path / "first", "acme_rules", "2.0", points)
    install(tmp_path / "second", "Acme.Rules", "1.0", points)
    install(tmp_path / "second", "older", "1.0", "[acme]\nthree = json\n", "egg-info")
    (tmp_path / "second" / "nothing.egg-info").write_text("Name: nothing\n")
    for folder in ("second", "first", "missing"):
        monkeypatch.syspath_prepend(tmp_path / folder)


@pytest.mark.usefixtures("two_folders")
def test_of_two_distributions_of_one_name_the_first_counts() -> None:
    assert sorted(doors("acme")) == told("acme")
    assert {(door.name, door.distribution) for door in doors("acme")} == {
        ("one", "acme-rules 2.0"),
        ("two", "acme-rules 2.0"),
        ("three", "older 1.0"),
    }


@pytest.mark.usefixtures("two_folders")
def test_what_it_names_is_imported() -> None:
    import json
    import os.path

    loaded = {door.name: door.load() for door in doors("acme")}
    assert loaded == {"one": json.loads, "two": os.path, "three": json}


@pytest.mark.usefixtures("two_folders")
@pytest.mark.parametrize("what", ["archive", "finder"])
def test_where_there_is_more_than_folders_the_library_is_asked(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dict[str, Any]] = []

    def entry_points_of_all(**wanted: Any) -> Any:
        asked.append(wanted)
        return entry_points(**wanted)

    if what == "archive":
        archive = tmp_path / "archive.zip"
        archive.write_bytes(b"PK\5\6" + bytes(18))
        monkeypatch.syspath_prepend(archive)
    else:
        monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, MetadataPathFinder()])
    expected = told("acme")
    monkeypatch.setattr("importlib.metadata.entry_points", entry_points_of_all)
    assert sorted(doors("acme")) == expected
    assert asked == [{"group": "acme"}]
