"""The configuration as JSON Schema, for editors that complete and check TOML."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fastapi_lint.catalog.schema import Library
from fastapi_lint.config.schema import Configuration

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SECTION = "fastapi-lint"
FILES = {False: "fastapi-lint.schema.json", True: "pyproject.schema.json"}
"""The published schemas beside this module, which name no rule: of `fastapi-lint.toml`, and of `pyproject.toml`."""


def configuration_schema(rules: Iterable[tuple[str, str]] = ()) -> dict[str, Any]:
    """The schema of `fastapi-lint.toml`, which is that of the section `[tool.fastapi-lint]`.

    Codes and names of `rules` are offered wherever rules can be named.
    """
    schema = Configuration.model_json_schema(by_alias=True)
    catalog = Library.model_json_schema(by_alias=True)
    definitions = {**schema["$defs"], **catalog.pop("$defs"), "Catalog": catalog, "Rules": _rules(rules)}
    schema["properties"]["catalog"] = {
        "$ref": "#/$defs/Catalog",
        "description": schema["properties"]["catalog"]["description"],
    }
    made: dict[str, Any] = {"$schema": DIALECT, **_offering({**schema, "$defs": definitions}), "title": SECTION}
    return made


def pyproject_schema(configuration: dict[str, Any]) -> dict[str, Any]:
    """The schema of a `pyproject.toml` with our section; of the rest of the file it says nothing."""
    section = {key: value for key, value in configuration.items() if key not in ("$schema", "$defs")}
    tool = {"type": "object", "properties": {SECTION: section}}
    return {
        "$schema": DIALECT,
        "title": "pyproject.toml with a section for fastapi-lint",
        "type": "object",
        "properties": {"tool": tool},
        "$defs": configuration["$defs"],
    }


def _rules(rules: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """A selector: one of these, which editors can offer, or any prefix of a code."""
    known = [name for pair in zip(*rules, strict=True) for name in pair]
    families = sorted({code[:-2] for code in known if code[:1].isupper()})
    listed = [{"enum": ["ALL", *families, *known]}] if known else []
    told = "A code, a prefix of codes, the name of a rule, or `ALL`."
    return {"description": told, "anyOf": [*listed, {"type": "string", "minLength": 1}]}


def _offering(schema: Any) -> Any:
    """The schema with rules for the strings of lists that have them as example, and without titles, which say again
    what the keys are called."""
    if isinstance(schema, list):
        return [_offering(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: _offering(value) for key, value in schema.items() if key != "title" or isinstance(value, dict)}
    if found.get("items") == {"minLength": 1, "type": "string"} and "examples" in found:
        found["items"] = {"$ref": "#/$defs/Rules"}
    return found
