"""Writes files as a whole or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from fastapi_lint.cli.failure import Failure


def refuse_unwritable(file: str) -> None:
    """Raise Failure if it can be seen already that a file cannot be written: before work is done that would be lost."""
    path = Path(file)
    folder = path.parent
    if not os.path.lexists(folder):
        raise Failure(f"cannot write `{file}`: there is no folder `{folder}`", "make the folder first")
    if not folder.is_dir():
        raise Failure(f"cannot write `{file}`: `{folder}` is no folder")
    if path.is_dir():
        raise Failure(f"cannot write `{file}`: it is a folder", "name a file in it")
    if not os.access(path if path.exists() else folder, os.W_OK):
        raise Failure(f"cannot write `{file}`: permission denied")


def write_file(file: str, data: bytes) -> None:
    """Write a file so that others see the old or the new one, never a part. Raises Failure.

    What is there and is no regular file, such as `/dev/stderr` or a pipe, is written to; so is a file in a folder in
    which no other can be made. A symbolic link stays one.
    """
    try:
        if Path(file).exists() and not Path(file).is_file():
            Path(file).write_bytes(data)
            return
        target = Path(os.path.realpath(file))
        try:
            _replace(target, data)
        except PermissionError:
            if not target.exists():
                raise
            target.write_bytes(data)
    except OSError as error:
        raise unwritten(file, error) from error


def unwritten(file: str, error: OSError) -> Failure:
    """What is said of a file that could not be written."""
    reason = error.strerror or type(error).__name__
    return Failure(f"cannot write `{file}`: {reason[:1].lower()}{reason[1:]}")


def _replace(target: Path, data: bytes) -> None:
    beside = target.with_name(f".{target.name[:100]}.{os.getpid()}.tmp")
    try:
        with open(beside, "xb") as stream:  # noqa: PTH123 - `x`: nothing that is there is written over
            stream.write(data)
        if target.exists():
            beside.chmod(target.stat().st_mode & 0o7777)
        beside.replace(target)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
