"""The configuration as JSON Schema, for editors that complete and check TOML."""

from __future__ import annotations

from typing import Any

from fastapi_lint.config.schema import Configuration

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def configuration_schema() -> dict[str, Any]:
    """The schema of the section `[tool.fastapi-lint]`, which is that of `fastapi-lint.toml` as a whole."""
    return {"$schema": DIALECT, **Configuration.model_json_schema(by_alias=True)}
