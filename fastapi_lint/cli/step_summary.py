"""The page of a step on GitHub: a file that is named by the environment, to which each command may add something."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from fastapi_lint.engine.cache.circumstances import STEP_SUMMARY
from fastapi_lint.model.report import Report
from fastapi_lint.render.context import Context
from fastapi_lint.render.printable import printable

_TREE = ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_SHA")


def add_to_step_summary(report: Report, context: Context, environ: Mapping[str, str] = os.environ) -> None:
    """Add the report to the page, as far as there is room. A page that cannot be written costs a note, no result."""
    from fastapi_lint.render.github_summary import MOST_BYTES, github_summary, links_below, no_link  # noqa: PLC0415

    server, repository, commit = (environ.get(name, "") for name in _TREE)
    link_to = links_below(f"{server}/{repository}/blob/{commit}") if server and repository and commit else no_link
    file = Path(environ[STEP_SUMMARY])
    try:
        room = MOST_BYTES - (file.stat().st_size if file.exists() else 0)
        page = github_summary(report, context, link_to, room)
        with file.open("ab") as stream:
            stream.write(page.encode("utf-8", "backslashreplace"))
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        sys.stderr.write(f"note: cannot write the summary to `{printable(str(file))}`: {reason}\n")
