"""OpenAPI documents of applications for which fixes have proposed models, as they were without these."""

from __future__ import annotations

from typing import Any


def new_models(after: dict[str, Any], before: dict[str, Any]) -> set[str]:
    """The names of the schemas that one document has and the other has not."""
    return _schemas(after).keys() - _schemas(before).keys()


def with_dictionaries(after: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """A document with the dictionaries that stood before where it refers to new models, and without these."""
    new = new_models(after, before)
    kept = {name: schema for name, schema in _schemas(after).items() if name not in new}
    document = {**after, "components": {**after.get("components", {}), "schemas": kept}}
    if not kept and "components" not in before:
        del document["components"]
    replaced = _replaced(document, before, {f"#/components/schemas/{name}" for name in new})
    assert isinstance(replaced, dict)
    return replaced


def _schemas(document: dict[str, Any]) -> dict[str, Any]:
    schemas = document.get("components", {}).get("schemas", {})
    assert isinstance(schemas, dict)
    return schemas


def _replaced(after: object, before: object, new: set[str]) -> object:
    if isinstance(after, dict) and isinstance(before, dict):
        if after.get("$ref") in new:
            assert before.get("type") == "object"
            return before
        return {key: _replaced(value, before.get(key), new) for key, value in after.items()}
    if isinstance(after, list) and isinstance(before, list) and len(after) == len(before):
        return [_replaced(one, other, new) for one, other in zip(after, before, strict=True)]
    return after
