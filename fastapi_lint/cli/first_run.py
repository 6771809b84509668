"""One line for whoever sees a report of their project for the first time."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from fastapi_lint.config.settings import Settings
from fastapi_lint.model.report import Report


def first_run_hint(
    report: Report, settings: Settings, *, is_first: bool, environ: Mapping[str, str] = os.environ
) -> str:
    """What to do next, for people at a terminal whose project has no configuration and no earlier run; else nothing.

    It goes to standard error, beside the report: what is kept of the run is the report alone.
    """
    at_a_terminal = sys.stdout.isatty() and sys.stderr.isatty() and not environ.get("CI")
    if not (is_first and at_a_terminal and settings.source is None and report.statistics.files):
        return ""
    code = report.findings[0].code if report.findings else ""
    more = f"; `fastapi-lint explain {code}` tells more about a finding" if code else ""
    return f"hint: `fastapi-lint init` writes a configuration{more}\n"
