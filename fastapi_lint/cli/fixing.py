"""What `check` does with `--fix`, `--fix-only` and `--diff`: mend files, or show what would be mended."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from fastapi_lint.cli.check import CheckOptions
from fastapi_lint.cli.exits import CLEAN, FINDINGS, INCOMPLETE, USAGE
from fastapi_lint.cli.failure import Failure
from fastapi_lint.cli.writing import write_file
from fastapi_lint.engine.fixing.rounds import Change, Fixed, fix_project, is_fixable
from fastapi_lint.engine.request import Request
from fastapi_lint.model.report import Report
from fastapi_lint.render.diffs import diff_of
from fastapi_lint.render.fixes import mended_lines, mended_sentence, would_sentence
from fastapi_lint.render.printable import printable
from fastapi_lint.render.tally import counted
from fastapi_lint.source.overlay import Files
from fastapi_lint.source.worktree import is_staged, staged

STDIN = "-"


class Fixing:
    """One run that mends. `analyse` makes the report of a request."""

    def __init__(self, request: Request, options: CheckOptions, analyse: Callable[[Request], Report]) -> None:
        self._options = options
        self._root = request.root
        self._files = Files(request.root) if request.files is None else request.files
        self._asked: dict[str, str] = {}  # why files may not be written, empty if they may
        self._on_stdin = request.only if STDIN in options.paths or options.stdin_filename is not None else ()
        self.fixed: Fixed = fix_project(
            replace(request, files=self._files), analyse, unsafe=request.settings.unsafe_fixes, may_edit=self._may_edit
        )

    def finish(self, show: Callable[[Report, Files], int]) -> int:
        """Writes what is mended, or shows it; `show` shows the report on the rest and says with which code to exit."""
        if self._options.diff:
            return self._show_diff()
        if self._on_stdin:
            self._print_text()
        else:
            self._write()
        if self._options.fix_only:
            code = CLEAN
        else:
            with redirect_stdout(sys.stderr if self._on_stdin else sys.stdout):
                code = show(self.fixed.report, self._files_now)
        self._tell()
        return max(code, self._refusal, INCOMPLETE if self.fixed.report.exit_code() == INCOMPLETE else CLEAN)

    @property
    def _files_now(self) -> Files:
        return self._files.with_changes({change.path: change.after for change in self.fixed.changes})

    def _may_edit(self, path: str) -> bool:
        """True if a file may be written; why not is told at the end."""
        if self._on_stdin or self._options.diff:
            return True
        if path not in self._asked:
            self._asked[path] = self._objection(path)
        return not self._asked[path]

    @property
    def _refused(self) -> dict[str, str]:
        return {path: why for path, why in sorted(self._asked.items()) if why}

    def _objection(self, path: str) -> str:
        file = Path(self._files.tree.absolute(path))
        try:
            is_read_only = not (file.stat().st_mode & _WRITE and os.access(file, os.W_OK))
        except OSError as error:
            return (error.strerror or type(error).__name__).lower()
        if is_read_only:
            return _READ_ONLY
        return "" if self._options.allow_dirty or self._is_staged(path) else _DIRTY

    def _is_staged(self, path: str) -> bool:
        index, contents = self._index, self._files.contents(path)
        return index is None or (isinstance(contents, bytes) and is_staged(path, contents, index))

    @cached_property
    def _index(self) -> Mapping[str, str] | None:
        return staged(Path(self._files.tree.root or self._root))

    def _write(self) -> None:
        failed = []
        for change in self.fixed.changes:
            file = self._files.tree.absolute(change.path)
            try:
                if Path(file).read_bytes() != change.before:
                    failed.append(f"cannot write `{change.path}`: it has changed while it was being mended")
                    continue
                write_file(file, change.after)
            except (OSError, Failure) as error:
                failed.append(error.message if isinstance(error, Failure) else f"cannot write `{change.path}`: {error}")
        if failed:
            raise Failure("\n".join(failed), "the other files are written; run it again")

    def _print_text(self) -> None:
        """The text of standard input as it is now, to standard output."""
        path = self._files.overlay[0]
        text = next((change.after for change in self.fixed.changes if change.path == path), None)
        contents = self._files.contents(path) if text is None else text
        if isinstance(contents, bytes):
            sys.stdout.flush()
            sys.stdout.buffer.write(contents)
            sys.stdout.buffer.flush()

    def _show_diff(self) -> int:
        sys.stdout.flush()
        for change in self.fixed.changes:
            sys.stdout.buffer.write(diff_of(self._shown(change)))
        sys.stdout.buffer.flush()
        if not self._options.quiet:
            left = sum(is_fixable(one, unsafe=True) for one in self.fixed.report.findings)
            sys.stderr.write(f"{would_sentence(self.fixed, left)}\n")
        if self.fixed.report.exit_code() == INCOMPLETE:
            return INCOMPLETE
        return FINDINGS if self.fixed.changes else CLEAN

    def _shown(self, change: Change) -> Change:
        """The change with its path as seen from the working directory."""
        path = os.path.relpath(self._files.tree.absolute(change.path)).replace(os.sep, "/")
        return change._replace(path=path)

    def _tell(self) -> None:
        sys.stdout.flush()
        stream = sys.stderr
        if not self._options.quiet and self.fixed.mended:
            stream.write(f"{mended_sentence(self.fixed)}\n")
        if self._options.show_fixes:
            stream.writelines(f"{printable(line)}\n" for line in mended_lines(self.fixed))
        dirty = [path for path, why in self._refused.items() if why == _DIRTY]
        for path, why in self._refused.items():
            if why != _DIRTY:
                stream.write(f"error: cannot mend `{printable(path)}`: {why}\n")
        if dirty:
            shown = ", ".join(f"`{printable(path)}`" for path in dirty[:3]) + (" …" if len(dirty) > 3 else "")
            stream.write(f"error: {counted(len(dirty), 'file')} left as {_IT[len(dirty) > 1]}: {shown}\n")
            stream.write("hint: stage or commit the changes first, or give `--allow-dirty`\n")

    @property
    def _refusal(self) -> int:
        """The exit code for files that were to be mended and could not be."""
        if not self._refused:
            return CLEAN
        return FINDINGS if set(self._refused.values()) == {_DIRTY} else USAGE


_WRITE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
_READ_ONLY = "it is read-only"
_DIRTY = "it has changes that are not staged"
_IT = {
    False: "it is, for it has changes that are not staged",
    True: "they are, for they have changes that are not staged",
}
