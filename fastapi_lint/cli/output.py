"""Where a command writes: standard output or a file, with colour or without, in the encoding that is there."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TextIO


@dataclass(frozen=True, slots=True)
class Output:
    """A stream of text and whether it gets colour; None leaves that to the terminal and its environment."""

    stream: TextIO
    color: bool | None

    @property
    def encoding(self) -> str:
        """The encoding of the stream."""
        return self.stream.encoding or "utf-8"

    def write(self, text: str) -> None:
        """Write a line."""
        self.stream.write(f"{text}\n")

    def write_bytes(self, data: bytes) -> None:
        """Write text that is encoded already, whatever the encoding of the stream."""
        self.stream.flush()
        binary = getattr(self.stream, "buffer", None)
        if binary is None:
            self.stream.write(data.decode("utf-8"))
        else:
            binary.write(data)
            binary.flush()


@contextmanager
def opened(file: str | None, color: str) -> Iterator[Output]:
    """Standard output, or the file of this name (UTF-8, without colour unless `color` is `always`)."""
    chosen = {"always": True, "never": False}.get(color)
    if file is None:
        yield Output(sys.stdout, chosen)
        return
    from fastapi_lint.cli.writing import refuse_unwritable, write_file  # noqa: PLC0415 - imports click

    refuse_unwritable(file)
    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n")
    yield Output(stream, chosen or False)
    stream.flush()
    assert isinstance(stream.buffer, io.BytesIO)
    write_file(file, stream.buffer.getvalue())
