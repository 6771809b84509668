"""Entries of `per-path-ignores` that ignore nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from fastapi_lint.config.loading import line_in
from fastapi_lint.engine.own_codes import OWN_RULES
from fastapi_lint.engine.request import Request
from fastapi_lint.engine.select import ALL, PathIgnore, Selection, matches, matching
from fastapi_lint.engine.suppress import UNUSED
from fastapi_lint.model.finding import Finding
from fastapi_lint.model.location import Location, Span
from fastapi_lint.model.rule import Place
from fastapi_lint.source import disk

KEY = "per-path-ignores"


class Judged(NamedTuple):
    """What a run has to go by: its findings before any was ignored, the files it analysed, and rules that crashed."""

    findings: Sequence[Finding]
    paths: Sequence[str]
    crashed: frozenset[str]


def unused_ignores(request: Request, selection: Selection, run: Judged) -> Iterator[Finding]:
    """A finding for each entry without effect. Whether it has one is seen only if the whole project is analysed, with
    the rules of the configuration."""
    settings = request.settings
    if settings.source is None or UNUSED not in selection.codes or settings.insist or settings.refuse:
        return
    if not _is_whole(request):
        return
    for (pattern, selectors), ignore in zip(settings.per_path_ignores, selection.path_ignores, strict=True):
        is_there = any(matches(ignore.patterns, path) for path in run.paths)
        for index, selector in enumerate(selectors):
            codes = matching([selector], request.registry.all)
            judged = codes & selection.anywhere - run.crashed
            is_certain = selector != ALL or not is_there  # whoever ignores all does not mean something that is there
            if judged and is_certain and not _is_used(ignore, codes, run.findings):
                what = (
                    f"nothing in `{pattern}` has the code `{selector}`" if is_there else f"no file matches `{pattern}`"
                )
                yield _remark(request, (pattern, index), f"{what}, so this entry of `{KEY}` can go")


def _is_whole(request: Request) -> bool:
    root = disk.real(request.root)
    return not request.only and (not request.paths or any(disk.real(path) == root for path in request.paths))


def _is_used(ignore: PathIgnore, codes: frozenset[str], findings: Iterable[Finding]) -> bool:
    return any(each.code in codes and matches(ignore.patterns, each.location.path) for each in findings)


def _remark(request: Request, entry: tuple[str, int], message: str) -> Finding:
    source = request.settings.source or ""
    line = line_in(request.root / source, (KEY, *entry)) or 1
    rule = next(rule for rule in OWN_RULES if rule.code == UNUSED)
    return rule.finding(Place(Location(source, Span(line, 1, line, 1)), "", ()), message)
