"""From a section of TOML to settings, or to faults that a person can mend at a glance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from fastapi_lint.config.error import Fault, did_you_mean
from fastapi_lint.config.schema import Configuration, Section
from fastapi_lint.config.settings import Settings

_KINDS = {
    "string_type": "a string",
    "bool_type": "true or false",
    "list_type": "a list of strings",
    "dict_type": "a table",
    "model_type": "a table",
    "model_attributes_type": "a table",
}


def checked(section: Mapping[str, Any], source: str, prefix: Sequence[str]) -> Settings | tuple[Fault, ...]:
    """The settings of a section read from the file `source`, whose keys stand under `prefix`; else all its faults."""
    try:
        settings = Configuration.model_validate(section).settings(source)
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=True)
        return tuple(_fault(_message(each), [*prefix, *each["loc"]]) for each in details)
    return tuple(_wrong_tables(settings.catalog, prefix)) or settings


def _wrong_tables(catalog: Mapping[str, object], prefix: Sequence[str]) -> Iterator[Fault]:
    """What is wrong with the additions to the catalogue, which have the schema of a library file."""
    if catalog:
        from fastapi_lint.catalog.schema import faults_of  # noqa: PLC0415 - few configurations add something

        for each in faults_of(catalog):
            yield _fault(each.reason, [*prefix, "catalog", *each.place])


def _fault(message: str, place: Sequence[int | str]) -> Fault:
    steps = tuple(each for each in place if each != "[key]")  # pydantic's mark of a key that is wrong, not its value
    return Fault(message, _dotted(steps) or None, place=steps)


def _message(error: ErrorDetails) -> str:
    kind, value = error["type"], error["input"]
    if kind == "extra_forbidden":
        return f"unknown key{did_you_mean(str(error['loc'][-1]), _keys_beside(error['loc']))}"
    if kind == "literal_error":
        valid = [part.strip("' ") for part in str(error["ctx"]["expected"]).replace(" or ", ", ").split(", ")]
        return f"{_shown(value)} is no valid value{did_you_mean(str(value), valid)}"
    if kind in _KINDS:
        return f"must be {_KINDS[kind]}, not {_shown(value)}"
    if kind == "string_pattern_mismatch":
        wanted = "a version such as `0.115.6`" if "target" in error["loc"] else "a folder relative to the root"
        return f"must be {wanted}, not {_shown(value)}"
    if kind in ("string_too_short", "too_short"):
        return "must not be empty"
    if kind == "missing":
        return "is missing"
    if kind == "pattern":
        return f"must be a pattern in gitignore syntax, not {_shown(value)}"
    return error["msg"][:1].lower() + error["msg"][1:]


def _keys_beside(place: Sequence[int | str]) -> list[str]:
    """The valid keys of the table in which an unknown key stands."""
    section: type[Section] = Configuration
    for key in place[:-1]:
        fields = (each for each in section.model_fields.values() if each.alias == key)
        for inner in (one for each in fields for one in (each.annotation, *get_args(each.annotation))):
            if isinstance(inner, type) and issubclass(inner, Section):
                section = inner
    return [str(each.alias) for each in section.model_fields.values()]


def _dotted(keys: Sequence[int | str]) -> str:
    text = ""
    for key in keys:
        text += f"[{key}]" if isinstance(key, int) else f".{_quoted(key)}"
    return text.removeprefix(".")


def _quoted(key: str) -> str:
    bare = key and key.replace("-", "").replace("_", "").isalnum() and key.isascii()
    return key if bare else '"' + "".join(char if char.isprintable() else ascii(char)[1:-1] for char in key) + '"'


def _shown(value: object) -> str:
    """A value as TOML has it, on one line and not too long."""
    if isinstance(value, bool):
        return f"`{value}`".lower()
    if isinstance(value, dict):
        return "a table"
    text = ascii(value) if isinstance(value, str) and not value.isprintable() else repr(value)
    return f"`{text if len(text) <= 60 else text[:57] + '...'}`".replace("'", '"')
