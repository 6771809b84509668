"""Markdown suites below tests/rules and tests/facts are tests."""

pytest_plugins = ["fastapi_lint.testing.plugin"]
