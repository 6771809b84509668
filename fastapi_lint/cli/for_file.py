"""What the configuration comes to for one file: overrides and ignores of paths taken in."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from fastapi_lint.cli.failure import Failure
from fastapi_lint.config.loading import ConfigText
from fastapi_lint.config.settings import Override, Settings
from fastapi_lint.config.statements import line_of
from fastapi_lint.engine.select import Selection, matches
from fastapi_lint.model.configuration import Effective, Origin
from fastapi_lint.source.ignoring import user_excludes

_RULES = frozenset({"extend-select", "ignore", "per-path-ignores", "overrides"})


def inside(file: str, root: Path) -> str:
    """The path of a file as seen from the root. Raises Failure if it lies elsewhere."""
    path = (Path.cwd() / file).resolve()
    if not path.is_relative_to(root.resolve()):
        raise Failure(f"`{file}` lies outside the project `{root}`")
    return path.relative_to(root.resolve()).as_posix()


def for_file(
    found: Iterable[Effective], path: str, settings: Settings, selection: Selection, source: ConfigText | None
) -> Iterator[Effective]:
    """The keys for one file: `select` has the full code of each rule that is on there, and what else is about rules is
    taken in."""
    shown = selection.at(path)
    ignored = {code for each in selection.path_ignores for code in each.codes if each.covers(path, code)}
    values: dict[str, object] = {
        "select": sorted(shown.codes - ignored),
        "severity": str(shown.severity),
        "confidence": str(shown.confidence),
    }
    over = list(_overriding(path, settings))
    for each in found:
        if each.key in values:
            yield each._replace(value=values[each.key], origins=_origins(each, over, path, settings, source))
        elif each.key not in _RULES:
            yield each


def _overriding(path: str, settings: Settings) -> Iterator[tuple[int, Override]]:
    for number, override in enumerate(settings.overrides):
        if matches(user_excludes(os.sep, override.paths), path):
            yield number, override


def _origins(
    each: Effective, over: list[tuple[int, Override]], path: str, settings: Settings, source: ConfigText | None
) -> tuple[Origin, ...]:
    """All that decides on rules; for a threshold, the last that sets it."""
    if source is None:
        return each.origins
    if each.key != "select":
        last = [number for number, override in over if getattr(override, each.key) is not None][-1:]
        return tuple(_at(source, "overrides", number, each.key) for number in last) or each.origins
    anew = max((number for number, one in over if one.select is not None), default=-1)  # what comes before is forgotten
    rules = [number for number, one in over if one.select is not None or one.extend_select or one.ignore]
    told = [_at(source, "overrides", number) for number in rules if number >= anew]
    before = each.origins if anew < 0 else ()
    patterns = [pattern for pattern, _ in settings.per_path_ignores if matches(user_excludes(os.sep, [pattern]), path)]
    return (*before, *told, *(_at(source, "per-path-ignores", pattern) for pattern in patterns))


def _at(source: ConfigText, *key: str | int) -> Origin:
    return Origin(source.shown, line_of(source.text, (*source.prefix, *key)))
