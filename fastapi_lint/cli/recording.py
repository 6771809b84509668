"""Keeps what a command writes, so that it can be written again."""

from __future__ import annotations

import io
import sys
from types import TracebackType
from typing import Any, BinaryIO


class Recording:
    """A context in which all that goes to standard output and standard error is also kept.

    `is_whole` is False if a stream is none that this can be done with.
    """

    def __init__(self) -> None:
        self.is_whole = True
        self.written: tuple[bytes, bytes] = (b"", b"")
        self._before: tuple[io.TextIOWrapper, io.TextIOWrapper] | None = None
        self._within: tuple[io.TextIOWrapper, io.TextIOWrapper] | None = None

    def __enter__(self) -> Recording:
        out, err = sys.stdout, sys.stderr
        if isinstance(out, io.TextIOWrapper) and isinstance(err, io.TextIOWrapper):
            self._before, self._within = (out, err), (_beside(out), _beside(err))
            sys.stdout, sys.stderr = self._within
        else:
            self.is_whole = False
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._before is None or self._within is None:
            return
        sys.stdout, sys.stderr = self._before
        out, err = (_taken_from(stream) for stream in self._within)
        self.written = out, err


class _Kept(io.BufferedIOBase):
    """A binary stream that hands on what it gets, and keeps it."""

    def __init__(self, target: BinaryIO) -> None:
        self.data = bytearray()
        self._target = target

    def write(self, data: Any, /) -> int:
        self.data += data
        return self._target.write(data)

    def flush(self) -> None:
        self._target.flush()

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return self._target.isatty()

    def fileno(self) -> int:
        return self._target.fileno()


def _beside(stream: io.TextIOWrapper) -> io.TextIOWrapper:
    """A stream like the given one that writes to the same place."""
    stream.flush()
    return io.TextIOWrapper(
        _Kept(stream.buffer),  # type: ignore[arg-type]
        encoding=stream.encoding,
        errors=stream.errors,
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )


def _taken_from(stream: io.TextIOWrapper) -> bytes:
    stream.flush()
    kept = stream.detach()
    assert isinstance(kept, _Kept)
    return bytes(kept.data)
