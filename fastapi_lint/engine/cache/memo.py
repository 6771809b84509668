"""A finished report as a file: what it depends on, what was written, and the exit code.

Plain text and bytes that are compared and copied, never interpreted. A checksum tells damage.
"""

from __future__ import annotations

from zlib import crc32

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

FOLDER = "reports"
"""The folder of the cache in which they are."""

USED = 24 * 3600.0
"""Seconds after which the time of a file is set anew when it is used, so that it is not trimmed."""

_FIRST = b"fastapi-lint report 2\n"
_ENCODING = "utf-8", "surrogateescape"


class DamagedError(Exception):
    """A file of the cache does not hold what was written to it."""


class Memo:
    """`circumstances` and `trace` say when it holds; `out` and `err` are what was written, `code` is the exit code.

    `base` is for `rebasing`, which tells whether an edit leaves the report true; empty if none does.
    """

    __slots__ = ("base", "circumstances", "code", "err", "out", "trace")

    def __init__(
        self, circumstances: str, trace: Sequence[str], out: bytes, err: bytes, code: int, *, base: bytes = b""
    ) -> None:
        self.circumstances = circumstances
        self.trace = trace
        self.out = out
        self.err = err
        self.code = code
        self.base = base

    def dumped(self) -> bytes:
        """The bytes of the file."""
        told, trace = self.circumstances.encode(*_ENCODING), "\n".join(self.trace).encode(*_ENCODING)
        parts = (told, trace, self.out, self.err, self.base)
        sizes = " ".join(str(len(part)) for part in parts)
        body = f"{self.code} {sizes}\n".encode() + b"".join(parts)
        return b"%s%08x\n%s" % (_FIRST, crc32(body), body)


def loaded(data: bytes) -> Memo:
    """What a file holds. Raises DamagedError if it is not as it was written."""
    start = len(_FIRST)
    body = data[start + 9 :]
    if data[:start] != _FIRST or data[start : start + 9] != b"%08x\n" % crc32(body):
        raise DamagedError
    try:
        head, _, rest = body.partition(b"\n")
        code, *sizes = (int(number) for number in head.split())
        ends = [sum(sizes[: index + 1]) for index in range(5)]
        told, trace, out, err, base = (rest[end - size : end] for end, size in zip(ends, sizes, strict=True))
        return Memo(told.decode(*_ENCODING), trace.decode(*_ENCODING).split("\n"), out, err, code, base=base)
    except ValueError as error:
        raise DamagedError from error


def name_of(circumstances: str) -> str:
    """The name of the file for these circumstances. Others could have the same; the file says which it is for."""
    data = circumstances.encode(*_ENCODING)
    return f"{crc32(data):08x}{crc32(data, 0x5EED):08x}"
