"""Results under the digest of what they were made from: for a project one file, the results one after the other and
then an index.

Each result has a checksum of its own, and so has the index. What does not fit is not there: it is made anew.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Set
from typing import NamedTuple
from zlib import crc32

import msgspec

from fastapi_lint.engine.cache.folder import write

_FIRST = b"fastapi-lint shelf 1\n"
_MOST = 1 << 31
_pread: Callable[[int, int, int], bytes] | None = getattr(os, "pread", None)  # not on Windows, which does not fork
_LAST = 32  # bytes: size and checksum of the index
_OLDEST = 8
"""So many times a shelf is written without an entry being used before that entry is left out."""


class _Entry(NamedTuple):
    """Where a result lies in the file, and how often that was written since it was used."""

    start: int
    size: int
    checksum: int
    age: int


class _Index(NamedTuple):
    """`identity` is that of the code which made the results."""

    identity: str
    entries: dict[str, _Entry]


class Shelf:
    """The results of a project. `is_damaged` holds if there was a file that was not what had been written."""

    def __init__(self, path: str, identity: str) -> None:
        self.is_damaged = False
        self._path = path
        self._identity = identity
        self._file = -1
        self._used: set[str] = set()
        self._entries = self._opened()

    def get(self, key: str) -> bytes | None:
        """The result under a key, None if there is none."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        data = _bytes_at(self._file, entry.start, entry.size)
        if crc32(data) != entry.checksum:
            self.is_damaged = True
            del self._entries[key]
            return None
        self._used.add(key)
        return data

    @property
    def used(self) -> Set[str]:
        """The keys of the results that were asked for and are there."""
        return self._used

    def use(self, key: str) -> bool:
        """True if there is a result under a key, which then is kept."""
        if key in self._entries:
            self._used.add(key)
        return key in self._entries

    def save(self, made: Iterable[tuple[str, bytes]]) -> None:
        """Write the file anew, with more results. Raises UnusableError if that cannot be."""
        entries: dict[str, _Entry] = {}
        write(self._path, self._parts(made, entries))

    def close(self) -> None:
        """Let go of the file."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _parts(self, made: Iterable[tuple[str, bytes]], entries: dict[str, _Entry]) -> Iterator[bytes]:
        yield _FIRST
        start = len(_FIRST)
        for key, data, age in self._kept(made):
            if key not in entries:
                entries[key] = _Entry(start, len(data), crc32(data), age)
                start += len(data)
                yield data
        index = msgspec.msgpack.encode(_Index(self._identity, entries))
        yield index
        yield b"%016x%016x" % (len(index), crc32(index))
        self.close()  # some systems do not replace a file that is open

    def _kept(self, made: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes, int]]:
        """The results to write, those of before that are still good first."""
        for key, entry in self._entries.items():
            age = 0 if key in self._used else entry.age + 1
            data = _bytes_at(self._file, entry.start, entry.size)
            if age < _OLDEST and crc32(data) == entry.checksum:
                yield key, data, age
        for key, data in made:
            yield key, data, 0

    def _opened(self) -> dict[str, _Entry]:
        try:
            self._file = os.open(self._path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
            size = os.fstat(self._file).st_size
        except OSError:
            return {}
        index = self._index(size)
        if index is None:
            self.is_damaged = True
            return {}
        return index.entries if index.identity == self._identity else {}

    def _index(self, size: int) -> _Index | None:
        if _bytes_at(self._file, 0, len(_FIRST)) != _FIRST:
            return None
        try:
            last = _bytes_at(self._file, size - _LAST, _LAST)
            length, checksum = int(last[:16], 16), int(last[16:], 16)
            data = _bytes_at(self._file, size - _LAST - length, length)
            if crc32(data) != checksum:
                return None
            found = msgspec.msgpack.decode(data, type=_Index)
        except (ValueError, msgspec.DecodeError):
            return None
        fits = all(0 <= entry.start <= entry.start + entry.size <= size for entry in found.entries.values())
        return found if fits else None


def _bytes_at(file: int, start: int, size: int) -> bytes:
    """A part of a file, shorter if the file is; a process that was forked off may read the same file meanwhile."""
    if start < 0 or not 0 < size < _MOST:
        return b""
    try:
        if _pread is not None:
            return _pread(file, size, start)
        os.lseek(file, start, os.SEEK_SET)
        return os.read(file, size)
    except OSError:
        return b""
