"""The way of a run in which files were edited so that the last report still holds, but for where its lines are."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from fastapi_lint.engine.cache.base import Base, BaseFile, moved
from fastapi_lint.engine.cache.memo import Memo
from fastapi_lint.engine.cache.places import FACTS, LAYOUT, TEXTS
from fastapi_lint.engine.cache.relocation import Facts, Relocation, relocation
from fastapi_lint.engine.cache.shelf import Shelf
from fastapi_lint.model.problem import Problem
from fastapi_lint.model.report import Report
from fastapi_lint.model.stored import DamagedFacts
from fastapi_lint.source import disk
from fastapi_lint.source.reader import decode

if TYPE_CHECKING:
    from fastapi_lint.model.facts import ModuleFacts


class Rebased(NamedTuple):
    """The report as it is now, how it is shown, and what it depends on now."""

    report: Report
    base: Base
    trace: list[str]


def rebased(memo: Memo, changed: Mapping[int, str]) -> Rebased | None:
    """The report of a memo after files were edited; None if it may be another. `changed` gives their paths by the line
    of the trace that tells of them."""
    try:
        base: Base = msgspec.msgpack.decode(memo.base, type=Base)
    except (msgspec.DecodeError, ValueError):
        return None
    trace = list(memo.trace)
    with disk.Trace() as now:
        for index, path in changed.items():
            disk.read(path)
            trace[index] = f"{disk.READ}\t{path}\t{now.answers[disk.READ, path]}"
    edited = _edited(base, trace, set(changed.values()))
    if edited is None or not now.is_whole:
        return None
    relocations = _Relocating(base).all_of(edited)
    report = None if relocations is None else moved(base.report, relocations)
    return None if report is None else Rebased(report, base, trace)


def _edited(base: Base, trace: list[str], changed: set[str]) -> dict[str, BaseFile] | None:
    """The files that are not as they were when the project was linked; None if others than those of the project are."""
    contents = {}
    for line in trace:
        question, path, answer = line.split("\t", 2)
        if question == disk.READ:
            contents[path] = answer.rpartition("\t")[2]
    if not changed <= base.files.keys():
        return None
    return {path: file for path, file in base.files.items() if contents.get(path) != file.contents}


class _Relocating:
    """Works out what became of files, from what is kept of their texts and facts."""

    def __init__(self, base: Base) -> None:
        self._base = base
        self._texts, self._facts = (
            Shelf(os.path.join(base.folder, LAYOUT, kind, base.name), base.identity)  # noqa: PTH118
            for kind in (TEXTS, FACTS)
        )

    def all_of(self, files: Mapping[str, BaseFile]) -> dict[str, Relocation] | None:
        """The relocations of files, by their path relative to the root; None if one may say something else."""
        found: dict[str, Relocation] = {}
        for path, file in files.items():
            try:
                relocated = self._of(path, file)
            except DamagedFacts:
                return None
            if relocated is None:
                return None
            found[os.path.relpath(path, self._base.root).replace(os.sep, "/")] = relocated
        return found

    def _of(self, path: str, file: BaseFile) -> Relocation | None:
        before = self._texts.get(file.text)
        now = decode(disk.read(path), path)
        if before is None or isinstance(now, Problem):
            return None

        @cache
        def facts_now() -> ModuleFacts | None:
            from fastapi_lint.facts.extract import extract_facts  # noqa: PLC0415 - few edits need facts

            found = extract_facts(now.text, path)
            return None if isinstance(found, Problem) else found

        @cache
        def facts_before() -> ModuleFacts | None:
            from fastapi_lint.facts import codec  # noqa: PLC0415

            data = self._facts.get(file.text)
            return None if data is None else codec.decode(data)

        facts = Facts(facts_before, facts_now, file.opened, file.shown)
        return relocation(before.decode("utf-8", "replace"), now.text, facts)
