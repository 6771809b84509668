"""Unified diffs of what fixes change, as `git diff` and `patch` read them."""

from __future__ import annotations

import difflib
import re

from fastapi_lint.engine.fixing.rounds import Change

_LINE = re.compile(rb"[^\n]*\n|[^\n]+")
_NO_END = b"\\ No newline at end of file\n"


def diff_of(change: Change) -> bytes:
    """The diff of one file, in the file's own encoding and with its line ends."""
    before, after = _LINE.findall(change.before), _LINE.findall(change.after)
    name = change.path.encode("utf-8", "surrogateescape")
    lines = difflib.diff_bytes(difflib.unified_diff, before, after, b"a/" + name, b"b/" + name, lineterm=b"\n")
    return b"".join(line if line.endswith(b"\n") else line + b"\n" + _NO_END for line in lines)
