"""`fastapi-lint config`: what the configuration comes to, and its schema for editors."""

from __future__ import annotations

from fastapi_lint.cli.lazy import LazyGroup

config = LazyGroup(
    name="config",
    help="Show what the configuration comes to and where each value is from, or its schema for editors.",
    commands_at={
        "show": ("fastapi_lint.cli.config_show:show", "Show the value of each key and where it is from."),
        "schema": ("fastapi_lint.cli.config_schema:schema", "Print the JSON Schema, for editors."),
    },
)
