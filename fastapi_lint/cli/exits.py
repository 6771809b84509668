"""Exit codes (other programs rely on them)."""

from __future__ import annotations

CLEAN = 0  # nothing at or above the threshold
FINDINGS = 1
USAGE = 2  # wrong options or configuration
INCOMPLETE = 3  # something could not be analysed: never to be read as clean
INTERRUPTED = 130  # as shells report SIGINT
PIPE_CLOSED = 141  # as shells report SIGPIPE
