"""A unit of work: from the text of one file to its facts, in this process or in another. Plain data in and out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import msgspec

from fastapi_lint.engine.jobs import FORK, SPAWN, start_method, workers_for
from fastapi_lint.engine.request import Progress, Request
from fastapi_lint.facts import codec
from fastapi_lint.facts.extract import extract_facts
from fastapi_lint.model.facts import ModuleFacts
from fastapi_lint.model.problem import Problem, ProblemKind
from fastapi_lint.source.texts import Texts

Extract = ModuleFacts | Problem
Batch = tuple[str, ...]  # paths

_BATCH = 50_000  # bytes: what takes about a hundredth of a second
_HINT = "exclude the file, and please report it; `--jobs 1` shows what happens in one process"


class _Packed(NamedTuple):
    """What a worker sends of one file: its facts, or why there are none."""

    facts: bytes
    problem: Problem | None = None


def extract(text: str) -> Extract:
    """What a file says, or why it cannot be analysed: a problem that does not know its path."""
    return extract_facts(text, "", modernise=_modernised)


def extract_all(texts: Texts, request: Request) -> dict[str, Extract]:
    """What each of these files says. The largest come first: they take the most memory and the most time."""
    sizes = texts.sizes
    workers = workers_for(request.jobs, sum(sizes.values()), FORK, SPAWN)
    ordered = sorted(sizes, key=sizes.__getitem__, reverse=True)
    if workers:
        batches = _batches({path: sizes[path] for path in ordered}, workers)
        extracted = _extracted_by_workers(texts, batches, workers, request.progress)
    else:
        extracted = _extracted_here(texts, ordered, request.progress)
    request.progress("read", len(texts), len(texts))
    return {path: extracted[path] for path in texts}


def _extracted_here(texts: Mapping[str, str], paths: Sequence[str], progress: Progress) -> dict[str, Extract]:
    """Facts stay bytes until the last tree is gone: they would lie between the trees, and hold the memory of all."""
    packed: dict[str, _Packed] = {}
    for done, path in enumerate(paths):
        progress("read", done, len(paths))
        packed[path] = _pack(extract(texts[path]))
    return {path: _unpack(packed.pop(path), path) for path in paths}


def _extracted_by_workers(
    texts: Mapping[str, str], batches: Iterable[Batch], workers: int, progress: Progress
) -> dict[str, Extract]:
    from fastapi_lint.engine.pool import Task, share_out  # noqa: PLC0415 - small projects need no workers

    extracted: dict[str, Extract] = {}

    def take(batch: Batch, result: bytes) -> None:
        for path, packed in zip(batch, _packed.decode(result), strict=True):
            extracted[path] = _unpack(packed, path)
        progress("read", len(extracted), len(texts))

    def packed(batch: Batch) -> bytes:
        return msgspec.msgpack.encode([texts[path] for path in batch])

    for lost in share_out(Task(work, packed, _parts, start_method()), batches, workers, take):
        (path,) = lost.unit
        message = f"the process that read the file ended with {lost.end}"
        extracted[path] = Problem(ProblemKind.UNREADABLE, message, path, hint=_HINT)
    return extracted


def work(data: bytes) -> bytes:
    """A worker's part: from the packed texts of some files to what is known of each."""
    return msgspec.msgpack.encode([_pack(extract(text)) for text in _texts.decode(data)])


def _pack(extracted: Extract) -> _Packed:
    if isinstance(extracted, Problem):
        return _Packed(b"", extracted)
    return _Packed(codec.encode(extracted))


def _unpack(packed: _Packed, path: str) -> Extract:
    return codec.decode(packed.facts) if packed.problem is None else replace(packed.problem, path=path)


def _batches(sizes: Mapping[str, int], workers: int) -> Iterator[Batch]:
    """The files in this order, small ones together, in any case several batches for each worker."""
    enough = min(_BATCH, sum(sizes.values()) // (4 * workers))
    batch: list[str] = []
    collected = 0
    for path, size in sizes.items():
        batch.append(path)
        collected += size
        if collected >= enough:
            yield tuple(batch)
            batch, collected = [], 0
    if batch:
        yield tuple(batch)


def _parts(batch: Batch) -> tuple[Batch, ...]:
    return tuple((path,) for path in batch) if len(batch) > 1 else ()


def _modernised(text: str) -> str | None:
    """Newer syntax than this Python's rewritten; LibCST is imported only for a file that needs it."""
    from fastapi_lint.syntax.modernise import modernise  # noqa: PLC0415 - LibCST takes a third of a second

    return modernise(text)


_texts = msgspec.msgpack.Decoder(list[str])
_packed = msgspec.msgpack.Decoder(list[_Packed])
