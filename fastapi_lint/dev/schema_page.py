"""A JSON Schema as a page that people read: a table an object."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]


def schema_section(name: str, schema: Schema) -> str:
    """The section of a schema: its title, what it says, and a table for each object that it describes."""
    return "\n".join(_Section(name, schema).lines())


class _Section:
    """Objects are shown under the names of their definitions, or of the keys that hold them."""

    def __init__(self, name: str, schema: Schema) -> None:
        self._name = name
        self._schema = schema
        self._definitions: Mapping[str, Schema] = schema.get("$defs", {})
        self._waiting: dict[str, Schema] = {}
        self._shown: set[str] = set()

    def lines(self) -> Iterator[str]:
        yield from (f"## `{self._schema['title']}`", "", *_described(self._schema), *self._table(self._schema))
        while self._waiting:
            key, value = next(iter(self._waiting.items()))
            del self._waiting[key]
            self._shown.add(key)
            yield from (f"### {self._name}: {key}", "", *_described(value), *self._table(value))

    def _anchor(self, key: str) -> str:
        return f"{self._name}-{key}"

    def _table(self, value: Schema) -> Iterator[str]:
        yield from ("| key | type | |", "|---|---|---|")
        required = set(value.get("required", ()))
        for key, inner in value.get("properties", {}).items():
            note = f"{inner.get('description', '')}{'' if key in required else ' May be missing.'}".strip()
            yield f"| `{key}` | {self._type(key, inner)} | {_cell(note)} |"
        yield ""

    def _type(self, key: str, value: Schema) -> str:
        """What may stand there, in words, with links to the objects of the section."""
        if "$ref" in value:
            name = str(value["$ref"]).rpartition("/")[2]
            return self._type(name, self._definitions[name])
        if "anyOf" in value:
            return " or ".join(self._type(key, each) for each in value["anyOf"])
        if "enum" in value:
            return ", ".join(f"`{each}`" for each in value["enum"])
        kind = value.get("type", "any")
        if kind == "array":
            return f"list of {self._type(key, value.get('items', {}))}"
        if kind == "object" and "properties" in value:
            if key not in self._shown:
                self._waiting.setdefault(key, value)
            return f"[{key}](#{self._anchor(key)})"
        if kind == "object" and isinstance(value.get("additionalProperties"), Mapping):
            return f"object of {self._type(key, value['additionalProperties'])}"
        return " or ".join(map(str, kind)) if isinstance(kind, list) else str(kind)


def _described(value: Schema) -> Iterator[str]:
    if "description" in value:
        yield from (str(value["description"]), "")


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
