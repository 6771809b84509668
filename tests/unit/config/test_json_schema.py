"""The schema that editors read."""

from __future__ import annotations

import dataclasses
import re
import tomllib

import jsonschema
import pytest

from fastapi_lint.config.json_schema import configuration_schema
from fastapi_lint.config.schema import Configuration
from fastapi_lint.config.settings import CONFIDENCES, FAIL_ON, OUTPUT_FORMATS, SEVERITIES, Settings
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
