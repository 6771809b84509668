"""Inspection by several processes: copies of this one, in which the project is linked already."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import msgspec

from fastapi_lint.engine.inspection import PROJECT, Inspected, Inspector, Portion
from fastapi_lint.engine.pool import Lost, Task, share_out
from fastapi_lint.engine.request import Progress
from fastapi_lint.model.facts import watched_bodies

Batch = tuple[Portion, ...]

_BATCH = 400  # lines: what takes a few hundredths of a second to look at


def inspected_by_workers(
    inspector: Inspector, portions: Mapping[Portion, int], workers: int, progress: Progress
) -> Iterator[Inspected]:
    """What comes out of these portions, in their order; the lines of each tell how far it is."""
    found: dict[Portion, Inspected] = {}
    lines = 0
    known = inspector.known
    bodies = {} if known is None else inspector.bodies()

    def work(data: bytes) -> bytes:
        with watched_bodies() as asked:
            done = [inspector.inspect(portion) for portion in _portions.decode(data)]
        if known is not None:
            read = tuple(bodies[id(definition)] for definition in asked)
            done[0] = done[0]._replace(read=read, news=known.news())
        return _encode(done)

    def take(batch: Batch, result: bytes) -> None:
        nonlocal lines
        for portion, inspected in zip(batch, _results.decode(result), strict=True):
            found[portion] = inspected
            lines += portions.get(portion, 0)
        progress("inspect", lines, sum(portions.values()))

    def parts(batch: Batch) -> tuple[Batch, ...]:
        smaller = batch if len(batch) > 1 else inspector.parts(batch[0])
        return tuple((portion,) for portion in smaller)

    fatal: dict[Portion, list[Lost[Batch]]] = {}
    for lost in share_out(Task(work, _encode, parts, "fork"), _batches(portions, workers), workers, take):
        portion = lost.unit[0]
        fatal.setdefault(portion if portion.file == PROJECT else portion._replace(rule=""), []).append(lost)
    for portion, times in fatal.items():
        rules = [lost.unit[0].rule for lost in times if lost.unit[0].rule]
        found[portion] = inspector.fatal(portion, rules, times[-1].end)
    yield from (found[portion] for portion in sorted(found))


def _batches(portions: Mapping[Portion, int], workers: int) -> Iterator[Batch]:
    """Portions in their order, small ones together, in any case several batches for each worker."""
    enough = min(_BATCH, sum(portions.values()) // (4 * workers))
    batch: list[Portion] = []
    lines = 0
    for portion, more in portions.items():
        batch.append(portion)
        lines += more
        if lines >= enough or portion.file == PROJECT:
            yield tuple(batch)
            batch, lines = [], 0
    if batch:
        yield tuple(batch)


_encode: Callable[[object], bytes] = msgspec.msgpack.encode
_portions = msgspec.msgpack.Decoder(list[Portion])
_results = msgspec.msgpack.Decoder(list[Inspected])
