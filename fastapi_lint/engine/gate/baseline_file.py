"""The file of a baseline: TOML, one block an entry, sorted and without line numbers, so that it can be read in a review
and merged line by line."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from fastapi_lint.engine.gate.entries import KnownFindings
from fastapi_lint.engine.usage import UsageError
from fastapi_lint.model.baseline import Entry
from fastapi_lint.source import disk

NAME = "fastapi-lint-baseline.toml"
"""The file that is found by itself, in the root of a project."""

VERSION = 1

_HEAD = """\
# Findings that are known: `fastapi-lint check` tells of others alone. `fastapi-lint baseline prune` takes out those
# that are gone; `fastapi-lint baseline update` also takes in those that are new.
version = 1
"""
_HEADER = "[[finding]]"
_TEXTS = ("path", "function", "code", "source", "message", "key")
_MARKS = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")
_PLACE = re.compile(r" \(at line (\d+), column \d+\)$")


def read_baseline(file: Path, shown: str, *, merging: bool = False) -> KnownFindings:
    """The baseline in a file, which messages call `shown`. With `merging`, both sides of merge conflicts are taken.

    Raises UsageError if it cannot be read, is damaged or newer than this version of the tool.
    """
    try:
        text = disk.read(file).decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        raise UsageError(f"{shown}: cannot be read: {(error.strerror or type(error).__name__).lower()}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{shown}: is not valid UTF-8 (byte {error.start + 1})") from error
    conflict = next((n for n, line in enumerate(text.split("\n"), 1) if line.startswith((_MARKS[0], _MARKS[-1]))), 0)
    if conflict and not merging:
        raise UsageError(
            f"{shown}:{conflict}: has a merge conflict; `fastapi-lint baseline prune` keeps what both sides know, and "
            "of that what is still found"
        )
    sides = _sides(text) if conflict else [text]
    return KnownFindings(shown, merged(entry for side in sides for entry in _entries(side, shown)))


def merged(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries, sorted; of several for the same findings the one with the highest count."""
    found: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        before = found.setdefault((entry.identity, entry.path), entry)
        if entry.times > before.times:
            found[entry.identity, entry.path] = entry
    return tuple(sorted(found.values(), key=_order))


def added_up(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries, sorted; of several for the same findings one with their sum."""
    found: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        before = found.get((entry.identity, entry.path))
        times = entry.times + (before.times if before else 0)
        found[entry.identity, entry.path] = (before or entry)._replace(times=times)
    return tuple(sorted(found.values(), key=_order))


def written(entries: Iterable[Entry]) -> str:
    """The text of a file with these entries."""
    return _HEAD + "".join(f"\n{_block(entry)}" for entry in sorted(entries, key=_order))


def _order(entry: Entry) -> tuple[str, ...]:
    return (entry.path, entry.function, entry.code, entry.source, entry.identity)


def _block(entry: Entry) -> str:
    values = (entry.path, entry.function, entry.code, entry.source, entry.message, entry.identity)
    lines = [f"{name} = {_quoted(value)}" for name, value in zip(_TEXTS, values, strict=True)]
    count = [f"count = {entry.times}"] if entry.times > 1 else []
    return "\n".join([_HEADER, *lines, *count]) + "\n"


def _quoted(text: str) -> str:
    """A basic string of TOML: one of JSON, but for the one character that JSON leaves as it is."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _sides(text: str) -> list[str]:
    """The texts of both sides of merge conflicts."""
    sides: tuple[list[str], list[str]] = ([], [])
    taking = (True, True)
    for line in text.split("\n"):
        mark = _MARKS.index(line[:7]) if line[:7] in _MARKS else -1
        taking = taking if mark < 0 else ((True, False), (False, False), (False, True), (True, True))[mark]
        for side, takes in zip(sides, taking, strict=True):
            side.extend([line] if takes and mark < 0 else [])
    return ["\n".join(side) for side in sides]


def _entries(text: str, shown: str) -> list[Entry]:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        said = _PLACE.sub("", str(error))
        where = f"{shown}:{place[1]}" if place else shown
        raise UsageError(f"{where}: is damaged: {said[:1].lower()}{said[1:]}; {_WAY_OUT}") from error
    except RecursionError as error:
        raise UsageError(f"{shown}: is damaged: it is nested too deeply; {_WAY_OUT}") from error
    _refuse_other_versions(document, shown)
    listed = document.get("finding", [])
    lines = [number for number, line in enumerate(text.split("\n"), 1) if line.strip() == _HEADER]
    if not isinstance(listed, list) or len(lines) != len(listed):
        raise UsageError(f"{shown}: is damaged: its findings are not written as `{_HEADER}`; {_WAY_OUT}")
    return [_entry(each, shown, line) for each, line in zip(listed, lines, strict=True)]


def _refuse_other_versions(document: Mapping[str, object], shown: str) -> None:
    version = document.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise UsageError(f"{shown}: is no baseline: it has no `version = {VERSION}`; {_WAY_OUT}")
    if version > VERSION:
        raise UsageError(
            f"{shown}: has version {version}, and this fastapi-lint knows version {VERSION}; update fastapi-lint"
        )


def _entry(table: object, shown: str, line: int) -> Entry:
    where = f"{shown}:{line}: is damaged:"
    if not isinstance(table, dict):
        raise UsageError(f"{where} a finding must be a table; {_WAY_OUT}")
    for name in _TEXTS:
        if not isinstance(table.get(name), str):
            raise UsageError(f"{where} the finding has no `{name}`, which must be text; {_WAY_OUT}")
    path, times = str(table["path"]), table.get("count", 1)
    if not isinstance(times, int) or isinstance(times, bool) or not 0 < times < 100_000:
        raise UsageError(f"{where} `count` must be a number from 1; {_WAY_OUT}")
    if path.startswith("/") or ".." in path.split("/"):
        raise UsageError(f"{where} `path` must be relative to the project's root and lead to a file in it; {_WAY_OUT}")
    function, code, source, message, key = (str(table[name]) for name in _TEXTS[1:])
    return Entry(path, function, code, key, source, message, times, line)


_WAY_OUT = "`fastapi-lint baseline create --force` writes it anew"
