"""The effective configuration for people: TOML, with the origin of each value as a comment."""

from __future__ import annotations

import json
from collections.abc import Iterator

from rich.text import Text

from fastapi_lint.model.configuration import Effective, EffectiveConfiguration, VersionInUse
from fastapi_lint.render.page import Page

_COLUMN = 40  # cells: where comments stand, unless a value is longer
_PACKAGES = ("fastapi", "starlette", "pydantic", "python")


def configuration_text(shown: EffectiveConfiguration, page: Page) -> Iterator[Text]:
    """A line for each key, and as comments one for each version. What nobody set is dim, or a comment."""
    for setting in shown.settings:
        yield _setting(setting, page)
    if shown.versions is not None:
        known = {each.package: each for each in shown.versions}
        yield Text()
        yield Text("# versions that the project is written for", style="dim")
        for package in _PACKAGES:
            yield _version(package, known.get(package), page)
        for file in shown.unread:
            yield Text(f"# {page.clean(file)} cannot be read", style="yellow")


def as_toml(value: object) -> str:
    """A value as TOML has it on one line."""
    if isinstance(value, dict):
        return (
            f"{{ {', '.join(f'{as_key(key)} = {as_toml(inner)}' for key, inner in value.items())} }}" if value else "{}"
        )
    if isinstance(value, list):
        return f"[{', '.join(map(as_toml, value))}]"
    return json.dumps(value, ensure_ascii=False)  # strings, numbers and booleans look the same in JSON


def as_key(key: str) -> str:
    """A key as TOML has it: in quotes where it must be."""
    is_bare = key.isascii() and key.replace("-", "").replace("_", "").isalnum()
    return key if is_bare else json.dumps(key, ensure_ascii=False)


def _setting(setting: Effective, page: Page) -> Text:
    is_default = [str(origin) for origin in setting.origins] == ["default"]
    if setting.value is None:
        return Text(f"# {setting.key}".ljust(_COLUMN) + f"  # {setting.instead or 'not set'}", style="dim")
    said = page.clean(f"{setting.key} = {as_toml(setting.value)}").ljust(_COLUMN)
    origins = page.clean("  # " + " and ".join(map(str, setting.origins)))
    if is_default:
        return Text(said + origins, style="dim")
    return Text.assemble((setting.key, "bold"), said.removeprefix(setting.key), (origins, "cyan"))


def _version(package: str, version: VersionInUse | None, page: Page) -> Text:
    if version is None:
        return Text(f"# {package:<10} not known: the newest is assumed", style="dim")
    allowed = ", ".join(
        [f"{version.version} or newer"] * bool(version.version) + [f"before {version.below}"] * bool(version.below)
    )
    told = version.version if version.is_exact else allowed
    return Text(f"# {package:<10} {page.clean(told):<27}  {page.clean(version.origin)}", style="dim")
