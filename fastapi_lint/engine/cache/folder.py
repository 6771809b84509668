"""The folder of the cache: made and written with care, for it may lie anywhere and others may write to it as well."""

from __future__ import annotations

import os
import time

from fastapi_lint.engine.cache.places import LAYOUT, default_folder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MOST_BYTES = 512_000_000
"""What the cache may grow to; the files that were not used for longest go first."""
OLDEST = 30 * 24 * 3600.0
"""Seconds after which a file that nobody used goes."""

_TAG = "CACHEDIR.TAG"
_SIGNATURE = b"Signature: 8a477f597d28d172789f06886806bc55\n"
_TAG_TEXT = _SIGNATURE + b"# This folder is a cache of fastapi-lint. See https://bford.info/cachedir/\n"
_IGNORE, _IGNORE_TEXT = ".gitignore", b"# Made by fastapi-lint\n*\n"
_TEMPORARY = ".tmp"
_ABANDONED = 3600.0  # seconds after which a temporary file's process is not going to come back to it


class UnusableError(Exception):
    """The folder cannot be used as a cache; says why."""


def prepare(folder: str, *parts: str) -> str:
    """Make a folder within the cache (and the cache, for its user alone). Raises UnusableError if that cannot be."""
    try:
        _make(folder)
        path = folder
        for part in (LAYOUT, *parts):
            path = os.path.join(path, part)  # noqa: PTH118
            if os.path.islink(path):  # noqa: PTH114
                raise UnusableError(f"`{path}` is a symbolic link")
            if not os.path.isdir(path):  # noqa: PTH112
                _made(path)
    except OSError as error:
        raise UnusableError(_reason(error)) from error
    return path


def write(path: str, parts: Iterable[bytes]) -> None:
    """Write a file of the cache, made of these parts, as a whole or not at all. Raises UnusableError if that cannot be.

    Readers see the old or the new one, also if the process ends in between. Of two that write, the last wins.
    """
    temporary = f"{path}.{os.getpid()}{_TEMPORARY}"
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.writelines(parts)
            os.replace(temporary, path)  # noqa: PTH105
        except BaseException:
            os.unlink(temporary)  # noqa: PTH108
            raise
    except OSError as error:
        raise UnusableError(_reason(error)) from error


def trim(folder: str) -> None:
    """Take out what nobody has used for long, and then the oldest until the rest is small enough."""
    now = time.time()
    kept: list[tuple[float, int, str]] = []
    for path in _files(os.path.join(folder, LAYOUT)):  # noqa: PTH118
        try:
            status = os.lstat(path)
            limit = _ABANDONED if path.endswith(_TEMPORARY) else OLDEST
            if now - status.st_mtime > limit:
                os.unlink(path)  # noqa: PTH108
            else:
                kept.append((status.st_mtime, status.st_size, path))
        except OSError:
            continue
    total = sum(size for _, size, _ in kept)
    for _, size, path in sorted(kept):
        if total <= MOST_BYTES:
            return
        try:
            os.unlink(path)  # noqa: PTH108
        except OSError:
            continue
        total -= size


def clear(folder: str) -> int:
    """Take out all that the tool has put into a folder, and the folder if nothing else is in it; the bytes freed."""
    freed = 0
    if not os.path.isdir(folder):  # noqa: PTH112
        return freed
    top = os.path.join(folder, LAYOUT)  # noqa: PTH118
    if not os.path.islink(top):  # noqa: PTH114
        for path in _files(top):
            freed += os.lstat(path).st_size
            os.unlink(path)  # noqa: PTH108
        for path, _, _ in os.walk(top, topdown=False):
            os.rmdir(path)  # noqa: PTH106
    if _is_ours(folder) and set(os.listdir(folder)) <= {_TAG, _IGNORE}:  # noqa: PTH208
        for name in os.listdir(folder):  # noqa: PTH208
            os.unlink(os.path.join(folder, name))  # noqa: PTH108, PTH118
        os.rmdir(folder)  # noqa: PTH106
    return freed


def _make(folder: str) -> None:
    """Make the cache's own folder with its marks. One that is there and holds something else gets no marks: its
    `.gitignore` would speak of what is not ours."""
    if os.path.islink(folder) and folder != default_folder():  # noqa: PTH114
        raise UnusableError("it is a symbolic link")
    _made(folder)
    if os.path.lexists(os.path.join(folder, _TAG)) or os.listdir(folder):  # noqa: PTH118, PTH208
        return
    for name, text in ((_TAG, _TAG_TEXT), (_IGNORE, _IGNORE_TEXT)):
        write(os.path.join(folder, name), [text])  # noqa: PTH118


def _made(folder: str) -> None:
    os.makedirs(folder, mode=0o700, exist_ok=True)  # noqa: PTH103


def _is_ours(folder: str) -> bool:
    try:
        with open(os.path.join(folder, _TAG), "rb") as file:  # noqa: PTH118, PTH123
            return file.read().startswith(_SIGNATURE)
    except OSError:
        return False


def _files(top: str) -> Iterator[str]:
    for path, _, names in os.walk(top):
        yield from (os.path.join(path, name) for name in names)  # noqa: PTH118


def _reason(error: OSError) -> str:
    text = error.strerror or type(error).__name__
    return text[:1].lower() + text[1:]
