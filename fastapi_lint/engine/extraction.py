"""A unit of work: from the text of one file to its facts, in this process or in another. Plain data in and out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

import msgspec

from fastapi_lint.engine.jobs import FORK, SPAWN, start_method, workers_for
from fastapi_lint.engine.request import Request
from fastapi_lint.facts import codec
from fastapi_lint.facts.extract import extract_facts
from fastapi_lint.model.facts import ModuleFacts
from fastapi_lint.model.problem import Problem, ProblemKind

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


def extract_all(texts: Mapping[str, str], request: Request) -> dict[str, Extract]:
    """What each of these files says."""
    size = sum(map(len, texts.values()))
    workers = workers_for(request.jobs, size, FORK, SPAWN)
    extracted: dict[str, Extract] = {}
    if workers:
        _share_out(texts, request, workers, extracted)
    else:
        for done, (path, text) in enumerate(texts.items()):
            request.progress("read", done, len(texts))
            extracted[path] = _placed(extract(text), path)
    request.progress("read", len(texts), len(texts))
    return extracted


def _share_out(texts: Mapping[str, str], request: Request, workers: int, extracted: dict[str, Extract]) -> None:
    from fastapi_lint.engine.pool import Task, share_out  # noqa: PLC0415 - small projects need no workers

    def take(batch: Batch, result: bytes) -> None:
        for path, packed in zip(batch, _packed.decode(result), strict=True):
            facts = packed.problem or codec.decode(packed.facts)
            extracted[path] = _placed(facts, path)
        request.progress("read", len(extracted), len(texts))

    def packed(batch: Batch) -> bytes:
        return msgspec.msgpack.encode([texts[path] for path in batch])

    task = Task(work, packed, _parts, start_method())
    for lost in share_out(task, _batches(texts, workers), workers, take):
        (path,) = lost.unit
        message = f"the process that read the file ended with {lost.end}"
        extracted[path] = Problem(ProblemKind.UNREADABLE, message, path, hint=_HINT)


def work(data: bytes) -> bytes:
    """A worker's part: from the packed texts of some files to what is known of each."""
    return msgspec.msgpack.encode([_pack(extract(text)) for text in _texts.decode(data)])


def _pack(extracted: Extract) -> _Packed:
    if isinstance(extracted, Problem):
        return _Packed(b"", extracted)
    return _Packed(codec.encode(extracted))


def _placed(extracted: Extract, path: str) -> Extract:
    return replace(extracted, path=path) if isinstance(extracted, Problem) else extracted


def _batches(texts: Mapping[str, str], workers: int) -> Iterator[Batch]:
    """All files, the largest first, small ones together, in any case several batches for each worker."""
    enough = min(_BATCH, sum(map(len, texts.values())) // (4 * workers))
    batch: list[str] = []
    size = 0
    for path in sorted(texts, key=lambda path: (-len(texts[path]), path)):
        batch.append(path)
        size += len(texts[path])
        if size >= enough:
            yield tuple(batch)
            batch, size = [], 0
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
