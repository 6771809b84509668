"""The schema that editors read."""

from __future__ import annotations

import dataclasses
import json
import re
import tomllib
from pathlib import Path

import jsonschema
import pytest

from fastapi_lint.cli.check import check
from fastapi_lint.config import json_schema
from fastapi_lint.config.effective import keys
from fastapi_lint.config.json_schema import FILES, configuration_schema, pyproject_schema
from fastapi_lint.config.schema import Configuration
from fastapi_lint.config.settings import CONFIDENCES, FAIL_ON, OUTPUT_FORMATS, SEVERITIES, Settings
from fastapi_lint.dev.configuration_page import schemas_of, with_keys
from fastapi_lint.render.formats import FORMATS

SCHEMA = configuration_schema()


def test_it_is_a_json_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_it_takes_what_is_right() -> None:
    text = 'select = ["FAL1"]\nfail-on = "never"\n[target]\npython = "3.12"\n[[catalog.calls]]\nnames = ["a.b"]\n'
    jsonschema.validate(tomllib.loads(text), SCHEMA)


@pytest.mark.parametrize("text", ["selct = []", "severity = 'high'", "target.python = 3.12", "fail_on = 'error'"])
def test_it_refuses_what_is_wrong(text: str) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(tomllib.loads(text), SCHEMA)


def test_every_key_says_what_it_is_for() -> None:
    assert [key for key, value in SCHEMA["properties"].items() if not ("description" in value or "$ref" in value)] == []


def test_it_knows_the_tables_of_the_catalogue() -> None:
    rows = {"calls": [{"names": ["a.b"], "kind": "network", "tier": 2}], "bases": {"a.B": "c.D", "a.E": ["c.D", "c.F"]}}
    jsonschema.validate({"catalog": rows}, SCHEMA)
    for wrong in ({"calls": [{"names": ["a.b"], "kind": "netwrok"}]}, {"cals": []}, {"calls": [{"names": []}]}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({"catalog": wrong}, SCHEMA)


def test_it_offers_rules_and_takes_others() -> None:
    schema = configuration_schema([("FAL101", "blocking-call"), ("FAL201", "bare")])
    assert schema["$defs"]["Rules"]["anyOf"][0]["enum"] == [
        "ALL",
        "FAL1",
        "FAL2",
        "FAL101",
        "FAL201",
        "blocking-call",
        "bare",
    ]
    jsonschema.validate({"select": ["FAL101", "ACME1"], "overrides": [{"paths": ["a"], "ignore": ["FAL9"]}]}, schema)


def test_that_of_pyproject_speaks_of_the_section_alone() -> None:
    schema = pyproject_schema(SCHEMA)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(
        tomllib.loads("[project]\nname = 'x'\n[tool.ruff]\na = 1\n[tool.fastapi-lint]\nignore = ['FAL1']"), schema
    )
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(tomllib.loads("[tool.fastapi-lint]\nignroe = ['FAL1']"), schema)


def test_the_published_ones_are_in_step_with_the_code() -> None:
    """If not: `python -m fastapi_lint.dev docs` writes them anew."""
    folder = Path(json_schema.__file__).parent
    kept = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.json")}
    assert kept == schemas_of()
    assert json.loads(kept[FILES[True]]) == pyproject_schema(SCHEMA)


def test_the_guide_has_every_key_and_every_option() -> None:
    """If not: `python -m fastapi_lint.dev docs` writes the keys; options stand there or in a guide of their own."""
    docs = Path(__file__).parents[3] / "docs"
    guide = (docs / "configuration.md").read_text(encoding="utf-8")
    guides = "".join(page.read_text(encoding="utf-8") for page in docs.glob("*.md"))
    assert with_keys(guide) == guide
    options = {name for option in check.params for name in option.opts if name.startswith("--")}
    variables = {str(option.envvar) for option in check.params if option.envvar}
    assert [name for name in sorted(options | variables) if name not in guides] == []
    assert [key for key in keys() if f"| `{key}` |" not in guide] == []


def test_the_choices_are_those_of_the_settings() -> None:
    properties = SCHEMA["properties"]
    assert tuple(properties["severity"]["enum"]) == SEVERITIES
    assert tuple(properties["confidence"]["enum"]) == CONFIDENCES
    assert tuple(properties["fail-on"]["enum"]) == FAIL_ON
    assert tuple(properties["output-format"]["anyOf"][0]["enum"]) == OUTPUT_FORMATS
    written = re.compile(properties["output"]["items"]["pattern"])
    assert all(written.search(name) and written.search(f"{name}:C:\\report") for name in OUTPUT_FORMATS)
    assert not any(map(written.search, ("", "rich:", "xml", "richer:x")))


def test_the_formats_are_those_that_there_are() -> None:
    assert tuple(FORMATS) == OUTPUT_FORMATS


def test_an_empty_section_is_the_defaults() -> None:
    assert dataclasses.replace(Configuration().settings("x"), source=None) == Settings()
