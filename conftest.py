"""Markdown suites below tests/rules and tests/facts are tests."""

import os

pytest_plugins = ["fastapi_lint.testing.plugin"]

os.environ["FASTAPI_LINT_NO_CACHE"] = "1"  # also for processes that tests start: none touches the user's own cache
