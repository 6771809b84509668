"""What each key comes to, and where it was said."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from fastapi_lint.cli.main import main
from fastapi_lint.config.effective import effective, keys
from fastapi_lint.config.loading import ConfigText, config_text, load_config
from fastapi_lint.config.profiles import with_profile
from fastapi_lint.config.settings import Settings
from fastapi_lint.render.configuration_json import configuration_object_schema

TEXT = """
profile = "strict"
ignore = ["FAL104"]
confidence = "medium"

[suppressions]
require-reason = true
"""


def told(root: Path, changes: Settings | None = None, **given: str) -> dict[str, tuple[object, list[str]]]:
    """Value and origins by key, of a project with the configuration above."""
    (root / "fastapi-lint.toml").write_text(TEXT, encoding="utf-8")
    settings, file = load_config(root), config_text(root)
    assert isinstance(settings, Settings)
    assert isinstance(file, ConfigText)
    by = {key.replace("_", "-"): origin for key, origin in given.items()}
    found = effective(changes or settings, file, by, {"jobs": 4})
    return {each.key: (each.value, [str(origin) for origin in each.origins]) for each in found}


def test_a_line_of_the_file(tmp_path: Path) -> None:
    found = told(tmp_path)
    assert found["ignore"] == (["FAL104"], ["fastapi-lint.toml:3"])
    assert found["suppressions.require-reason"] == (True, ["fastapi-lint.toml:7"])


def test_the_profile_and_what_counts_more(tmp_path: Path) -> None:
    found = told(tmp_path)
    assert found["pedantic"] == (True, ["profile strict"])
    assert found["severity"] == ("info", ["profile strict"])
    assert found["confidence"] == ("medium", ["fastapi-lint.toml:4"])


def test_a_profile_of_the_command_line_counts_more_than_the_file(tmp_path: Path) -> None:
    audit = with_profile(Settings("fastapi-lint.toml"), "audit")
    found = told(tmp_path, audit, profile="command line")
    assert found["confidence"] == ("low", ["profile audit"])
    assert found["fail-on"] == ("never", ["profile audit"])
    assert found["profile"] == ("audit", ["command line"])


def test_what_the_command_line_adds(tmp_path: Path) -> None:
    settings = load_config(tmp_path)
    assert isinstance(settings, Settings)
    changed = replace(settings, ignore=("FAL104",), refuse=("FAL2",))
    found = told(tmp_path, changed, ignore="command line")
    assert found["ignore"] == (["FAL104", "FAL2"], ["fastapi-lint.toml:3", "command line"])


def test_defaults_and_what_takes_their_place(tmp_path: Path) -> None:
    found = told(tmp_path)
    assert found["jobs"] == (4, ["default"])
    assert found["select"] == (None, ["default"])
    assert found["respect-gitignore"] == (True, ["default"])


def test_what_is_shown_is_a_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    overrides = '[[overrides]]\npaths = ["a b/", "\\"c\\""]\nignore = ["FAL1"]\n'
    (tmp_path / "fastapi-lint.toml").write_text(TEXT + overrides, encoding="utf-8")
    before = load_config(tmp_path)
    assert main(["config", "show"]) == 0
    shown = capsys.readouterr().out
    (tmp_path / "again.toml").write_text(shown, encoding="utf-8")
    again = load_config(tmp_path, tmp_path / "again.toml")
    assert isinstance(before, Settings)
    assert isinstance(again, Settings)
    assert again.overrides == before.overrides
    assert (again.ignore, again.profile, again.require_reason) == (before.ignore, before.profile, True)
    assert tomllib.loads(shown)["severity"] == "info"


def test_the_json_is_as_its_schema_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pyproject.toml").write_text('[project]\ndependencies = ["fastapi<0.110"]\n', encoding="utf-8")
    assert main(["config", "show", "--output-format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    jsonschema.validate(document, configuration_object_schema())
    assert [each["key"] for each in document["settings"]] == list(keys())
    assert document["versions"] == [
        {"package": "fastapi", "version": None, "exact": False, "below": "0.110", "origin": "pyproject.toml"}
    ]
