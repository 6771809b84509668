"""The keys of the configuration as a table, and the schemas that are published for editors."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fastapi_lint.config.json_schema import FILES, configuration_schema, pyproject_schema

PAGE = "configuration.md"
_BEGIN, _END = "<!-- keys, written by python -m fastapi_lint.dev docs -->", "<!-- until here -->"


def with_keys(page: str) -> str:
    """The guide with the table of all keys in the place where it belongs."""
    head, _, rest = page.partition(_BEGIN)
    _, _, tail = rest.partition(_END)
    return "\n".join([head + _BEGIN, "", *keys_table(configuration_schema()), "", _END + tail])


def keys_table(schema: dict[str, Any]) -> Iterator[str]:
    """A row for each key, those of tables included."""
    yield from ("| key | value | if not set | |", "|---|---|---|---|")
    for key, value in _keys("", schema, schema["$defs"]):
        yield f"| `{key}` | {_kind(value)} | {_default(value)} | {' '.join(value.get('description', '').split())} |"


def schemas_of() -> dict[str, str]:
    """The schemas that are published, by the names of their files."""
    made = configuration_schema()
    documents = {name: pyproject_schema(made) if is_pyproject else made for is_pyproject, name in FILES.items()}
    return {name: json.dumps(each, indent=2, ensure_ascii=False) + "\n" for name, each in documents.items()}


def write_schemas(folder: Path) -> tuple[Path, ...]:
    """Writes these schemas into a folder."""
    made = schemas_of()
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return tuple(folder / name for name in made)


def _keys(prefix: str, table: dict[str, Any], definitions: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, value in table["properties"].items():
        inner = value.get("$ref") or value.get("items", {}).get("$ref", "")
        key = f"{prefix}{name}"
        target = inner.rpartition("/")[2]
        if name == "catalog" or not target or target == "Rules":
            yield key, value
            continue
        if "items" in value:
            yield key, value
        yield from _keys(f"{key}[]." if "items" in value else f"{key}.", definitions[target], definitions)


def _kind(value: dict[str, Any]) -> str:
    if "anyOf" in value:
        return " or ".join(_kind(each) for each in value["anyOf"] if each.get("type") != "null")
    if "enum" in value:
        return ", ".join(f"`{each}`" for each in value["enum"])
    if value.get("type") == "array":
        items = value.get("items", {})
        is_rules = items.get("$ref", "").endswith("/Rules")
        return "rules" if is_rules else "tables" if "$ref" in items else "strings"
    if "$ref" in value or value.get("type") == "object":
        return "table"
    return {"boolean": "`true` or `false`", "integer": "number"}.get(value.get("type", ""), "string")


def _default(value: dict[str, Any]) -> str:
    default = value.get("default")
    return "" if default in (None, [], {}) else f"`{json.dumps(default)}`"
