"""The effective configuration for other programs, described by `schema/config.schema.json`."""

from __future__ import annotations

import json
from typing import Any

from fastapi_lint.model.configuration import EffectiveConfiguration


def configuration_object(shown: EffectiveConfiguration) -> dict[str, Any]:
    """The configuration as plain data, in the order of its public form."""
    return {
        "root": shown.root,
        "source": shown.source,
        "settings": [
            {
                "key": setting.key,
                "value": setting.value,
                "origins": [{"name": origin.name, "line": origin.line} for origin in setting.origins],
            }
            for setting in shown.settings
        ],
        "versions": [
            {
                "package": each.package,
                "version": each.version or None,
                "exact": each.is_exact,
                "below": each.below,
                "origin": each.origin,
            }
            for each in shown.versions or ()
        ],
        "unread": list(shown.unread),
    }


def configuration_object_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of `config show --output-format json`."""
    from importlib.resources import files  # noqa: PLC0415 - takes longer to import than the object to be made

    text = files("fastapi_lint.render").joinpath("schema/config.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema
