"""From bytes to text, as Python's own tokenizer reads a source file (PEP 263)."""

from __future__ import annotations

import io
import os
import re
import tokenize
from dataclasses import dataclass
from pathlib import Path

from fastapi_lint.model.problem import Problem, ProblemKind
from fastapi_lint.source import disk

MAX_BYTES = 5_000_000
"""Larger files are data in Python's clothes; reading them would take more time and memory than they can be worth."""

_COOKIE_HINT = "save the file as UTF-8, or declare its encoding in the first line: `# -*- coding: latin-1 -*-`"
_NEWLINE = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class SourceText:
    """The text of a file for analysis, and what is needed to write it back.

    `text` has no byte order mark and only `\\n` as line end, so that its lines are those that Python counts (a form
    feed ends none). `newline` is the file's first line end, `is_mixed` holds if it has others too. `encoding` is a
    codec's name; `utf-8-sig` stands for UTF-8 with a byte order mark.
    """

    path: str
    text: str
    encoding: str = "utf-8"
    newline: str = "\n"
    is_mixed: bool = False

    @property
    def lines(self) -> list[str]:
        """The lines without their ends, as Python numbers them: `lines[0]` is line 1."""
        return self.text.split("\n")

    def encoded(self, text: str) -> bytes:
        """Another text as the bytes to write to this file: same encoding, byte order mark and line ends.

        Raises UnicodeEncodeError if the file's encoding lacks one of its characters.
        """
        return text.replace("\n", self.newline).encode(self.encoding)


def read(file: Path, path: str | None = None) -> SourceText | Problem:
    """The text of a file on disk; `path` is how the project calls it. What cannot be read is a problem, never
    raised."""
    shown = file.as_posix() if path is None else path
    try:
        # A pipe or a device could block for ever; O_NONBLOCK does not exist everywhere, hence the look before the leap.
        found, size = disk.measure(str(file), MAX_BYTES)
        if found != disk.FILE:
            what = "a folder" if found == disk.FOLDER else "not a regular file"
            return unreadable(shown, f"cannot read `{printable(shown)}`: it is {what}", "give a Python file")
        if size > MAX_BYTES:
            return _too_large(shown)
        data = disk.read(file)
    except OSError as error:
        message = f"cannot read `{printable(shown)}`: {reason(error)}"
        return unreadable(shown, message, "check the path and its permissions")
    return decode(data, shown)


def decode(data: bytes, path: str) -> SourceText | Problem:
    """The text that Python sees in a source file's bytes, or what keeps it from being text."""
    if len(data) > MAX_BYTES:
        return _too_large(path)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        message = f"cannot decode `{printable(path)}`: it is UTF-16, which Python does not accept"
        return unreadable(path, message, "save the file as UTF-8")
    head = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in data else data
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(head).readline)
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        what = f"byte 0x{data[error.start]:02X} on line {line} is not valid {error.encoding}"
        return unreadable(path, f"cannot decode `{printable(path)}`: {what}", _COOKIE_HINT, line)
    except (SyntaxError, LookupError, UnicodeError) as error:
        return unreadable(path, f"cannot decode `{printable(path)}`: {_complaint(data, error)}", _COOKIE_HINT)
    return from_text(text, path, encoding)


def from_text(text: str, path: str, encoding: str = "utf-8") -> SourceText | Problem:
    """Text that is already in memory, checked and with its line ends made one."""
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        message = f"cannot read `{printable(path)}`: it has a NUL byte on line {line}"
        return unreadable(path, message, "a binary file? exclude it, or take its `.py` away", line)
    if not is_encodable(text):
        message = f"cannot read `{printable(path)}`: it has lone surrogates, which are no characters"
        return unreadable(path, message, _COOKIE_HINT)
    ends = _NEWLINE.findall(text) if "\r" in text else []
    if not ends:
        return SourceText(path, text, encoding)
    return SourceText(path, _NEWLINE.sub("\n", text), encoding, ends[0], len(set(ends)) > 1)


def unreadable(path: str, message: str, hint: str, line: int | None = None) -> Problem:
    """The problem of a file or folder that cannot be read."""
    return Problem(ProblemKind.UNREADABLE, message, printable(path), line, hint=hint)


def printable(path: str) -> str:
    """A path that every output can hold: bytes of a file name that are no UTF-8 are shown as `\\xe9`."""
    return path if is_encodable(path) else os.fsencode(path).decode("utf-8", "backslashreplace")


def is_encodable(text: str) -> bool:
    """True if the text can be written as UTF-8, that is, if it has no lone surrogates."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def reason(error: OSError) -> str:
    """What the operating system says, in a sentence's case and without the path."""
    text = error.strerror or type(error).__name__
    return text[:1].lower() + text[1:]


def _complaint(data: bytes, error: Exception) -> str:
    """tokenize says of bytes that are no UTF-8 only that they are invalid; name the byte."""
    try:
        data.decode()
    except UnicodeDecodeError as invalid:
        if isinstance(error, SyntaxError) and "unknown encoding" not in str(error):
            line = data.count(b"\n", 0, invalid.start) + 1
            return f"byte 0x{data[invalid.start]:02X} on line {line} is not valid utf-8"
    return str(error)


def _too_large(path: str) -> Problem:
    message = f"`{printable(path)}` is larger than {MAX_BYTES // 1_000_000} MB"
    return unreadable(path, message, "exclude it: generated data is better kept out of Python files")
