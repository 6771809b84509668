"""What is asked of the disk, and what it answers.

All that a run wants to know of files and folders is asked here, so that it can be kept: a `Trace` holds every question
that is asked while it is entered, with its answer. As long as the disk gives the same answers the run would come to the
same result, and need not be made again. That is decided before anything else is imported, so this module needs the
standard library alone, and little of it.
"""

from __future__ import annotations

import os
import stat
import time

TYPE_CHECKING = False
if TYPE_CHECKING:  # to import `typing` or `collections` takes longer than all that a run without changes asks here
    from collections.abc import Callable
    from types import TracebackType

FILE, FOLDER, LINK, OTHER, NOTHING = "f", "d", "l", "o", ""
KIND, REAL, SCAN, FOLDERS, TEXTS, SIZE, READ = "kind", "real", "scan", "folders", "texts", "size", "read"

GITIGNORE = ".gitignore"
ROOT_MARKERS = frozenset(
    {"pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", "Pipfile", "manage.py", "alembic.ini"}
)
"""Files that stand in the folder from which a project is installed or started."""
ENVIRONMENT_MARKS = frozenset({"pyvenv.cfg", "conda-meta"})
"""What stands in the top folder of a virtual environment."""

_TELLING = ROOT_MARKERS | ENVIRONMENT_MARKS | {GITIGNORE}
_ENDINGS = (".py", ".toml")
_RACY = 2_000_000_000  # nanoseconds: the coarsest clock of a file system (FAT) counts in steps of two seconds
UNSURE = "?"
"""The stamp of what was written so lately that writing it again might not change the stamp."""


