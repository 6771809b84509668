"""What every key of the configuration comes to, and where it was said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields

from fastapi_lint.config.loading import ConfigText
from fastapi_lint.config.profiles import AUDIT, Profile
from fastapi_lint.config.settings import Settings, TargetSettings
from fastapi_lint.config.statements import line_of
from fastapi_lint.model.configuration import Effective, Origin

DEFAULT, PROFILE = "default", "profile"

_NOT_KEYS = frozenset({"source", "insist", "refuse"})
_TARGETS = tuple(f"target.{field.name}" for field in fields(TargetSettings))
_NESTED = {"require_reason": "suppressions.require-reason"}


def keys() -> tuple[str, ...]:
    """All keys, those of tables with a dot."""
    return tuple(values_of(Settings()))


def values_of(settings: Settings) -> dict[str, object]:
    """The settings by key, as TOML has them."""
    found: dict[str, object] = {}
    for field in fields(settings):
        value = getattr(settings, field.name)
        if field.name == "target":
            found |= {f"target.{name}": version for name, version in asdict(value).items()}
        elif field.name not in _NOT_KEYS:
            found[_NESTED.get(field.name, _kebab(field.name))] = _plain(field.name, value)
    found["extend-select"] = [*settings.extend_select, *_beside(settings.insist, settings.select)]
    found["ignore"] = [*settings.ignore, *settings.refuse]
    return found


def effective(
    settings: Settings, file: ConfigText | None, given: Mapping[str, str], defaults: Mapping[str, object]
) -> tuple[Effective, ...]:
    """All keys in order.

    `file` is the configuration that the settings come from, `given` says of the keys that were set otherwise by what,
    and `defaults` has what takes the place of those that nobody set.
    """
    rules = "all rules" if settings.pedantic else "the default set"
    instead = {
        "select": rules,
        "fixable": "all rules",
        "src": "found out",
        **dict.fromkeys(_TARGETS, "read from the project's files"),
    }
    instead["baseline"] = "none" if settings.profile == AUDIT else "fastapi-lint-baseline.toml, if it is there"
    told = []
    for key, value in values_of(settings).items():
        origins = _origins(key, settings, file, given)
        shown = None if value == [] and key in instead else value
        told.append(Effective(key, defaults.get(key) if shown is None else shown, origins, instead.get(key, "")))
    return tuple(told)


def _origins(key: str, settings: Settings, file: ConfigText | None, given: Mapping[str, str]) -> tuple[Origin, ...]:
    said = _in_file(key, file)
    adds = key in ("extend-select", "ignore", "extend-exclude") and "select" not in given
    by_line = Origin(given[key]) if key in given else None
    if by_line is not None:
        return (said, by_line) if said is not None and adds else (by_line,)
    if key == "pedantic" and said is None and ("profile" in given or _in_file("profile", file)):
        return (Origin(f"{PROFILE} {settings.profile}"),)
    from_profile = key.replace("-", "_") in Profile._fields and settings.profile != DEFAULT
    if from_profile and (said is None or "profile" in given):
        return (Origin(f"{PROFILE} {settings.profile}"),)
    return (said or Origin(DEFAULT),)


def _in_file(key: str, file: ConfigText | None) -> Origin | None:
    """Where the file sets the key, None if it does not."""
    steps: Sequence[str] = key.split(".")
    table: object = None if file is None else file.section
    for step in steps:
        if not isinstance(table, dict) or step not in table:
            return None
        table = table[step]
    assert file is not None
    return Origin(file.shown, line_of(file.text, (*file.prefix, *steps)))


def _plain(name: str, value: object) -> object:
    if name == "per_path_ignores":
        assert isinstance(value, tuple)
        return {path: list(codes) for path, codes in value}
    if name == "overrides":
        assert isinstance(value, tuple)
        said = [{_kebab(key): part for key, part in asdict(each).items()} for each in value]
        return [{key: _listed(part) for key, part in each.items() if part not in (None, ())} for each in said]
    return _listed(value)


def _listed(value: object) -> object:
    return list(value) if isinstance(value, tuple) else dict(value) if isinstance(value, Mapping) else value


def _beside(insisted: Sequence[str], select: Sequence[str] | None) -> list[str]:
    return [each for each in insisted if each not in (select or ())]


def _kebab(name: str) -> str:
    return name.replace("_", "-")
