"""The suites in `tests/rules/` are run by the plugin that comes with fastapi-lint."""

pytest_plugins = ["fastapi_lint.testing.plugin"]