class Trace:
    """Questions and what was answered, in the order in which they were asked first.

    `is_whole` is False once something was asked whose answer could not be kept, or changed in between. `needed` are
    files that must have been read for the trace to tell all.
    """

    def __init__(self) -> None:
        self.answers: dict[tuple[str, str], str] = {}
        self.needed: set[str] = set()
        self._is_broken = False

    @property
    def lines(self) -> list[str]:
        """A line for each question, with its subject and its answer."""
        return [f"{question}\t{path}\t{answer}" for (question, path), answer in self.answers.items()]

    @property
    def is_whole(self) -> bool:
        """True if the same answers mean the same run."""
        return not self._is_broken and all((READ, path) in self.answers for path in self.needed)

    def note(self, question: str, path: str, answer: str) -> None:
        """Keep an answer."""
        if self.answers.setdefault((question, path), answer) != answer:
            self._is_broken = True
        if "\t" in path or "\n" in path or "\n" in answer:  # it is kept as a line of text
            self._is_broken = True

    def note_read(self, path: str, status: os.stat_result, data: bytes) -> None:
        """Keep the stamp and the digest of a file; its status is of before it was read."""
        contents = digest(data)
        known = self.answers.get((READ, path))
        if known is None:
            self.note(READ, path, f"{stamp_of(status)}\t{contents}")
        elif not known.endswith(contents):
            self.spoil()
        if not stat.S_ISREG(status.st_mode):
            self.spoil()

    def spoil(self) -> None:
        """Something was asked that cannot be asked again."""
        self._is_broken = True

    def __enter__(self) -> Trace:
        _tracing.append(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _tracing.remove(self)


_tracing: list[Trace] = []


def need(path: str) -> None:
    """Say that the result depends on the contents of a file, whoever reads it."""
    for trace in _tracing:
        trace.needed.add(path)


def kind(path: str) -> str:
    """What is at a path, links followed: `FILE`, `FOLDER`, `OTHER`. Raises OSError if nothing is there."""
    try:
        answer = _kind_of(os.stat(path).st_mode)  # noqa: PTH116 - pathlib takes longer to import than all else here
    except OSError as error:
        _note(KIND, path, f"!{error.errno}")
        raise
    _note(KIND, path, answer)
    return answer


def exists(path: str | os.PathLike[str]) -> bool:
    """True if something is at a path, links followed."""
    return _look(path) != NOTHING


def is_file(path: str | os.PathLike[str]) -> bool:
    """True if a regular file is at a path, links followed."""
    return _look(path) == FILE


def is_folder(path: str | os.PathLike[str]) -> bool:
    """True if a folder is at a path, links followed."""
    return _look(path) == FOLDER


def real(path: str | os.PathLike[str]) -> str:
    """The path without symbolic links."""
    answer = os.path.realpath(path)
    _note(REAL, os.path.abspath(path), answer)  # noqa: PTH100
    return answer


def scan(folder: str) -> dict[str, str]:
    """The names in a folder that can mean something for a project of Python, with what they are; links are not
    followed. Raises OSError if it cannot be listed."""
    try:
        found = _scanned(folder)
    except OSError as error:
        _note(SCAN, folder, f"!{error.errno}")
        raise
    _note(SCAN, folder, _joined(found))
    return found


def folders_in(folder: str | os.PathLike[str]) -> list[str]:
    """The names of the folders in a folder, links followed and hidden ones left out, sorted; none if it cannot be
    listed."""
    return _split(_asked(FOLDERS, folder))


def texts_in(folder: str | os.PathLike[str]) -> list[str]:
    """The names in a folder that end with `.txt`, sorted; none if it cannot be listed."""
    return _split(_asked(TEXTS, folder))


def measure(path: str, most: int) -> tuple[str, int]:
    """What is at a path, links followed, and its size. Raises OSError if nothing is there.

    A file of not more than `most` bytes is going to be read, so that what it is need not be kept.
    """
    try:
        status = os.stat(path)  # noqa: PTH116
    except OSError as error:
        _note(KIND, path, f"!{error.errno}")
        raise
    answer = _kind_of(status.st_mode)
    if answer != FILE:
        _note(KIND, path, answer)
    elif status.st_size > most:
        _note(SIZE, path, str(status.st_size))
    return answer, status.st_size


def read(path: str | os.PathLike[str]) -> bytes:
    """The bytes of a file. Raises OSError if it cannot be read; that nothing is there can be kept, else it cannot."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            status = os.fstat(file.fileno())
            data = file.read()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        exists(path)
        raise
    except OSError:
        for trace in _tracing:
            trace.spoil()
        raise
    for trace in _tracing:
        trace.note_read(os.path.abspath(path), status, data)  # noqa: PTH100
    return data


def read_text(path: str | os.PathLike[str], encoding: str = "utf-8") -> str:
    r"""The text of a file with `\n` as line end, as Python opens files."""
    return read(path).decode(encoding).replace("\r\n", "\n").replace("\r", "\n")


def digest(data: bytes) -> str:
    """What identifies contents."""
    from fastapi_lint.model.digest import blake2b  # noqa: PLC0415 - a run in which nothing has changed needs none

    return blake2b(data, digest_size=20).hexdigest()


def answered(question: str, path: str) -> str:
    """The answer of today; for a file that was read, its stamp."""
    return _ANSWERS[question](path)


def stamp(path: str) -> str:
    """The stamp of a regular file. Raises OSError if there is none."""
    status = os.stat(path)  # noqa: PTH116
    if not stat.S_ISREG(status.st_mode):
        raise OSError(f"{path} is no regular file")
    return stamp_of(status)


def stamp_of(status: os.stat_result) -> str:
    """What changes whenever a file is written, or an entry of a folder is made or taken away."""
    if max(status.st_mtime_ns, status.st_ctime_ns) > time.time_ns() - _RACY:
        return UNSURE
    return f"{status.st_mtime_ns} {status.st_ctime_ns} {status.st_size} {status.st_ino}"


def _note(question: str, path: str, answer: str) -> None:
    for trace in _tracing:
        trace.note(question, path, answer)


def _asked(question: str, path: str | os.PathLike[str]) -> str:
    name = os.path.abspath(path)  # noqa: PTH100
    answer = _ANSWERS[question](name)
    _note(question, name, answer)
    return answer


def _look(path: str | os.PathLike[str]) -> str:
    answer = _asked(KIND, path)
    return NOTHING if answer.startswith("!") else answer


def _kind_of(mode: int) -> str:
    return FOLDER if stat.S_ISDIR(mode) else FILE if stat.S_ISREG(mode) else OTHER


def _answered_kind(path: str) -> str:
    try:
        return _kind_of(os.stat(path).st_mode)  # noqa: PTH116
    except OSError as error:
        return f"!{error.errno}"
    except ValueError:  # a NUL in the path
        return "!"


def _answered_scan(folder: str) -> str:
    try:
        return _joined(_scanned(folder))
    except OSError as error:
        return f"!{error.errno}"


def _answered_size(path: str) -> str:
    try:
        return str(os.stat(path).st_size)  # noqa: PTH116
    except OSError as error:
        return f"!{error.errno}"


def _answered_folders(folder: str) -> str:
    return _names(folder, lambda entry: not entry.name.startswith(".") and entry.is_dir())


def _answered_texts(folder: str) -> str:
    return _names(folder, lambda entry: entry.name.endswith(".txt"))


def _names(folder: str, wanted: Callable[[os.DirEntry[str]], bool]) -> str:
    try:
        with os.scandir(folder) as listing:
            return "/".join(sorted(entry.name for entry in listing if wanted(entry)))
    except OSError:
        return ""


def _scanned(folder: str) -> dict[str, str]:
    found = {}
    with os.scandir(folder) as listing:
        for entry in listing:
            name = entry.name
            if entry.is_symlink():
                found[name] = LINK
            elif entry.is_dir(follow_symlinks=False):
                if name != "__pycache__":
                    found[name] = FOLDER
            elif name.endswith(_ENDINGS) or name in _TELLING:
                found[name] = FILE if entry.is_file(follow_symlinks=False) else OTHER
    return found


def _joined(found: dict[str, str]) -> str:
    """No name holds a slash."""
    return "/".join([f"{what}{name}" for name, what in sorted(found.items())]).replace("\n", "//n")


def _split(names: str) -> list[str]:
    return names.split("/") if names else []


_ANSWERS: dict[str, Callable[[str], str]] = {
    KIND: _answered_kind,
    REAL: os.path.realpath,
    SCAN: _answered_scan,
    FOLDERS: _answered_folders,
    TEXTS: _answered_texts,
    SIZE: _answered_size,
    READ: stamp,
}
